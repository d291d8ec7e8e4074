"""What is printed around a call tells of it: hospital, date, time, number, recording, people.

Everything that may be such a fact is weighed by what speaks for and against it
(:mod:`~calltools.transcripts.layout.facts`) with the weights of ``header.toml``; of each kind the
best is taken, if it is likelier than not.  Nothing is carried over from another call.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from calltools.transcripts.layout import dates
from calltools.transcripts.layout.facts import (
    KINDS,
    Candidate,
    FactKind,
    blank,
    candidates,
    features,
    is_the_pages,
    told_by_key,
)
from calltools.transcripts.layout.institutions import institutions
from calltools.transcripts.layout.passages import HeaderLine, passages
from calltools.transcripts.layout.people import PrintedName, investigator, respondent
from calltools.transcripts.layout.vocabulary import half_width, header_field
from calltools.transcripts.layout.weights import fitted_tables, likelihood
from calltools.transcripts.model import Call, Place
from calltools.transcripts.readers.document import Line

_FARTHEST = 60
"""Lines before a call's first turn that are read for it, and as many within it."""
_FOOTERS = 8
_LONGEST = 2_000
"""Characters of a line, the last, that are looked at for evidence."""
_LIKELY = 0.5
_HERE = re.compile(
    r"(?:当地|當地|医院所在|北京时间|北京時間|at the hospital|hospital time|local time|in China|"
    r"Beijing time|China time)[^.。]{0,8}$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d.])(?<!\d:)(?:\+\s?)?\(?\d[\d()\-–—. ]{5,22}\d(?![\d:])")
_FIELD = re.compile(
    r"(?:^|(?<=[\s|;；,，。(（\t]))([^\s:：︰\t|"
    r";；,，。()（）\d][^:：︰\t|;；,，。()（）]{0,24}?)\s*(?:[:：︰]|"
    r"\t)\s*"
)
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


def read_header(
    lines: Sequence[Line],
    *,
    within: Sequence[Line] = (),
    footers: Sequence[Line] = (),
    titles: Line | None = None,
    last_ms: int | None = None,
    pages: Sequence[int] = (),
) -> Header:
    """The facts of a call that its lines print.

    ``lines`` stand before its first turn, the nearest last; ``within`` from there to its last
    turn, the words of turns left out or blank (a row of a result list, the sentence around a
    quotation); ``footers`` after it.  ``titles`` is the row of column titles where the call is
    rows of a table that began before.  ``last_ms`` is the last time stamp of the call; ``pages``
    are the offsets at which the document's pages begin.
    """
    found = passages(lines[-_FARTHEST:], within[:_FARTHEST], footers[:_FOOTERS], titles=titles)
    every = candidates(found)
    chosen = choose(found, at_the_caller(found, every), last_ms)
    date, time, length = chosen.get("date"), chosen.get("time"), chosen.get("duration")
    abroad = _date_at_hospital(found, every, date)
    zone = _zone(found, time or date)
    hospital, phone = chosen.get("hospital"), chosen.get("phone")
    mark = chosen.get("recording_no")
    answers, calls = respondent(found, hospital), investigator(found)
    seconds = length.seconds if length else time.seconds if time else None
    facts: dict[str, Candidate | PrintedName | None] = {
        "hospital": hospital,
        "date" if date and date.iso else "date_printed": date,
        "date_hospital": abroad,
        "time": time,
        "tz": zone,
        "phone": phone,
        "recording_no": mark,
        "respondent": answers,
        "investigator": calls,
        "duration_ms": length or (time if seconds is not None else None),
    }
    call = Call(
        hospital=hospital.value if hospital else None,
        date=date.iso if date else None,
        date_printed=date.value if date and date.iso is None else None,
        date_hospital=abroad.iso if abroad else None,
        time=time.iso if time else None,
        tz=zone.value if zone else None,
        phone=phone.value if phone else None,
        recording_no=mark.value if mark else None,
        respondent=answers.value if answers else None,
        investigator=calls.value if calls else None,
    )
    places = {name: _place(found, fact, pages) for name, fact in facts.items() if fact}
    return Header(call, None if seconds is None else seconds * 1000, places)


def choose(
    found: Sequence[HeaderLine], every: Sequence[Candidate], last_ms: int | None = None
) -> dict[FactKind, Candidate]:
    """Of each kind the likeliest candidate, if it is likelier than not."""
    chosen: dict[FactKind, Candidate] = {}
    likely: dict[FactKind, float] = {}
    for kind in KINDS:
        date = chosen.get("date")
        for one in every:
            if one.kind != kind or is_the_pages(one, every, found):
                continue
            how = probability(kind, features(one, every, found, date=date, last_ms=last_ms))
            if how > max(_LIKELY, likely.get(kind, 0.0)):
                chosen[kind], likely[kind] = one, how
    time, length = chosen.get("time"), chosen.get("duration")
    if (
        time
        and length
        and time.at == length.at
        and time.start < length.end > length.start < time.end
    ):
        del chosen["time" if likely["time"] < likely["duration"] else "duration"]
    return chosen


