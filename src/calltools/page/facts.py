"""What may be a fact of a call, with what speaks for and against it, and which it is."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from calltools.page import dates
from calltools.page.header_data import fact_models, header_pattern
from calltools.page.institutions import blank, institutions
from calltools.page.keyed_passages import HeaderLine, key_tells
from calltools.transcripts.vocabulary import half_width

FactKind = Literal["date", "time", "hospital", "phone", "recording_no", "duration"]
KINDS: tuple[FactKind, ...] = ("date", "time", "hospital", "phone", "recording_no", "duration")
_MOST = 240
"""Candidates of a call that are weighed, so that time stays in bounds."""
_PHONE = re.compile(
    r"(?<![\d.])(?<!\d:)(?:\+\s?)?\(?\d(?:(?: ?[()\-–—.]{1,2} ?| )?\d){5,18}(?![\d:])"
)
_MARK = re.compile(
    r"(?<![A-Za-z0-9/.+<-])(?:[A-Za-z]{1,5}|[甲乙丙丁戊己庚辛壬癸]|[一-鿿](?=-))?[-_]?\d{1,8}[A-Za-z]?"
    r"(?:[-/_](?:\d{1,6}[A-Za-z]?|[A-Z甲乙丙丁]))?(?![A-Za-z0-9%]|\.\d|[-/:：]\d|[年月日点點时時分秒万千元块歲岁])"
)
_ALONE = 0.6
"""The share of its line that a date has at least which stands alone."""
_ZERO_HOURS = re.compile(r"0{1,2}:\d\d(?::\d\d)?$|\d:\d\d$")
_CLOCK = re.compile(r"[\d:]+$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_YEAR = re.compile(r"\d{4}|年")
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

    @property
    def says(self) -> str | int:
        """What it tells, however it is printed."""
        return self.iso or self.seconds or self.value


def candidates(found: Sequence[HeaderLine]) -> list[Candidate]:
    """Everything in the passages that may be a fact, what is nearest to the first turn first."""
    first = sum(line.zone == "before" for line in found)
    every = [c for i, line in enumerate(found) for c in _in_passage(i, line)]
    every = sorted(every, key=lambda c: abs(c.at - first))[:_MOST]
    chinese = {c.at for c in every if c.kind == "hospital" and _HAN.search(c.value)}
    beside = {at + step for at in chinese for step in (-1, 0, 1)}
    return [
        c
        for c in every
        if c.kind != "hospital" or _HAN.search(c.value) or c.at not in beside  # its translation
        if not _is_the_pages(c, every, found)
    ]


def _is_the_pages(one: Candidate, every: Sequence[Candidate], found: Sequence[HeaderLine]) -> bool:
    """Whether a date is a report's: alone on its line, under no key, and below it sentences without
    facts lead on to where the call's hospital is named."""
    passage = found[one.at]
    alone = one.end - one.start > _ALONE * len(passage.text.strip())
    if one.kind != "date" or passage.zone != "before" or not alone or passage.keys:
        return False
    houses = [c.at for c in every if c.kind == "hospital" and found[c.at].zone == "before"]
    factual = {c.at for c in every if c.kind != "recording_no"}
    between = set(range(one.at + 1, max(houses, default=0))) - factual
    return any(SENTENCE.search(found[i].text.rstrip()[-1:]) for i in between)


def _in_passage(at: int, passage: HeaderLine) -> Iterator[Candidate]:
    """What a passage prints; each kind is looked for in what the kinds before leave of it."""
    text = passage.text
    houses = institutions(text)
    for house in houses:
        yield Candidate("hospital", at, house.start, house.end, house.name)
    printed = dates.dates(text, without_year=True)
    for date in printed:
        yield Candidate("date", at, date.start, date.end, text[date.start : date.end], date.iso)
    rest = blank(half_width(text), [(date.start, date.end) for date in printed])
    numbers = list(phones(rest))
    for start, end in numbers:
        yield Candidate("phone", at, start, end, text[start:end])
    rest = blank(rest, numbers)
    clocks = list(dates.clocks(rest))
    for clock in clocks:
        value = text[clock.start : clock.end]
        yield Candidate("time", at, clock.start, clock.end, value, clock.time, clock.seconds)
    sure = [(clock.start, clock.end) for clock in clocks if clock.is_told]
    lengths = list(_lengths(blank(rest, sure), passage))
    for start, end, seconds in lengths:
        yield Candidate("duration", at, start, end, text[start:end], seconds=seconds)
    taken = [(c.start, c.end) for c in clocks] + [(h.start, h.end) for h in houses]
    rest = blank(rest, [*taken, *((start, end) for start, end, _seconds in lengths)])
    for mark in _MARK.finditer(rest):
        yield Candidate("recording_no", at, *mark.span(), text[mark.start() : mark.end()])


