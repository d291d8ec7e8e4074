"""What may be a fact of a call, with what speaks for and against it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from calltools.transcripts.layout import dates
from calltools.transcripts.layout.institutions import institutions
from calltools.transcripts.layout.keys import key_tells
from calltools.transcripts.layout.passages import HeaderLine
from calltools.transcripts.layout.vocabulary import half_width

FactKind = Literal["date", "time", "hospital", "phone", "recording_no", "duration"]
KINDS: tuple[FactKind, ...] = ("date", "time", "hospital", "phone", "recording_no", "duration")
_MOST = 60
"""Candidates of a kind that are weighed."""
_HARD: tuple[FactKind, ...] = ("date", "time", "hospital", "phone", "duration")
_PHONE = re.compile(
    r"(?<![\d.])(?<!\d:)(?:\+\s?)?\(?\d(?:(?: ?[()\-–—.]{1,2} ?| )?\d){5,18}(?![\d:])"
)
_MARK = re.compile(
    r"(?<![A-Za-z0-9/.+-])(?:[A-Za-z]{1,5}|[甲乙丙丁戊己庚辛壬癸])?[-_]?\d{1,8}[A-Za-z]?"
    r"(?:[-/_]\d{1,6}[A-Za-z]?)?(?![A-Za-z0-9%]|\.\d|[-/:：]\d|[年月日点點时時分秒万千元块歲岁])"
)
_CALLED = re.compile(
    r"致电|致電|打(?:到|给|給|进|進|了|通|往)|拨|撥|通话|通話|电话|電話|联系|聯繫|接(?:听|聽|通|电|電|起|线|線)|那头|那頭|"
    r"\b(?:call(?:ed|s|ing)?|rang|rung|ring(?:s|ing)?|phon(?:ed|e)|telephon(?:ed|e)|dial(?:l?ed|s)?|reach(?:ed)?|"
    r"recorded|got through|answered|spoke|connected|conversation|receiver|on the line)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"更新|发布|發布|公布|发表|發表|刊|讯】|訊】|本报讯|出版|张贴|張貼|来源|來源|阅读|閱讀|点阅|點閱|"
    r"编辑|編輯|整理|上线|播出|"
    r"印制|修订|修訂|成稿|记者(?=[ 　\u4e00-\u9fff]{0,4}[　 ])|截至|截稿|作者|看板|汇总|彙總|"
    r"\b(?:updated|modified|posted|published|publication|released|print(?:ed)?|submitted|by|written|wrote|received|delivered|revised|"
    r"edition|transmission|broadcast|repeat|issue|page|copyright|compiled|typed|"
    r"laid before|sent|checked)\b",
    re.IGNORECASE,
)
_ALONE = 0.6
_TWO_DIGITS = re.compile(r"(?:0[1-9]|1\d|2[0-3]):\d\d")
_CLEARLY = 0.8
"""How much likelier a key heads a time of day than a length: 时间 by .9, Talk time by -.3."""
_YEAR = re.compile(r"\d{4}|年")
_HAN = re.compile(r"[\u3400-\u9fff]")
_UNIT = re.compile(r"(分钟|分鐘|\bmin(?:ute)?s?\b)|(秒|\bsec(?:ond)?s?\b)", re.IGNORECASE)
_WORDS_BEFORE = re.compile(r"(?:[A-Za-z][\w.]* ?){1,2}[ #:：(（]*$|[一-鿿]{1,4}[ 　#:：(（]*$")
SENTENCE = re.compile(
    r"[。？！?!]|(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bNo)(?<!\bSt)(?<!\b[A-Z])[.](?:\s+(?=[A-Z“\"])|$)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """``passages[at].text[start:end]`` may be a fact of this kind.  ``iso`` is what it says (a
    date, a time of day), ``seconds`` a length or the span to a second time."""

    kind: FactKind
    at: int
    start: int
    end: int
    value: str
    iso: str | None = None
    seconds: int | None = None
    told: bool = False
    """A time of day that says so itself."""


def candidates(found: Sequence[HeaderLine]) -> list[Candidate]:
    """Everything in the passages that may be a fact."""
    result = _nearest(
        found, [c for i, passage in enumerate(found) for c in _in_passage(i, passage)]
    )
    printed = {c.iso for c in result if c.kind == "date" and not _other_reading(c)}
    return [
        replace(c, iso=other) if (other := _other_reading(c)) in printed and other else c
        for c in result
        if not _is_translated(c, result)
    ]


def is_the_pages(one: Candidate, others: Sequence[Candidate], found: Sequence[HeaderLine]) -> bool:
    """Whether a date is a report's: it stands alone, no key tells what it is of, and below it whole
    sentences without any fact lead on to where the call's hospital is named."""
    passage = found[one.at]
    alone = (one.end - one.start) > _ALONE * len(passage.text.strip())
    if one.kind != "date" or passage.zone != "before" or not alone or passage.keys:
        return False
    houses = [c.at for c in others if c.kind == "hospital" and found[c.at].zone == "before"]
    if not houses or max(houses) <= one.at:
        return False
    factual = {c.at for c in others if c.kind in _HARD}
    return any(
        SENTENCE.search(found[i].text.rstrip()[-1:]) and i not in factual
        for i in range(one.at + 1, max(houses))
    )


