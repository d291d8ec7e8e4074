"""The trained reader: e5-small with low-rank updates, and heads that judge each clause.

What the linear layer says is weighed beside the heads: it knows other words by other vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from calltools.arrays import Floats
from calltools.data import data_bytes
from calltools.reader.columns import columns_of
from calltools.reader.cues import cue_rows
from calltools.reader.decoding import proposals
from calltools.reader.encoder import TokenEncoder
from calltools.reader.heads import ENTRY, Heads, mixed
from calltools.reader.linear import LinearLayer
from calltools.reader.manners import Manners
from calltools.reader.net import read_weights
from calltools.reader.passages import Passage, passages, tokenizer
from calltools.reader.proposal import Proposal
from calltools.reader.view import View
from calltools.transcripts.model import HOSPITAL


class TrainedReader:
    """Judges the turns of the hospital side with the model in a folder of the catalogue."""

    name = "trained"

    def __init__(
        self,
        folder: Path,
        weights: bytes | None = None,
        layer: LinearLayer | None = None,
        *,
        weigh: bool = True,
    ) -> None:
        """``folder`` holds the encoder ``e5-small``; ``weights`` and ``layer`` stand in for the
        package's.  Without ``weigh`` how a claim is put is what the heads say alone.

        Raises ModelError for an encoder that can't be read.
        """
        arrays, names = read_weights(weights or data_bytes("reader/trained.npz"))
        self._columns = columns_of(names, "trained.npz")
        self._heads = Heads(arrays)
        self._layer = layer or LinearLayer()
        self._encoder = TokenEncoder.open(folder).with_updates(self._heads.updates)
        self._manners = Manners(self.name) if weigh else None
        self._tokens = tokenizer(folder / "tokenizer.json")

    def report(self) -> str:
        """Nothing: what was weighed stands in the proposals."""
        return ""

    def read(self, views: Sequence[View]) -> list[Proposal]:
        """The proposals for all turns of the hospital side, in the order of turns and words."""
        read = [
            passage
            for view in views
            if view.role == HOSPITAL
            for passage in passages(views, view.index, self._tokens)
        ]
        states = self._encoder.states(
            [p.ids for p in read], [self._heads.marks(p) for p in read], ENTRY
        )
        self._layer.prepare(views)
        linear = {i: self._layer.logits(views, i) for i in {p.view.index for p in read}}
        found: list[Proposal] = []
        for passage, own in zip(read, states, strict=True):
            clauses = [clause for clause, _, _ in passage.clauses]
            cues = cue_rows(views, passage.view.index, clauses, self._columns)
            rows = [clause.index for clause in clauses]
            judged, fields = (logits[rows] for logits in linear[passage.view.index])
            likely = self._heads.likely(self._heads.scores(passage, own, cues), judged)
            found += self._proposals(passage, own, likely, fields)
        if self._manners:
            found = self._manners.weighed(found, views)
        return sorted(found, key=lambda p: (p.turn, p.start))

    def _proposals(
        self, passage: Passage, states: Floats, likely: Floats, linear: Floats
    ) -> Iterator[Proposal]:
        def fields(number: int, first: int, last: int, best: int) -> Floats:
            span = (passage.clauses[first][1], passage.clauses[last][2])
            return mixed(self._heads.fields(states, span, number), linear[best])

        clauses = [clause for clause, _, _ in passage.clauses]
        least = self._heads.arrays["threshold"]
        return proposals(passage.view.index, clauses, likely, least, fields)
