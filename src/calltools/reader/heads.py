"""The heads of the trained reader: from token states to what each clause says.

All weights are in one file of arrays (``benchmarks/fit_reader.py`` makes it):

======================  =========================================================================
``update.NAME.a, .b``   low-rank updates of the encoder's matrix NAME, B @ A
``part, kind, first``   vectors for the marks of a token, added where the trained layers begin
``token``               states to six logits: does this token stand in a statement of the category
``clause1, clause2``    a clause's mean state, that of <s>, its cues, to six logits: does a
                        statement of the category stand here
``field1, field2``      a span's mean state, that of <s>, its category, to the fields' logits
``category``            a vector for each category
``calibration``         weights of the score and of the linear layer's logit, and an offset,
                        for each category
``threshold``           the least calibrated probability that is taken, for each category
======================  =========================================================================
"""

from __future__ import annotations

import numpy as np

from calltools.arrays import Floats
from calltools.reader.fields import CHOICES, FLAGS
from calltools.reader.net import Net, sigmoid
from calltools.reader.passages import Passage

ENTRY = 6
"""The layer whose input the marks are added to; it and those after it have updates."""
_TOKENS = 0.7
"""Weight of the tokens' score beside the clause's."""


class Heads(Net):
    """What the arrays of a weights file make of states."""

    def marks(self, passage: Passage) -> Floats:
        """What is added to the states of the passage's tokens, (tokens, width)."""
        a = self.arrays
        marks: Floats = a["part"][passage.parts] + a["kind"][passage.kinds]
        return marks + a["first"][passage.firsts]

    def scores(self, passage: Passage, states: Floats, cues: Floats) -> Floats:
        """For each clause and category the score that a statement stands there, (clauses, 6), as
        a logit."""
        spans = [(first, last) for _, first, last in passage.clauses]
        pooled = np.concatenate([self._pooled(states, spans), cues], axis=1)
        of_clause = sigmoid(self.mlp("clause", pooled))
        inside = sigmoid(self.linear("token", states))
        tokens = np.stack([_upper_half(inside[first:last]) for first, last in spans])
        shares = np.clip((1 - _TOKENS) * of_clause + _TOKENS * tokens, 1e-4, 1 - 1e-4)
        scores: Floats = np.log(shares / (1 - shares))
        return scores

    def likely(self, scores: Floats, linear: Floats) -> Floats:
        """Scores (clauses, 6) and the linear layer's logits as probabilities: how often such
        proposals were right on calls left out of the fit."""
        own, other, offset = self.arrays["calibration"]
        return sigmoid(own * scores + other * linear + offset)

    def fields(self, states: Floats, span: tuple[int, int], category: int) -> Floats:
        """Logits of the fields of a statement in the tokens ``span``."""
        pooled = self._pooled(states, [span])
        row = np.concatenate([pooled[0], self.arrays["category"][category]])[None]
        logits: Floats = self.mlp("field", row)[0]
        return logits

    def _pooled(self, states: Floats, spans: list[tuple[int, int]]) -> Floats:
        means = np.stack([states[first:last].mean(axis=0) for first, last in spans])
        begins = np.broadcast_to(states[0], means.shape)
        return np.concatenate([means, begins], axis=1)


def choices_of(logits: Floats) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The distributions over CHOICES and the probabilities of FLAGS in a row of logits."""
    choices: dict[str, dict[str, float]] = {}
    at = 0
    for name, values in CHOICES.items():
        shares = softmax(logits[at : at + len(values)])
        choices[name] = dict(zip(values, map(float, shares), strict=True))
        at += len(values)
    flags = sigmoid(logits[at : at + len(FLAGS)])
    return choices, dict(zip(FLAGS, map(float, flags), strict=True))


def mixed(one: Floats, other: Floats) -> Floats:
    """Logits of the fields, as likely as two judges find them in the (geometric) mean."""
    parts, at = [], 0
    for values in CHOICES.values():
        span = slice(at, at + len(values))
        parts.append((np.log(softmax(one[span])) + np.log(softmax(other[span]))) / 2)
        at += len(values)
    return np.concatenate([*parts, (one[at:] + other[at:]) / 2])


def softmax(x: Floats) -> Floats:
    """Shares of a row of logits."""
    shares = np.exp(x - x.max())
    out: Floats = shares / shares.sum()
    return out


def _upper_half(inside: Floats) -> Floats:
    """The mean of the greater half of the tokens' scores, by category."""
    ordered = np.sort(inside, axis=0)
    out: Floats = ordered[-max(1, len(inside) // 2) :].mean(axis=0)
    return out
