"""Weights of a linear-chain conditional random field whose right answers may be several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from calltools.transcripts.layout.cues import Surroundings, pair_cues
from layout_data import LabelledDocument

RIDGE = 2.0
FEWEST = 3
"""A cue seen less often is left out."""
_PAIR_CUES = 2
_NEVER = -1e9

LineCues = Sequence[Sequence[Sequence[str]]]
"""Of each line, of each of its readings, the cues."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def fit_chain(
    documents: Sequence[LabelledDocument],
    surroundings: Sequence[Surroundings],
    own: Sequence[LineCues],
    iterations: int = 60,
) -> dict[str, float]:
    """The weight of each cue under which the right readings are likeliest, with a ridge.

    ``own`` are the cues of each document's readings, in their ``surroundings``.
    """
    counts = Counter(
        cue for cues in own for options in cues for names in options for cue in set(names)
    )
    names = {name: k for k, name in enumerate(sorted(n for n, c in counts.items() if c >= FEWEST))}
    order = sorted(range(len(documents)), key=lambda k: -len(documents[k].lines))
    spaces = [[surroundings[k].space(i) for i in range(len(documents[k].lines))] for k in order]
    chains = _Chains([documents[k] for k in order], spaces, names)
    rows: list[int] = []
    columns: list[int] = []
    for row, cues in enumerate(c for k in order for options in own[k] for c in options):
        known = [names[cue] for cue in cues if counts[cue] >= FEWEST]
        rows += [row] * len(known)
        columns += known
    shape = (chains.rows, len(names))
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)

    def loss(w: Floats) -> tuple[float, Floats]:
        scores = np.append(matrix @ w, _NEVER)
        every, rows, pairs = chains.expect(scores, w)
        right, right_rows, right_pairs = chains.expect(np.where(chains.wrong, _NEVER, scores), w)
        gradient = matrix.T @ (rows - right_rows) + pairs - right_pairs + RIDGE * w
        return every - right + RIDGE / 2 * float(w @ w), gradient

    found = minimize(
        loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": iterations}
    )
    return {
        name: round(float(found.x[k]), 3) for name, k in names.items() if abs(found.x[k]) >= 0.01
    }


class _Chains:
    """Documents as numbers, the longest first, line by line of all of them together.

    ``at[t]`` (documents, readings) is the row of each reading of line ``t``, ``pairs[t]``
    (documents, readings before, readings, 2) the cues it has with each of the line before;
    documents that are shorter, and readings that a line lacks, are left out or padded.
    """

    def __init__(
        self,
        documents: Sequence[LabelledDocument],
        spaces: Sequence[Sequence[str]],
        names: dict[str, int],
    ) -> None:
        self.lengths = np.array([len(d.lines) for d in documents])
        wrong = [
            k not in right
            for d in documents
            for right, found in zip(d.truth, d.readings, strict=True)
            for k in range(len(found))
        ]
        self.wrong = np.array([*wrong, True])
        self.rows = len(wrong)
        widest = max(len(found) for d in documents for found in d.readings)
        first = np.cumsum([0, *(sum(map(len, d.readings)) for d in documents)])
        self.at: list[Ints] = []
        self.pairs: list[Ints] = []
        for t in range(int(self.lengths.max())):
            here = [d for d in documents if len(d.lines) > t]
            at = np.full((len(here), widest), self.rows)
            pairs = np.full((len(here), widest, widest, _PAIR_CUES), -1)
            for k, d in enumerate(here):
                options = d.readings[t]
                at[k, : len(options)] = range(first[k], first[k] + len(options))
                first[k] += len(options)
                for b, before in enumerate(d.readings[t - 1] if t else ()):
                    for o, reading in enumerate(options):
                        for c, cue in enumerate(pair_cues(before, reading, spaces[k][t])):
                            pairs[k, b, o, c] = names.setdefault(cue, len(names))
            self.at.append(at)
            self.pairs.append(pairs)

    def expect(self, scores: Floats, w: Floats) -> tuple[float, Floats, Floats]:
        """The log of the sum over all ways through, and how often each row and each pair cue is
        expected on them."""
        weights = np.append(w, 0.0)
        moves = [weights[pair].sum(-1) for pair in self.pairs]
        forward = [scores[self.at[0]]]
        for t in range(1, len(self.at)):
            n = len(self.at[t])
            come = forward[-1][:n, :, None] + moves[t]
            forward.append(_log_sum(come, 1) + scores[self.at[t]])
        totals = np.zeros(len(self.lengths))
        for t, at in enumerate(self.at):
            ends = np.flatnonzero(self.lengths[: len(at)] == t + 1)
            totals[ends] = _log_sum(forward[t][ends], 1)
        rows = np.zeros(self.rows + 1)
        expected = np.zeros(len(weights))
        backward = np.zeros_like(forward[-1])
        for t in range(len(self.at) - 1, -1, -1):
            n = len(self.at[t])
            if t + 1 < len(self.at):
                m = len(self.at[t + 1])
                ahead = moves[t + 1] + (scores[self.at[t + 1]] + backward)[:, None, :]
                both = np.exp(forward[t][:m, :, None] + ahead - totals[:m, None, None])
                expected += np.bincount(
                    self.pairs[t + 1].ravel() % len(weights),
                    np.repeat(both.ravel(), _PAIR_CUES),
                    len(weights),
                )
                longer = np.zeros_like(forward[t])
                longer[:m] = _log_sum(ahead, 2)
                backward = longer
            rows[self.at[t]] = np.exp(forward[t] + backward - totals[:n, None])
        return float(totals.sum()), rows[:-1], expected[:-1]


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis, keepdims=True)
    found: Floats = np.log(np.exp(values - top).sum(axis)) + top.squeeze(axis)
    return found
