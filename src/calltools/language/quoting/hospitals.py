"""Names of hospitals in a report: full ones by their form, short ones by the full ones.

They are looked for in simplified characters, and given as the report writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from calltools.language.names import bounded
from calltools.language.quoting.scene import fold
from calltools.language.quoting.vocabulary import chinese, entries

_WORD = r"(?:[A-Z][\w'’-]*|St\.|No\. ?\d{1,4}|(?<!\d)\d{1,4}(?:st|nd|rd|th))"
_HEAD = f"(?:{'|'.join(entries('hospitals', 'en'))})"
_JOINED = rf"{_WORD}(?:,? (?:and|&)(?= {_WORD}))?"
_ENGLISH = re.compile(
    rf"(?:{_JOINED}[ -]){{0,8}}?(?:University of {_WORD} )?{_HEAD}\b"
    rf"(?:,? (?:of|for)(?: the)?(?: (?!Hospital){_JOINED}){{1,5}}(?:['’]s)?)?"
)
_NOT_FIRST = frozenset(entries("hospitals", "not_first"))
_GENERIC = frozenset(entries("hospitals", "generic"))
_KIND = chinese("hospitals", "zh")
_HAN = r"[\u4e00-\u9fff]"
_CHINESE = re.compile(
    rf"[\u4e00-\u9fffA-Z0-9○〇]{{1,18}}?{_KIND}(?!{_HAN}{{0,8}}?附属)"
    "(?:[东西南北]院|分院|本部)?"
)
_CUT = re.compile(rf".*{chinese('hospitals', 'before_zh')}(?={_HAN}{{3}})")
_ASKED = re.compile(rf"[问给把找被在到从对叫让请该至往去说称]{_KIND}$")  # 又问医院: no name
_LONG_PLACE = re.compile(rf"^{_HAN}{{2,}}(?={_HAN}{{2}}[省市县区镇州])")  # no place has 4
_NOT_NAME = re.compile(
    rf"(?:{chinese('hospitals', 'not_names_zh')}{_HAN}{{0,2}}|[一二三四五六七八九十]+[家所间]?)?"
    rf"{_KIND}$"
)
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:省|市|县|州|区|镇)")


@dataclass(frozen=True, slots=True)
class NamedHospital:
    """A hospital named at ``start`` to ``end``: ``name`` as written, ``full`` the name in full."""

    start: int
    end: int
    name: str
    full: str

    @property
    def is_short(self) -> bool:
        """Whether less than the full name is written."""
        return self.name != self.full


class FindsHospitals(Protocol):
    """Whatever finds the hospitals that a text names."""

    def find(self, text: str) -> Sequence[NamedHospital]:
        """The hospitals named in ``text``, in order; no two overlap."""


class Hospitals:
    """The hospitals that a report names somewhere, and how to find them in a text of it."""

    def __init__(self, texts: Sequence[str]) -> None:
        folded = [fold(text) for text in texts]
        written, whole = "\n".join(texts), "\n".join(folded)
        names: dict[str, None] = {}
        for text in folded:
            names.update(dict.fromkeys(_full_names(text)))
        full = sorted(_without_prefixes(list(names)), key=len, reverse=True)
        self._full = [re.compile(re.escape(name), re.IGNORECASE) for name in full]
        self._short = [
            (re.compile(bounded(short)), _as_written(name, whole, written))
            for short, name in _short_forms(full).items()
        ]

    def find(self, text: str) -> list[NamedHospital]:
        """The hospitals named in ``text``, in order; no two overlap."""
        folded = fold(text)
        found: list[NamedHospital] = []
        taken = [False] * len(text)
        for pattern, full in (*((pattern, None) for pattern in self._full), *self._short):
            for match in pattern.finditer(folded):
                start, end = match.span()
                if not any(taken[start:end]):
                    taken[start:end] = [True] * (end - start)
                    name = text[start:end]
                    found.append(NamedHospital(start, end, name, full or name))
        return sorted(found, key=lambda place: place.start)


def _as_written(name: str, whole: str, written: str) -> str:
    """``name`` as the report first writes it: ``whole`` is ``written`` in simplified characters."""
    at = whole.find(name)
    return written[at : at + len(name)] if at >= 0 else name


def _full_names(text: str) -> Iterable[str]:
    for match in _ENGLISH.finditer(text):
        words = match[0].split(" ")
        while len(words) > 1 and words[0].rstrip(",") in _NOT_FIRST:
            words = words[1:]
        name = " ".join(words).removesuffix("'s").removesuffix("’s")
        if len(words) > 1 and name.split()[0] not in ("of", "for"):
            yield name
    for match in _CHINESE.finditer(text):
        name = _LONG_PLACE.sub("", _CUT.sub("", match[0]))
        if not _NOT_NAME.match(name) and not _ASKED.search(name) and len(name) > 3:
            yield name


def _without_prefixes(names: list[str]) -> list[str]:
    """Chinese names that are another with words before it are that other."""
    return [
        name
        for name in names
        if name.isascii()
        or not any(n != name and name.endswith(n) and len(n) > 5 and _PLACE.match(n) for n in names)
    ]


def _short_forms(names: Sequence[str]) -> dict[str, str]:
    """The first words of full names that only one of them begins with, longest first."""
    forms: dict[str, set[str]] = {}
    for name in names:
        for short in _shortened(name):
            forms.setdefault(short, set()).add(name)
    single = {short: full.pop() for short, full in forms.items() if len(full) == 1}
    return dict(sorted(single.items(), key=lambda item: -len(item[0])))


def _shortened(name: str) -> Iterable[str]:
    if name.isascii() or " " in name:
        words = re.sub(r"^The ", "", name).split(" ")
        if words[0] not in _GENERIC and len(words[0]) > 2 and words[0][0].isupper():
            for n in range(1, len(words)):
                short = " ".join(words[:n])
                if not re.fullmatch(_HEAD, words[n - 1]) and not short.endswith(" No."):
                    yield short
        return
    if place := _PLACE.match(name):
        yield place[1]
        yield place[0]
    rest = re.sub(_KIND + "$", "", name)
    if len(rest) > 2 and not re.search(r"[第市省县区]|人民|中心", rest):
        yield rest
