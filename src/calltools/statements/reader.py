"""The reader: multilingual-e5-small with low-rank updates, and heads that judge each clause.

It finds words that make a claim and judges what kind of claim it is and how it is put.  It never
makes a number: values come from the quantity grammar, over the words it points at.

All weights are in one file of arrays (``python -m training fit statements`` makes it):

======================  =========================================================================
``update.NAME.a, .b``   low-rank updates of the encoder's matrix NAME, B @ A
``part, kind, first``   vectors for the marks of a token, added where the trained layers begin
``token``               states to six logits: does this token stand in a statement of the category
``clause1, clause2``    a clause's mean state, that of <s>, its cues, to six logits: does a
                        statement of the category stand here
``field1, field2``      a statement's mean state, that of <s>, its category, to the logits of the
                        fields of HEADS (``manner.py``)
``category``            a vector for each category
``vocabulary``          the signs of a clause (``names.signs``) to six logits
``calibration``         weights of the heads' and the vocabulary's scores, and an offset, that
                        make a probability, for each category
``threshold``           the least probability that is taken, for each category
``seam``                the signs of the seam between two likely clauses (``names.seams``) to the
                        logit that they make one statement
FIELD                   the signs of a claim to the logits of a field of CHOICES
``names.LIST``          what the columns of ``topics``, ``signs``, ``seams``, ``kinds``, ``fields``
                        stand for
``fitted``              sets, seed, commit and scores of the fit
======================  =========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from calltools.arrays import Floats
from calltools.data import data_bytes
from calltools.errors import ModelError
from calltools.language.net import Net, sigmoid
from calltools.language.token_encoder import TokenEncoder, tokenizer
from calltools.models.model_files import locate
from calltools.settings import Settings, load
from calltools.statements.clauses import Clause
from calltools.statements.encoder_input import KINDS, Passage, passages
from calltools.statements.manner import choices_of
from calltools.statements.proposal import CATEGORIES, CHOICES, Category, Proposal
from calltools.statements.signs import (
    PIECE,
    seam_names,
    seam_signs,
    sign_names,
    sign_rows,
    signs_of,
    topic_names,
    topics_of,
)
from calltools.statements.view import View
from calltools.transcripts.model import HOSPITAL

MODEL = "e5-small"
"""The encoder, by its name in the catalogue."""
ENTRY = 6
"""The layer whose input the marks are added to; it and those after it have updates."""
FIELDS = tuple(f"{name}={value}" for name, values in CHOICES.items() for value in values)
SEEN = 0.15
"""Less likely proposals are not kept, even to be looked at."""
_TOKENS = 0.7
"""Weight of the tokens' score beside the clause's: F on calls left out was flat from .5 to .8."""


@lru_cache(maxsize=1)
def open_reader(folder: Path) -> TrainedReader:
    """The reader whose encoder lies in ``folder``; kept for the next call of the process."""
    return TrainedReader(folder)


def installed_reader(settings: Settings | None = None) -> TrainedReader:
    """The reader on the encoder that is installed, by default as the environment says.

    Raises MissingModelError where it is not, ModelError where it is damaged.
    """
    return open_reader(locate(MODEL, (settings or load()).models_dir).path)


class TrainedReader:
    """Judges turns with the encoder in a folder of the catalogue."""

    def __init__(self, folder: Path, net: Net | None = None) -> None:
        """``net`` stands in for the package's weights.

        Raises ModelError for an encoder that can't be read, or weights of another release.
        """
        self.net = net or Net.read(data_bytes("statements/reader.npz"))
        check_names(self.net)
        self.encoder = TokenEncoder.open(folder).with_updates(self.net.updates)
        self._tokens = tokenizer(folder)

    def propose(self, views: Sequence[View]) -> list[Proposal]:
        """The proposals for all turns of the hospital side, in the order of turns and words."""
        read = [
            passage
            for view in views
            if view.role == HOSPITAL
            for passage in passages(views, view.index, self._tokens)
        ]
        marks = [marks_of(passage, self.net) for passage in read]
        states = self.encoder.states([p.ids for p in read], marks, ENTRY)
        proposals = [
            proposal
            for passage, own in zip(read, states, strict=True)
            for proposal in self._of_passage(views, passage, own)
        ]
        return sorted(proposals, key=lambda p: (p.turn, p.start))

    def _of_passage(
        self, views: Sequence[View], passage: Passage, states: Floats
    ) -> Iterator[Proposal]:
        net, turn = self.net, passage.view.index
        heads, vocabulary = scores_of(views, passage, states, net)
        of_heads, of_vocabulary, offset = net.arrays["calibration"]
        likely = sigmoid(of_heads * heads + of_vocabulary * vocabulary + offset)
        clauses = [clause for clause, _, _ in passage.clauses]
        for number, category in enumerate(CATEGORIES):
            own, least = likely[:, number], float(net.arrays["threshold"][number])
            for first, last, best in runs(own, least, joins_of(clauses, category, net)):
                signs = signs_of(views, turn, clauses[first].index, clauses[last].index)
                span = passage.clauses[first][1], passage.clauses[last][2]
                fields = fields_of(states, span, number, net)
                yield Proposal(
                    turn, clauses[first].start, clauses[last].end, category, best, best >= least,
                    choices_of(category, signs, fields, net),
                )  # fmt: skip


def check_names(net: Net) -> None:
    """Raises ModelError for weights whose columns are not those of this release; the order of the
    vocabulary's may be another, for its columns are made by their names."""
    known = {
        "topics": topic_names(), "signs": sign_names(), "seams": seam_names(), "kinds": KINDS,
        "fields": FIELDS,
    }  # fmt: skip
    for name, columns in known.items():
        own = [column for column in net.names.get(name, ()) if not column.startswith(PIECE)]
        unknown = next((column for column in own if column not in columns), None)
        is_ordered = name in ("topics", "signs", "seams") or tuple(own) == columns
        if unknown or not own or not is_ordered:
            found = f"found {unknown!r}" if unknown else f"found {len(own)} others"
            raise ModelError(
                "statements/reader.npz",
                f"expected weights whose {name} this release has, {found}",
                "put the entry back, or fit them again: python -m training fit statements",
            )


