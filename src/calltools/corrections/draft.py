"""A transcript taken apart into words with names of their own, changed, and put together again.

A machine's word is called ``w`` and its number in the transcript, a person's by the event that
wrote it.  What nobody touched comes out as it went in: id, times, score, script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from calltools.corrections.words import Token, joined, rewritten
from calltools.transcripts.model import UNKNOWN, Party, Role, Transcript, Turn, Word


@dataclass(slots=True)
class DraftTurn:
    """A turn of a draft; ``before`` is the turn it came from."""

    before: Turn
    tokens: list[Token]
    tail: str = ""
    speaker: str | None = None
    touched: bool = False
    """Whether the words are no longer those of ``before``, all of them and no others."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of one turn: ``draft.turns[turn].tokens[start:end]``."""

    turn: int
    start: int
    end: int


@dataclass(slots=True)
class Draft:
    """A transcript that is being changed; :meth:`transcript` puts it together."""

    machine: Transcript
    turns: list[DraftTurn]
    parties: list[Party]
    header: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, machine: Transcript) -> Draft:
        """The draft of a machine's transcript in which nothing is changed yet."""
        number = 0
        turns = []
        for turn in machine.turns:
            tokens = []
            at = 0
            for word in turn.words or _whole(turn):
                tokens.append(Token(replace(word, id=f"w{number}"), turn.text[at : word.start]))
                at = word.end
                number += 1
            turns.append(DraftTurn(turn, tokens, turn.text[at:], turn.speaker))
        return cls(machine, turns, list(machine.parties))

    def transcript(self) -> Transcript:
        """The changed transcript, origin ``corrected``; its turns are those of the draft."""
        roles: dict[str | None, Role] = {party.speaker: party.role for party in self.parties}
        return replace(
            self.machine,
            origin="corrected",
            turns=tuple(_turn(turn, roles) for turn in self.turns),
            parties=tuple(self.parties),
            call=replace(self.machine.call, **self.header),
        )

    def tokens(self, run: Run) -> list[Token]:
        """The words of ``run``."""
        return self.turns[run.turn].tokens[run.start : run.end]

    def text(self, run: Run) -> str:
        """The words of ``run`` as they stand, without what is before the first."""
        return joined(self.tokens(run))

    def times(self, run: Run) -> tuple[int | None, int | None]:
        """When the words of ``run`` begin and end, in ms; their turn's where they have none."""
        words = [token.word for token in self.tokens(run)]
        starts = [word.start_ms for word in words if word.start_ms is not None]
        ends = [word.end_ms for word in words if word.end_ms is not None]
        turn = self.turns[run.turn].before
        return min(starts, default=turn.start_ms), max(ends, default=turn.end_ms)

    def at(self, word: str) -> Run:
        """The word of that id alone.  Raises ValueError if there is none."""
        if (run := self.by_ids([word])) is None:
            raise ValueError(f"expected a word of the transcript, found {word!r}")
        return run

    def touched(self, turn: int, start: int, end: int) -> Run | None:
        """The words of a turn that its code points ``start`` to ``end`` touch; None for none."""
        at, found = 0, []
        for place, token in enumerate(self.turns[turn].tokens):
            at += len(token.gap)
            if at < end and start < at + len(token.word.text):
                found.append(place)
            at += len(token.word.text)
        return Run(turn, found[0], found[-1] + 1) if found else None

    def whole(self, turn: int) -> Run:
        """All words of a turn."""
        return Run(turn, 0, len(self.turns[turn].tokens))

    def by_ids(self, ids: Sequence[str]) -> Run | None:
        """The words of these names, where they still follow one another in one turn."""
        for number, turn in enumerate(self.turns):
            own = [token.id for token in turn.tokens]
            if ids and ids[0] in own:
                start = own.index(ids[0])
                end = start + len(ids)
                return Run(number, start, end) if own[start:end] == list(ids) else None
        return None

    def write(self, run: Run, text: str, by: str) -> None:
        """Put ``text`` in the place of the words of ``run``, in the name of the event ``by``.

        Words that stand in both stay what they are.  Each stretch of other words becomes one word
        with the times of those that it replaces, or of the pause that it fills.  A turn that is
        left without words is gone.
        """
        turn = self.turns[run.turn]
        before = turn.tokens[run.start : run.end]
        after = rewritten(before, text, by, self._neighbours(run))
        if after and before:
            after[0].gap = before[0].gap + after[0].gap
        turn.tokens[run.start : run.end] = after
        turn.touched = True
        if not turn.tokens and not turn.tail.strip():
            del self.turns[run.turn]

    def split(self, run: Run) -> bool:
        """Let a turn of its own begin with ``run``; False where one begins there already."""
        turn = self.turns[run.turn]
        if run.start == 0:
            return False
        tokens = turn.tokens[run.start :]
        tokens[0].gap = ""
        second = DraftTurn(turn.before, tokens, turn.tail, turn.speaker, touched=True)
        self.turns[run.turn] = DraftTurn(
            turn.before, turn.tokens[: run.start], "", turn.speaker, touched=True
        )
        self.turns.insert(run.turn + 1, second)
        return True

    def join(self, number: int) -> bool:
        """Let the turn go on the one before it; False where there is none before."""
        if number == 0:
            return False
        first, second = self.turns[number - 1 : number + 1]
        tokens = [*second.tokens]
        if tokens:
            between = first.tail + tokens[0].gap
            last = first.tokens[-1].word.text[-1:] if first.tokens else ""
            needs = not between and last.isascii() and last.isalnum()
            tokens[0].gap = between + " " * (needs and tokens[0].word.text[0].isascii())
        flags = dict.fromkeys((*first.before.flags, *second.before.flags))
        before = replace(first.before, flags=tuple(flags))
        self.turns[number - 1 : number + 1] = [
            DraftTurn(before, [*first.tokens, *tokens], second.tail, first.speaker, touched=True)
        ]
        return True

    def speak(self, number: int, speaker: str) -> None:
        """Give the turn to the voice ``speaker``, one that is known or a new one."""
        self.turns[number].speaker = speaker
        self._change_party(speaker)

    def set_role(self, speaker: str, role: Role) -> None:
        """Give a voice its role; a person's word is sure."""
        self._change_party(speaker, role=role, confidence=1.0, source="given", evidence=())

    def set_name(self, speaker: str, name: str) -> None:
        """Say who a voice is."""
        self._change_party(speaker, name=name or None)

    def _change_party(self, speaker: str, **values: Any) -> None:
        if all(party.speaker != speaker for party in self.parties):
            self.parties.append(Party(speaker, UNKNOWN, source="given"))
        self.parties = [
            replace(party, **values) if party.speaker == speaker else party
            for party in self.parties
        ]

    def tell(self, name: str, before: str, value: str | None) -> str:
        """Set a fact of the call; why not, where another stands there than ``before``."""
        now = self.header.get(name, getattr(self.machine.call, name)) or ""
        if now != before:
            return f"{name} is {now or 'not known'} now"
        self.header[name] = value
        return ""

    def _neighbours(self, run: Run) -> tuple[int | None, int | None]:
        """The end of the word before ``run`` and the start of the one after, else its turn's."""
        turn = self.turns[run.turn]
        before = turn.tokens[run.start - 1].word.end_ms if run.start else turn.before.start_ms
        after = (
            turn.tokens[run.end].word.start_ms if run.end < len(turn.tokens) else turn.before.end_ms
        )
        return before, after


