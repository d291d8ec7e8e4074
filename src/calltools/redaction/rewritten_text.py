"""A text with marks in place of what was taken out, and the way from its old offsets to the new."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from calltools.language.normalise import Normalised, Rewrite, TextSpan, normalise
from calltools.speech.intervals import join
from calltools.transcripts.model import Turn

_Record = TypeVar("_Record")
_MARK = "[removed: "

RemovedSpan = tuple[int, int, str]
"""(start, end, kind) of what is taken out of a text, in the old text."""


def mark(kind: str) -> str:
    """What stands in place of what was taken out."""
    return f"{_MARK}{kind}]"


def is_marked(turn: Turn) -> bool:
    """Whether something was taken out of a turn: of its words, its label or what is beside them."""
    texts = (turn.text, turn.speaker, turn.translation, *turn.glosses, *turn.stage_directions)
    return any(_MARK in text for text in texts if text)


def only(names: str, record: _Record, **anew: Any) -> _Record:
    """A record of the same kind with nothing of the old one but the fields of these names."""
    return type(record)(**{name: getattr(record, name) for name in names.split()}, **anew)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text with marks in place of what was ``removed`` from it, in order."""

    removed: tuple[RemovedSpan, ...]
    _way: Normalised

    @classmethod
    def of(cls, text: str, spans: Iterable[RemovedSpan] = ()) -> Rewritten:
        """``text`` with a mark for each span; those that touch have one, of the first's kind."""
        ordered = sorted(spans)
        removed = tuple(
            (start, end, next(kind for first, _last, kind in ordered if first == start))
            for start, end in join((start, end) for start, end, _kind in ordered)
        )
        return cls(removed, normalise(text, (partial(_pieces, removed),)))

    @property
    def text(self) -> str:
        """The new text."""
        return self._way.text

    def span(self, start: int, end: int) -> TextSpan:
        """Where in the new text ``start`` to ``end`` of the old one is, marks in it whole."""
        return bisect_right(self._way.ends, start), bisect_left(self._way.starts, end)

    def touches(self, start: int, end: int) -> bool:
        """Whether something was taken out between ``start`` and ``end``."""
        return any(first < end and start < last for first, last, _kind in self.removed)


def _pieces(removed: Iterable[RemovedSpan], text: str) -> Iterator[Rewrite]:
    """The characters of a text, and a mark for each span."""
    at = 0
    for start, end, kind in removed:
        yield from ((i, i + 1, text[i]) for i in range(at, start))
        yield start, end, mark(kind)
        at = end
    yield from ((i, i + 1, text[i]) for i in range(at, len(text)))
