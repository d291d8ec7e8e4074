"""Weights of a linear-chain conditional random field whose right answers may be several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_NEVER = -1e9
_PAIR_CUES = 2


@dataclass
class Chain:
    """A document as numbers: how many nodes each segment has, which are wrong, the two pair cues
    of each (node before, node), -1 for none and -2 where they can't follow."""

    counts: list[int]
    wrong: list[bool]
    pairs: list[Ints]


class Chains:
    def __init__(self, chains: Sequence[Chain]) -> None:
        self.order = sorted(range(len(chains)), key=lambda k: -len(chains[k].counts))
        chains = [chains[k] for k in self.order]
        self.lengths = np.array([len(c.counts) for c in chains])
        self.wrong = np.array([*(w for c in chains for w in c.wrong), True])
        self.rows = len(self.wrong) - 1
        first = np.cumsum([0, *(sum(c.counts) for c in chains)])
        self.at: list[Ints] = []
        self.pairs: list[Ints] = []
        for t in range(int(self.lengths.max())):
            here = [c for c in chains if len(c.counts) > t]
            wide = max(c.counts[t] for c in here)
            before = max(c.counts[t - 1] for c in here) if t else 1
            at = np.full((len(here), wide), self.rows)
            pairs = np.full((len(here), before, wide, _PAIR_CUES), -1)
            for k, c in enumerate(here):
                n = c.counts[t]
                at[k, :n] = range(first[k], first[k] + n)
                first[k] += n
                if t:
                    pairs[k, : c.counts[t - 1], :n] = c.pairs[t - 1]
            self.at.append(at)
            self.pairs.append(pairs)

    def expect(self, scores: Floats, w: Floats) -> tuple[float, Floats, Floats]:
        weights = np.append(w, [_NEVER, 0.0])
        moves = [weights[pair].sum(-1) for pair in self.pairs]
        forward = [scores[self.at[0]]]
        for t in range(1, len(self.at)):
            n = len(self.at[t])
            prev = forward[-1][:n, : moves[t].shape[1]]
            come = prev[:, :, None] + moves[t]
            forward.append(_log_sum(come, 1) + scores[self.at[t]])
        totals = np.zeros(len(self.lengths))
        for t, at in enumerate(self.at):
            ends = np.flatnonzero(self.lengths[: len(at)] == t + 1)
            if len(ends):
                totals[ends] = _log_sum(forward[t][ends], 1)
        rows = np.zeros(self.rows + 1)
        expected = np.zeros(len(weights))
        backward = np.zeros_like(forward[-1])
        for t in range(len(self.at) - 1, -1, -1):
            n = len(self.at[t])
            if t + 1 < len(self.at):
                m = len(self.at[t + 1])
                wide = moves[t + 1].shape[1]
                ahead = moves[t + 1] + (scores[self.at[t + 1]] + backward)[:, None, :]
                both = np.exp(forward[t][:m, :wide, None] + ahead - totals[:m, None, None])
                expected += np.bincount(
                    self.pairs[t + 1].ravel() % len(weights),
                    np.repeat(both.ravel(), _PAIR_CUES),
                    len(weights),
                )
                longer = np.zeros_like(forward[t])
                longer[:m, :wide] = _log_sum(ahead, 2)
                backward = longer
            rows[self.at[t]] = np.exp(forward[t] + backward - totals[:n, None])
        return float(totals.sum()), rows[:-1], expected[:-2]


def fit_chain(
    chains: Sequence[Chain],
    matrix: csr_matrix,
    pair_count: int,
    ridge: Floats,
    iterations: int = 100,
    start: Floats | None = None,
) -> Floats:
    """Weights: those of the matrix's columns, then those of pair cues.

    ``matrix`` has a row a node, documents in the order of ``chains``.
    """
    every = Chains(chains)
    bounds = np.cumsum([0, *(sum(c.counts) for c in chains)])
    index = np.concatenate([np.arange(bounds[k], bounds[k + 1]) for k in every.order])
    matrix = matrix[index].tocsr()
    transposed = matrix.T.tocsr()
    own = matrix.shape[1]

    def loss(w: Floats) -> tuple[float, Floats]:
        scores = np.append(matrix @ w[:own], _NEVER)
        total, rows, pairs = every.expect(scores, w[own:])
        right, right_rows, right_pairs = every.expect(
            np.where(every.wrong, _NEVER, scores), w[own:]
        )
        gradient = (
            np.concatenate([transposed @ (rows - right_rows), pairs - right_pairs]) + ridge * w
        )
        return total - right + float(ridge @ (w * w)) / 2, gradient

    initial = np.zeros(own + pair_count) if start is None else start
    found = minimize(loss, initial, jac=True, method="L-BFGS-B", options={"maxiter": iterations})
    weights: Floats = found.x
    return weights


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis, keepdims=True)
    found: Floats = np.log(np.exp(values - top).sum(axis)) + top.squeeze(axis)
    return found
