"""The words that an item rests on, and whether they still stand as people have corrected the call.

What was made of a transcript is made anew only by the next ``run``; whether its words were
corrected since is told at once, by the names that words have in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from calltools.corrections.corrected_transcript import Folded, fold
from calltools.corrections.editable_transcript import Draft, Run
from calltools.transcripts.correction import Target
from calltools.transcripts.model import Transcript

WordsAt = tuple[int, int, int]
"""Code points of a turn: its number, start, end."""


def spans_of(transcript: Transcript, turns: Iterable[int]) -> list[WordsAt]:
    """Whole turns; those that there are not are passed over."""
    there = (number for number in turns if 0 <= number < len(transcript.turns))
    return [(number, 0, len(transcript.turns[number].text)) for number in there]


def said_at(transcript: Transcript, span: WordsAt) -> tuple[str, str]:
    """The role and the text of a span."""
    number, start, end = span
    turn = transcript.turns[number]
    return turn.role, turn.text[start:end]


@dataclass(frozen=True)
class CallWords:
    """The words of a call as they were when something was made of them, and as they are now.

    ``made_of`` is the transcript that it was made of, ``folded`` the transcript as it stands with
    people's corrections; ``same_machine`` where both are corrections of one machine's transcript.
    """

    made_of: Transcript
    folded: Folded
    machine_sha256: str
    _places: dict[str, tuple[int, int]] = field(default_factory=dict, repr=False)

    @cached_property
    def before(self) -> Draft | None:
        """``made_of`` with its words named; None where it was made of another recognition."""
        machine = self.folded.draft.machine
        events = [outcome.correction for outcome in self.made_of.corrections]
        draft = fold(machine, self.machine_sha256, events).draft if events else Draft.of(machine)
        turns = draft.transcript().turns
        same = [(turn.text, turn.role) for turn in turns] == [
            (turn.text, turn.role) for turn in self.made_of.turns
        ]
        return draft if same else None

    @cached_property
    def now(self) -> Transcript:
        """The transcript as it stands."""
        return self.folded.draft.transcript()

    @cached_property
    def _now_at(self) -> dict[str | None, tuple[int, int]]:
        return {
            word.id: (number, place)
            for number, turn in enumerate(self.folded.draft.turns)
            for place, word in enumerate(turn.words)
        }

    def run(self, span: WordsAt) -> Run | None:
        """The words of ``before`` that a span touches."""
        number, start, end = span
        if self.before is None or number >= len(self.before.turns):
            return None
        return self.before.touched(number, start, end)

    def said(self, span: WordsAt) -> tuple[str, str]:
        """The role and the text of a span, when it was made."""
        return said_at(self.made_of, span)

    def stand(self, spans: Iterable[WordsAt]) -> bool:
        """Whether the words of all the spans are what they were, and said by the same side."""
        return all(self._stands(span) for span in spans)

    def _stands(self, span: WordsAt) -> bool:
        run = self.run(span)
        if self.before is None or run is None:
            # Recognised anew since: it is to be made again as a whole.
            return self.before is not None and self.said(span)[1].strip() == ""
        words = self.before.words(run)
        places = [self._now_at.get(word.id) for word in words]
        first = places[0]
        if first is None:
            return False
        turn, place = first
        if places != [(turn, place + n) for n in range(len(words))]:
            return False
        after = self.folded.draft.turns[turn].words[place : place + len(words)]
        return [word.text for word in after] == [word.text for word in words] and self.now.turns[
            turn
        ].role == self.made_of.turns[run.turn].role

    def anchor(self, span: WordsAt) -> Target:
        """Where a span is: its turn, its words by name, their text, and when they are said."""
        number, start, end = span
        turn = self.made_of.turns[number]
        run = self.run(span)
        names: tuple[str, ...] = ()
        start_ms, end_ms = turn.start_ms, turn.end_ms
        if run is not None and self.before is not None:
            names = tuple(word.id or "" for word in self.before.words(run))
            start_ms, end_ms = self.before.times(run)
        return Target(number, names, turn.text[start:end], start_ms, end_ms)
