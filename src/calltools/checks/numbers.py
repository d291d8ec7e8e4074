"""Numbers against places, and numbers against names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations

from calltools.checks.finding import CallFact, CallFinding
from calltools.checks.hospital_names import is_same_hospital, is_slip, plain_hospital
from calltools.checks.known_call import KnownCall, days_of, facts_of, grouped
from calltools.checks.places import cities_of_code, line_of, may_ring_in, number_of, places_in
from calltools.messages import Message


def area_codes(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Numbers that ring in another place than the hospital's name (or the register) tells."""
    for known in calls:
        number, hospital = number_of(known.call.phone), known.hospital
        if number is None or number.area is None or hospital is None:
            continue
        if may_ring_in(number, places_in(hospital, known.city)):
            continue
        there = cities_of_code(number.area)
        rings = [f"{city.name} ({city.english})" for city in there]
        yield CallFinding(
            "area_code",
            "contradiction",
            (known.name,),
            Message(
                "The number dialled, {number}, has the area code of {cities}; the hospital is "
                "called {hospital}.",
                number=known.call.phone,
                cities=rings,
                hospital=hospital,
            ),
            (
                *facts_of([known], "phone", "hospital"),
                CallFact("area codes", number.area, "、".join(rings)),
            ),
        )


def shared_numbers(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Numbers that stand with several names: two hospitals, or one that is written in two ways.

    Silent are other ways to write one name, sites of one hospital, names in two languages, and a
    name that gave way to another for good, as after a renaming.
    """
    named = [known for known in calls if known.hospital]
    for line, group in grouped(named, lambda known: line_of(known.call.phone)).items():
        names = grouped(group, lambda known: plain_hospital(known.hospital or ""))
        for one, other in combinations(sorted(names, key=lambda n: -len(names[n])), 2):
            most, rest = names[one], names[other]
            if is_slip(one, other) or not (
                is_same_hospital(most[0].hospital or "", rest[0].hospital or "")
                or _gave_way(most, rest)
            ):
                yield _two_names(line, most, rest)


def _two_names(line: str, most: Sequence[KnownCall], rest: Sequence[KnownCall]) -> CallFinding:
    """The finding about two names of a number, the rarer in doubt."""
    shown = [*rest, _nearest(most, rest[0])]
    name, usual = rest[0].hospital or "", shown[-1].hospital or ""
    values = {"number": line, "name": name, "usual": usual, "few": len(rest), "times": len(most)}
    names = tuple(known.name for known in shown)
    facts = facts_of(shown, "hospital", "phone", "date")
    if is_slip(name, usual):
        return CallFinding(
            "one_hospital_two_names",
            "proposal",
            names,
            Message(
                "{name} and {usual} have one number, {number}, and nearly one name: one hospital "
                "may be under two names ({few} and {times} of the calls).",
                **values,
            ),
            facts,
        )
    return CallFinding(
        "one_number_two_hospitals",
        "contradiction",
        names,
        Message(
            "The number {number} is that of {name} in {few} of the calls and of {usual} in "
            "{times}.",
            **values,
        ),
        facts,
    )


def _gave_way(one: Sequence[KnownCall], other: Sequence[KnownCall]) -> bool:
    """Whether all calls under one name come before all under the other, two at least of each."""
    if min(len(one), len(other)) < 2:
        return False
    days = [[day for known in group for day in days_of(known)[:1]] for group in (one, other)]
    if any(len(found) < len(group) for found, group in zip(days, (one, other), strict=True)):
        return False
    return max(days[0]) < min(days[1]) or max(days[1]) < min(days[0])


def _nearest(calls: Sequence[KnownCall], known: KnownCall) -> KnownCall:
    """The one of ``calls`` that is nearest in time."""
    here = (days_of(known) or (dt.date.min,))[0]
    return min(calls, key=lambda one: abs((days_of(one) or (dt.date.max,))[0] - here))
