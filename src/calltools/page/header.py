"""What is printed around a call tells of it: hospital, date, time, number, recording, people.

Everything that may be such a fact is weighed by what speaks for and against it
(:mod:`~calltools.page.facts`) with the weights of ``header.toml``; of each kind the
best is taken, if it is likelier than not.  Nothing is carried over from another call.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from calltools.page import dates
from calltools.page.drafts import FactLines
from calltools.page.facts import SENTENCE, Candidate, candidates, phones, rank, told_by_key
from calltools.page.header_data import header_pattern
from calltools.page.institutions import blank, institutions
from calltools.page.keyed_passages import HeaderLine, key_tells, passages
from calltools.records import convert
from calltools.transcripts.model import Call, Place
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import half_width, header_field

_LONGEST_NAME = 60  # characters of a value; not measured
_LIKELY = 0.5  # likelier than not
_NEAR = 3
"""Passages from a date where the caller is to that where the telephone rang."""
_TIME_BEFORE = re.compile(r"\d[\d:：.]*\s*(?:[ap]\.?m\.?)?[,，\s]*$")
_AFTER_NAME = re.compile(r"[ \u3000]+([^,，;；()（）:：\d+]{2,30}?)(?=[ \u3000]*(?:\d|$))")
_REST = re.compile(r"[ \t\u3000\xa0,，、;；(（|]*([^(（]*?)[ \t\u3000\xa0,，、;；)）|]*$")
_AROUND_NAME = " \t\u3000\xa0,，、;；|"
_SEQUENCE = re.compile(
    r"^\W*(?:(?:第\s*[\d一二三四五六七八九十百]+\s*(?:则|則|通|段|次|个|個|份|篇|例))"
    r"|(?:(?:调查记录|調查記錄|通话记录|通話記錄|电话录音|電話錄音|"
    r"电话记录|通话|通話|电话|電話|录音|錄音|案例|记录|記錄|调查|例|call|"
    r"recording|transcript|conversation|case|interview|record|tape)"
    r"\s*(?:no\.?|number|#|第|之)?\s*(?:\d{1,4}[a-z]?|"
    r"[一二三四五六七八九十]{1,3}|[IVX]{1,4}|one|two|three|four|"
    r"five)))(?![\d年月]).{0,60}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """The facts of a call, its duration in ms; ``places`` tells by their names where each is
    printed."""

    call: Call
    duration_ms: int | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Printed:
    """``passages[at].text[start:end]`` says ``value``."""

    at: int
    start: int
    end: int
    value: str


@lru_cache(1024)
def read_header(lines: FactLines, pages: tuple[int, ...] = ()) -> Header:
    """The facts of a call that its lines print; ``pages`` are the offsets at which the document's
    pages begin."""
    found = passages(lines)
    every = candidates(found)
    here = at_the_caller(found, every)
    chosen = rank(found, here)
    date, time = chosen.get("date"), chosen.get("time")
    length = chosen.get("duration") or (time if time and time.seconds is not None else None)
    there = (c for c in every if c.kind == "date" and c.iso and c not in here)
    printed = {name: chosen.get(name) for name in ("hospital", "time", "phone", "recording_no")}
    printed["date" if date and date.iso else "date_printed"] = date
    printed["date_hospital"] = next(there, None) if date else None
    facts = {
        name: _Printed(c.at, c.start, c.end, c.iso or c.value) for name, c in printed.items() if c
    }
    people = {
        "tz": _zone(found, time or date),
        "respondent": _respondent(found, chosen.get("hospital")),
        "investigator": next(_under_keys(found, "investigator"), None),
    }
    facts |= {name: fact for name, fact in people.items() if fact}
    places = {name: _place(found, fact, pages) for name, fact in facts.items()}
    if length and length.seconds is not None:
        places["duration_ms"] = _place(found, length, pages)
    call = convert({name: fact.value for name, fact in facts.items()}, Call)
    return Header(
        call, length.seconds * 1000 if length and length.seconds is not None else None, places
    )


def at_the_caller(found: Sequence[HeaderLine], every: Sequence[Candidate]) -> list[Candidate]:
    """Without dates and times that are told as those where the telephone rang, near others."""
    there = [c for c in every if _is_there(found, c)]
    here = [c for c in every if c not in there]
    near = {(c.kind, c.at + step) for c in here for step in range(1 - _NEAR, _NEAR)}
    return here + [c for c in there if (c.kind, c.at) not in near]


def _is_there(found: Sequence[HeaderLine], one: Candidate) -> bool:
    """Whether a date or time is told as that where the telephone rang."""
    if one.kind not in ("date", "time"):
        return False
    before = _TIME_BEFORE.sub("", found[one.at].text[max(0, one.start - 40) : one.start])
    told = list(header_pattern("at_hospital").finditer(before))
    return bool(told) and not re.search(r"[.。]|.{9}", before[told[-1].end() :])


def _zone(found: Sequence[HeaderLine], moment: Candidate | None) -> _Printed | None:
    """The time zone printed beside the time."""
    if moment is None:
        return None
    first = max(0, moment.start - 40)
    zone = dates.zone(found[moment.at].text[first : moment.end + 40])
    return _Printed(moment.at, first + zone[1], first + zone[2], zone[0]) if zone else None


def _respondent(found: Sequence[HeaderLine], hospital: Candidate | None) -> _Printed | None:
    """Who answers: under a key, or what follows the hospital's name: title and name."""
    for printed in _under_keys(found, "respondent"):
        held = hospital and hospital.at == printed.at and printed.start <= hospital.start
        if not (held and hospital and hospital.start < printed.end):
            return printed
    if hospital is None:
        return None
    passage = found[hospital.at]
    key = passage.key_of(hospital.start, hospital.end)
    pattern, end = (_REST, key.end) if key else (_AFTER_NAME, len(passage.text))
    who = pattern.match(passage.text, hospital.end, end)
    if who is None or not header_pattern("titles").search(who[1]):
        return None
    name = re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿])", "", who[1])
    return _Printed(hospital.at, who.start(1), who.end(1), name)


