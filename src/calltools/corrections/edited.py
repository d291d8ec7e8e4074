"""A file that a person edited, compared with the transcript: what differs becomes corrections.

The transcript is written in the file's format and read back, so that what the format itself does
to it (labels, cues, white space) is no difference.  Words are aligned by character, without white
space, so that Chinese needs no words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from calltools.corrections.draft import Draft, equal_characters
from calltools.corrections.making import Maker, Where
from calltools.errors import TranscriptError
from calltools.transcripts.correction import HEADER_FIELDS, Correction, Kind
from calltools.transcripts.model import UNKNOWN, Role, Transcript
from calltools.transcripts.writers.labels import label


def differences(
    draft: Draft,
    written: Transcript,
    edited: Transcript,
    maker: Maker,
    *,
    where: str,
    roles_are_said: bool,
) -> list[Correction]:
    """The corrections that make ``edited`` of ``draft``, which ends corrected by them.

    ``written`` is the draft's transcript as the format of ``where`` gives it back;
    ``roles_are_said`` where that format tells a turn's role instead of leaving it to be inferred.
    Raises TranscriptError for a change that can't be meant: a label of several voices, a voice
    whose turns have several roles.
    """
    edit = _Edit(draft, maker, where, _voices(draft, written))
    for name in HEADER_FIELDS:
        if (after := getattr(edited.call, name)) != getattr(written.call, name):
            edit.make("header", name, after)
    edit.divide(written, edited)
    for number, turn in enumerate(edit.turns):
        edit.made += maker.text(draft, draft.whole(number), turn.text)
    edit.give_to_voices()
    if roles_are_said:
        edit.give_roles()
    return edit.made


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn of the edited file, put together where only the format had cut it."""

    text: str
    label: str | None
    role: Role


@dataclass(slots=True)
class _Edit:
    """A draft that becomes what a file says.

    ``voices`` are those that a label means; ``turns`` those of the file; ``moved`` the numbers of
    those that are another voice's by their label.
    """

    draft: Draft
    maker: Maker
    where: str
    voices: Mapping[str | None, set[str | None]]
    turns: list[_Turn] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    made: list[Correction] = field(default_factory=list)

    def make(self, kind: Kind, where: Where, value: str | None = None) -> None:
        """A correction of the draft."""
        self.made.append(self.maker.make(self.draft, kind, where, value))

    def divide(self, written: Transcript, edited: Transcript) -> None:
        """Let the draft have the turns of the file: some taken out, joined, divided and put in."""
        draft = self.draft
        texts = [draft.text(draft.whole(n)) + turn.tail for n, turn in enumerate(draft.turns)]
        old, turn_starts = _bare(texts)
        cut, cuts = _bare(turn.text for turn in written.turns)
        if cut != old:
            reason = "is of a format that does not give these words back"
            raise TranscriptError(self.where, reason, "use json, csv or eaf")
        theirs = [turn for turn in edited.turns if turn.text.strip()]
        new, begins = _bare(turn.text for turn in theirs)
        starts = sorted({*turn_starts, *cuts} - {len(old)})
        met = _meet(equal_characters(old, new), starts, begins)
        # The first piece that is left of a turn begins it.
        first = {bisect_right(turn_starts, starts[p]) - 1: p for p in sorted(met.left)[::-1]}
        ids, places = _places(draft)
        self._join({number for number in first if first[number] not in met.pieces.values()}, first)
        begun = set(first.values())
        put_in = []
        for number, turn in enumerate(theirs):
            piece = met.pieces.get(number)
            if piece is None and number not in met.kept:
                put_in.append(len(self.turns))
            elif piece not in begun:
                if piece is not None and self.turns and turn.speaker == self.turns[-1].label:
                    last = self.turns[-1]
                    self.turns[-1] = replace(last, text=_run_on(last.text, turn.text))
                    continue
                place = met.kept[number] if piece is None else starts[piece]
                word = draft.at(ids[max(0, bisect_right(places, place) - 1)])
                if word.start > 0:
                    self.make("split", word)
            self.turns.append(_Turn(turn.text, turn.speaker, turn.role))
        for number in put_in:
            self._put_in(number)
        if len(draft.turns) != len(self.turns):
            raise TranscriptError(
                self.where,
                f"its {len(self.turns)} turns can't be told apart from the transcript's",
                "change fewer turns at once, or use calltools correct --turn",
            )

    def _join(self, joined: Collection[int], left: Collection[int]) -> None:
        """Takes out the turns of which nothing is left, and joins those that go on the one
        before."""
        draft = self.draft
        begun = [turn.tokens[0].id if turn.tokens else "" for turn in draft.turns]
        for number in reversed(range(len(draft.turns))):
            run = draft.whole(number)
            if number not in left and (draft.text(run) + draft.turns[number].tail).strip():
                self.made += self.maker.text(draft, run, "")
        for number in sorted(joined):
            self.make("join", draft.at(begun[number]).turn)

    def _put_in(self, number: int) -> None:
        """A turn of which nothing was heard: written beside a word of the turn before, or of the
        one behind where it is the first, then divided from it."""
        draft, text = self.draft, self.turns[number].text
        if number > len(draft.turns) or not draft.turns:
            return
        at = max(number - 1, 0)
        word = draft.turns[at].tokens[-1 if number else 0]
        heard = word.word.text
        both = _run_on(heard, text) if number else _run_on(text, heard)
        self.made += self.maker.text(draft, draft.at(word.id), both)
        behind = draft.turns[at].tokens[-1].id if number else word.id
        self.make("split", draft.at(behind))

    def give_to_voices(self) -> None:
        """Turns given to other voices by their labels."""
        for number, turn in enumerate(self.turns):
            voice = self.draft.turns[number].speaker
            if turn.label is None or voice in self.voices.get(turn.label, ()):
                continue
            self.moved.add(number)
            speaker = self._voice(turn.label)
            if speaker == voice:
                continue
            is_new = all(party.speaker != speaker for party in self.draft.parties)
            self.make("speaker", number, speaker)
            if is_new and turn.role != UNKNOWN:
                self.make("role", speaker, turn.role)

    def _voice(self, name: str) -> str:
        """The voice that a label means: the one it was written for, else one of that name."""
        written = {voice for voice in self.voices.get(name, ()) if voice is not None}
        if len(written) > 1:
            several = f"{name!r} is written for {' and '.join(sorted(written))}"
            raise TranscriptError(self.where, several, "write the name of the voice itself")
        if written:
            return written.pop()
        named = [party.speaker for party in self.draft.parties if party.name == name]
        return named[0] if len(named) == 1 else name

    def give_roles(self) -> None:
        """A role changed in all turns of a voice is the voice's; in some, they are another's."""
        roles = {party.speaker: party.role for party in self.draft.parties}
        theirs: dict[str, list[int]] = defaultdict(list)
        for number, turn in enumerate(self.draft.turns):
            if number not in self.moved and turn.speaker is not None:
                theirs[turn.speaker].append(number)
        for speaker, numbers in theirs.items():
            said = {self.turns[number].role for number in numbers}
            before = roles.get(speaker, UNKNOWN)
            if len(said) == 1 and said != {before}:
                self.make("role", speaker, said.pop())
                continue
            for number in numbers:
                if (role := self.turns[number].role) != before:
                    self.make("speaker", number, self._voice_of_role(role, number))

    def _voice_of_role(self, role: Role, number: int) -> str:
        others = [party.speaker for party in self.draft.parties if party.role == role]
        if len(others) != 1:
            raise TranscriptError(
                f"{self.where}, turn {number}",
                f"is said by {role}, and {len(others)} voices have that role",
                "write the name of the voice",
            )
        return others[0]


