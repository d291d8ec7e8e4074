"""Figures of one hospital that stand far from its others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from calltools.checks.finding import CallFact, CallFinding
from calltools.checks.known import KnownCall
from calltools.checks.names import plain_hospital
from calltools.statements.record import Statement

_FEWEST = 4
_FAR = 3.5
"""Modified z-scores from here on are outliers (Iglewicz and Hoaglin, *How to Detect and Handle
Outliers*, 1993)."""
_LEAST_SPREAD = math.log(1.25)
"""Answers on the telephone are never nearer to each other than that: else five that are
equal would make a sixth stand out that is a week longer."""


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure that a hospital named: ``value`` is the middle of its range, in ``unit``."""

    known: KnownCall
    statement: Statement
    subject: tuple[str, str]
    value: float
    unit: str


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
    groups: dict[tuple[str, ...], list[NamedFigure]] = {}
    for figure in figures(calls):
        if figure.known.hospital:
            key = (plain_hospital(figure.known.hospital), *figure.subject, figure.unit)
            groups.setdefault(key, []).append(figure)
    for group in groups.values():
        if len(group) < _FEWEST:
            continue
        logs = [math.log(figure.value) for figure in group]
        middle = median(logs)
        spread = max(1.4826 * median(abs(x - middle) for x in logs), _LEAST_SPREAD)
        for figure, x in zip(group, logs, strict=True):
            if abs(x - middle) / spread > _FAR:
                yield _outlier(figure, group, math.exp(middle))


def _outlier(figure: NamedFigure, group: Sequence[NamedFigure], middle: float) -> CallFinding:
    category, organ = figure.subject
    what = {"wait_time": "wait", "price": "price", "transplant_volume": "number of transplants"}
    what_zh = {"wait_time": "等待时间", "price": "价格", "transplant_volume": "移植数量"}
    about = f"{what[category]} ({organ})" if organ else what[category]
    others = [one for one in group if one is not figure]
    shown = sorted(others, key=lambda one: abs(math.log(one.value / middle)))[:6]
    return CallFinding(
        "outlier",
        "contradiction",
        (figure.known.name,),
        f"The {about} named here, {figure.value:,.0f} {figure.unit}, is far from the {middle:,.0f}"
        f" that {figure.known.hospital} names elsewhere ({len(others)} figures).",
        f"这里说的{what_zh[category]}是{figure.value:,.0f}（{figure.unit}），"
        f"与{figure.known.hospital}在其他通话中的{middle:,.0f}相差很远（{len(others)}个数）。",
        tuple(
            CallFact(
                one.known.name,
                about,
                " ".join(filter(None, (f"{one.value:,.0f} {one.unit}", one.statement.quote))),
            )
            for one in (figure, *shown)
        ),
    )
