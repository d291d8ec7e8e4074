"""What the pictures over calls show, before it is drawn: hospitals, places, coverage.

Each picture has a table behind it with all that it shows, and what it has no room for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from calltools.calls.summary import CallSummary
from calltools.checks.names import plain_hospital
from calltools.checks.places import City, city_of
from calltools.publish.columns import ColumnKind
from calltools.publish.tables import CallEntry
from calltools.publish.waits import UNDATED, Wait, wait_of
from calltools.statements.record import Statement
from calltools.transcripts.model import Call, Transcript

UNNAMED = "hospital not known"


@dataclass(frozen=True, slots=True)
class BehindTable:
    """The table behind a picture: ``kinds`` are its columns, ``rows`` its cells by their names."""

    kinds: Mapping[str, ColumnKind]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class HospitalWaits:
    """The waits that one hospital named, by the year of the call."""

    name: str
    years: Mapping[str, Sequence[Wait]]

    @property
    def count(self) -> int:
        """How many waits there are."""
        return sum(map(len, self.years.values()))


@dataclass(slots=True)
class CityCalls:
    """The calls to one city."""

    city: City
    calls: int = 0
    hospitals: set[str] = field(default_factory=set)
    waits: list[Wait] = field(default_factory=list)

    @property
    def shortest(self) -> int | None:
        """The shortest wait in days that a hospital there said of itself and holds."""
        days = [
            bound
            for wait in self.waits
            if wait.standing == "said" and wait.firm
            for bound in (wait.least if wait.least is not None else wait.most,)
            if bound is not None
        ]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class YearCoverage:
    """How far the calls of a year have come: each number is a part of the one before, but for
    ``published``, which may be of any."""

    year: str
    registered: int
    transcribed: int
    with_statements: int
    published: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is drawn of a workspace; ``synthetic`` calls are invented, ``nowhere`` counts calls
    of which no place is known."""

    calls: int
    synthetic: int
    hospitals: tuple[HospitalWaits, ...]
    years: tuple[str, ...]
    cities: tuple[CityCalls, ...]
    nowhere: int
    coverage: tuple[YearCoverage, ...]

    @property
    def longest(self) -> int:
        """The greatest number of days that any bound has."""
        waits = (w for one in self.hospitals for year in one.years.values() for w in year)
        return max((wait.most or wait.least or 0 for wait in waits), default=0)


def overview(calls: Sequence[CallSummary], waits: Mapping[str, Sequence[Statement]]) -> Overview:
    """What ``calls`` come to; ``waits`` are their statements about waits, by the call's name.

    Hospitals with most figures first, names that are written in two ways as one.
    """
    found = {call.name: _waits(call, waits.get(call.name, ())) for call in calls}
    years = sorted({_year(call) for call in calls if found[call.name]})
    return Overview(
        len(calls),
        sum(call.synthetic for call in calls),
        _hospitals(calls, found),
        tuple(years),
        *_cities(calls, found),
        _coverage(calls),
    )


def _waits(call: CallSummary, statements: Sequence[Statement]) -> list[Wait]:
    told = Call(hospital=call.hospital, date=call.date, synthetic=call.synthetic)
    entry = CallEntry(call.name, statements, Transcript((), call=told))
    return [
        wait_of(entry, statement, mark_invented=False)
        for statement in statements
        if (statement.wait_min_days, statement.wait_max_days) != (None, None)
    ]


def _year(call: CallSummary) -> str:
    found = re.match(r"\d{4}(?!\d)", call.date or "")
    return found[0] if found else UNDATED


def _hospitals(
    calls: Sequence[CallSummary], found: Mapping[str, Sequence[Wait]]
) -> tuple[HospitalWaits, ...]:
    names: dict[str, str] = {}
    grouped: dict[str, dict[str, list[Wait]]] = {}
    for call in calls:
        if found[call.name]:
            key = plain_hospital(call.hospital or UNNAMED)
            names.setdefault(key, call.hospital or UNNAMED)
            year = grouped.setdefault(key, {}).setdefault(_year(call), [])
            year += found[call.name]
    rows = [HospitalWaits(names[key], years) for key, years in grouped.items()]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def _cities(
    calls: Sequence[CallSummary], found: Mapping[str, Sequence[Wait]]
) -> tuple[tuple[CityCalls, ...], int]:
    cities: dict[str, CityCalls] = {}
    nowhere = 0
    for call in calls:
        city = city_of(call.hospital, call.phone)
        if city is None:
            nowhere += 1
            continue
        here = cities.setdefault(city.name, CityCalls(city))
        here.calls += 1
        here.hospitals.add(plain_hospital(call.hospital or UNNAMED))
        here.waits += found[call.name]
    return tuple(sorted(cities.values(), key=lambda one: (-one.calls, one.city.code))), nowhere


def _coverage(calls: Sequence[CallSummary]) -> tuple[YearCoverage, ...]:
    years: dict[str, list[CallSummary]] = {}
    for call in calls:
        years.setdefault(_year(call), []).append(call)
    return tuple(
        YearCoverage(
            year,
            len(those),
            sum(call.turns > 0 for call in those),
            sum(bool(call.statements) for call in those),
            sum(call.published for call in those),
        )
        for year, those in sorted(years.items())
    )


def hospitals_table(found: Overview) -> BehindTable:
    """A row for each wait: hospital, year, days, whose figure it is and how firm."""
    kinds: dict[str, ColumnKind] = {
        "hospital": "text", "year": "text", "wait_min_days": "whole", "wait_max_days": "whole",
        "standing": "text", "firm": "truth", "notes": "text",
    }  # fmt: skip
    rows = [
        {
            "hospital": hospital.name, "year": year, "wait_min_days": wait.least,
            "wait_max_days": wait.most, "standing": wait.standing, "firm": wait.firm,
            "notes": ", ".join(wait.notes),
        }
        for hospital in found.hospitals
        for year, waits in sorted(hospital.years.items())
        for wait in waits
    ]  # fmt: skip
    return BehindTable(kinds, rows)


def cities_table(found: Overview) -> BehindTable:
    """A row for each city: calls, hospitals, waits named, and the shortest that is held."""
    kinds: dict[str, ColumnKind] = {
        "city": "text", "city_en": "text", "province": "text", "calls": "whole",
        "hospitals": "whole", "waits": "whole", "shortest_days": "whole",
    }  # fmt: skip
    rows = [
        {
            "city": one.city.name, "city_en": one.city.english, "province": one.city.province,
            "calls": one.calls, "hospitals": len(one.hospitals), "waits": len(one.waits),
            "shortest_days": one.shortest,
        }
        for one in found.cities
    ]  # fmt: skip
    return BehindTable(kinds, rows)


def coverage_table(found: Overview) -> BehindTable:
    """A row for each year: calls registered, transcribed, with statements, published."""
    kinds: dict[str, ColumnKind] = {
        "year": "text", "registered": "whole", "transcribed": "whole", "with_statements": "whole",
        "published": "whole",
    }  # fmt: skip
    return BehindTable(kinds, [{n: getattr(year, n) for n in kinds} for year in found.coverage])
