"""Several turns as one text."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.alignment.model import TurnSpan
from calltools.language.normalise import TextSpan
from calltools.transcripts.model import Turn


class Joined:
    """Turns as one text, with the way back."""

    def __init__(self, turns: Sequence[Turn], numbers: Sequence[int], joint: str) -> None:
        self.turns = turns
        self.text = joint.join(turns[i].text for i in numbers)
        self._starts: dict[int, tuple[int, int]] = {}
        offset = 0
        for i in numbers:
            self._starts[i] = offset, len(turns[i].text)
            offset += len(turns[i].text) + len(joint)

    def span(self, place: TextSpan | None) -> TurnSpan | None:
        """The turn and the words of a place; what reaches into the next turn is cut."""
        if place is None:
            return None
        for i, (offset, length) in self._starts.items():
            start, end = max(place[0] - offset, 0), min(place[1] - offset, length)
            if start < end:
                return TurnSpan(i, start, end)
        return None

    def place(self, turn: int) -> TextSpan:
        """Where a turn is."""
        start, length = self._starts[turn]
        return start, start + length
