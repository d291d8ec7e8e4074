"""A transcript taken apart into words with names of their own, changed, and put together again.

A machine's word is called ``w`` and its number in the transcript, a person's by the event that
wrote it.  What nobody touched comes out as it went in: id, times, score, script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, count
from typing import Any

from calltools.transcripts.model import UNKNOWN, Party, Role, Transcript, Turn, Word

StartEnd = tuple[int | None, int | None]
"""When something begins and ends, in ms."""


@dataclass(slots=True)
class Token:
    """A word of a draft; ``gap`` is what stands before it in its turn, between words."""

    word: Word
    gap: str = ""

    @property
    def id(self) -> str:
        """The word's name, unique in the draft."""
        return self.word.id or ""


@dataclass(slots=True)
class DraftTurn:
    """A turn of a draft; ``before`` is the turn it came from, its words with their names."""

    before: Turn
    tokens: list[Token]
    tail: str = ""
    speaker: str | None = None

    @property
    def text(self) -> str:
        """The turn as it stands."""
        return _text(self.tokens) + self.tail

    def transcribed(self, roles: dict[str | None, Role]) -> Turn:
        """The turn of a transcript whose voices have these roles."""
        before = self.before
        role = before.role if self.speaker == before.speaker else UNKNOWN
        turn = replace(before, speaker=self.speaker, role=roles.get(self.speaker, role))
        words = tuple(
            replace(token.word, start=start, end=end)
            for token, (start, end) in zip(self.tokens, places(self.tokens), strict=True)
        )
        if self.text == before.text and before.words in ((), words):
            return turn
        start_ms, end_ms = _times(words, before.start_ms, before.end_ms)
        scores = [word.score for word in words if word.score is not None]
        return replace(
            turn,
            text=self.text,
            start_ms=start_ms,
            end_ms=end_ms,
            words=words,
            # What the engine wrote stands in its own transcript; it is no rendering of other words.
            raw_text=None,
            confidence=sum(scores) / len(scores) if scores else None,
        )


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
        """The draft of a machine's transcript in which nothing is changed yet.

        A turn without words is one.
        """
        names = (f"w{number}" for number in count())
        turns = []
        for turn in machine.turns:
            whole = Word(turn.text, 0, len(turn.text), turn.start_ms, turn.end_ms)
            tokens, at = [], 0
            for word in turn.words or (whole,) * bool(turn.text):
                tokens.append(Token(replace(word, id=next(names)), turn.text[at : word.start]))
                at = word.end
            words = tuple(token.word for token in tokens if turn.words)
            before = replace(turn, words=words)
            turns.append(DraftTurn(before, tokens, turn.text[at:], turn.speaker))
        return cls(machine, turns, list(machine.parties))

    def transcript(self) -> Transcript:
        """The changed transcript, origin ``corrected``; its turns are those of the draft."""
        roles: dict[str | None, Role] = {party.speaker: party.role for party in self.parties}
        return replace(
            self.machine,
            origin="corrected",
            turns=tuple(turn.transcribed(roles) for turn in self.turns),
            parties=tuple(self.parties),
            call=replace(self.machine.call, **self.header),
        )

    # ---- what is there

    def tokens(self, run: Run) -> list[Token]:
        """The words of ``run``."""
        return self.turns[run.turn].tokens[run.start : run.end]

    def text(self, run: Run) -> str:
        """The words of ``run`` as they stand, without what is before the first."""
        return _bare(self.tokens(run))

    def times(self, run: Run) -> StartEnd:
        """When the words of ``run`` begin and end, in ms; their turn's where they have none."""
        turn = self.turns[run.turn].before
        return _times((token.word for token in self.tokens(run)), turn.start_ms, turn.end_ms)

    def whole(self, turn: int) -> Run:
        """All words of a turn."""
        return Run(turn, 0, len(self.turns[turn].tokens))

    def at(self, *ids: str) -> Run:
        """The words of these names.  Raises ValueError if they follow one another nowhere."""
        if (run := self.by_ids(ids)) is None:
            raise ValueError(f"expected words of the transcript, found {', '.join(ids)}")
        return run

    def by_ids(self, ids: Sequence[str]) -> Run | None:
        """The words of these names, where they still follow one another in one turn."""
        for number, turn in enumerate(self.turns):
            own = [token.id for token in turn.tokens]
            if ids and ids[0] in own:
                start = own.index(ids[0])
                end = start + len(ids)
                return Run(number, start, end) if own[start:end] == list(ids) else None
        return None

    def touched(self, turn: int, start: int, end: int) -> Run | None:
        """The words of a turn that its code points ``start`` to ``end`` touch; None for none."""
        spans = enumerate(places(self.turns[turn].tokens))
        inside = [place for place, (begin, stop) in spans if begin < end and start < stop]
        return Run(turn, inside[0], inside[-1] + 1) if inside else None

    def labels(self) -> set[str]:
        """The labels of all voices, those that say nothing among them."""
        speaking = {turn.speaker for turn in self.turns if turn.speaker}
        return speaking | {party.speaker for party in self.parties}

    def fact(self, name: str) -> str:
        """A fact of the call as it stands; empty where it is not known."""
        return self.header.get(name, getattr(self.machine.call, name, None)) or ""

    # ---- what is changed

    def write(self, run: Run, text: str, by: str) -> None:
        """Put ``text`` in the place of the words of ``run``, in the name of the event ``by``.

        Words that stand in both stay what they are.  Each stretch of other words becomes one word
        with the times of those that it replaces, or of the pause that it fills.  A turn that is
        left without words is gone.
        """
        turn = self.turns[run.turn]
        before = turn.tokens[run.start : run.end]
        earlier = turn.tokens[run.start - 1].word.end_ms if run.start else turn.before.start_ms
        after: list[Token] = []
        for number, (start, end, written) in enumerate(stretches(before, text)):
            gap = written
            if said := written.strip():
                lead, _, gap = written.partition(said)
                behind = turn.tokens[run.start + end : run.start + end + 1]
                later = behind[0].word.start_ms if behind else turn.before.end_ms
                times = _times((token.word for token in before[start:end]), None, None)
                if None in times:
                    times = (None, None)
                    if earlier is not None and later is not None:
                        times = earlier, max(earlier, later)
                after.append(Token(Word(said, 0, 0, *times, id=f"{by}.{number}"), lead))
            if end < len(before):
                after.append(Token(before[end].word, gap))
            earlier = after[-1].word.end_ms if after else earlier
        if after and before:
            after[0].gap = before[0].gap + after[0].gap
        turn.tokens[run.start : run.end] = after
        if not turn.tokens and not turn.tail.strip():
            del self.turns[run.turn]

    def split(self, run: Run) -> None:
        """Let a turn of its own begin with ``run``, which is not the beginning of one."""
        turn = self.turns[run.turn]
        first, second = turn.tokens[: run.start], turn.tokens[run.start :]
        second[0].gap = ""
        parts = replace(turn, tokens=first, tail=""), replace(turn, tokens=second)
        self.turns[run.turn : run.turn + 1] = parts

    def join(self, number: int) -> None:
        """Let the turn, which is not the first, go on the one before it."""
        first, second = self.turns[number - 1 : number + 1]
        if second.tokens:
            after = second.tokens[0]
            between = first.tail + after.gap
            last = first.tokens[-1].word.text[-1:] if first.tokens else ""
            needs_space = not between and last.isascii() and last.isalnum()
            after.gap = between + " " * (needs_space and after.word.text[0].isascii())
        flags = tuple(dict.fromkeys((*first.before.flags, *second.before.flags)))
        before = replace(first.before, flags=flags)
        tokens = [*first.tokens, *second.tokens]
        joined = DraftTurn(before, tokens, second.tail, first.speaker)
        self.turns[number - 1 : number + 1] = [joined]

    def change_party(self, speaker: str, **values: Any) -> None:
        """Change what is known of a voice, one that is known or a new one."""
        if all(party.speaker != speaker for party in self.parties):
            self.parties.append(Party(speaker, UNKNOWN, source="given"))
        self.parties = [
            replace(party, **values) if party.speaker == speaker else party
            for party in self.parties
        ]


