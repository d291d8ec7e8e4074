"""Translations that come back from another program, in one form, and what was changed in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import get_args

from calltools.alignment.corrected_alignment import carried_spans
from calltools.alignment.exchange.units import Unit, notes_of, units
from calltools.alignment.model import AlignedCall, Link, UnitState
from calltools.messages import Message


@dataclass(frozen=True, slots=True)
class ReturnedUnit:
    """A link of turns, or with a ``segment`` a link of sentences in it, both counted from 0, as
    another program left it.

    ``unit`` is None where the file does not say it.  ``english`` are its paragraphs (a turn each)
    or the sentence; ``state`` and ``notes`` are empty where the format has none.
    """

    unit: int | None
    segment: int | None
    zh: str
    english: tuple[str, ...]
    state: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file says about a call (``call`` is empty where it does not say which), written at the
    time ``as_of``; empty where that got lost."""

    call: str
    as_of: str
    units: tuple[ReturnedUnit, ...]


@dataclass(slots=True)
class ReturnedChanges:
    """What differs from the call as it was when the file was written.

    ``texts`` are turns of the English with what they are to be, ``added`` what was written for
    links of which nothing was translated, by their numbers; ``states`` and ``notes`` are of links.
    ``remarks`` tell what could not be taken, and why.
    """

    texts: dict[int, str] = field(default_factory=dict)
    added: dict[int, str] = field(default_factory=dict)
    states: dict[int, UnitState] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts) + len(self.added) + len(self.states) + len(self.notes)


def changes_in(returned: Returned, base: AlignedCall) -> ReturnedChanges:
    """What ``returned`` has otherwise than ``base``, the call that it was written of."""
    changes = ReturnedChanges()
    before = units(base)
    texts = [_bare("".join(base.zh.turns[turn].text for turn in u.link.zh)) for u in before]
    of: defaultdict[int, list[ReturnedUnit]] = defaultdict(list)
    for one in returned.units:
        number = _number(one, texts)
        if number is None:
            told = Message("its Chinese is not in the call: {words}", words=one.zh[:60])
            changes.remarks.append(told)
        else:
            of[number].append(one)
    for number, parts in of.items():
        _compare(changes, base, number, before[number], parts)
    return changes


def _number(one: ReturnedUnit, texts: Sequence[str]) -> int | None:
    """Which link it is of: the one it says if that has its Chinese, else the only one that has.

    ``texts`` are the Chinese of all links, without blanks.
    """
    wanted = _bare(one.zh)

    def holds(number: int) -> bool:
        return texts[number] == wanted if one.segment is None else wanted in texts[number]

    if one.unit is not None and one.unit < len(texts) and holds(one.unit):
        return one.unit
    fitting = [number for number in range(len(texts)) if wanted and holds(number)]
    return fitting[0] if len(fitting) == 1 else None


def _bare(text: str) -> str:
    return "".join(text.split())


def _compare(
    changes: ReturnedChanges,
    base: AlignedCall,
    number: int,
    unit: Unit,
    parts: Sequence[ReturnedUnit],
) -> None:
    if all(part.segment is None for part in parts):
        _compare_paragraphs(changes, base, number, unit, parts[0])
    else:
        _compare_segments(changes, base, number, unit, parts)
    said = [part.state for part in parts if part.state and any(part.english)]
    said = said or [part.state for part in parts if part.state]
    unknown = [state for state in said if state not in get_args(UnitState)]
    if unknown:
        told = Message("row {row}: “{words}” is not a state", row=number + 1, words=unknown[0][:60])
        changes.remarks.append(told)
    elif said:
        least = min(said, key=get_args(UnitState).index)
        is_said = least in ("reviewed", "final") or unit.link.state is not None
        if least != unit.state and is_said:
            changes.states[number] = least  # type: ignore[assignment]
    known = {" ".join(note.split()) for note in notes_of(base, unit)}
    if new := [note for part in parts for note in part.notes if note not in known]:
        changes.notes[number] = new