def _whole(turn: Turn) -> tuple[Word, ...]:
    """The text of a turn without words as one."""
    if not turn.text:
        return ()
    return (Word(turn.text, 0, len(turn.text), turn.start_ms, turn.end_ms),)


def _turn(draft: DraftTurn, roles: dict[str | None, Role]) -> Turn:
    before = draft.before
    role = roles.get(draft.speaker, before.role if draft.speaker == before.speaker else UNKNOWN)
    text, words = "", []
    for token in draft.tokens:
        text += token.gap
        end = len(text) + len(token.word.text)
        stays = (token.word.start, token.word.end) == (len(text), end)
        words.append(token.word if stays else replace(token.word, start=len(text), end=end))
        text += token.word.text
    if not draft.touched:
        if not before.words:
            return replace(before, speaker=draft.speaker, role=role)
        return replace(before, speaker=draft.speaker, role=role, words=tuple(words))
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    scores = [word.score for word in words if word.score is not None]
    return replace(
        before,
        text=text + draft.tail,
        speaker=draft.speaker,
        role=role,
        start_ms=min(starts, default=before.start_ms),
        end_ms=max(ends, default=before.end_ms),
        words=tuple(words),
        # What the engine wrote stands in its own transcript; of changed words it is no rendering.
        raw_text=None,
        confidence=sum(scores) / len(scores) if scores else None,
    )