def _under_keys(found: Sequence[HeaderLine], fact: str) -> Iterator[_Printed]:
    """The values of keys that head ``fact`` and nothing likelier, the nearest first."""
    for at, passage in reversed(list(enumerate(found))):
        for key in passage.keys if passage.zone == "before" else ():
            tells = key_tells(key.name)
            value = passage.text[key.start : key.end].strip(_AROUND_NAME)
            if tells[fact] < max(_LIKELY, *tells.values()) or not re.search(r"[^\W\d]", value):
                continue
            if len(value) <= _LONGEST_NAME and not SENTENCE.search(value):
                start = passage.text.index(value, key.start)
                yield _Printed(at, start, start + len(value), value)


def _place(found: Sequence[HeaderLine], fact: Candidate | _Printed, pages: Sequence[int]) -> Place:
    offsets = [offset for offset in found[fact.at].at[fact.start : fact.end] if offset >= 0]
    page = bisect_right(pages, offsets[0]) if pages else None
    return Place(offsets[0], offsets[-1] + 1, page)


def has_evidence(lines: Iterable[Line]) -> bool:
    """Whether the lines name a hospital, a date, a number or a recording."""
    return any(map(_tells_of_call, lines))


@lru_cache(8192)
def _tells_of_call(line: Line) -> bool:
    found = passages(FactLines((line,)))
    return any(_is_evident(one, found[one.at]) for one in candidates(found))


def _is_evident(one: Candidate, passage: HeaderLine) -> bool:
    """Whether it is a date, a hospital or a number, by itself or by its key."""
    if one.kind in ("phone", "recording_no"):
        full = sum(map(str.isdecimal, one.value)) >= 10 or not one.value.isdecimal()
        return (one.kind == "phone" and full) or told_by_key(one, passage) > _LIKELY
    return one.kind == "hospital" or (one.kind == "date" and one.iso is not None)


def fields(line: Line) -> list[tuple[str, str, str]]:
    """(field, key, value) of the keys in a line, all of a key or its last word; ``aside`` keys
    included."""
    found = []
    for passage in passages(FactLines((line,))):
        for key in passage.keys:
            names = {name: header_field(name) for name in (key.name, *key.name.split()[-1:])}
            name = next(filter(names.get, names), None)
            if name is not None and (field := names[name]):
                value = passage.text[key.start : key.end].strip(" \t\u3000;；,，|)）")
                found.append((field, name, value))
    return found


def is_call_data(text: str) -> bool:
    """Whether ``text`` is a date, a number dialled or both, and hardly more."""
    rest = blank(text, [(d.start, d.end) for d in dates.dates(text)])
    rest = blank(rest, list(phones(half_width(rest))))
    return rest != text and sum(c.isalnum() for c in rest) < 3


def is_sequence(text: str) -> bool:
    """Whether a line numbers the call: 调查记录 2, Call 37b."""
    return len(text) <= 80 and bool(_SEQUENCE.match(half_width(text)))


def hospital_in(text: str) -> tuple[str, int, int] | None:
    """(name, start, end) of the first hospital that ``text`` names."""
    house = next(iter(institutions(text)), None)
    return (house.name, house.start, house.end) if house else None
