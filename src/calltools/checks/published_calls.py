"""What was published against what was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from calltools.checks.finding import FACT_NAMES, CallFact, CallFinding
from calltools.checks.hospital_names import is_same_hospital
from calltools.checks.known_call import KnownCall, QuotedCall, days_of, facts_of, grouped
from calltools.checks.places import line_of
from calltools.checks.respondents import differ
from calltools.messages import Message

CallPair = tuple[KnownCall, KnownCall]
"""A call and a publication of it."""

_SLACK = dt.timedelta(days=1)
"""The caller's day and the hospital's."""


def matched(
    calls: Sequence[KnownCall], publications: Iterable[KnownCall]
) -> tuple[list[CallPair], list[KnownCall]]:
    """Each publication with the call it is of, and the publications of no call.

    A call is known again by its recording number or its day, where another of its facts agrees
    (day, hospital, number dialled).  Of several the one that agrees most.
    """
    pairs: list[CallPair] = []
    strangers: list[KnownCall] = []
    by_name = {known.name: known for known in calls}
    marked = [(_marks(known), known) for known in calls]
    for printed in publications:
        known = by_name.get(printed.of or "")
        if known is None:
            here = _marks(printed)
            scored = [(_agreement(marks, here), i) for i, (marks, _) in enumerate(marked)]
            best, at = max(scored, key=lambda scored: scored[0], default=(0.0, 0))
            known = calls[at] if best > 0 else None
        if known is None:
            strangers.append(printed)
        else:
            pairs.append((known, printed))
    return pairs, strangers


@dataclass(frozen=True, slots=True)
class _Marks:
    """What a call is known again by."""

    number: str
    days: tuple[dt.date, ...]
    line: str
    hospital: str
    duration_ms: int


def _marks(known: KnownCall) -> _Marks:
    return _Marks(
        (known.call.recording_no or "").casefold(),
        days_of(known),
        line_of(known.call.phone) or "",
        known.hospital or "",
        known.duration_ms or 0,
    )


def _agreement(one: _Marks, other: _Marks) -> float:
    """How many facts of a call its publication has; 0 where that is too little."""
    number = bool(one.number) and one.number == other.number
    day = 0.5 * _is_one_day(one, other) + 0.5 * bool(set(one.days) & set(other.days))
    if not number and not day:
        return 0.0
    line = bool(one.line) and one.line == other.line
    house = _is_one_house(one, other)
    if not (line or house or (number and day)):
        return 0.0
    lengths = sorted((one.duration_ms, other.duration_ms))
    return 2.0 * number + day + line + house + (lengths[0] / lengths[1] if lengths[0] else 0.0)


def _is_one_day(one: _Marks, other: _Marks) -> bool:
    return any(abs(a - b) <= _SLACK for a in one.days for b in other.days)


def _is_one_house(one: _Marks, other: _Marks) -> bool:
    return bool(one.hospital and other.hospital) and is_same_hospital(one.hospital, other.hospital)


def published_otherwise(pairs: Sequence[CallPair]) -> Iterator[CallFinding]:
    """Publications that tell another date, hospital, number or pretext than the register."""
    for known, printed in pairs:
        here, there = _marks(known), _marks(printed)
        differs = {
            "date": here.days and there.days and not _is_one_day(here, there),
            "hospital": here.hospital and there.hospital and not _is_one_house(here, there),
            "phone": here.line and there.line and here.line != there.line,
            "pretext": differ(known.call.pretext, printed.call.pretext),
        }
        for fact in (fact for fact, is_other in differs.items() if is_other):
            told, printed_as = getattr(known.call, fact), getattr(printed.call, fact)
            yield CallFinding(
                "published_otherwise",
                "contradiction",
                (known.name,),
                Message(
                    "The {fact} is {registered} in the register and {printed} in {publication}.",
                    fact=FACT_NAMES[fact],
                    registered=told,
                    printed=printed_as,
                    publication=printed.name,
                ),
                facts_of((known, printed), fact),
            )


def without_call(strangers: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Publications of calls that the register does not have."""
    for printed in strangers:
        date = "date" if printed.call.date else "date_printed"
        facts = facts_of([printed], "hospital", date, "phone", "recording_no")
        what = [fact.value for fact in facts] or [Message("a call without any facts")]
        yield CallFinding(
            "published_without_call",
            "contradiction",
            (),
            Message(
                "{publication} prints a call that the register does not have: {facts}.",
                publication=printed.name,
                facts=what,
            ),
            facts,
        )


def unpublished(calls: Sequence[KnownCall], pairs: Sequence[CallPair]) -> Iterator[CallFinding]:
    """The calls of which no publication is known, where some are."""
    done = {known.name for known, _ in pairs}
    missing = [known.name for known in calls if known.name not in done]
    if pairs and missing:
        yield CallFinding(
            "unpublished",
            "gap",
            tuple(missing),
            Message(
                "{missing} of {all} calls have no publication.",
                missing=len(missing),
                all=len(calls),
            ),
            tuple(CallFact(name, "publication", Message("none")) for name in missing),
        )


def quoted_without_call(
    quotations: Iterable[QuotedCall], calls: Sequence[KnownCall], printed: Sequence[KnownCall]
) -> Iterator[CallFinding]:
    """Hospitals that a report quotes and no call or publication is of."""
    names = list(dict.fromkeys(one.hospital for one in (*calls, *printed) if one.hospital))

    def report_and_house(quoted: QuotedCall) -> tuple[str, str] | None:
        house = quoted.hospital
        if not house or quoted.transcript or any(is_same_hospital(house, n) for n in names):
            return None
        return quoted.report, house

    for (report, house), quoted in grouped(quotations, report_and_house).items():
        yield CallFinding(
            "quoted_without_call",
            "contradiction",
            (),
            Message(
                "{report} quotes {hospital}, of which the register has no call.",
                report=report,
                hospital=house,
            ),
            tuple(CallFact(report, house, each.quote) for each in quoted),
        )
