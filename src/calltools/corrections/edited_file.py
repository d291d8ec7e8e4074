"""A file that a person edited, compared with the transcript: what differs becomes corrections.

The transcript is written in the file's format and read back, so that what the format itself does to
it (labels, cues, white space) is not a difference.  Words are aligned by character, without white
space, so that Chinese needs no words."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from calltools.corrections.corrected_transcript import Maker
from calltools.corrections.editable_transcript import Draft, equal_characters
from calltools.errors import TranscriptError
from calltools.messages import Message
from calltools.transcripts.correction import HEADER_FIELDS
from calltools.transcripts.model import UNKNOWN, Role, Transcript, Turn
from calltools.transcripts.writers.file_marks import label


def differences(
    maker: Maker, written: Transcript, edited: Transcript, *, where: str, roles_are_said: bool
) -> None:
    """Make the corrections that make ``edited`` of a draft.

    ``written`` is the draft's transcript as the format of ``where`` gives it back;
    ``roles_are_said`` where that format tells a turn's role instead of leaving it to be inferred.
    Raises TranscriptError for a change that can't be meant: a label of several voices, a voice
    whose turns have several roles.
    """
    edit = _Edit(maker, maker.draft, where, _voices(maker.draft, written))
    for name in HEADER_FIELDS:
        if (after := getattr(edited.call, name)) != getattr(written.call, name):
            maker.make("header", name, after)
    edit.divide(written, [turn for turn in edited.turns if turn.text.strip()])
    for number, turn in enumerate(edit.turns):
        maker.text(maker.draft.whole(number), turn.text)
    edit.give_to_voices()
    if roles_are_said:
        edit.give_roles()


@dataclass(slots=True)
class _Edit:
    """A draft that becomes what a file says.

    ``voices`` are those that a label means; ``turns`` those of the file, put together where only
    the format had cut them; ``moved`` the numbers of those that are another voice's by their label.
    """

    maker: Maker
    draft: Draft
    where: str
    voices: Mapping[str | None, set[str | None]]
    turns: list[Turn] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)

    def divide(self, written: Transcript, theirs: Sequence[Turn]) -> None:
        """Let the draft have the turns of the file: some taken out, joined, divided and put in."""
        draft = self.draft
        old, turn_starts = _bare(turn.text for turn in draft.turns)
        cut, cuts = _bare(turn.text for turn in written.turns)
        if cut != old:
            reason = Message("is in a format from which these words can't be read back")
            raise TranscriptError(self.where, reason, "use json, csv or eaf")
        new, begins = _bare(turn.text for turn in theirs)
        starts = sorted({*turn_starts, *cuts} - {len(old)})
        same = equal_characters(old, new)
        begun = _begun(same, starts, begins)
        left = {starts[bisect_right(starts, place) - 1] for place in same}
        left |= set(starts) & set(begun.values())
        # The first piece that is left of a turn begins it.
        first = {bisect_right(turn_starts, place) - 1: place for place in sorted(left)[::-1]}
        words = _words(draft)
        self._join({number: place in begun.values() for number, place in first.items()})
        put_in: list[int] = []
        for number, turn in enumerate(theirs):
            if number not in begun:
                put_in.append(len(self.turns))
            elif (place := begun[number]) not in first.values():
                if place in starts and self.turns and turn.speaker == self.turns[-1].speaker:
                    text = _run_on(self.turns[-1].text, turn.text)
                    self.turns[-1] = replace(self.turns[-1], text=text)
                    continue
                last = bisect_right(words, place, key=lambda word: word[0])
                word = draft.at(words[max(0, last - 1)][1])
                if word.start > 0:
                    self.maker.make("split", word)
            self.turns.append(turn)
        for number in put_in:
            self._put_in(number)
        if len(draft.turns) != len(self.turns):
            raise TranscriptError(
                self.where,
                f"its {len(self.turns)} turns can't be told apart from the transcript's",
                "change fewer turns at once, or use calltools correct --turn",
            )

    def _join(self, begun: Mapping[int, bool]) -> None:
        """Takes out the turns of which nothing is left, and joins those that go on the one
        before; ``begun`` tells of all others whether one begins with it still."""
        draft = self.draft
        ids = [turn.words[0].id if turn.words else None for turn in draft.turns]
        for number in reversed(range(len(draft.turns))):
            if number not in begun and draft.turns[number].text.strip():
                self.maker.text(draft.whole(number), "")
        for number in sorted(begun):
            if not begun[number]:
                self.maker.make("join", draft.whole(draft.at(ids[number]).turn))

    def _put_in(self, number: int) -> None:
        """A turn of which nothing was heard: written beside a word of the turn before, or of the
        one behind where it is the first, then divided from it."""
        draft, text = self.draft, self.turns[number].text
        if number > len(draft.turns) or not draft.turns:
            return
        at = max(number - 1, 0)
        word = draft.turns[at].words[-1 if number else 0]
        self.maker.text(
            draft.at(word.id), _run_on(word.text, text) if number else _run_on(text, word.text)
        )
        behind = draft.turns[at].words[-1].id if number else word.id
        self.maker.make("split", draft.at(behind))

    def give_to_voices(self) -> None:
        """Turns given to other voices by their labels."""
        for number, turn in enumerate(self.turns):
            voice = self.draft.turns[number].speaker
            if turn.speaker is None or voice in self.voices.get(turn.speaker, ()):
                continue
            self.moved.add(number)
            speaker = self._voice(turn.speaker)
            if speaker == voice:
                continue
            is_new = all(party.speaker != speaker for party in self.draft.parties)
            self.maker.make("speaker", self.draft.whole(number), speaker)
            if is_new and turn.role != UNKNOWN:
                self.maker.make("role", speaker, turn.role)

    def _voice(self, name: str) -> str:
        """The voice that a label means: the one it was written for, else one of that name."""
        written = {voice for voice in self.voices.get(name, ()) if voice is not None}
        if len(written) > 1:
            several = f"{name!r} is written for {' and '.join(sorted(written))}"
            raise TranscriptError(self.where, several, "write the name of the voice itself")
        named = [party.speaker for party in self.draft.parties if party.name == name]
        return written.pop() if written else named[0] if len(named) == 1 else name

    def give_roles(self) -> None:
        """A role changed in all turns of a voice is the voice's; in some, they are another's."""
        roles = {party.speaker: party.role for party in self.draft.parties}
        theirs: dict[str, list[int]] = defaultdict(list)
        for number, turn in enumerate(self.draft.turns):
            if number not in self.moved and turn.speaker is not None:
                theirs[turn.speaker].append(number)
        for speaker, numbers in theirs.items():
            before = roles.get(speaker, UNKNOWN)
            given = {self.turns[number].role for number in numbers}
            if len(given) == 1 and given != {before}:
                self.maker.make("role", speaker, given.pop())
                continue
            for number in numbers:
                if (role := self.turns[number].role) != before:
                    voice = self._voice_of_role(role, number)
                    self.maker.make("speaker", self.draft.whole(number), voice)

    def _voice_of_role(self, role: Role, number: int) -> str:
        others = [party.speaker for party in self.draft.parties if party.role == role]
        if len(others) != 1:
            raise TranscriptError(
                f"{self.where}, turn {number}",
                f"is said by {role}, and {len(others)} voices have that role",
                "write the name of the voice",
            )
        return others[0]


def _begun(same: Mapping[int, int], starts: Sequence[int], begins: Sequence[int]) -> dict[int, int]:
    """By the numbers of turns that begin at ``begins``, the place of the old text at which each
    does; none for a turn that is new.

    ``same`` are the characters that stay, ``starts`` the beginnings of the old pieces.  A turn and
    a piece meet where no character crosses their beginnings; between two that have characters in
    common, those that have none are one another's, the last the last's.  Any other turn begins at
    the first character that it still has.
    """
    begun: dict[int, int] = {}
    last_piece = last_turn = -1
    stay = [(bisect_right(starts, a) - 1, bisect_right(begins, b) - 1, a) for a, b in same.items()]
    for piece, turn, place in [*stay, (len(starts), len(begins), 0)]:
        if piece > last_piece and turn > last_turn:
            pairs = zip(range(turn, last_turn, -1), range(piece, last_piece, -1), strict=False)
            begun |= {other: starts[own] for other, own in pairs if own < len(starts)}
        begun.setdefault(turn, place)
        last_piece, last_turn = max(piece, last_piece), max(turn, last_turn)
    del begun[len(begins)]
    return begun


def _voices(draft: Draft, written: Transcript) -> dict[str | None, set[str | None]]:
    """The voices that a label means: by the file, or by what people are shown."""
    _, starts = _bare(turn.text for turn in draft.turns)
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


def _words(draft: Draft) -> list[tuple[int, str | None]]:
    """Where each word begins in the text without white space, and its id."""
    _, starts = _bare(turn.text for turn in draft.turns)
    words = []
    for place, turn in zip(starts, draft.turns, strict=True):
        at = 0
        for word in turn.words:
            place += len("".join(turn.text[at : word.start].split()))
            words.append((place, word.id))
            at = word.start
    return words


def _run_on(first: str, second: str) -> str:
    """Two pieces of one turn; letters that are not Chinese are kept apart."""
    apart = first[-1:] < "\u2e80" and second[:1] < "\u2e80"
    return first + " " * apart + second
