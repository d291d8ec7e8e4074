"""How a claim is put: a linear layer a field over the signs of its words and of those around them.

A denial in the next clause tells as much as one in the claim, and so does a figure of the caller's
that is said over, or who begins with no (``signs.py``).  The layers are fitted to labelled calls
and clauses by ``python -m training fit statements``.  For the fields of HEADS what the encoder's
heads make of the claim's words is weighed beside them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from calltools.arrays import Floats
from calltools.language.net import Net, softmax
from calltools.statements.claims import Claim
from calltools.statements.proposal import CHOICES, Category
from calltools.statements.record import Modality
from calltools.statements.signs import sign_rows

HEADS: Mapping[str, float] = {"modality": 0.35, "introduced_by": 0.8}
"""The fields that the encoder's heads judge, too, in their order, and the weight of their verdict
(the layer over signs has the rest), chosen on statements-fresh and statements-two-figures.
There ``introduced_by`` was best from .8 to .9; on calls left out of the fit from .5 to .7, and at
.8 as good as by signs alone.  Other fields were no better by the heads.
"""
LEAST = 1e-4
"""The least share that either verdict counts with."""
DENIED_MAYBE = 0.15
"""A claim whose denial is at least as likely as this is unclear.  Chosen by signs alone on the
lifelike sets of the fit, each third of the calls left out in turn: 26 of 139 denials are told as
claims, with .17 32, with .12 20.  From .17 to .15 each denial fewer costs three records whose
modality is right, from there to .12 five."""
DENIED_SURELY = 0.33
"""A denial less likely than this is unclear: there 91 of 1,141 claims are told as denials with it
and .096 of all records are unclear, with .25 120 and .065, with .4 77 and .114."""


def choices_of(
    category: Category, signs: frozenset[str], heads: Floats, net: Net
) -> dict[str, dict[str, float]]:
    """The distribution of each field of CHOICES, for a claim of ``category`` with ``signs``, of
    whose fields of HEADS the encoder says ``heads``, logits of their values one after the other."""
    row = sign_rows(net.names["signs"], [signs | {category}])
    shares = {name: softmax(net.linear(name, row)[0]) for name in CHOICES}
    at = 0
    for name, weight in HEADS.items():
        of_heads = softmax(heads[at : at + len(CHOICES[name])])
        at += len(CHOICES[name])
        shares[name] = softmax(
            (1 - weight) * np.log(shares[name] + LEAST) + weight * np.log(of_heads + LEAST)
        )
    return {
        name: dict(zip(values, map(float, shares[name]), strict=True))
        for name, values in CHOICES.items()
    }


def modality(claim: Claim) -> Modality:
    """How the claim is put: ``denied`` where that is likely enough, ``unclear`` where it may be,
    else the likeliest value.  A denial is never turned into a claim."""
    denied = claim.proposal.choices.get("modality", {}).get("denied", 0.0)
    value = claim.proposal.best("modality")
    if denied >= DENIED_SURELY:
        return "denied"
    if denied >= DENIED_MAYBE or value == "denied" or _is_said_over(claim):
        return "unclear"
    return value  # type: ignore[return-value]


def _is_said_over(claim: Claim) -> bool:
    """Whether the words say a figure of the caller's over and the turn goes on to another of its
    kind, which may refuse the first with no word that denies: 三四十个那得累死我，二十个顶天."""
    put = {(q.kind, q.low, q.high) for q in claim.question.quantities} if claim.question else set()
    own = claim.view.quantities
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
