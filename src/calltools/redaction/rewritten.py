"""A text with marks in place of what was taken out, and the way from its old offsets to the new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from calltools.language.normalise import TextSpan
from calltools.speech.intervals import join
from calltools.transcripts.model import Turn

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


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text with marks in place of what was ``removed`` from it, in order."""

    text: str
    removed: tuple[RemovedSpan, ...] = ()

    @classmethod
    def of(cls, text: str, spans: Iterable[RemovedSpan]) -> Rewritten:
        """``text`` with a mark for each span; those that touch have one, of the first's kind."""
        ordered = sorted(spans)
        removed, pieces, at = [], [], 0
        for start, end in join((start, end) for start, end, _kind in ordered):
            kind = next(kind for first, _last, kind in ordered if first == start)
            removed.append((start, end, kind))
            pieces += [text[at:start], mark(kind)]
            at = end
        return cls("".join([*pieces, text[at:]]), tuple(removed))

    def span(self, start: int, end: int) -> TextSpan:
        """Where in the new text ``start`` to ``end`` of the old one is, marks in it whole."""
        return self._start(start), self._end(end)

    def touches(self, start: int, end: int) -> bool:
        """Whether something was taken out between ``start`` and ``end``."""
        return any(first < end and start < last for first, last, _kind in self.removed)

    def _start(self, offset: int) -> int:
        shift = 0
        for start, end, kind in self.removed:
            if offset < end:
                return min(offset, start) + shift
            shift += len(mark(kind)) - (end - start)
        return offset + shift

    def _end(self, offset: int) -> int:
        shift = 0
        for start, end, kind in self.removed:
            if offset <= start:
                break
            offset = max(offset, end)
            shift += len(mark(kind)) - (end - start)
        return offset + shift
