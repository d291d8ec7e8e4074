"""The linear reader: what is left where the trained reader's model is not installed.

Sentence vectors of the clause, of the caller's turn and of the clause before, with cues and kinds
of quantity, go through one linear layer.  It finds fewer statements than the trained reader, which
weighs what it says beside its own heads; it needs nothing but the base installation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from calltools.arrays import Floats
from calltools.data import data_bytes
from calltools.language.encoders import Encoder, load_encoder
from calltools.reader.columns import Columns, columns_of
from calltools.reader.cues import cue_rows, manner_rows
from calltools.reader.decoding import proposals
from calltools.reader.fields import CATEGORIES
from calltools.reader.manners import Manners
from calltools.reader.net import read_weights, sigmoid
from calltools.reader.passages import KINDS
from calltools.reader.proposal import Proposal
from calltools.reader.view import Clause, View, caller_before
from calltools.transcripts.model import HOSPITAL

_NOTHING = "-"
"""Stands for a turn or a clause that is not there."""


class LinearLayer:
    """One linear layer over :func:`clause_features`."""

    def __init__(self, weights: bytes | None = None) -> None:
        """``weights`` (.npz) stand in for the package's."""
        self.arrays, names = read_weights(weights or data_bytes("reader/linear.npz"))
        self._columns = columns_of(names, "linear.npz")

    def prepare(self, views: Sequence[View]) -> None:
        """Embeds all that will be asked of ``views`` at once: quicker than turn by turn."""
        texts = [v.text for v in views if v.role != HOSPITAL and v.text.strip()]
        texts += [c.text for v in views if v.role == HOSPITAL for c in v.clauses]
        _encoder().encode([_NOTHING, *texts])

    def logits(self, views: Sequence[View], index: int) -> tuple[Floats, Floats]:
        """For each clause of ``views[index]`` the logits of the categories, and of the fields."""
        features = clause_features(views, index, self._columns)
        logits = features @ self.arrays["clause.weight"].T + self.arrays["clause.bias"]
        return logits[:, : len(CATEGORIES)], logits[:, len(CATEGORIES) :]


class LinearReader:
    """Judges the turns of the hospital side by linear heads over frozen sentence vectors."""

    name = "linear"

    def __init__(self, layer: LinearLayer | None = None, *, weigh: bool = True) -> None:
        """``layer`` stands in for the package's.  Without ``weigh`` how a claim is put is what the
        layer says alone."""
        self._layer = layer or LinearLayer()
        self._manners = Manners(self.name) if weigh else None

    def report(self) -> str:
        """Nothing: what was weighed stands in the proposals."""
        return ""

    def read(self, views: Sequence[View]) -> list[Proposal]:
        """The proposals for all turns of the hospital side, in the order of turns and words."""
        self._layer.prepare(views)
        found: list[Proposal] = []
        for view in views:
            if view.role == HOSPITAL and view.clauses:
                found += self._of_turn(views, view)
        if self._manners:
            found = self._manners.weighed(found, views)
        return sorted(found, key=lambda p: (p.turn, p.start))

    def _of_turn(self, views: Sequence[View], view: View) -> Iterator[Proposal]:
        logits, fields = self._layer.logits(views, view.index)
        slope, offset = self._layer.arrays["calibration"]
        likely = sigmoid(slope * logits + offset)
        least = self._layer.arrays["threshold"]

        def of_best(_number: int, _first: int, _last: int, best: int) -> Floats:
            of_clause: Floats = fields[best]
            return of_clause

        return proposals(view.index, view.clauses, likely, least, of_best)


def clause_features(views: Sequence[View], index: int, columns: Columns) -> Floats:
    """A row for each clause of ``views[index]``: three sentence vectors, cues, quantities."""
    view = views[index]
    caller = caller_before(views, index)
    texts = [caller.text if caller and caller.text.strip() else _NOTHING, _NOTHING]
    texts += [clause.text for clause in view.clauses]
    vectors = _encoder().encode(texts)
    asked, own = vectors[0], vectors[2:]
    before = np.vstack([vectors[1:2], own[:-1]])
    return np.hstack(
        [
            own,
            np.broadcast_to(asked, own.shape),
            before,
            cue_rows(views, index, view.clauses, columns),
            manner_rows(views, index, view.clauses, columns),
            np.stack([_kinds(clause) for clause in view.clauses]),
        ]
    ).astype(np.float32)


@cache
def _encoder() -> Encoder:
    return load_encoder(threads=2)


def _kinds(clause: Clause) -> Floats:
    row = np.zeros(len(KINDS), np.float32)
    for q in clause.quantities:
        row[KINDS.index(q.kind)] = 1
    row[0] = not clause.quantities
    return row
