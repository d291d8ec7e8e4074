"""How a thing is said: the reader's judgement, held against what the words show.

A veto never turns a denial into a claim.  Where the reader and the words differ, or the reader is
of two minds, the value is ``unclear``: a person reads it.
"""

from __future__ import annotations

import re
from typing import Any

from calltools.language.cues import negations
from calltools.language.lexicon import phrase
from calltools.reader.proposal import Proposal
from calltools.statements.assembly import Claim
from calltools.statements.matters import asked_matter, matter_of, same_quantity
from calltools.statements.record import Modality

DENIED_MAYBE = 0.12
"""A claim whose denial is at least as likely as this is unclear.  Chosen on calls left out of the
fit (``benchmarks/fit_manners.py``): at .2 half as many claims again would be denials."""
DENIED_NEGATED = 0.1
"""The same where a figure stands beside an odd number of negations (八万不够)."""
DENIED_SURELY = 0.5
"""A denial less likely than this is unclear."""


def modality(claim: Claim) -> Modality:
    """How the claim is put: the reader's likeliest value, or ``unclear``."""
    value, share = claim.proposal.best("modality")
    if value == "denied":
        return "unclear" if share < DENIED_SURELY or _only_says_over(claim) else "denied"
    if _corrects(claim):
        return "unclear"
    denied = claim.proposal.choices.get("modality", {}).get("denied", 0.0)
    odd = len(negations(claim.words, claim.view.lexicon.language)) % 2 == 1
    least = DENIED_NEGATED if odd and claim.figure is not None else DENIED_MAYBE
    return "unclear" if denied >= least else value  # type: ignore[return-value]


def _only_says_over(claim: Claim) -> bool:
    """Whether the claim only says the caller's words over as a question, and nothing in the turn
    denies: "One week? That's how we did the last three." """
    view = claim.view
    own = [c for c in view.clauses if c.start < claim.end and claim.start < c.end]
    asks = bool(own) and any(mark in own[-1].mark for mark in "?？")
    denies = any({"deny", "no"} & c.manner.keys() for c in view.clauses)
    return asks and not denies and not negations(view.text, view.lexicon.language)


def _corrects(claim: Claim) -> bool:
    """Whether the words say a figure of the caller's over and the turn goes on to another of its
    kind, which may refuse the first with no word that denies: 三四十个那得累死我，二十个顶天."""
    if claim.question is None:
        return False
    put = {(q.kind, q.low, q.high) for c in claim.question.clauses for q in c.quantities}
    own = [q for c in claim.view.clauses for q in c.quantities]
    over = [
        q
        for q in own
        if (q.kind, q.low, q.high) in put and q.core[0] < claim.end and claim.start < q.core[1]
    ]
    return any(
        q.kind == said.kind and (q.low, q.high) != (said.low, said.high) and q.core[0] >= claim.end
        for said in over
        for q in own
    )


def chosen(proposal: Proposal, name: str) -> Any:
    """The likeliest value of a field, None for ``none``; assent as a truth value."""
    value, _ = proposal.best(name)
    return {"none": None, "true": True, "false": False}.get(value, value)


def flagged(proposal: Proposal, name: str) -> bool:
    """Whether a flag is more likely than not."""
    return proposal.flags.get(name, 0.0) >= 0.5


def other_matter(claim: Claim) -> str | None:
    """The matter that the claim's figure is told of where that makes no record of its category.

    Where the claim's own clause doesn't say, the question does: 透析一次多少钱？四百块。
    """
    if claim.figure is None or claim.bare:
        return None
    core = claim.figure.core
    own = [c for c in claim.view.clauses if c.start < core[1] and core[0] < c.end]
    if matter := next(filter(None, (matter_of(claim.category, c) for c in own)), None):
        return matter
    names_it = any(c.organs or "do" in c.cues for c in own)
    if claim.category != "price" or claim.question is None or names_it:
        return None
    return asked_matter(claim.category, claim.question)


def only_asks(claim: Claim) -> bool:
    """Whether the claim is a question that ends its turn and takes up nothing of the caller's:
    要等三个月吗？ is no wait, whoever's side it was put down to.  A source may be asked back
    (你问这个干什么？) where that is the answer."""
    view, question = claim.view, claim.question
    own = [c for c in view.clauses if c.start < claim.end and claim.start < c.end]
    sentence = [c for c in view.clauses if c.sentence == own[0].sentence]
    is_whole = own[0] is sentence[0] and own[-1] is view.clauses[-1] is sentence[-1]
    asks = any(mark in own[-1].mark for mark in "?？") or own[-1].text.endswith("吗")
    if not (is_whole and asks) or claim.category == "organ_source":
        return False
    assent, how = chosen(claim.proposal, "assent"), modality(claim)
    if assent is True or claim.proposal.best("modality")[0] == "denied":
        return False
    if claim.figure is None:  # refusals and evasions are put as questions, too
        return assent is None and how == "asserted"
    put = [q for c in question.clauses for q in c.quantities] if question else []
    return not any(same_quantity(claim.figure, q) for q in put)


def period(claim: Claim) -> Any:
    """The period that a count is told for: as the reader judges it, but only one that the claim or
    the question names (two sentences before is too far), or ``total``."""
    judged = chosen(claim.proposal, "count_period")
    if judged in (None, "total"):
        return judged
    own = [c for c in claim.view.clauses if c.start < claim.end and claim.start < c.end]
    asked = claim.question.clauses if claim.question else ()
    return judged if any(f"per_{judged}" in c.cues for c in (*own, *asked)) else None


def only_courtesy(claim: Claim) -> bool:
    """Whether nothing but greeting, thanks and listening is said, and nothing is accepted by it:
    "Thank you for calling." states no date."""
    if claim.figure is not None or chosen(claim.proposal, "assent") is not None:
        return False
    left = claim.view.lexicon.tables["turn"]["backchannel"].sub(" ", claim.words)
    return not re.search(r"\w", phrase("after_thanks").sub(" ", left))
