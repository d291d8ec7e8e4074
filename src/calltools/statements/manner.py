"""How a claim is put: a linear layer a field over the signs of its words and of those around them.

A denial in the next clause tells as much as one in the claim, and so does a figure of the caller's
that is said over, or who begins with no (``signs.py``).  The layers are fitted to labelled calls
and clauses by ``python -m training fit statements``.  What the encoder's states say was tried
beside them: on clauses that no net had seen it counted for nothing.
"""

from __future__ import annotations

from calltools.language.net import Net, softmax
from calltools.statements.claims import Claim
from calltools.statements.proposal import CHOICES, Category
from calltools.statements.record import CountPeriod, Modality
from calltools.statements.signs import sign_rows

DENIED_MAYBE = 0.12
"""A claim whose denial is at least as likely as this is unclear: at .2 half as many denials again
would be claims, and a twentieth of all records less be unclear, on calls left out of the fit."""
DENIED_SURELY = 0.4
"""A denial less likely than this is unclear."""


def choices_of(category: Category, signs: frozenset[str], net: Net) -> dict[str, dict[str, float]]:
    """The distribution of each field of CHOICES, for a claim of ``category`` with ``signs``."""
    row = sign_rows(net.names["signs"], [signs | {category}])
    return {
        name: dict(zip(values, map(float, softmax(net.linear(name, row)[0])), strict=True))
        for name, values in CHOICES.items()
    }


def modality(claim: Claim) -> Modality:
    """How the claim is put: ``denied`` where that is likely enough, ``unclear`` where it may be,
    else the likeliest value.  A denial is never turned into a claim."""
    denied = claim.proposal.choices.get("modality", {}).get("denied", 0.0)
    value = claim.proposal.best("modality")
    if denied >= DENIED_SURELY:
        return "unclear" if _only_says_over(claim) else "denied"
    return "unclear" if denied >= DENIED_MAYBE or value == "denied" else value  # type: ignore[return-value]


def _only_says_over(claim: Claim) -> bool:
    """Whether the claim only says the caller's words over as a question, and nothing in the turn
    denies: "One week? That's how we did the last three." """
    denies = any(c.denials or {"deny", "no"} & c.manner.keys() for c in claim.view.clauses)
    return claim.clauses[-1].is_question and not denies


def count_period(claim: Claim) -> CountPeriod | None:
    """The period that a count is told for: as it is judged, but only one that the claim or the
    question names (two sentences before is too far), or ``total``."""
    period = claim.proposal.chosen("count_period")
    asked = claim.question.clauses if claim.question else ()
    is_named = any(f"per_{period}" in c.cues for c in (*claim.clauses, *asked))
    return period if period == "total" or is_named else None  # type: ignore[return-value]