def marks_of(passage: Passage, net: Net) -> Floats:
    """What is added to the states of the passage's tokens, (tokens, width)."""
    part, kind, first = (net.arrays[name] for name in ("part", "kind", "first"))
    marks: Floats = part[passage.parts] + kind[passage.kinds] + first[passage.firsts]
    return marks


def scores_of(
    views: Sequence[View], passage: Passage, states: Floats, net: Net
) -> tuple[Floats, Floats]:
    """For each clause and category the score that a statement stands there, as logits (clauses, 6):
    of the heads, and of the vocabulary."""
    turn, clauses = passage.view.index, [clause.index for clause, _, _ in passage.clauses]
    spans = [(first, last) for _, first, last in passage.clauses]
    topics = sign_rows(net.names["topics"], (topics_of(views, turn, at) for at in clauses))
    signs = sign_rows(net.names["signs"], (signs_of(views, turn, at, at) for at in clauses))
    of_clause = sigmoid(net.mlp("clause", np.hstack([_pooled(states, spans), topics])))
    inside = sigmoid(net.linear("token", states))
    of_tokens = np.stack([_upper_half(inside[first:last]) for first, last in spans])
    shares = np.clip((1 - _TOKENS) * of_clause + _TOKENS * of_tokens, 1e-4, 1 - 1e-4)
    return np.log(shares / (1 - shares)), net.linear("vocabulary", signs)


def fields_of(states: Floats, span: tuple[int, int], category: int, net: Net) -> Floats:
    """What the heads say about a statement of the category in the tokens ``span``: logits of the
    values of the fields of HEADS."""
    row = np.append(_pooled(states, [span])[0], net.arrays["category"][category])
    logits: Floats = net.mlp("field", row[None])[0]
    return logits


def _pooled(states: Floats, spans: list[tuple[int, int]]) -> Floats:
    means = np.stack([states[first:last].mean(axis=0) for first, last in spans])
    return np.concatenate([means, np.broadcast_to(states[0], means.shape)], axis=1)


def _upper_half(inside: Floats) -> Floats:
    """The mean of the greater half of the tokens' scores, by category."""
    ordered = np.sort(inside, axis=0)
    upper: Floats = ordered[-max(1, len(inside) // 2) :].mean(axis=0)
    return upper


def joins_of(clauses: Sequence[Clause], category: Category, net: Net) -> Floats:
    """For each seam between two clauses how likely they are one statement of the category, if
    both are likely."""
    seams = [seam_signs(first, second, category) for first, second in pairwise(clauses)]
    return sigmoid(net.linear("seam", sign_rows(net.names["seams"], seams))[:, 0])


def runs(likely: Floats, least: float, joins: Floats) -> Iterator[tuple[int, int, float]]:
    """Runs of clauses that make one statement: first and last, both inclusive, and how likely it
    is one.

    Likely clauses in a row are one statement where they rather make one than two (``joins``, by
    seam); an unlikely one that is worth a look stands alone.  Of two that are cut where they may
    be one, one may be too many: each loses half of that likelihood.
    """
    taken = likely >= least
    joined = (joins >= 0.5) & taken[1:] & taken[:-1]
    ends = [*np.flatnonzero(~joined), len(likely) - 1] if len(likely) else []
    first = 0
    for last in map(int, ends):
        best = float(likely[first : last + 1].max())
        if best >= least:
            for seam in (first - 1, last):
                if 0 <= seam < len(joins) and taken[seam] and taken[seam + 1]:
                    best *= 1 - float(joins[seam]) / 2
            yield first, last, max(best, least)
        elif best >= SEEN:
            yield first, last, best
        first = last + 1