def _is_translated(one: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether an English name stands beside the Chinese one."""
    return (
        one.kind == "hospital"
        and not _HAN.search(one.value)
        and any(
            c.kind == "hospital" and _HAN.search(c.value) and abs(c.at - one.at) < 2 for c in others
        )
    )


def _nearest(found: Sequence[HeaderLine], every: Sequence[Candidate]) -> list[Candidate]:
    """Of each kind those nearest to the first turn: so many that time stays in bounds."""
    first = sum(line.zone == "before" for line in found)
    kept: dict[FactKind, list[Candidate]] = {kind: [] for kind in KINDS}
    for one in sorted(every, key=lambda c: abs(c.at - first)):
        if len(kept[one.kind]) < _MOST:
            kept[one.kind].append(one)
    return sorted((c for some in kept.values() for c in some), key=lambda c: (c.at, c.start))


def _other_reading(one: Candidate) -> str | None:
    """05/06/2009 with the month first, where it is read with the day first."""
    match = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", half_width(one.value))
    if one.kind != "date" or match is None or int(match[1]) > 12 or int(match[2]) > 12:
        return None
    return f"{match[3]}-{int(match[1]):02d}-{int(match[2]):02d}"


def _in_passage(at: int, passage: HeaderLine) -> Iterator[Candidate]:
    text = passage.text
    plain = half_width(text)
    houses = institutions(text)
    for house in houses:
        yield Candidate("hospital", at, house.start, house.end, house.name)
    printed = dates.dates(text, without_year=True)
    for date in printed:
        yield Candidate("date", at, date.start, date.end, date.printed, iso=date.iso)
    rest = blank(plain, [(d.start, d.end) for d in printed])
    phones = list(_phones(rest))
    for start, end in phones:
        yield Candidate("phone", at, start, end, text[start:end])
    rest = blank(rest, phones)
    clocks = list(dates.clocks(rest))
    for clock in clocks:
        start = clock.end - len(rest[clock.start : clock.end].lstrip())
        end = start + len(rest[start : clock.end].rstrip())
        yield Candidate(
            "time", at, start, end, text[start:end], clock.time, clock.duration_s, clock.told
        )
    sure = [(c.start, c.end) for c in clocks if c.told or _is_hour(c, passage, text)]
    lengths = [
        found
        for found in _lengths(rest, passage)
        if not any(a < found[1] and found[0] < b for a, b in sure)
    ]
    for start, end, seconds in lengths:
        yield Candidate("duration", at, start, end, text[start:end], seconds=seconds)
    taken = [(c.start, c.end) for c in clocks] + [(h.start, h.end) for h in houses]
    rest = blank(rest, taken + [(a, b) for a, b, _s in lengths])
    for mark in _MARK.finditer(rest):
        if "<" in rest[max(0, mark.start() - 8) : mark.start()]:
            continue  # markup
        yield Candidate(
            "recording_no", at, mark.start(), mark.end(), text[mark.start() : mark.end()]
        )


def _is_hour(clock: dates.Clock, passage: HeaderLine, text: str) -> bool:
    """Whether the key of 14:30 says that it is a time of day and no length; 3:25 may be either."""
    start = clock.end - len(text[clock.start : clock.end].lstrip())
    key = passage.key_of(start, clock.end)
    if key is None or not _TWO_DIGITS.match(half_width(text[start : clock.end])):
        return False
    tells = key_tells(key.name)
    return tells["date"] - tells["duration"] > _CLEARLY


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` with blanks for the spans."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _phones(plain: str) -> Iterator[tuple[int, int]]:
    for match in _PHONE.finditer(plain):
        start, end = match.span()
        if match[0].count("(") != match[0].count(")"):
            start += match[0].startswith("(")
            end -= match[0].endswith(")")
        while plain[end - 1] in " -–—./":
            end -= 1
        if 7 <= sum(c.isdecimal() for c in plain[start:end]) <= 16:
            yield start, end


def _lengths(plain: str, passage: HeaderLine) -> Iterator[tuple[int, int, int]]:
    yield from dates.durations(plain)
    for key in passage.keys:  # 6 under "Length (minutes)"
        value = plain[key.start : key.end].strip()
        if value.isdecimal() and len(value) < 4 and (unit := _UNIT.search(key.name)):
            start = plain.index(value, key.start)
            yield start, start + len(value), int(value) * (60 if unit[1] else 1)


def _says(one: Candidate) -> object:
    return one.iso or one.seconds or one.value


def told_by_key(one: Candidate, passage: HeaderLine) -> float:
    """The probability that the key of ``one``, or the words right before it, head such a fact."""
    fact = "date" if one.kind == "time" else one.kind
    key = passage.key_of(one.start, one.end)
    before = passage.text[max(0, one.start - 24) : one.start]
    words = _WORDS_BEFORE.search(before.removesuffix("第"))
    return max(
        key_tells(key.name)[fact] if key else 0.0, key_tells(words[0])[fact] if words else 0.0
    )


def features(
    one: Candidate,
    all_of: Sequence[Candidate],
    found: Sequence[HeaderLine],
    *,
    date: Candidate | None = None,
    last_ms: int | None = None,
) -> dict[str, float]:
    """What speaks for or against ``one``; ``date`` is the one chosen for the call."""
    passage = found[one.at]
    text = passage.text
    key = passage.key_of(one.start, one.end)
    tells = key_tells(key.name) if key else {}
    mine = "date" if one.kind == "time" else one.kind
    others = max((p for fact, p in tells.items() if fact != mine), default=0.0)
    told = told_by_key(one, passage)
    same = [
        c for c in all_of
        if c.kind == one.kind and _says(c) != _says(one)
        and told_by_key(c, found[c.at]) >= told - 0.2
    ]  # fmt: skip
    here = {c.kind for c in all_of if c.at == one.at and c.kind in _HARD} - {one.kind}
    near = {
        c.kind for c in all_of
        if c.kind in _HARD and 0 < abs(c.at - one.at) <= 4 and _same_block(found, one.at, c.at)
    } - {one.kind}  # fmt: skip
    left, right = _clause(text, one.start, one.end)
    value = text[key.start : key.end].strip() if key else text.strip()
    said = {
        "bias": 1.0,
        "told_by_a_key": told,
        "key": tells.get(mine, 0.0),
        "key_of_other": others if key else 0.0,
        "key_unknown": float(bool(key) and max(tells.values(), default=0.0) < 0.3),
        "key_and_fills": tells.get(mine, 0.0) * (one.end - one.start) / max(len(value), 1),
        "fills_value": (one.end - one.start) / max(len(value), 1) if key else 0.0,
        "share_of_passage": (one.end - one.start) / max(len(text.strip()), 1),
        "heading": float(passage.kind == "heading"),
        "row": float(passage.kind == "row"),
        "in_brackets": float(_within(text, one.start, one.end)),
        "in_quotes": float(_within(text, one.start, one.end, '“「『"', '”」』"')),
        "distance": math.log1p(passage.distance) if passage.zone == "before" else 0.0,
        "headings_between": float(min(passage.headings, 2)),
        "at_first_turn": float(passage.zone == "within" and passage.distance == 0),
        "after_first_turn": float(passage.zone == "within" and passage.distance > 0),
        "after_last_turn": float(passage.zone == "after"),
        "far_after": math.log1p(passage.distance) if passage.zone == "after" else 0.0,
        "with_others": float(min(len(here), 3)),
        "block_of_others": float(min(len(near), 3)),
        "nearer_ones": float(sum(_nearer(found, c, one) for c in same) > 0),
        "earlier_in_passage": float(any(c.at == one.at and c.start < one.start for c in same)),
        "later_in_passage": float(any(c.at == one.at and c.start > one.start for c in same)),
        "repeated": float(
            any(c.kind == one.kind and c is not one and _says(c) == _says(one) for c in all_of)
        ),
        "only_one": float(not same),
        "long_text": float(len(text.strip()) > 80),
        "calling": float(bool(_CALLED.search(text[left:right]))),
        "published": float(bool(_PUBLISHED.search(text[left:right]))),
    }
    return said | _own_features(one, said, text, all_of, date, last_ms)


def _own_features(
    one: Candidate,
    said: dict[str, float],
    text: str,
    all_of: Sequence[Candidate],
    date: Candidate | None,
    last_ms: int | None,
) -> dict[str, float]:
    """What only candidates of its kind have to tell."""
    if one.kind == "date":
        follows = any(
            c.kind == "time" and c.at == one.at and 0 <= c.start - one.end < 6 for c in all_of
        )
        return {
            "ambiguous": float(_other_reading(one) is not None),
            "month_only": float(one.iso is not None and len(one.iso) < 10),
            "without_year": float(one.iso is None and not _YEAR.search(half_width(one.value))),
            "slash_only": float(one.iso is None and "/" in one.value),
            "time_follows": float(follows),
        }
    if one.kind == "time":
        beside = date is not None and date.at == one.at and -20 < one.start - date.end < 24
        other = any(
            c.kind == "date" and c.at == one.at and abs(c.start - one.start) < 40
            and (date is None or c.iso != date.iso)
            for c in all_of
        )  # fmt: skip
        return {
            "told": float(one.told),
            "span": float(one.seconds is not None),
            "beside_date": float(beside),
            "beside_other_date": float(other and not beside),
            "near_date": float(date is not None and abs(date.at - one.at) <= 2),
            "is_length": float(
                bool(re.match(r"0{1,2}:\d\d(?::\d\d)?$|\d:\d\d$", half_width(one.value)))
            ),
        }
    if one.kind == "duration":
        minute = ":" in half_width(one.value)
        length = (one.seconds or 0) * 1000
        return {
            "as_clock": float(minute),
            "data_line": float(
                len(text.strip()) <= 80 and (said["with_others"] > 0 or said["fills_value"] > 0.6)
            ),
            "begins_0": float(bool(re.match(r"0{1,2}:", half_width(one.value)))),
            "at_last_stamp": float(last_ms is not None and 0 <= length - last_ms <= 60_000),
            "spans": float(any(c.kind == "time" and c.seconds is not None for c in all_of)),
            "parts": float(bool(re.search(r"\d\D+\d", one.value)) and not minute),
        }
    if one.kind == "phone":
        digits = sum(c.isdecimal() for c in one.value)
        plain = half_width(one.value)
        return {
            "marked": float(plain[0] in "+(" or "-" in plain),
            "ten_digits": float(digits >= 10),
        }
    if one.kind == "recording_no":
        return {
            "lettered": float(bool(re.search(r"[^\d]", half_width(one.value)))),
            "begins_0": float(half_width(one.value).startswith("0")),
            "one_digit": float(len(one.value) == 1),
            "begins_passage": float(not text[: one.start].strip()),
        }
    if one.kind == "hospital":
        return {
            "begins_passage": float(not re.search(r"\w", text[: one.start])),
            "begins_value": float(not re.search(r"\w", text[max(0, one.start - 2) : one.start])),
            "of_this_town": float(
                bool(
                    re.search(
                        r"我们|我們|本[市县縣地]|\bour own\b|\bmy\b",
                        text[max(0, one.start - 40) : one.end + 40],
                    )
                )
            ),
        }
    return {}


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around ``start:end``, at most 90 characters each way."""
    left = max(
        (m.end() for m in SENTENCE.finditer(text, max(0, start - 90), start)),
        default=max(0, start - 90),
    )
    right = SENTENCE.search(text, end, end + 90)
    return left, right.start() if right else min(len(text), end + 90)


def _within(
    text: str, start: int, end: int, opening: str = "(（[【", closing: str = ")）]】"
) -> bool:
    """Whether the stretch stands in brackets."""
    left = max(text.rfind(c, max(0, start - 80), start) for c in opening)
    shut = max(text.rfind(c, max(0, start - 80), start) for c in closing)
    return left > shut and any(text.find(c, end, end + 80) >= 0 for c in closing)


def _same_block(found: Sequence[HeaderLine], a: int, b: int) -> bool:
    """Whether no heading comes between two passages."""
    low, high = min(a, b), max(a, b)
    return not any(p.kind == "heading" for p in found[low + 1 : high + 1])


def _nearer(found: Sequence[HeaderLine], other: Candidate, one: Candidate) -> bool:
    """Whether ``other`` stands between ``one`` and the first turn."""
    if found[other.at].zone != "before":
        return (
            found[one.at].zone == "before"
            and found[other.at].zone == "within"
            and found[other.at].distance == 0
        )
    return found[one.at].zone == "before" and found[other.at].distance < found[one.at].distance
