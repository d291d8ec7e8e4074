"""What is known about a call while its statements are made: who said which figure first, the
organ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from calltools.language.quantities import Quantity
from calltools.statements.figures import same_quantity
from calltools.statements.view import View, answered
from calltools.transcripts.model import INVESTIGATOR

_FEW = 10
"""Smaller counts are of anything: two beds, two operations."""


class Talk:
    """The call up to the turn at hand."""

    def __init__(self, views: Sequence[View]) -> None:
        """``views`` are those of the whole call."""
        self.views = views
        named = {organ for view in views for organ in view.organs}
        self._only_organ = named.pop() if len(named) == 1 else None
        currencies = [q.currency for view in views for q in view.quantities if q.unit != "元"]
        self._currency = next(filter(None, currencies), None)

    def question(self, view: View) -> View | None:
        """The caller's turn that ``view`` answers; None where somebody else spoke last: what a
        third party is told accepts no figure of the caller's."""
        before = answered(self.views, view.index)
        return before if before and before.role == INVESTIGATOR else None

    def said_before(self, view: View, start: int) -> Iterator[Quantity]:
        """The quantities before ``view.text[start]``, the last one first."""
        yield from (q for q in reversed(view.quantities) if q.core[1] <= start)
        for before in reversed(self.views[: view.index]):
            yield from reversed(before.quantities)

    def introducer(self, q: Quantity, view: View) -> Literal["hospital", "investigator"]:
        """Who said the figure ``q`` first, up to the turn ``view``.  A few of one thing are not a
        few of another: of those only what is answered counts."""
        earlier = self.views[: view.index]
        if q.kind == "count" and (q.high or q.low or 0) < _FEW:
            asked = self.question(view)
            earlier = [asked] if asked else []
        for before in earlier:
            if any(same_quantity(q, said) for said in before.quantities):
                return "investigator" if before.role == INVESTIGATOR else "hospital"
        return "hospital"

    def organ_of(
        self, view: View, start: int, end: int
    ) -> tuple[str | None, Literal["turn", "context"] | None]:
        """The organ that ``view.text[start:end]`` speaks of, and whether the turn names it or the
        call before; None for several or none."""
        own = view.organs_within(start, end)
        if own:
            return (next(iter(own)), "turn") if len(own) == 1 else (None, None)
        before = frozenset(
            o for c in view.clauses if c.start < start for o in view.organs_within(c.start, c.end)
        )
        earlier = (turn.organs for turn in reversed(self.views[: view.index]))
        named = before or next(filter(None, earlier), frozenset[str]())
        organ = next(iter(named)) if len(named) == 1 else self._only_organ
        if organ is None:
            return None, None
        return organ, "turn" if organ in view.organs else "context"

    def currency(self, view: View) -> str | None:
        """The currency of a bare sum: one that the call names; else that of the mainland where it
        is in Chinese.  None where it can't be known."""
        return self._currency or ("CNY" if view.lexicon.language == "zh" else None)
