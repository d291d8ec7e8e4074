"""What the picture of waits shows, before it is drawn: statements by organ, year and standing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from calltools.statements.record import Statement
from calltools.statements.statement_text import wording
from calltools.tables.table_rows import CallEntry, copied

Standing = Literal["said", "prompted", "denied"]
STANDINGS: tuple[Standing, ...] = ("said", "prompted", "denied")

UNDATED = "undated"
NO_ORGAN = "Organ not said, or several"

_MODALITIES = {
    "hedged": "perhaps",
    "conditional": "if",
    "hypothetical": "suppose",
    "unclear": "unclear",
}
_YEAR = re.compile(r"\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait in days, ``least`` or ``most`` None where it is open.

    ``standing`` is ``said`` if the hospital said the figure first and holds it, ``prompted`` if
    it took the figure over from the investigator, ``denied`` if it rejects it.  ``firm`` is false
    for what is hedged, conditional, supposed or taken back.  ``notes`` are words to put beside
    the mark, ``told`` the whole record with its source.
    """

    least: int | None
    most: int | None
    standing: Standing
    firm: bool
    notes: tuple[str, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Year:
    """The waits named in calls of one year, in order of length."""

    name: str
    waits: tuple[Wait, ...]

    def of(self, standing: Standing) -> list[Wait]:
        """Those of one standing."""
        return [wait for wait in self.waits if wait.standing == standing]


@dataclass(frozen=True, slots=True)
class Organ:
    """The waits for one organ, by year."""

    name: str
    years: tuple[Year, ...]

    @property
    def count(self) -> int:
        """How many waits there are."""
        return sum(len(year.waits) for year in self.years)


@dataclass(frozen=True, slots=True)
class Waits:
    """Everything that is drawn, and how much is not: statements that name no figure, and other
    recordings of a call that is drawn."""

    organs: tuple[Organ, ...]
    without_figure: int
    copies: int
    calls: int
    synthetic_calls: int

    @property
    def count(self) -> int:
        """How many waits there are."""
        return sum(organ.count for organ in self.organs)

    @property
    def longest(self) -> int:
        """The greatest number of days that any bound has."""
        every = (wait for organ in self.organs for year in organ.years for wait in year.waits)
        return max((wait.most or wait.least or 0 for wait in every), default=0)


def waits(entries: Sequence[CallEntry]) -> Waits:
    """The statements about waits of ``entries``, each call once; organs with most of them first."""
    synthetic = {entry.recording for entry in entries if entry.call and entry.call.synthetic}
    mixed = 0 < len(synthetic) < len(entries)
    grouped: dict[str, dict[str, list[Wait]]] = {}
    calls: set[str] = set()
    without_figure = 0
    once = _once(entries)
    for entry, statement in _of_waits(once):
        calls.add(entry.recording)
        if statement.wait_min_days is None and statement.wait_max_days is None:
            without_figure += 1
            continue
        years = grouped.setdefault(_organ(statement), {})
        years.setdefault(_year(entry), []).append(wait_of(entry, statement, mark_invented=mixed))
    organs = [
        Organ(
            organ,
            tuple(
                Year(year, tuple(sorted(found, key=_length)))
                for year, found in sorted(years.items())
            ),
        )
        for organ, years in grouped.items()
    ]
    organs.sort(key=lambda organ: (organ.name == NO_ORGAN, -organ.count, organ.name))
    copies = len(list(_of_waits(entries))) - len(list(_of_waits(once)))
    return Waits(tuple(organs), without_figure, copies, len(calls), len(calls & synthetic))


def _once(entries: Sequence[CallEntry]) -> list[CallEntry]:
    """``entries`` with one recording of each call: the first by name that tells of a wait."""
    first = copied(entries)
    telling = {entry.recording for entry, _ in _of_waits(entries)}
    kept: dict[str, str] = {}
    for name in sorted(telling):
        kept.setdefault(first.get(name, name), name)
    chosen = set(kept.values())
    return [entry for entry in entries if entry.recording in chosen]


def _of_waits(entries: Iterable[CallEntry]) -> Iterator[tuple[CallEntry, Statement]]:
    for entry in entries:
        yield from ((entry, s) for s in entry.statements if s.category == "wait_time")


def _organ(statement: Statement) -> str:
    return statement.organ[:1].upper() + statement.organ[1:] if statement.organ else NO_ORGAN


def _year(entry: CallEntry) -> str:
    found = _YEAR.match((entry.call and entry.call.date) or "")
    return found[0] if found else UNDATED


def _length(wait: Wait) -> tuple[int, int]:
    return (wait.least or 0, wait.most if wait.most is not None else 10**9)


def wait_of(entry: CallEntry, statement: Statement, *, mark_invented: bool) -> Wait:
    """A statement about a wait as pictures show it, with what is to be said about its source."""
    taken_back = any(s.retracts == statement.id for s in entry.statements if s.retracts)
    notes = [
        statement.qualifier,
        "about" if statement.vague else None,
        _MODALITIES.get(statement.modality),
        "past" if statement.historic else None,
        "elsewhere" if statement.about_other_place else None,
        "taken back" if taken_back else None,
        "invented" if mark_invented and entry.call and entry.call.synthetic else None,
    ]
    source = f"{entry.recording}, turn {statement.turn_index}"
    hospital = entry.call and entry.call.hospital
    told = (wording(statement).line(), f"“{statement.quote}”", source, hospital)
    return Wait(
        statement.wait_min_days,
        statement.wait_max_days,
        _standing(statement),
        statement.modality == "asserted" and not taken_back,
        tuple(note for note in notes if note),
        "\n".join(line for line in told if line),
    )


def _standing(statement: Statement) -> Standing:
    if statement.modality == "denied":
        return "denied"
    # Not known who said it first: not shown as the hospital's own.
    return "said" if statement.introduced_by == "hospital" else "prompted"
