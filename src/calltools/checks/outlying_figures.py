"""Figures of one hospital that stand far from its others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from calltools.checks.finding import CallFact, CallFinding
from calltools.checks.hospital_names import plain_hospital
from calltools.checks.known_call import KnownCall, grouped
from calltools.language.lexicon import ORGAN_NAMES
from calltools.messages import LABELLED, N_, Message, in_a_row
from calltools.statements.record import Statement

_FEWEST = 4  # fewer figures have no usual one; not measured
_FAR = 3.5
"""Modified z-scores from here on are outliers (Iglewicz and Hoaglin, *How to Detect and Handle
Outliers*, 1993)."""
_LEAST_SPREAD = math.log(1.25)
"""Answers on the telephone are never nearer to each other than that: else five that are
equal would make a sixth stand out that is a week longer."""
_SHOWN = 6
"""So many of the other figures are shown, those nearest to their middle."""
_SUBJECTS = {
    "wait_time": Message("wait"),
    "price": Message("price"),
    "transplant_volume": Message("number of transplants"),
}
_UNITS = {
    "days": N_("{figure} days"),
    "a day": N_("{figure} a day"),
    "a week": N_("{figure} a week"),
    "a month": N_("{figure} a month"),
    "a year": N_("{figure} a year"),
    "a total": N_("{figure} in total"),
}


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure that a hospital named: ``value`` is the middle of its range, in ``unit``."""

    known: KnownCall
    statement: Statement
    subject: tuple[str, str]
    value: float
    unit: str

    @property
    def counted(self) -> Message:
        """The figure in its unit."""
        template = _UNITS.get(self.unit, "{figure} {unit}")
        return Message(template, figure=f"{self.value:,.0f}", unit=self.unit)

    @property
    def in_words(self) -> str:
        """The figure with the words it stands in."""
        return in_a_row(self.counted, self.statement.quote, by=LABELLED)


def figures(calls: Sequence[KnownCall]) -> Iterator[NamedFigure]:
    """The waits, prices and volumes that hospitals name of themselves, in order of the calls.

    What is denied, past, of another place or taken back is none of theirs.
    """
    for known in calls:
        taken_back = {s.retracts for s in known.statements if s.retracts}
        for statement in known.statements:
            if (
                statement.modality in ("denied", "hypothetical")
                or statement.historic
                or statement.about_other_place
                or (statement.id and statement.id in taken_back)
            ):
                continue
            value, unit = _value(statement)
            if value:
                yield NamedFigure(
                    known, statement, (statement.category, statement.organ or ""), value, unit
                )


def _value(statement: Statement) -> tuple[float | None, str]:
    match statement.category:
        case "wait_time":
            return _middle(statement.wait_min_days, statement.wait_max_days), "days"
        case "price":
            return _middle(statement.price_min, statement.price_max), statement.currency or ""
        case "transplant_volume":
            period = statement.count_period or "total"
            return _middle(statement.count_min, statement.count_max), f"a {period}"
    return None, ""


def _middle(least: int | None, most: int | None) -> float | None:
    known = [bound for bound in (least, most) if bound is not None]
    return sum(known) / len(known) if known else None


def outliers(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Figures far from what the same hospital says in its other calls, as ratios to their median.

    Four are needed to tell; the distance is in median absolute deviations.
    """
    named = [figure for figure in figures(calls) if figure.known.hospital]
    for group in grouped(named, _of_one_kind).values():
        if len(group) < _FEWEST:
            continue
        logs = [math.log(figure.value) for figure in group]
        middle = median(logs)
        spread = max(1.4826 * median(abs(x - middle) for x in logs), _LEAST_SPREAD)
        for figure, x in zip(group, logs, strict=True):
            if abs(x - middle) / spread > _FAR:
                yield _outlier(figure, group, math.exp(middle))


def _of_one_kind(figure: NamedFigure) -> tuple[str, ...]:
    return plain_hospital(figure.known.hospital or ""), *figure.subject, figure.unit


def _outlier(figure: NamedFigure, group: Sequence[NamedFigure], middle: float) -> CallFinding:
    category, organ = figure.subject
    about: Message = _SUBJECTS[category]
    if organ:
        organ_name = ORGAN_NAMES.get(organ, organ)
        about = Message("{subject} ({organ})", subject=about, organ=organ_name)
    others = [one for one in group if one is not figure]
    shown = sorted(others, key=lambda one: abs(math.log(one.value / middle)))[:_SHOWN]
    return CallFinding(
        "outlier",
        "contradiction",
        (figure.known.name,),
        Message(
            "The {subject} named here, {figure}, is far from the {middle} that {hospital} names "
            "elsewhere ({count} figures).",
            subject=about,
            figure=figure.counted,
            middle=f"{middle:,.0f}",
            hospital=figure.known.hospital,
            count=len(others),
        ),
        tuple(CallFact(one.known.name, about, one.in_words) for one in (figure, *shown)),
    )
