"""A turn's text cut where words and statements begin and end, ready to be marked up."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from calltools.transcripts.model import Turn

ROLE_NAMES = {
    "investigator": "Investigator",
    "hospital": "Hospital",
    "other": "Other",
    "unknown": "Unknown voice",
}

LOW_SCORE = 0.5
"""A word below this probability is shown as doubtful."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text inside at most one word; ``word`` is its index in the turn."""

    text: str
    word: int | None = None
    score: float | None = None

    @property
    def low(self) -> bool:
        """Whether the recogniser itself doubted the word."""
        return self.score is not None and self.score < LOW_SCORE


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces that belong to the same statements (indices, none for plain text)."""

    statements: tuple[int, ...]
    pieces: tuple[Piece, ...]


def cut(turn: Turn, spans: Sequence[tuple[int, int, int]]) -> tuple[Run, ...]:
    """``turn.text`` whole and in order, as runs of pieces.

    ``spans`` are (start, end, statement index) in code points; they may nest and overlap.  Spans
    and words that reach outside the text are cut off at its ends.
    """
    size = len(turn.text)
    edges = {0, size}
    for start, end, _ in spans:
        edges.update((_within(start, size), _within(end, size)))
    for word in turn.words:
        edges.update((_within(word.start, size), _within(word.end, size)))
    owner: list[int | None] = [None] * size
    for index, word in enumerate(turn.words):
        for place in range(_within(word.start, size), _within(word.end, size)):
            owner[place] = index
    ordered = sorted(edges)
    runs: list[tuple[tuple[int, ...], list[Piece]]] = []
    for start, end in itertools.pairwise(ordered):
        inside = tuple(i for s, e, i in spans if s <= start and end <= e)
        word_index = owner[start]
        score = None if word_index is None else turn.words[word_index].score
        piece = Piece(turn.text[start:end], word_index, score)
        if runs and runs[-1][0] == inside:
            runs[-1][1].append(piece)
        else:
            runs.append((inside, [piece]))
    return tuple(Run(inside, tuple(pieces)) for inside, pieces in runs)


def _within(place: int, size: int) -> int:
    return min(max(place, 0), size)
