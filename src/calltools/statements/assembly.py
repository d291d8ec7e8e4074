"""From proposals to claims: spans trimmed, values read, the caller's figure taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.reader.fields import BOUNDS, Category
from calltools.reader.figures import figures_in
from calltools.reader.proposal import Proposal
from calltools.reader.view import View
from calltools.statements.talk import Talk
from calltools.statements.values import fields_of, own_values


@dataclass
class Claim:
    """A record in the making: ``view.text[start:end]`` and its values.

    ``figure`` is the quantity the values come from; ``bare`` tells that it is the caller's, whose
    turn is ``question``.
    """

    proposal: Proposal
    view: View
    start: int
    end: int
    values: dict[str, Any] = field(default_factory=dict)
    figure: Quantity | None = None
    question: View | None = None
    bare: bool = False

    @property
    def category(self) -> Category:
        """What it is about, as proposed."""
        return self.proposal.category

    @property
    def words(self) -> str:
        """The words of the view that the record stands on."""
        return self.view.text[self.start : self.end]


def claim_of(proposal: Proposal, view: View, talk: Talk) -> Claim | None:
    """The claim that ``proposal`` makes; None where no word is left of it."""
    start, end = trimmed(view, proposal.start, proposal.end)
    if start >= end:
        return None
    said = talk.said_before(view.index, view, start)
    values = own_values(proposal.category, view, start, end, said)
    question = talk.question(view.index)
    claim = Claim(proposal, view, start, end, values.fields, values.quantity, question)
    _take_callers(claim)
    return claim


def trimmed(view: View, start: int, end: int) -> tuple[int, int]:
    """The span without what opens or closes a clause and says nothing, and without punctuation."""
    text = view.text[start:end]
    if (opener := phrase("opener").match(text)) and opener.end() < len(text):
        start += opener.end()
    inside = [i for i in range(start, end) if view.text[i].isalnum()]
    if not inside:
        return start, start
    start, end = inside[0], inside[-1] + 1
    trailing = re.search(r"(?<=\S\S)[吧啊呀嘛哦呢]$", view.text[start:end])
    return start, end - bool(trailing)


def _take_callers(claim: Claim) -> None:
    """Gives a claim without a figure of its own that of the caller's turn, where it only accepts
    or refuses it."""
    question, category = claim.question, claim.category
    if claim.figure is not None or question is None or category not in BOUNDS:
        return
    assent, _ = claim.proposal.best("assent")
    modality, _ = claim.proposal.best("modality")
    refuses = assent == "false" and modality == "denied"
    if assent != "true" and not refuses:
        return
    figures = [
        q
        for q in figures_in(category, question, 0, len(question.text))
        if q.kind != "count" or not (q.low == q.high == 1)  # "one" is what organs are called
    ]
    if not figures:
        claim.bare = assent == "true"
        return
    claim.figure = figures[-1]
    claim.bare = True
    claim.values = fields_of(category, figures[-1])
