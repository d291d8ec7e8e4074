"""What is known of a call while its statements are made: who said which figure first, the organ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.reader.fields import Category
from calltools.reader.view import View, caller_before
from calltools.statements.matters import is_elapsed, matter_of, same_organs, same_quantity
from calltools.statements.record import Introducer
from calltools.transcripts.model import INVESTIGATOR


@dataclass
class Talk:
    """The call up to the turn at hand; ``views`` are those of the whole call."""

    views: Sequence[View]
    organ: str | None = None
    """The organ under discussion."""

    def __post_init__(self) -> None:
        named = {organ for view in self.views for organ in view.organs}
        self.only_organ = named.pop() if len(named) == 1 else None
        self.taiwan = any(phrase("taiwan").search(view.text) for view in self.views)
        self.currency = next(
            (
                q.currency
                for view in self.views
                for clause in view.clauses
                for q in clause.quantities
                if q.currency and q.unit != "元"  # the money of the place, whichever that is
            ),
            None,
        )

    def hear(self, view: View) -> None:
        """Takes in the organ that is talked of after the turn."""
        named = {organ for c in view.clauses for organ in c.organs}
        after = organ_after(self.organ, (c.organs for c in view.clauses))
        self.organ = after if len(named) < 2 else None

    def question(self, index: int) -> View | None:
        """The caller's turn that the turn ``index`` answers; None where somebody else spoke last:
        what a third party is told accepts no figure of the caller's."""
        view = caller_before(self.views, index)
        return view if view and view.role == INVESTIGATOR else None

    def said_before(self, index: int, view: View, start: int) -> list[Quantity]:
        """The quantities before ``view.text[start]``, the last one first."""
        own = [q for c in view.clauses for q in c.quantities if q.core[1] <= start]
        found = list(reversed(own))
        for earlier in reversed(self.views[:index]):
            found += reversed([q for c in earlier.clauses for q in c.quantities])
        return found

    def introducer(
        self, category: Category, q: Quantity, index: int, organ: str | None
    ) -> Introducer:
        """Who said the figure ``q`` of the thing first, up to the turn ``index``."""
        if q.kind == "count" and q.low == q.high == 1:
            return "hospital"  # "one" is what organs are called
        about = {organ} if organ else frozenset[str]()
        asked = self.question(index)
        # A few of one thing are not a few of another: only the question that is answered counts.
        is_few = q.kind == "count" and (q.high or q.low or 0) < _FEW
        earlier = [asked] if is_few and asked else [] if is_few else self.views[:index]
        for view in (*earlier, self.views[index]):
            for clause in view.clauses:
                is_same = any(
                    same_quantity(q, said) and not is_elapsed(said, clause)
                    for said in clause.quantities
                )
                named = clause.organs or view.organs
                if is_same and same_organs(named, about) and not matter_of(category, clause):
                    return "investigator" if view.role == INVESTIGATOR else "hospital"
        return "hospital"

    def organ_of(
        self, view: View, start: int, end: int
    ) -> tuple[str | None, Literal["turn", "context"] | None]:
        """The organ that ``view.text[start:end]`` speaks of, and whether the turn names it or the
        call before; None for several or none."""
        own = view.lexicon.find("organ", view.text[start:end])
        if len(own) == 1:
            return next(iter(own)), "turn"
        if len(own) > 1:
            return None, None
        before = [c.organs for c in view.clauses if c.start < start]
        organ = organ_after(self.organ, before) or self.only_organ
        if organ is None:
            return None, None
        return organ, "turn" if organ in view.organs else "context"

    def echoed_otherwise(self, q: Quantity, index: int) -> bool:
        """Whether the caller's next turn says the figure over as another: 十六天, then 六天？"""
        following = next((v for v in self.views[index + 1 : index + 2]), None)
        if following is None or following.role != INVESTIGATOR or not following.clauses:
            return False
        first = following.clauses[0].quantities
        if not first or len(following.clauses) > _ECHO_CLAUSES:
            return False
        echo = first[0]
        alike = echo.kind == q.kind and echo.unit == q.unit
        differs = (echo.low, echo.high) != (q.low, q.high)
        return alike and differs and echo.start <= _ECHO_BEGINS


_FEW = 10
"""Smaller counts are of anything: two beds, two operations."""
_ECHO_CLAUSES = 2
_ECHO_BEGINS = 6
"""Characters before the figure of an echo; more make a question of its own."""


def organ_after(organ: str | None, clauses: Iterable[frozenset[str]]) -> str | None:
    """The organ under discussion after ``clauses``; None once several are talked of together."""
    named: set[str] = set()
    for organs in clauses:
        if len(organs) == 1:
            (organ,) = organs
            named.add(organ)
        elif organs:
            return None
    return organ
