"""How a claim is put, weighed once more in the light of what stands around its words.

A reader judges a claim by its own words and the turns before.  Here its judgement is one sign
beside those of :mod:`calltools.reader.surroundings` (a denial in the next clause, a figure of the
caller's said over, who begins with no), in one linear layer a field, fitted to labelled calls by
``benchmarks/fit_manners.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from calltools.arrays import Floats
from calltools.data import data_bytes
from calltools.reader.columns import Columns, columns_of
from calltools.reader.fields import CATEGORIES, CHOICES, FLAGS
from calltools.reader.heads import softmax
from calltools.reader.net import read_weights
from calltools.reader.proposal import Proposal
from calltools.reader.surroundings import sign_row
from calltools.reader.view import View

WEIGHED = (
    "modality", "assent", "qualifier", "count_period", "introduced_by", "historic",
    "about_other_place",
)  # fmt: skip
"""The fields that are weighed: those that the signs made better on calls left out of the fit."""
LEAST = 1e-4
"""The least share that a reader's judgement counts with."""


class Manners:
    """The fitted layers for the proposals of one reader."""

    def __init__(self, reader: str, weights: bytes | None = None) -> None:
        """``reader`` is ``trained`` or ``linear``; ``weights`` (.npz) stand in for the package's.

        Raises ModelError for weights of another release.
        """
        self._arrays, names = read_weights(weights or data_bytes("reader/manners.npz"))
        self._columns = columns_of(names, "manners.npz")
        self._reader = reader

    def weighed(self, proposals: Iterable[Proposal], views: Sequence[View]) -> list[Proposal]:
        """The proposals with their fields weighed, in the same order."""
        return [self._weighed(proposal, views) for proposal in proposals]

    def _weighed(self, proposal: Proposal, views: Sequence[View]) -> Proposal:
        row = claim_row(proposal, views, self._columns)
        choices, flags = dict(proposal.choices), dict(proposal.flags)
        for name in WEIGHED:
            array = {n: self._arrays[f"{self._reader}.{name}.{n}"] for n in ("w", "b", "slope")}
            logits = judged(proposal, name) * array["slope"] + array["w"] @ row + array["b"]
            shares = softmax(logits)
            if name in FLAGS:
                flags[name] = float(shares[1])
            else:
                choices[name] = dict(zip(CHOICES[name], map(float, shares), strict=True))
        return replace(proposal, choices=choices, flags=flags)


def claim_row(proposal: Proposal, views: Sequence[View], columns: Columns) -> Floats:
    """The signs of a proposal's words and place, and its category."""
    view = views[proposal.turn]
    inside = [c.index for c in view.clauses if c.start < proposal.end and proposal.start < c.end]
    signs = sign_row(views, proposal.turn, inside[0], inside[-1], columns.manners)
    category = [proposal.category == name for name in CATEGORIES]
    return np.concatenate([signs, np.array(category, np.float32)])


def judged(proposal: Proposal, name: str) -> Floats:
    """What the reader says of a field, as logarithms of shares: of its values, or of false and
    true."""
    if name in FLAGS:
        share = proposal.flags[name]
        shares = [1 - share, share]
    else:
        shares = [proposal.choices[name][value] for value in CHOICES[name]]
    return np.log(np.clip(np.array(shares, np.float32), LEAST, 1))
