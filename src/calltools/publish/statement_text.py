"""A statement in plain English words, for pages, tables and the terminal.

Numbers are those of the record, days as days; weeks, months and years stand beside them where
they come out even by the labelling rules (7, 30 and 365 days).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calltools.statements.record import Statement

CATEGORIES = {
    "wait_time": "Waiting time",
    "organ_availability": "Organ availability",
    "transplant_volume": "Transplant volume",
    "price": "Price",
    "organ_source": "Organ source",
    "scheduling": "Scheduling",
}

_MODALITIES = {
    "asserted": "asserted",
    "hedged": "hedged",
    "conditional": "conditional",
    "hypothetical": "hypothetical",
    "denied": "DENIED",
}
_PERIODS = {"day": "a day", "week": "a week", "month": "a month", "year": "a year"}
_UNITS = (("year", 365), ("month", 30), ("week", 7))


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement's fields in words; an empty string is nothing to say.

    ``denied`` says that ``value`` is what the speaker rejects: never show it as a claim.
    ``prompted`` says that the investigator brought the figure or the matter up.
    """

    category: str
    organ: str
    value: str
    modality: str
    denied: bool
    prompted: bool
    introduced: str
    assent: str
    scope: tuple[str, ...]

    def line(self) -> str:
        """All of it in one line: ``Waiting time (liver): DENIED 7 days; introduced by …``."""
        about = f"{self.category} ({self.organ})" if self.organ else self.category
        value = f"{self.modality}: {self.value}" if self.modality != "asserted" else self.value
        return "; ".join(
            filter(None, (f"{about}: {value}", self.introduced, self.assent, *self.scope))
        )


def wording(statement: Statement) -> Wording:
    """``statement`` in words."""
    return Wording(
        category=CATEGORIES.get(statement.category, statement.category),
        organ=statement.organ or "",
        value=value_text(statement),
        modality=_MODALITIES.get(statement.modality, statement.modality),
        denied=statement.modality == "denied",
        prompted=statement.introduced_by == "investigator",
        introduced=_introduced(statement),
        assent=_assent(statement),
        scope=_scope(statement),
    )


def value_text(statement: Statement) -> str:
    """What is stated: ``10–19 days, about, fastest``; ``no figure`` where there is none."""
    figures = [
        figure
        for figure in (
            _days(statement.wait_min_days, statement.wait_max_days),
            _count(statement),
            _price(statement),
        )
        if figure
    ]
    if statement.availability:
        figures.insert(0, statement.availability)
    # A source or a date has no figure by nature; its quotation says it all.
    expected = statement.category not in ("organ_source", "scheduling")
    parts = figures or (["no figure"] if expected else ["see the words"])
    if figures and statement.vague:
        parts.append("about")
    if statement.qualifier:
        parts.append(statement.qualifier)
    return ", ".join(parts)


def _days(least: int | None, most: int | None) -> str:
    if least == most == 0:
        return "no wait (0 days)"
    text = _bounds(least, most, str)
    if not text:
        return ""
    days = f"{text} {'day' if (most or least) == 1 else 'days'}"
    for unit, length in _UNITS:
        bounds = [n for n in (least, most) if n is not None]
        if bounds and all(n and n % length == 0 for n in bounds):
            low = None if least is None else least // length
            high = None if most is None else most // length
            plural = unit if (high or low) == 1 else unit + "s"
            return f"{days} ({_bounds(low, high, str)} {plural})"
    return days


def _count(statement: Statement) -> str:
    text = _bounds(statement.count_min, statement.count_max, lambda n: f"{n:,}")
    period = statement.count_period
    if not text:
        return f"per {period}" if period and period != "total" else ""
    if period == "total":
        return f"{text} in total"
    return f"{text} {_PERIODS.get(period, period)}" if period else text


def _price(statement: Statement) -> str:
    if statement.price_min == statement.price_max == 0:
        return "free of charge"
    text = _bounds(statement.price_min, statement.price_max, lambda n: f"{n:,}")
    return f"{text} {statement.currency or ''}".rstrip() if text else ""


def _bounds(least: int | None, most: int | None, write: Callable[[int], str]) -> str:
    if least is None and most is None:
        return ""
    if least is None:
        return f"up to {write(most)}" if most is not None else ""
    if most is None:
        return f"at least {write(least)}"
    return write(least) if least == most else f"{write(least)}–{write(most)}"


def _introduced(statement: Statement) -> str:
    if statement.introduced_by == "investigator":
        return "first said by the investigator (prompted)"
    return f"first said by the {statement.introduced_by}" if statement.introduced_by else ""


def _assent(statement: Statement) -> str:
    turn = "" if statement.ref_turn is None else f" turn {statement.ref_turn}"
    if statement.assent is True:
        return f"bare assent to{turn or ' the question'}"
    if statement.assent is False:
        return f"answers{turn or ' the question'} without accepting it"
    return ""


def _scope(statement: Statement) -> tuple[str, ...]:
    notes = []
    if statement.about_other_place:
        notes.append("about another place")
    if statement.historic:
        notes.append("about the past")
    if statement.retracts:
        notes.append(f"takes back {statement.retracts}")
    return tuple(notes)
