"""A transcript whose words have names of their own, changed turn by turn.

A machine's word is called ``w`` and its number in the transcript, a person's by the event that
wrote it.  What nobody touched comes out as it went in: id, times, score, script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from calltools.corrections.reassigned_turns import gaps_of_voices, given_to_voices
from calltools.transcripts.model import UNKNOWN, Party, Role, Span, Transcript, Turn, Word

StartEnd = tuple[int | None, int | None]
"""When something begins and ends, in ms."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of one turn: ``draft.turns[turn].words[start:end]``."""

    turn: int
    start: int
    end: int


@dataclass(slots=True)
class Draft:
    """A transcript that is being changed; :meth:`transcript` puts it together.

    A turn without words is one word here.  ``unchanged`` are the machine's turns, by what they are
    in a draft that nobody touched, ``given`` when turns are said that were given to a voice.
    """

    machine: Transcript
    turns: list[Turn]
    parties: list[Party]
    unchanged: dict[tuple[str, tuple[Word, ...]], Turn]
    header: dict[str, Any] = field(default_factory=dict)
    given: list[Span] = field(default_factory=list)

    @classmethod
    def of(cls, machine: Transcript) -> Draft:
        """The draft of a machine's transcript in which nothing is changed yet."""
        names = count()
        draft = cls(machine, [], list(machine.parties), {})
        for turn in machine.turns:
            whole = (Word(turn.text, 0, len(turn.text), turn.start_ms, turn.end_ms),)
            words = turn.words or whole * bool(turn.text)
            named = tuple(replace(word, id=f"w{next(names)}") for word in words)
            draft.turns.append(replace(turn, words=named))
            if named:
                draft.unchanged[turn.text, named] = draft.turns[-1] if turn.words else turn
        return draft

    def transcript(self) -> Transcript:
        """The changed transcript, origin ``corrected``; its turns are those of the draft."""
        roles: dict[str | None, Role] = {party.speaker: party.role for party in self.parties}
        spans = given_to_voices(self.machine.spans, self.given, self.turns)
        return replace(
            self.machine,
            origin="corrected",
            turns=tuple(
                replace(
                    self._made(turn),
                    speaker=turn.speaker,
                    role=roles.get(turn.speaker, turn.role),
                )
                for turn in self.turns
            ),
            parties=tuple(self.parties),
            spans=spans,
            gaps=gaps_of_voices(self.machine.gaps, spans),
            call=replace(self.machine.call, **self.header),
        )

    def _made(self, turn: Turn) -> Turn:
        """The machine's turn where nobody touched it, else as its words make it."""
        return self.unchanged.get((turn.text, turn.words)) or _changed(turn)

    # ---- what is there

    def words(self, run: Run) -> tuple[Word, ...]:
        """The words of ``run``."""
        return self.turns[run.turn].words[run.start : run.end]

    def text(self, run: Run) -> str:
        """The words of ``run`` as they stand, with what is between them."""
        words = self.words(run)
        return self.turns[run.turn].text[words[0].start : words[-1].end] if words else ""

    def times(self, run: Run) -> StartEnd:
        """When the words of ``run`` begin and end, in ms; their turn's where they have none."""
        turn = self.turns[run.turn]
        return _times(self.words(run), turn.start_ms, turn.end_ms)

    def whole(self, turn: int) -> Run:
        """All words of a turn."""
        return Run(turn, 0, len(self.turns[turn].words))

    def at(self, *ids: str | None) -> Run:
        """The words of these names.  Raises ValueError if they follow one another nowhere."""
        if (run := self.by_ids(ids)) is None:
            raise ValueError(f"expected words of the transcript, found {ids}")
        return run

    def by_ids(self, ids: Sequence[str | None]) -> Run | None:
        """The words of these names, where they still follow one another in one turn."""
        for number, turn in enumerate(self.turns):
            own = [word.id for word in turn.words]
            if ids and ids[0] in own:
                start = own.index(ids[0])
                end = start + len(ids)
                return Run(number, start, end) if own[start:end] == list(ids) else None
        return None

    def touched(self, turn: int, start: int, end: int) -> Run | None:
        """The words of a turn that its code points ``start`` to ``end`` touch; None for none."""
        words = enumerate(self.turns[turn].words)
        inside = [place for place, word in words if word.start < end and start < word.end]
        return Run(turn, inside[0], inside[-1] + 1) if inside else None

    def labels(self) -> set[str]:
        """The labels of all voices, those that say nothing among them."""
        speaking = {turn.speaker for turn in self.turns if turn.speaker}
        return speaking | {party.speaker for party in self.parties}

    def fact(self, name: str) -> str:
        """A fact of the call as it stands; empty where it is not known."""
        return self.header.get(name, getattr(self.machine.call, name, None)) or ""

    def stretches(self, run: Run, text: str) -> list[tuple[int, int, int, int]]:
        """Where ``text`` differs from the words of ``run``: before, between and after those that
        stay in it.

        Each the numbers of neighbouring words (none where something is put between) and the code
        points of ``text`` in their place; one more than words that stay, most of white space.
        """
        pairs = equal_characters(self.text(run), text)
        words = self.words(run)
        differing: list[tuple[int, int, int, int]] = []
        first, place = 0, 0
        for number, word in enumerate(words):
            span = range(word.start - words[0].start, word.end - words[0].start)
            begin = pairs.get(span.start)
            if begin is not None and all(pairs.get(i) == begin + i - span.start for i in span):
                differing.append((first, number, place, begin))
                first, place = number + 1, begin + len(span)
        return [*differing, (first, len(words), place, len(text))]

    # ---- what is changed

    def write(self, run: Run, text: str, by: str) -> None:
        """Put ``text`` in the place of the words of ``run``, in the name of the event ``by``.

        Words that stand in both stay what they are.  Each stretch of other words becomes one word
        with the times of those that it replaces, or of the pause that it fills.  A turn that is
        left without words is gone.
        """
        turn, before, text = self.turns[run.turn], self.words(run), text.rstrip()
        ahead, behind = turn.words[: run.start], turn.words[run.end :]
        offset = before[0].start
        words = [*ahead]
        for number, (first, last, start, end) in enumerate(self.stretches(run, text)):
            if written := text[start:end].strip():
                at = offset + text.index(written, start)
                earlier = words[-1].end_ms if words else turn.start_ms
                later = (*before[last:], *behind)[:1]
                times = _times(before[first:last], None, None)
                if None in times:
                    times = _pause(earlier, later[0].start_ms if later else turn.end_ms)
                words.append(Word(written, at, at + len(written), *times, id=f"{by}.{number}"))
            if last < len(before):
                words.append(_moved(before[last], offset + end - before[last].start))
        if len(words) == run.start:  # what stands before the words goes with them
            offset = ahead[-1].end if ahead else 0
        new_text = turn.text[:offset] + text + turn.text[before[-1].end :]
        shift = len(new_text) - len(turn.text)
        words += (_moved(word, shift) for word in behind)
        self.turns[run.turn] = replace(turn, text=new_text, words=tuple(words))
        if not words and not new_text.strip():
            del self.turns[run.turn]

    def split(self, run: Run) -> None:
        """Let a turn of its own begin with ``run``, which is not the beginning of one."""
        turn = self.turns[run.turn]
        first, second = turn.words[: run.start], turn.words[run.start :]
        end = first[-1].end
        text = turn.text[end:].lstrip()
        shift = len(text) - len(turn.text)
        self.turns[run.turn : run.turn + 1] = (
            replace(turn, text=turn.text[:end], words=first),
            replace(turn, text=text, words=tuple(_moved(word, shift) for word in second)),
        )

    def join(self, number: int) -> None:
        """Let the turn, which is not the first, go on the one before it."""
        first, second = self.turns[number - 1 : number + 1]
        if first.speaker and first.speaker != second.speaker:
            self._is_heard_from(number, first.speaker)
        last, next_ = first.text[-1:], second.text[:1]
        text = first.text + " " * (last.isascii() and last.isalnum() and next_.isascii())
        words = (*first.words, *(_moved(word, len(text)) for word in second.words))
        flags = tuple(dict.fromkeys((*first.flags, *second.flags)))
        joined = replace(first, text=text + second.text, words=words, flags=flags)
        self.turns[number - 1 : number + 1] = [joined]

    def give(self, number: int, speaker: str) -> None:
        """Let the turn be that of a voice, one that is known or a new one."""
        if self.turns[number].speaker != speaker:
            self._is_heard_from(number, speaker)
            self.turns[number] = replace(self.turns[number], speaker=speaker, role=UNKNOWN)
        self.change_party(speaker)

    def _is_heard_from(self, number: int, speaker: str) -> None:
        turn = self._made(self.turns[number])
        if turn.start_ms is not None and turn.end_ms is not None and self.machine.spans:
            self.given.append(Span(turn.start_ms, turn.end_ms, speaker))

    def change_party(self, speaker: str, **values: Any) -> None:
        """Change what is known about a voice, one that is known or a new one."""
        if all(party.speaker != speaker for party in self.parties):
            self.parties.append(Party(speaker, UNKNOWN, source="given"))
        self.parties = [
            replace(party, **values) if party.speaker == speaker else party
            for party in self.parties
        ]


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


def _changed(turn: Turn) -> Turn:
    """``turn`` as its words make it; one without any text nobody can have touched."""
    if not turn.text:
        return turn
    start_ms, end_ms = _times(turn.words, turn.start_ms, turn.end_ms)
    scores = [word.score for word in turn.words if word.score is not None]
    return replace(
        turn,
        start_ms=start_ms,
        end_ms=end_ms,
        # What the engine wrote stands in its own transcript; of changed words it is no rendering.
        raw_text=None,
        confidence=sum(scores) / len(scores) if scores else None,
    )


def _moved(word: Word, shift: int) -> Word:
    return replace(word, start=word.start + shift, end=word.end + shift)


def _times(words: Iterable[Word], start: int | None, end: int | None) -> StartEnd:
    """From when to when the words are said; ``start`` and ``end`` where none of them tells."""
    times = [(word.start_ms, word.end_ms) for word in words]
    starts = [begin for begin, _ in times if begin is not None]
    ends = [stop for _, stop in times if stop is not None]
    return min(starts, default=start), max(ends, default=end)


def _pause(earlier: int | None, later: int | None) -> StartEnd:
    if earlier is None or later is None:
        return None, None
    return earlier, max(earlier, later)