def _compare_paragraphs(
    changes: ReturnedChanges, base: AlignedCall, number: int, unit: Unit, part: ReturnedUnit
) -> None:
    """A paragraph is a turn; all of them are that of a link with one turn."""
    turns = unit.link.en
    texts = [" ".join(text.split()) for text in part.english]
    before = [" ".join(base.en.turns[turn].text.split()) for turn in turns]
    if texts == [text for text in before if text]:
        return
    if not turns:
        changes.added[number] = " ".join(texts)
    elif len(turns) == 1:
        changes.texts[turns[0]] = " ".join(texts)
    elif len(texts) == len(turns) or not texts:
        texts = texts or [""] * len(turns)
        for turn, old, new in zip(turns, before, texts, strict=True):
            if old != new:
                changes.texts[turn] = new
    else:
        told = Message(
            "row {row}: expected {turns} paragraphs of English, one a turn, found {found}",
            row=number + 1,
            turns=len(turns),
            found=len(texts),
        )
        changes.remarks.append(told)


def _compare_segments(
    changes: ReturnedChanges,
    base: AlignedCall,
    number: int,
    unit: Unit,
    parts: Sequence[ReturnedUnit],
) -> None:
    """The sentences that differ, put into their turns."""
    texts: dict[int, str] = {}
    pieces: list[tuple[int, int, int, str]] = []  # turn, start, end, new words
    added: list[str] = []
    for part in parts:
        segment = _segment(unit, part)
        words = " ".join(" ".join(part.english).split())
        if segment is None:
            told = Message(
                "row {row}: it has no such sentence: {words}", row=number + 1, words=part.zh[:60]
            )
            changes.remarks.append(told)
        elif words != " ".join(segment.words[1].split()):
            if segment.link.en:
                pieces += _pieces(base, segment.link, words)
            elif unit.link.en:
                pieces.append(_behind(base, unit, segment, words))
            else:
                added.append(words)
    for turn, start, end, words in sorted(pieces, reverse=True):
        text = texts.get(turn, base.en.turns[turn].text)
        texts[turn] = text[:start] + words + text[end:]
    changes.texts.update((turn, " ".join(text.split())) for turn, text in texts.items())
    if added:
        changes.added[number] = " ".join(added)


def _segment(unit: Unit, part: ReturnedUnit) -> Unit | None:
    """The link of sentences that is meant: by its number, else the only one of its Chinese."""
    number = part.segment or 0
    if number < len(unit.segments) and _bare(unit.segments[number].words[0]) == _bare(part.zh):
        return unit.segments[number]
    same = [one for one in unit.segments if _bare(one.words[0]) == _bare(part.zh)]
    return same[0] if len(same) == 1 else None


def _pieces(base: AlignedCall, link: Link, words: str) -> Iterator[tuple[int, int, int, str]]:
    """The places of the sentences of a link, with the new words for each turn."""
    places: dict[int, tuple[int, int]] = {}
    for sentence in (base.alignment.en_sentences[n] for n in link.en):
        start, end = places.get(sentence.turn, (sentence.start, sentence.end))
        places[sentence.turn] = min(start, sentence.start), max(end, sentence.end)
    old, spans = "", []
    for turn, (start, end) in places.items():
        old += " " * bool(old)
        spans.append((len(old), len(old) + end - start))
        old += base.en.turns[turn].text[start:end]
    new = carried_spans(old, words, spans)
    for (turn, (start, end)), (first, last) in zip(places.items(), new, strict=True):
        yield turn, start, end, words[first:last]


def _behind(base: AlignedCall, unit: Unit, segment: Unit, words: str) -> tuple[int, int, int, str]:
    """The place for words of a sentence that was left out: behind the English before it."""
    earlier = unit.segments[: unit.segments.index(segment)]
    numbers = [n for one in earlier for n in one.link.en]
    sentences = [base.alignment.en_sentences[n] for n in numbers]
    mine = [one for one in sentences if one.turn in unit.link.en]
    if mine:
        return mine[-1].turn, mine[-1].end, mine[-1].end, f" {words}"
    return unit.link.en[0], 0, 0, f"{words} "
