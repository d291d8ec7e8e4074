"""A file that a person edited, compared with the transcript: what differs becomes corrections.

The transcript is written in the file's format and read back, so that what the format itself does
to it (labels, cues, white space) is no difference.  Words are aligned by character, without white
space, so that Chinese needs no words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from calltools.corrections.draft import Draft
from calltools.corrections.making import Maker
from calltools.corrections.words import equal_characters
from calltools.errors import TranscriptError
from calltools.transcripts.correction import HEADER_FIELDS, Correction
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
    plan = _plan(draft, written, edited, where)
    made = [
        maker.header(draft, name, after)
        for name in HEADER_FIELDS
        if (after := getattr(edited.call, name)) != getattr(written.call, name)
    ]
    made += _structure(draft, plan, maker)
    if len(draft.turns) != len(plan.turns):
        raise TranscriptError(
            where,
            f"its {len(plan.turns)} turns can't be told apart from the transcript's",
            "change fewer turns at once, or use calltools correct --turn",
        )
    for number, turn in enumerate(plan.turns):
        made += maker.text(draft, draft.whole(number), turn.text)
    made += _speakers(draft, plan, maker, where, roles_are_said=roles_are_said)
    return made


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn of the edited file, put together where only the format had cut it."""

    text: str
    label: str | None
    role: Role


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the turns of a draft become those of the edited file.

    ``gone`` are the words (ids) of turns of which nothing is left, ``joined`` and ``split`` the
    words with which turns begin that go on the one before, or are new; ``put_in`` the numbers of
    turns of which nothing was there.  ``voices`` are those that a label means: by the file, or by
    what people are shown.
    """

    turns: tuple[_Turn, ...]
    gone: tuple[tuple[str, ...], ...]
    joined: tuple[str, ...]
    split: tuple[str, ...]
    put_in: tuple[int, ...]
    voices: dict[str | None, set[str | None]]


def _bare(texts: Iterable[str]) -> tuple[str, list[int]]:
    """Texts without white space, one after the other, and where each begins."""
    bare = ["".join(text.split()) for text in texts]
    return "".join(bare), [0, *accumulate(map(len, bare))][: len(bare)]


def _plan(draft: Draft, written: Transcript, edited: Transcript, where: str) -> _Plan:
    texts = [draft.text(draft.whole(n)) + turn.tail for n, turn in enumerate(draft.turns)]
    old, starts = _bare(texts)
    cut, cuts = _bare(turn.text for turn in written.turns)
    if cut != old:
        raise TranscriptError(
            where, "is of a format that does not give these words back", "use json, csv or eaf"
        )
    theirs = [turn for turn in edited.turns if turn.text.strip()]
    new, begins = _bare(turn.text for turn in theirs)
    same = equal_characters(old, new)
    met = _met(begins, same, len(old), set(starts), set(cuts))
    kept = sorted(same)
    ids, places = _words(draft)
    turns: list[_Turn] = []
    split: list[str] = []
    put_in: list[int] = []
    after = sorted(same.values())
    for number, turn in enumerate(theirs):
        place, is_turn = met.get(number, (None, False))
        if turns and place is not None and not is_turn and turn.speaker == turns[-1].label:
            turns[-1] = _Turn(_run_on(turns[-1].text, turn.text), turns[-1].label, turns[-1].role)
            continue
        if not is_turn:
            end = begins[number + 1] if number + 1 < len(begins) else len(new)
            first = bisect_left(after, begins[number])
            if first == bisect_left(after, end):
                put_in.append(len(turns))
            else:
                # The last word that begins no later than the first that the turn still has.
                at = kept[first] if place is None else place
                split.append(ids[max(0, bisect_left(places, at + 1) - 1)])
        turns.append(_Turn(turn.text, turn.speaker, turn.role))
    gone, joined = [], []
    reached = {place for place, is_turn in met.values() if is_turn}
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(old)], strict=True)):
        if start in reached or start == end:
            continue
        words = tuple(token.id for token in draft.turns[number].tokens)
        if bisect_left(kept, start) == bisect_left(kept, end):
            gone.append(words)
        else:
            joined.append(words[0])
    voices: dict[str | None, set[str | None]] = defaultdict(set)
    for start, turn in zip(cuts, written.turns, strict=True):
        voices[turn.speaker].add(draft.turns[bisect_left(starts, start + 1) - 1].speaker)
    transcript = draft.transcript()
    for turn in transcript.turns:  # a file of an earlier release does not say whose they are
        if (shown := label(turn, transcript)) not in (None, turn.speaker):
            voices[shown].add(turn.speaker)
    return _Plan(
        tuple(turns), tuple(gone), tuple(joined), tuple(split), tuple(put_in), dict(voices)
    )


def _words(draft: Draft) -> tuple[list[str], list[int]]:
    """The ids of all words, and where each begins in the text without white space."""
    ids, places, at = [], [], 0
    for turn in draft.turns:
        for token in turn.tokens:
            at += len("".join(token.gap.split()))
            ids.append(token.id)
            places.append(at)
            at += len("".join(token.word.text.split()))
        at += len("".join(turn.tail.split()))
    return ids, places


def _met(
    begins: Sequence[int], same: dict[int, int], length: int, starts: set[int], cuts: set[int]
) -> dict[int, tuple[int, bool]]:
    """For a turn of the edited file: where in the old text it begins, and whether a turn does.

    A turn may begin anywhere between the words that stay before and after its beginning; those
    that begin nowhere the old text had a beginning are left out.
    """
    old, new = sorted(same), sorted(same.values())
    found: dict[int, tuple[int, bool]] = {}
    limit = length + 1
    for number in range(len(begins) - 1, -1, -1):
        first = bisect_left(new, begins[number])
        low = old[first - 1] + 1 if first else 0
        high = old[first] if first < len(old) else length
        for places, is_turn in ((starts, True), (cuts - starts, False)):
            inside = [place for place in places if low <= place <= high and place < limit]
            if inside:
                limit = max(inside)
                found[number] = (limit, is_turn)
                break
    return found


def _run_on(first: str, second: str) -> str:
    """Two pieces of one turn; letters that are not Chinese are kept apart."""
    apart = first[-1:] < "\u2e80" and second[:1] < "\u2e80"
    return first + " " * apart + second


def _structure(draft: Draft, plan: _Plan, maker: Maker) -> list[Correction]:
    """Turns taken out, joined, divided and put in, until they are those of the plan."""
    made: list[Correction] = []
    for words in plan.gone:
        run = draft.by_ids(words)
        if run is not None:
            made += maker.text(draft, run, "")
    for word in plan.joined:
        made.append(maker.join(draft, draft.at(word).turn))
    for word in plan.split:
        if draft.at(word).start > 0:
            made.append(maker.split(draft, draft.at(word)))
    for number in plan.put_in:
        made += _put_in(draft, number, plan.turns[number].text, maker)
    return made


def _put_in(draft: Draft, number: int, text: str, maker: Maker) -> list[Correction]:
    """A turn of which nothing was heard: written at the end of the one before, then divided."""
    if number > len(draft.turns) or not draft.turns:
        return []
    if number == 0:
        word = draft.turns[0].tokens[0]
        made = maker.text(draft, draft.at(word.id), _run_on(text, word.word.text))
        return [*made, maker.split(draft, draft.at(word.id))]
    word = draft.turns[number - 1].tokens[-1]
    made = maker.text(draft, draft.at(word.id), _run_on(word.word.text, text))
    last = draft.turns[number - 1].tokens[-1]
    return [*made, maker.split(draft, draft.at(last.id))]


def _speakers(
    draft: Draft, plan: _Plan, maker: Maker, where: str, *, roles_are_said: bool
) -> list[Correction]:
    """Turns given to other voices, and voices given other roles."""
    made = []
    moved = set()
    for number, turn in enumerate(plan.turns):
        voice = draft.turns[number].speaker
        if turn.label is None or voice in plan.voices.get(turn.label, ()):
            continue
        moved.add(number)
        speaker = _voice(draft, plan, turn.label, where)
        if speaker == voice:
            continue
        is_new = all(party.speaker != speaker for party in draft.parties)
        made.append(maker.speaker(draft, number, speaker))
        if is_new and turn.role != UNKNOWN:
            made.append(maker.role(draft, speaker, turn.role))
    if roles_are_said:
        stay = [n for n in range(len(plan.turns)) if n not in moved]
        made += _roles(draft, plan, stay, maker, where)
    return made


def _voice(draft: Draft, plan: _Plan, label: str, where: str) -> str:
    """The voice that a label means: the one it was written for, else one of that name."""
    written = plan.voices.get(label, set()) - {None}
    if len(written) > 1:
        several = " and ".join(sorted(str(voice) for voice in written))
        raise TranscriptError(
            where, f"{label!r} is written for {several}", "write the name of the voice itself"
        )
    if written:
        return str(written.pop())
    named = [party.speaker for party in draft.parties if party.name == label]
    return named[0] if len(named) == 1 else label


def _roles(
    draft: Draft, plan: _Plan, stay: Sequence[int], maker: Maker, where: str
) -> list[Correction]:
    """A role changed in all turns of a voice is the voice's; in some, they are another voice's."""
    roles = {party.speaker: party.role for party in draft.parties}
    theirs: dict[str, list[int]] = defaultdict(list)
    for number in stay:
        if (speaker := draft.turns[number].speaker) is not None:
            theirs[speaker].append(number)
    made = []
    for speaker, numbers in theirs.items():
        said = {plan.turns[number].role for number in numbers}
        before = roles.get(speaker, UNKNOWN)
        if said == {before}:
            continue
        if len(said) == 1:
            made.append(maker.role(draft, speaker, said.pop()))
            continue
        for number in numbers:
            role = plan.turns[number].role
            if role == before:
                continue
            others = [name for name, known in roles.items() if known == role]
            if len(others) != 1:
                raise TranscriptError(
                    f"{where}, turn {number}",
                    f"is said by {role}, and {len(others)} voices have that role",
                    "write the name of the voice",
                )
            made.append(maker.speaker(draft, number, others[0]))
    return made
