"""From proposals to claims: spans trimmed, and the figure found."""

from __future__ import annotations

from dataclasses import dataclass, field

from calltools.language.quantities import Quantity
from calltools.statements.call_state import Talk
from calltools.statements.clauses import Clause
from calltools.statements.figures import (
    Values,
    figure_in,
    figures_of,
    is_one,
    same_quantity,
    values_of,
)
from calltools.statements.proposal import BOUNDS, Category, Proposal
from calltools.statements.view import View


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
    values: Values = field(default_factory=dict)
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

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that it has words of."""
        return self.view.within(self.start, self.end)


def claim_of(proposal: Proposal, view: View, talk: Talk) -> Claim | None:
    """The claim that ``proposal`` makes; None where no word is left of it."""
    words = [i for i in range(proposal.start, proposal.end) if view.text[i].isalnum()]
    if not words:
        return None
    start, end = words[0], words[-1] + 1
    category = proposal.category
    figure = figure_in(category, view, start, end, talk.said_before(view, start))
    claim = Claim(proposal, view, start, end, figure=figure, question=talk.question(view))
    if figure is None:
        _take_callers(claim)
    claim.values = values_of(category, claim.figure, claim.words)
    return claim


def _take_callers(claim: Claim) -> None:
    """Gives a claim without a figure of its own that of the caller's turn, where it only accepts
    or refuses it."""
    question, proposal = claim.question, claim.proposal
    if question is None or claim.category not in BOUNDS:
        return
    accepts = proposal.best("assent") == "true"
    refuses = proposal.best("assent") == "false" and proposal.best("modality") == "denied"
    if accepts or refuses:
        language = question.lexicon.language
        figures = figures_of(claim.category, question.quantities, language)
        claim.figure = next((q for q in reversed(figures) if not is_one(q)), None)
        claim.bare = accepts or claim.figure is not None


def is_question(claim: Claim) -> bool:
    """Whether the claim is a question that ends its turn and takes up nothing of the caller's:
    要等三个月吗？ is not a wait, whoever's side it was put down to."""
    own, proposal = claim.clauses, claim.proposal
    sentence = [c for c in claim.view.clauses if c.sentence == own[0].sentence]
    is_whole = own[0] is sentence[0] and own[-1] is claim.view.clauses[-1] is sentence[-1]
    asks = own[-1].is_question or own[-1].text.endswith("吗")
    answers = proposal.chosen("assent") is True or proposal.best("modality") == "denied"
    if claim.figure is None or answers or not (is_whole and asks):
        return False
    asked = claim.question.quantities if claim.question else []
    return not any(same_quantity(claim.figure, q) for q in asked)
