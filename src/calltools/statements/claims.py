"""From proposals to claims: spans trimmed, the figure found, and what claims nothing let go."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.statements.figures import (
    Values,
    figure_in,
    figures_of,
    is_one,
    other_matter,
    same_quantity,
    values_of,
)
from calltools.statements.proposal import BOUNDS, Category, Proposal
from calltools.statements.talk import Talk
from calltools.statements.view import Clause, View

_PARTICLE = re.compile(r"(?<=\S\S)[吧啊呀嘛哦呢]$")


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
    start, end = trimmed(view, proposal.start, proposal.end)
    if start >= end:
        return None
    category = proposal.category
    figure = figure_in(category, view, start, end, talk.said_before(view, start))
    claim = Claim(proposal, view, start, end, figure=figure, question=talk.question(view))
    if figure is None:
        _take_callers(claim)
    claim.values = values_of(category, claim.figure, claim.words)
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
    return start, end - bool(_PARTICLE.search(view.text[start:end]))


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


def why_none(claim: Claim) -> str:
    """Why a claim makes no record; empty where it does."""
    if _is_courtesy(claim):
        return "courtesy"
    if _is_question(claim):
        return "a question"
    matter = _other_matter(claim)
    return f"speaks of {matter}" if matter else ""


def _is_courtesy(claim: Claim) -> bool:
    """Whether nothing but greeting, thanks and listening is said, and nothing is accepted by it:
    "Thank you for calling." states no date."""
    if claim.figure is not None or claim.proposal.chosen("assent") is not None:
        return False
    left = claim.view.lexicon.tables["turn"]["backchannel"].sub(" ", claim.words)
    return not re.search(r"\w", phrase("after_thanks").sub(" ", left))


def _is_question(claim: Claim) -> bool:
    """Whether the claim is a question that ends its turn and takes up nothing of the caller's:
    要等三个月吗？ is no wait, whoever's side it was put down to.  A source may be asked back
    (你问这个干什么？) where that is the answer."""
    own, proposal = claim.clauses, claim.proposal
    sentence = [c for c in claim.view.clauses if c.sentence == own[0].sentence]
    is_whole = own[0] is sentence[0] and own[-1] is claim.view.clauses[-1] is sentence[-1]
    asks = own[-1].is_question or own[-1].text.endswith("吗")
    if not (is_whole and asks) or claim.category == "organ_source":
        return False
    assent, modality = proposal.chosen("assent"), proposal.best("modality")
    if assent is True or modality == "denied":
        return False
    if claim.figure is None:  # refusals and evasions are put as questions, too
        return assent is None and modality == "asserted"
    asked = claim.question.quantities if claim.question else []
    return not any(same_quantity(claim.figure, q) for q in asked)


def _other_matter(claim: Claim) -> str | None:
    """The matter that the claim's figure is told of where that makes no record of its category.

    Where the claim's own clause doesn't say, the question does: 透析一次多少钱？四百块。
    """
    if claim.category == "organ_source":
        own = claim.clauses
    elif claim.figure is None or claim.bare:
        return None
    else:
        own = claim.view.within(*claim.figure.core)
    matters = [other_matter(claim.category, clause) for clause in own]
    if any(matters):
        return next(filter(None, matters))
    names_it = any(c.organs or "do" in c.cues for c in own)
    if claim.category != "price" or claim.question is None or names_it:
        return None
    return other_matter(claim.category, claim.question.clauses[-1])
