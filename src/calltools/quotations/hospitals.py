"""Names of hospitals in a report: full ones by their form, short ones by the full ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = r"[A-Z][\w'’-]*|St\.|No\. ?\d+|\d+(?:st|nd|rd|th)"
_HEAD = r"(?:Hospitals?|Institute|Cent(?:re|er)|Clinic|Infirmary|Sanatorium|Polyclinic|Hospice|School of Medicine|Medical College)"
_ENGLISH = re.compile(
    rf"(?:(?:{_WORD})(?:,? (?:and|&) (?={_WORD}))?[ -]){{0,8}}?(?:University of (?:{_WORD}) )?{_HEAD}\b"
    rf"(?:(?:,? )(?:of|for)(?: the)?(?: (?!Hospital)(?:{_WORD})(?:,? (?:and|&)(?= {_WORD}))?){{1,5}}(?:['’]s)?)?"
)
_NOT_FIRST = frozenset(
    "A An The At In On From To Of By For With And But Or When Then While After Before Asked Where As Of Both "
    "Neither Only Even Since Until Unlike Like What That This These If Is Was Are Were Of Our Their His Her Its "
    "Dr Dr. Director Professor Nurse Doctor Head Respondent Inside Outside Near Not Nobody Second-hand At".split()
)
_GENERIC = frozenset(
    "First Second Third Fourth Fifth Central People's People’s General Provincial Municipal City County National "
    "Affiliated University Medical Children's Women's Heart Liver Kidney Organ Transplant North South East West "
    "New Old Red United St St. No Hospital Institute Centre Center".split()
)
_KIND = r"(?:医院|醫院|卫生院|衛生院|保健院|疗养院|療養院|研究所|研究院|医学中心|醫學中心|移植中心|医疗中心|醫療中心|诊所|診所|卫生所|衛生所|总院|總院|肾脏中心|腎臟中心|肝病中心)"
_CHINESE = re.compile(
    rf"[\u4e00-\u9fffA-Z0-9○〇]{{1,18}}?{_KIND}(?![\u4e00-\u9fff]{{0,8}}?附[属屬])(?:[东西南北東]院|分院|本部)?"
)
_CUT = re.compile(
    r".*(?:[在到给給從从对對是问問找把被叫的了说說称稱让讓请請该該至与與及、去往往过過家间間为為於]|打向|致电|致電|联系|聯繫|采访|採訪|来自|來自|位于|看看|还有|還有|以及|接着|接著|再看|先看|最后|最後|今年|去年|通话|通話|录音|錄音|电话|電話|同一|一所|某某|[一二三四五六七八九十]、)(?=[\u4e00-\u9fff]{3})"
)
_NOT_NAME = re.compile(
    r"^(?:(?:文中|以下|上述|各家|有关|有關|相关|相關|这些|這些|那些|所有|多家|几家|那|这|這|各|某|该|該|几|幾|两|兩|同|一|大|小|本|我|你|他|她|其|此|别|別|另|每)[\u4e00-\u9fff]{0,2}|[一二三四五六七八九十]+[家所间間]?)?"
    + _KIND + "$"
)  # fmt: skip
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:省|市|县|縣|州|区|區|镇|鎮)")


@dataclass(frozen=True, slots=True)
class Place:
    """A hospital named at ``start`` to ``end``: ``name`` as written, ``full`` the name in full."""

    start: int
    end: int
    name: str
    full: str

    @property
    def is_short(self) -> bool:
        return self.name != self.full


class Hospitals:
    """The hospitals that a report names somewhere, and how to find them in a text of it."""

    def __init__(self, texts: Iterable[str], known: Sequence[str] = ()) -> None:
        names = dict.fromkeys(name.strip() for name in known if name.strip())
        for text in texts:
            names.update(dict.fromkeys(name for _s, _e, name in _full_names(text)))
        self._names = sorted(_without_prefixes(list(names)), key=len, reverse=True)
        self._short = _short_forms(self._names)

    def find(self, text: str) -> list[Place]:
        """The hospitals named in ``text``, in order; no two overlap."""
        found: list[Place] = []
        taken = [False] * len(text)

        def add(start: int, end: int, full: str) -> None:
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append(Place(start, end, text[start:end], full))

        for name in self._names:
            for match in re.finditer(re.escape(name), text, re.IGNORECASE):
                add(*match.span(), text[slice(*match.span())])
        for short, full in self._short.items():
            for match in re.finditer(_bounded(short), text):
                add(*match.span(), full)
        return sorted(found, key=lambda place: place.start)


def _bounded(name: str) -> str:
    return rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)


def _full_names(text: str) -> Iterable[tuple[int, int, str]]:
    for match in _ENGLISH.finditer(text):
        words = match[0].split(" ")
        while len(words) > 1 and words[0].rstrip(",") in _NOT_FIRST:
            words = words[1:]
        name = " ".join(words).removesuffix("'s").removesuffix("’s")
        if len(words) > 1 and name.split()[0] not in ("of", "for"):
            yield match.start(), match.end(), name
    for match in _CHINESE.finditer(text):
        name = _CUT.sub("", match[0])
        if not _NOT_NAME.match(name) and len(name) > 3:
            yield match.end() - len(name), match.end(), name


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
    if len(rest) > 2 and not re.search(r"[第市省县縣区區]|人民|中心", rest):
        yield rest
