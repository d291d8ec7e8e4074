"""A statement in plain English words, for pages, tables and the terminal.

Numbers are those of the record, days as days; weeks, months and years stand beside them where
they come out even by the labelling rules (7, 30 and 365 days).
"""

from __future__ import annotations

from dataclasses import dataclass

from calltools.statements.record import Statement

CATEGORIES: dict[str, str] = {
    "wait_time": "Waiting time",
    "organ_availability": "Organ availability",
    "transplant_volume": "Transplant volume",
    "price": "Price",
    "organ_source": "Organ source",
    "scheduling": "Scheduling",
}

_MODALITIES: dict[str, str] = {
    "asserted": "asserted",
    "hedged": "hedged",
    "conditional": "conditional",
    "hypothetical": "hypothetical",
    "denied": "DENIED",
    "unclear": "UNCLEAR whether claimed or denied",
}
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
    reading: str
    sure: str

    def line(self) -> str:
        """All of it in one line: ``Waiting time (liver): DENIED 7 days; introduced by …``."""
        about = f"{self.category} ({self.organ})" if self.organ else self.category
        value = f"{self.modality}: {self.value}" if self.modality != "asserted" else self.value
        notes = (self.introduced, self.assent, *self.scope, self.reading)
        return "; ".join(filter(None, (f"{about}: {value}", *notes)))


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
        reading=f"misheard, read as {statement.reading}" if statement.reading else "",
        sure=sureness(statement),
    )


def value_text(statement: Statement) -> str:
    """What is stated: ``10–19 days, about, fastest``; ``no figure`` where one could stand."""
    figures = [
        _days(statement.wait_min_days, statement.wait_max_days),
        _count(statement),
        _price(statement),
    ]
    parts = [figure for figure in figures if figure]
    if parts and statement.vague:
        parts.append("about")
    if statement.qualifier:
        parts.append(statement.qualifier)
    if statement.availability:
        parts.insert(0, statement.availability)
    if not parts:  # a source or an order of things is told in words
        told = statement.category in ("organ_source", "scheduling")
        parts = ["in words only"] if told else ["no figure"]
    return ", ".join(parts)


def _days(least: int | None, most: int | None) -> str:
    bounds = [bound for bound in (least, most) if bound is not None]
    if not bounds:
        return ""
    if not any(bounds):
        return "no wait (0 days)"
    days = f"{_bounds(least, most)} {_plural('day', bounds)}"
    for unit, length in _UNITS:
        if all(bound and bound % length == 0 for bound in bounds):
            units = list(dict.fromkeys(bound // length for bound in bounds))
            return f"{days} ({'–'.join(map(str, units))} {_plural(unit, units)})"
    return days


def _plural(unit: str, numbers: list[int]) -> str:
    return unit if set(numbers) == {1} else unit + "s"


def _count(statement: Statement) -> str:
    text = _bounds(statement.count_min, statement.count_max)
    period = statement.count_period
    if period is None:
        return text
    if period == "total":
        return f"{text} in total" if text else "in total"
    return f"{text} a {period}" if text else f"some every {period}"


def _price(statement: Statement) -> str:
    if statement.price_min == statement.price_max == 0:
        return "free of charge"
    text = _bounds(statement.price_min, statement.price_max)
    return f"{text} {statement.currency or ''}".rstrip() if text else ""


def _bounds(least: int | None, most: int | None) -> str:
    """``2,000–9,999``, ``at least 3``, ``up to 30``, ``7``; empty without bounds."""
    if least is None:
        return "" if most is None else f"up to {most:,}"
    if most is None:
        return f"at least {least:,}"
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"


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
    if statement.role_certainty is not None and "role_unsure" in statement.tags:
        notes.append(f"only {statement.role_certainty:.0%} sure that the hospital speaks")
    return tuple(notes)


def sureness(statement: Statement) -> str:
    """How well it was read and, where a recogniser wrote it, heard, and how sure it is that the
    hospital speaks: ``read 90%, heard 71%, role 76%``."""
    shares = (
        ("read", statement.read),
        ("heard", statement.score),
        ("role", statement.role_certainty),
    )
    return ", ".join(f"{name} {share:.0%}" for name, share in shares if share is not None)