@dataclass(frozen=True, slots=True)
class _Met:
    """Which turns of the edited file begin where a piece of the old text does (``pieces``), what
    place of the old text is the first that a turn still has (``kept``), and the pieces that are
    ``left``."""

    pieces: dict[int, int]
    kept: dict[int, int]
    left: set[int]


def _meet(same: Mapping[int, int], starts: Sequence[int], begins: Sequence[int]) -> _Met:
    """The pieces beginning at ``starts`` beside the turns beginning at ``begins``; ``same`` are the
    characters that stay.

    A turn and a piece meet where no character crosses their beginnings; between two that have
    characters in common, those that have none are one another's, the last the last's.
    """
    met = _Met({}, {}, set())
    piece_before = turn_before = -1

    def pair(piece: int, turn: int) -> None:
        between = zip(
            range(piece - 1, piece_before, -1), range(turn - 1, turn_before, -1), strict=False
        )
        met.pieces.update((other, own) for own, other in between)

    for place, written in same.items():
        piece, turn = bisect_right(starts, place) - 1, bisect_right(begins, written) - 1
        if piece > piece_before and turn > turn_before:
            pair(piece, turn)
            met.pieces[turn] = piece
        met.kept.setdefault(turn, place)
        met.left.add(piece)
        piece_before, turn_before = max(piece, piece_before), max(turn, turn_before)
    pair(len(starts), len(begins))
    met.left.update(met.pieces.values())
    return met


def _voices(draft: Draft, written: Transcript) -> dict[str | None, set[str | None]]:
    """The voices that a label means: by the file, or by what people are shown."""
    _, starts = _bare(draft.text(draft.whole(n)) + turn.tail for n, turn in enumerate(draft.turns))
    _, cuts = _bare(turn.text for turn in written.turns)
    voices: dict[str | None, set[str | None]] = defaultdict(set)
    for place, turn in zip(cuts, written.turns, strict=True):
        voices[turn.speaker].add(draft.turns[bisect_right(starts, place) - 1].speaker)
    transcript = draft.transcript()
    for turn in transcript.turns:  # a file of an earlier release does not say whose they are
        if (shown := label(turn, transcript)) not in (None, turn.speaker):
            voices[shown].add(turn.speaker)
    return voices


def _bare(texts: Iterable[str]) -> tuple[str, list[int]]:
    """Texts without white space, one after the other, and where each begins."""
    bare = ["".join(text.split()) for text in texts]
    return "".join(bare), [0, *accumulate(map(len, bare))][: len(bare)]


def _places(draft: Draft) -> tuple[list[str], list[int]]:
    """The ids of all words, and where each begins in the text without white space."""
    parts = [
        part
        for turn in draft.turns
        for part in (*((t.id, t.gap, t.word.text) for t in turn.tokens), ("", turn.tail, ""))
    ]
    _, begins = _bare(text for _, gap, word in parts for text in (gap, word))
    pairs = [(name, place) for (name, _, _), place in zip(parts, begins[1::2], strict=True) if name]
    return [name for name, _ in pairs], [place for _, place in pairs]


def _run_on(first: str, second: str) -> str:
    """Two pieces of one turn; letters that are not Chinese are kept apart."""
    apart = first[-1:] < "\u2e80" and second[:1] < "\u2e80"
    return first + " " * apart + second
