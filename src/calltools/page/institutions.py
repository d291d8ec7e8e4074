"""Names of hospitals in running text, in lines of data and in headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from calltools.page.dates import dates
from calltools.page.header_data import fact_models, header_pattern, header_words

_RUN_ZH = re.compile(r"(?:[一-鿿○〇Ｘ×]|(?<=[第军軍队隊部警放])\d{1,3}|\d{2,3}(?=医院|醫院))+")
_LONGEST_ZH = 22
"""Characters before 医院 among which its name begins."""
_PLACE_ZH = frozenset("市县縣省州区區镇鎮乡鄉旗盟")
_WORD_EN = re.compile(r"[A-Za-z0-9][\w'’.&-]*|&")
_SHORT_EN = frozenset(("no", "st", "dr", "mt"))
"""Words whose point ends no sentence."""
_CAPITALS = re.compile(r"[A-Z][A-Z'’]{2,}(?:[ ]+(?:[A-Z][A-Z'’.]*|\d+))*")


@dataclass(frozen=True, slots=True)
class Institution:
    """A hospital, clinic or the like named at ``start:end`` of a text."""

    start: int
    end: int
    name: str
    """As printed, but CAPITALS as Capitals."""


@lru_cache(8192)
def institutions(text: str) -> tuple[Institution, ...]:
    """The hospitals that ``text`` names, in order."""
    return tuple(sorted([*_chinese(text), *_english(text)], key=lambda house: house.start))


def _chinese(text: str) -> Iterator[Institution]:
    hospitals, houses = header_pattern("hospitals_zh"), header_pattern("houses_zh")
    if not houses.search(text):
        return
    nameless = re.compile(rf"(?:{header_pattern('nameless_zh').pattern})*$")
    plain = blank(text, [(date.start, date.end) for date in dates(text, without_year=True)])
    for run in _RUN_ZH.finditer(plain):
        at = run.start()
        while house := hospitals.search(text, at, run.end()) or houses.search(text, at, run.end()):
            first = max(at, house.start() - _LONGEST_ZH)
            start = first + _begin(text[first : house.start()], whole=first == at)
            distinct = text[start : house.start()]
            if len(distinct) > 1 and not nameless.match(distinct):
                yield Institution(start, house.end(), text[start : house.end()])
            at = house.end()
            if not hospitals.search(text, at, run.end()):
                break  # 移植中心 after a hospital is its department


def blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """``text`` with blanks for the spans."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _begin(before: str, *, whole: bool) -> int:
    """Where in ``before``, the characters that lead up to 医院, its name begins."""
    known = fact_models()["name"]

    def score(start: int) -> float:
        features = name_features(before, start, whole=whole)
        return sum(known.get(name, 0.0) * value for name, value in features.items())

    return max(range(max(len(before) - 1, 1)), key=score)


def name_features(before: str, start: int, *, whole: bool = True) -> dict[str, float]:
    """What tells whether ``before[start:]`` begins the name of a Chinese hospital; ``whole``:
    nothing but a mark or a space stands before ``before``."""
    small, places = header_words("small_zh"), header_words("places_with_small_zh")
    name = before[start:]
    place = next(
        (i for i, c in enumerate(name[:5]) if i and c in _PLACE_ZH and name[i - 1] not in "军軍"), 0
    )
    parted = before[max(start - 1, 0) : start + 1] in places
    return {
        "edge": float(start == 0 and whole),
        "after_small": float(before[max(start - 1, 0) : start] in small and not parted),
        "begins_small": float(name[:1] in small and name[:2] not in places),
        "holds_small": float(sum(c in small for c in name[1:-1])),
        "place_2": float(place == 2),
        "place_3": float(place == 3),
        "length": float(len(name)) / 10,
    }


@dataclass(frozen=True, slots=True)
class _Word:
    printed: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """As it is compared; Hospital's is Hospital."""
        return re.sub(r"['’]s$", "", self.printed.lower().rstrip("."))

    @property
    def is_house(self) -> bool:
        return self.plain in header_words("houses_en")

    @property
    def is_school(self) -> bool:
        return self.plain in header_words("schools_en")


def _english(text: str) -> Iterator[Institution]:
    cased = _CAPITALS.sub(lambda match: _title(match[0]), text)
    for run in _runs(cased):
        houses = (i for i, word in enumerate(run) if word.is_house)
        house = next(houses, None)
        if house is None:
            continue
        start, end = _begin_en(run, house), _end_en(run, house)
        distinct = (word for word in run[start : end + 1] if not _is_nameless(word))
        if end > start and any(distinct):
            name = cased[run[start].start : run[end].end].rstrip(".")
            if run[end].is_house:  # the Hospital's turn
                name = re.sub(r"['’]s$", "", name)
            yield Institution(run[start].start, run[start].start + len(name), name)


def _is_nameless(word: _Word) -> bool:
    names = ("nameless_en", "joining_en", "before_en")
    return word.is_house or any(word.plain in header_words(name) for name in names)


def _runs(text: str) -> Iterator[list[_Word]]:
    """Stretches of capitalised words with what joins them: nothing but blanks between."""
    run: list[_Word] = []
    for match in _WORD_EN.finditer(text):
        word = _Word(match[0], match.start(), match.end())
        fits = word.printed[0].isupper() or word.printed[0].isdigit()
        fits = fits or word.printed in header_words("joining_en")
        if run and (
            not fits
            or text[run[-1].end : word.start].strip(" \xa0")
            or (run[-1].printed.endswith(".") and run[-1].plain not in _SHORT_EN)
        ):
            yield run
            run = []
        if fits:
            run.append(word)
    if run:
        yield run


def _begin_en(run: Sequence[_Word], house: int) -> int:
    """The first word of the name whose ``Hospital`` is at ``house``."""
    start = 0
    for i, word in enumerate(run[:house]):
        numbered = i > 0 and run[i - 1].plain == "no"
        of_nothing = word.plain == "of" and not any(other.is_school for other in run[start:i])
        if (
            word.plain in header_words("before_en")
            or of_nothing
            or (word.printed[0].isdigit() and not numbered)
        ):
            start = i + 1
    while start < house and run[start].plain in header_words("joining_en"):
        start += 1
    return start


def _end_en(run: Sequence[_Word], house: int) -> int:
    """The last word of the name: No. 1, of Chest Diseases, of the Eighth Division."""
    end = house
    joined = False
    for i, word in enumerate(run[house + 1 :], start=house + 1):
        if run[end].printed.endswith(("'s", "’s")):
            break
        if word.plain in ("of", "for", "affiliated", "attached", "no"):
            joined = True
        elif word.is_house or word.is_school or (joined and not _joins(word)):
            end = i
        elif not joined and not any(w.is_house or w.is_school for w in run[i + 1 : i + 5]):
            break
    return end


def _joins(word: _Word) -> bool:
    return word.plain in header_words("joining_en")


def _title(text: str) -> str:
    """TEXT IN CAPITALS as Text in Capitals; the length stays."""
    small = ("OF", "THE", "FOR", "AND", "TO")
    return re.sub(
        r"[A-Z]['’A-Z]*", lambda m: m[0].lower() if m[0] in small else m[0].capitalize(), text
    )