def probability(kind: FactKind, told: dict[str, float]) -> float:
    """That a candidate with these features is the call's."""
    known = fitted_tables("header")[kind]
    return likelihood(sum(known.get(name, 0.0) * value for name, value in told.items()))


def at_the_caller(found: Sequence[HeaderLine], every: Sequence[Candidate]) -> list[Candidate]:
    """Without dates and times that are told as those where the telephone rang, beside others."""
    return [one for one in every if not _is_at_hospital(found, every, one)]


def _is_at_hospital(
    found: Sequence[HeaderLine], every: Sequence[Candidate], one: Candidate
) -> bool:
    if one.kind not in ("date", "time") or not _here(found, one):
        return False
    return any(
        c.kind == one.kind and c.iso != one.iso and abs(c.at - one.at) < 3 and not _here(found, c)
        for c in every
    )


def _here(found: Sequence[HeaderLine], one: Candidate) -> bool:
    before = found[one.at].text[max(0, one.start - 40) : one.start]
    before = re.sub(r"\d[\d:：.]*\s*(?:[ap]\.?m\.?)?[,，\s]*$", "", before)  # a time before a date
    return bool(_HERE.search(before))


def _date_at_hospital(
    found: Sequence[HeaderLine], every: Sequence[Candidate], date: Candidate | None
) -> Candidate | None:
    """Another date than the call's that is told as the hospital's."""
    if date is None:
        return None
    return next(
        (
            c for c in every
            if c.kind == "date" and c.iso and c.iso != date.iso
            and abs(c.at - date.at) < 3 and _here(found, c)
        ),
        None,
    )  # fmt: skip


def _zone(found: Sequence[HeaderLine], moment: Candidate | None) -> PrintedName | None:
    """The time zone printed beside the time."""
    if moment is None:
        return None
    text = found[moment.at].text
    told = dates.zone(text[max(0, moment.start - 40) : moment.end + 40])
    if told is None:
        return None
    value, start, end = told
    first = max(0, moment.start - 40)
    return PrintedName(moment.at, first + start, first + end, value)


def _place(
    found: Sequence[HeaderLine], fact: Candidate | PrintedName, pages: Sequence[int]
) -> Place:
    offsets = [o for o in found[fact.at].at[fact.start : fact.end] if o >= 0]
    page = bisect_right(pages, offsets[0]) if pages else None
    return Place(offsets[0], offsets[-1] + 1, page)


def has_evidence(lines: Iterable[Line]) -> bool:
    """Whether the lines name a hospital, a date, a number or a recording."""
    for line in lines:
        text = line.text[-_LONGEST:]
        if dates.dates(text) or institutions(text):
            return True
        found = passages([line], (), ())
        if any(_is_number(one, found) for one in candidates(found)):
            return True
    return False


def _is_number(one: Candidate, found: Sequence[HeaderLine]) -> bool:
    """Whether the candidate is a number dialled or that of a recording, by itself or by its key."""
    if one.kind == "phone":
        marked = one.value[:1] in "+＋(（" or "-" in one.value
        if marked or sum(map(str.isdecimal, one.value)) >= 10:
            return True
    return one.kind in ("phone", "recording_no") and told_by_key(one, found[one.at]) > _LIKELY


def fields(line: Line) -> list[tuple[str, str, str]]:
    """(field, key, value) of the ``key：value`` pairs in a line; ``aside`` keys included."""
    text = line.text
    plain = half_width(text)
    marks = [(start, m, f) for m in _FIELD.finditer(plain) for start, f in _key(m)]
    ends = [*(start for start, _m, _f in marks[1:]), len(text)][: len(marks)]
    return [
        (field, text[start : m.end(1)], text[m.end() : end].strip(" \t\u3000;；,，|)）"))
        for (start, m, field), end in zip(marks, ends, strict=True)
    ]


def _key(match: re.Match[str]) -> list[tuple[int, str]]:
    """(start, field) of the key before a colon: all of it, or its last word."""
    key = match[1]
    last = key.rfind(" ") + 1
    for start in (0, last) if last else (0,):
        if (field := header_field(key[start:])) is not None:
            return [(match.start(1) + start, field)]
    return []


def is_call_data(text: str) -> bool:
    """Whether ``text`` is a date, a number dialled or both, and hardly more."""
    rest = blank(text, [(d.start, d.end) for d in dates.dates(text)])
    if match := _PHONE.search(half_width(rest)):
        rest = blank(rest, [match.span()])
    return rest != text and sum(c.isalnum() for c in rest) < 3


def is_sequence(text: str) -> bool:
    """Whether a line numbers the call: 调查记录 2, Call 37b."""
    return len(text) <= 80 and bool(_SEQUENCE.match(half_width(text)))


def hospital_in(text: str) -> tuple[str, int, int] | None:
    """(name, start, end) of the first hospital that ``text`` names."""
    found = next(iter(institutions(text)), None)
    return (found.name, found.start, found.end) if found else None