def phones(plain: str) -> Iterator[tuple[int, int]]:
    """Where ``plain``, in ASCII figures, prints what may be telephone numbers."""
    for match in _PHONE.finditer(plain):
        start, end = match.span()
        if match[0].count("(") != match[0].count(")"):
            start += match[0].startswith("(")
            end -= match[0].endswith(")")
        if 7 <= sum(c.isdecimal() for c in plain[start:end]) <= 16:
            yield start, end


def _lengths(plain: str, passage: HeaderLine) -> Iterator[tuple[int, int, int]]:
    yield from dates.durations(plain)
    for key in passage.keys:  # 6 under "Length (minutes)"
        value = plain[key.start : key.end].strip()
        if value.isdecimal() and len(value) < 4 and (unit := _UNIT.search(key.name)):
            start = plain.index(value, key.start)
            yield start, start + len(value), int(value) * (60 if unit[1] else 1)


def _fact(one: Candidate) -> str:
    """What keys of the candidate's kind tell: the same ones head dates and times."""
    return "date" if one.kind == "time" else one.kind


def told_by_key(one: Candidate, passage: HeaderLine) -> float:
    """The probability that the key of ``one``, or the words right before it, head such a fact."""
    fact = _fact(one)
    key = passage.key_of(one.start, one.end)
    before = passage.text[max(0, one.start - 24) : one.start]
    words = _WORDS_BEFORE.search(before.removesuffix("第"))
    names = [key.name if key else "", words[0] if words else ""]
    return max(key_tells(name)[fact] if name else 0.0 for name in names)


def rank(found: Sequence[HeaderLine], every: Sequence[Candidate]) -> dict[FactKind, Candidate]:
    """Of each kind the likeliest candidate, if it is likelier than that none is the call's."""
    chosen: dict[FactKind, Candidate] = {}
    likely: dict[FactKind, float] = {}
    for kind in KINDS:
        known = fact_models()[kind]
        odds: dict[str | int, float] = defaultdict(float)
        best: dict[str | int, tuple[float, Candidate]] = {}
        for one in (c for c in every if c.kind == kind):
            weighed = features(one, every, found, chosen.get("date"))
            log_odds = sum(known.get(name, 0.0) * value for name, value in weighed.items())
            odds[one.says] += math.exp(log_odds)
            if one.says not in best or log_odds > best[one.says][0]:
                best[one.says] = log_odds, one
        likeliest = max(odds, key=lambda says: odds[says], default=None)
        if likeliest is not None and odds[likeliest] > 1:
            chosen[kind] = best[likeliest][1]
            likely[kind] = odds[likeliest] / (1 + sum(odds.values()))
    time, length = chosen.get("time"), chosen.get("duration")
    if time and length and _overlap(time, length):
        del chosen["time" if likely["time"] < likely["duration"] else "duration"]
    return chosen


def _overlap(time: Candidate, length: Candidate) -> bool:
    """Whether a time of day and a length, of no span, are the same figures."""
    return (
        time.at == length.at
        and time.seconds is None
        and time.start < length.end
        and length.start < time.end
    )