def places(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The code points at which each of the words that a turn begins with begins and ends."""
    ends = accumulate(len(token.gap) + len(token.word.text) for token in tokens)
    return [(end - len(token.word.text), end) for token, end in zip(tokens, ends, strict=True)]


def stretches(tokens: Sequence[Token], text: str) -> list[tuple[int, int, str]]:
    """Where ``text`` differs from the words: before, between and after those that stay in it.

    Each the numbers of neighbouring words (none where it is put between), and what is written in
    their place, with the white space around it.  One more than words that stay, in order; most
    say nothing but white space.
    """
    pairs = equal_characters(_bare(tokens), text)
    before = len(tokens[0].gap) if tokens else 0
    differing: list[tuple[int, int, str]] = []
    first, place = 0, 0
    for number, (begin, end) in enumerate(places(tokens)):
        inside = [pairs.get(i) for i in range(begin - before, end - before)]
        start = inside[0] if inside else None
        if start is not None and inside == list(range(start, start + len(inside))):
            differing.append((first, number, text[place:start]))
            first, place = number + 1, start + len(inside)
    return [*differing, (first, len(tokens), text[place:])]


def equal_characters(old: str, new: str) -> dict[int, int]:
    """Characters that stay when ``old`` becomes ``new`` with the fewest taken out and put in:
    place in ``old`` to place in ``new``, in order."""
    from rapidfuzz.distance import Indel

    return {
        block.src_start + i: block.dest_start + i
        for block in Indel.opcodes(old, new)
        if block.tag == "equal"
        for i in range(block.src_end - block.src_start)
    }


def _text(tokens: Iterable[Token]) -> str:
    return "".join(token.gap + token.word.text for token in tokens)


def _bare(tokens: Sequence[Token]) -> str:
    return _text(tokens)[len(tokens[0].gap) :] if tokens else ""


def _times(words: Iterable[Word], start: int | None, end: int | None) -> StartEnd:
    """From when to when the words are said; ``start`` and ``end`` where none of them tells."""
    times = [(word.start_ms, word.end_ms) for word in words]
    starts = [begin for begin, _ in times if begin is not None]
    ends = [stop for _, stop in times if stop is not None]
    return min(starts, default=start), max(ends, default=end)
