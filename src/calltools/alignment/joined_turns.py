"""Several turns as one text."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.alignment.model import TurnSpan
from calltools.language.normalise import TextSpan
from calltools.transcripts.model import Turn


class Joined:
    """Turns as one text, with the way back."""

    def __init__(self, turns: Sequence[Turn], numbers: Sequence[int], joint: str) -> None:
        self.text = joint.join(turns[i].text for i in numbers)
        self._places: dict[int, TextSpan] = {}
        start = 0
        for i in numbers:
            self._places[i] = start, start + len(turns[i].text)
            start += len(turns[i].text) + len(joint)

    def span(self, place: TextSpan | None) -> TurnSpan | None:
        """The turn and the words of a place; what reaches into the next turn is cut."""
        if place is None:
            return None
        for turn, (first, stop) in self._places.items():
            start, end = max(place[0], first), min(place[1], stop)
            if start < end:
                return TurnSpan(turn, start - first, end - first)
        return None