def features(
    one: Candidate,
    every: Sequence[Candidate],
    found: Sequence[HeaderLine],
    date: Candidate | None,
) -> dict[str, float]:
    """What speaks for or against ``one`` of ``every``; ``date`` is the one chosen for the call."""
    passage = found[one.at]
    text = passage.text
    before, after = passage.zone == "before", passage.zone == "after"
    key = passage.key_of(one.start, one.end)
    value = text[key.start : key.end].strip() if key else text.strip()
    share = (one.end - one.start) / max(len(value), 1)
    told = told_by_key(one, passage)
    rivals = [
        c
        for c in every
        if c.kind == one.kind and c.says != one.says and told_by_key(c, found[c.at]) >= told - 0.2
    ]
    beside = {
        c.kind for c in every if c.at == one.at and (c.end <= one.start or one.end <= c.start)
    } - {one.kind, "recording_no"}
    clause = text[slice(*_clause(text, one.start, one.end))]
    return {
        "bias": 1.0,
        "told_by_a_key": told,
        "fills_value": share if key else 0.0,
        "share_of_passage": (one.end - one.start) / max(len(text.strip()), 1),
        "heading": float(passage.kind == "heading"),
        "distance": math.log1p(passage.distance) if before else 0.0,
        "headings_between": float(min(passage.headings, 2)),
        "sentences_between": float(min(passage.sentences, 2)),
        "at_first_turn": float(passage.zone == "within" and passage.distance == 0),
        "after_first_turn": float(passage.zone == "within" and passage.distance > 0),
        "after_last_turn": float(after),
        "far_after": math.log1p(passage.distance) if after else 0.0,
        "with_others": float(min(len(beside), 3)),
        "nearer_ones": float(any(_is_nearer(found[c.at], passage) for c in rivals)),
        "repeated": float(
            any(c.kind == one.kind and c is not one and c.says == one.says for c in every)
        ),
        "long_text": float(len(text.strip()) > 80),
        "calling": float(bool(header_pattern("called").search(clause))),
        "published": float(bool(header_pattern("published").search(clause))),
    } | _own_features(one, passage, every, date)


def _own_features(
    one: Candidate, passage: HeaderLine, every: Sequence[Candidate], date: Candidate | None
) -> dict[str, float]:
    """What only candidates of its kind have to tell."""
    text = passage.text
    plain = half_width(one.value)
    is_clock = float(bool(_CLOCK.match(plain)))
    key = passage.key_of(one.start, one.end)
    tells = key_tells(key.name if key else "")
    here = [c for c in every if c.at == one.at]
    if one.kind == "date":
        return {
            "month_only": float(one.iso is not None and len(one.iso) < 10),
            "without_year": float(one.iso is None and not _YEAR.search(plain)),
            "time_follows": float(
                any(c.kind == "time" and 0 <= c.start - one.end < 6 for c in here)
            ),
        }
    if one.kind == "time":
        days = [c for c in here if c.kind == "date" and abs(c.start - one.start) < 40]
        own = date is not None and any(c.says == date.says for c in days)
        return {
            "beside_date": float(own),
            "beside_other_date": float(bool(days) and not own),
            "told_length": tells["duration"],
            "near_date": float(date is not None and abs(date.at - one.at) <= 2),
            "as_clock": is_clock,
            "is_length": float(bool(_ZERO_HOURS.match(plain))),
        }
    if one.kind == "duration":
        return {
            "told_hour": tells["date"],
            "untold_clock": is_clock * (1 - told_by_key(one, passage)),
            "is_length": float(bool(_ZERO_HOURS.match(plain))),
        }
    if one.kind == "phone":
        return {"ten_digits": float(sum(map(str.isdecimal, plain)) >= 10)}
    if one.kind == "recording_no":
        return {
            "lettered": float(not plain.isdecimal()),
            "one_digit": float(len(plain) == 1),
            "begins_passage": float(not text[: one.start].strip()),
        }
    return {"begins_passage": float(not re.search(r"\w", text[: one.start]))}


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around ``start:end``, at most 90 characters each way."""
    first = max(0, start - 90)
    left = max((m.end() for m in SENTENCE.finditer(text, first, start)), default=first)
    right = SENTENCE.search(text, end, end + 90)
    return left, right.start() if right else end + 90


def _is_nearer(other: HeaderLine, passage: HeaderLine) -> bool:
    """Whether ``other`` stands between a passage before the call and its first turn, or at it."""
    if passage.zone != "before":
        return False
    if other.zone == "before":
        return other.distance < passage.distance
    return other.zone == "within" and other.distance == 0
