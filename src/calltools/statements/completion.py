"""English figures that lean on others: bare numbers, and multiples of what was said before."""

from __future__ import annotations

from dataclasses import replace

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.statements.acts import Question, in_unit
from calltools.statements.draft import Context
from calltools.statements.view import Clause, View

_COUNTS_ELSE = frozenset("volume arrive queue_count".split())
_LARGEST = 1000
"""Larger numbers are said with their thousands and are no days or weeks."""


_A_FEW = (2, 9)
"""A few of those who wait, where no unit follows."""
_SHORT_PRICE = 100
"""No operation costs hundreds: "Four hundred and eighty" to "how much?" means thousands."""


def completed(
    q: Quantity, clause: Clause, view: View, question: Question | None, context: Context
) -> Quantity:
    """A bare number with the unit or the thousands of the figure it answers: "Forty-eight"."""
    size = q.high or q.low
    bare = q.kind == "count" and not q.unit and not q.period and size is not None
    if not bare or size is None or question is None or clause.lexicon.language != "en":
        return q
    waits = question.topic == "wait_time" and size < _LARGEST and (q.low, q.high) != _A_FEW
    if waits and _counts_days(q, clause, view, question):
        unit = _unit(clause, view, question, context)
        return in_unit(q, unit) if unit else q
    sums = [
        p.low
        for c in view.clauses[: clause.index]
        for p in c.quantities
        if p.kind == "money" and p.low and not p.period
    ]
    told = bool(sums) and q.start <= clause.start and max(sums) >= 10 * _LARGEST
    counts = clause.cues.keys() & (_COUNTS_ELSE - {"arrive"} if told else _COUNTS_ELSE)
    if (question.topic == "price" or told) and 1 < size < _LARGEST and not counts:
        prices = [p.low for p in question.figures("price") if p.low]
        prices += sums
        prices += [d.values["price_min"] for d in context.drafts if d.values.get("price_min")]
        alone = not prices and not question.carried and size >= _SHORT_PRICE
        if alone or (prices and max(prices) >= 10 * _LARGEST):
            low, high = (None if n is None else n * 1000 for n in (q.low, q.high))
            return replace(q, low=low, high=high, smooth=(low, high))
    return q


def _counts_days(q: Quantity, clause: Clause, view: View, question: Question) -> bool:
    """Whether a bare number stands where a time would."""
    if phrase("in_before").search(view.text[: q.core[0]]):
        return True
    if clause.cues.keys() & _COUNTS_ELSE:
        return False
    if q.bound != "exact" or clause.cues.keys() & {"fastest", "slowest", "typical"}:
        return True
    if not phrase("number_stands").search(view.text[clause.start : q.start]):
        return False
    first = not any(c.index < clause.index and c.quantities for c in view.clauses[:-1])
    if first and question.figures("wait_time"):
        return True
    counted_out = q.start <= clause.start or q.low == q.high == 1
    return q.end >= clause.end and not counted_out


def _unit(clause: Clause, view: View, question: Question, context: Context) -> str | None:
    """The unit that goes without saying: the caller's, the turn's, that of the wait before."""
    said = [p for p in question.proposed if p.kind == "duration"]
    for earlier in view.clauses[: clause.index + 1]:
        said += [p for p in earlier.quantities if p.kind == "duration"]
    if said:
        return said[0].unit
    waits = [d.figure for d in context.drafts if d.category == "wait_time" and d.figure]
    return waits[-1].unit if waits and question.carried else None


_FACTORS = {
    "half": (1, 2), "twice": (2, 1), "double": (2, 1), "two": (2, 1), "three": (3, 1),
    "triple": (3, 1), "treble": (3, 1), "four": (4, 1), "five": (5, 1), "ten": (10, 1),
}  # fmt: skip


def figures_of(clause: Clause, view: View, context: Context) -> tuple[Quantity, ...]:
    """The quantities of ``clause``; a multiple ("half that") is worked out from the figure before
    it, the caller's, or that of the record before."""
    if clause.lexicon.language != "en":
        return clause.quantities
    match = phrase("multiple").search(clause.text)
    base = match and _said_before(clause, view, context)
    if not match or not base:
        return clause.quantities
    times, parts = _FACTORS[match["factor"]]
    low, high = (None if n is None else n * times // parts for n in (base.low, base.high))
    span = clause.start + match.start(), clause.start + match.end()
    worked_out = replace(
        base, start=span[0], end=span[1], core=span, low=low, high=high, smooth=(low, high)
    )
    others = (q for q in clause.quantities if q.end <= span[0] or span[1] <= q.start)
    return tuple(sorted((*others, worked_out), key=lambda q: q.start))


def _said_before(clause: Clause, view: View, context: Context) -> Quantity | None:
    kinds = ("duration", "money", "count")
    said = [q for c in view.clauses[: clause.index] for q in c.quantities if q.kind in kinds]
    if said:
        return said[-1]
    question = context.question
    proposed = [q for q in question.proposed if q.kind in kinds] if question else []
    if proposed:
        return proposed[-1]
    drafts = [d.figure for d in context.drafts if d.figure and d.figure.kind in kinds]
    return drafts[-1] if drafts else None
