"""What the make-up of a document leaves no choice about: readings that are not weighed at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from calltools.transcripts.layout.cues import PERSONAL, Surroundings, asks
from calltools.transcripts.layout.heads import Head, is_quoted
from calltools.transcripts.layout.institutions import institutions
from calltools.transcripts.layout.outside import is_sentence
from calltools.transcripts.layout.readings import Reading
from calltools.transcripts.layout.vocabulary import fold, role_by_name
from calltools.transcripts.model import HOSPITAL
from calltools.transcripts.readers.document import Line

_NEAR = 2
"""So many lines away, at most, stands a turn of the talk that a label which occurs once is of."""
_LEAST_NAME = 2


def certain(
    lines: Sequence[Line], found: Sequence[tuple[Reading, ...]], around: Surroundings
) -> tuple[list[tuple[Reading, ...]], frozenset[str]]:
    """What each line may be, of what was ``found``, and the keys of labels that occur once and are
    labels all the same."""
    kept = list(found)
    addresses = _addresses(found)
    forced: set[int] = set()
    told = _narration(lines, found, around)
    for i, options in enumerate(found):
        once = [r for r in options if r.head and r.head.key in addresses and _speaks(lines[i], r)]
        if once and _in_talk(found, i, around, forced):
            kept[i] = (once[0],)
            forced.add(i)
            continue
        left = [option for option in options if not _is_predicate(lines[i], option)]
        if i in told:
            left = [option for option in left if option.kind != "goes_on"]
        kept[i] = tuple(left) or options
    return kept, addresses


def _addresses(found: Sequence[tuple[Reading, ...]]) -> frozenset[str]:
    """The keys of labels that give a hospital, a title and a name, and of those names alone."""
    full = {
        reading.head.key: person
        for options in found
        for reading in options
        if reading.head and reading.head.style == "colon" and (person := _person(reading.head))
    }
    names = {
        reading.head.key
        for options in found if full
        for reading in options
        if reading.head and reading.head.style == "colon" and len(reading.head.key) >= _LEAST_NAME
        and any(person.endswith(reading.head.key) for person in full.values())
    }  # fmt: skip
    return frozenset(full) | frozenset(names)


def _person(head: Head) -> str | None:
    """The folded title and name in a label that gives a hospital too."""
    houses = institutions(head.label)
    if not houses:
        return None
    house = houses[0]
    for rest in (head.label[house.end :], head.label[: house.start]):
        if (person := fold(rest.strip(" ,，"))) and role_by_name(rest.strip(" ,，")) == HOSPITAL:
            return person
    return None


def _speaks(line: Line, reading: Reading) -> bool:
    words = line.text[reading.start :].strip()
    return is_sentence(words) or is_quoted(words)


def _in_talk(
    found: Sequence[tuple[Reading, ...]], i: int, around: Surroundings, forced: Collection[int]
) -> bool:
    """Whether a turn stands near: under a label that recurs, set off as this line's, or one of
    those that are ``forced`` already."""
    near = range(max(i - _NEAR, 0), min(i + _NEAR + 1, len(found)))
    return any(
        j in forced or (
            reading.head and reading.head.style == "colon"
            and around.labels["colon", reading.head.key].count > 1
        )
        for j in near if j != i
        for reading in found[j]
    )  # fmt: skip


def _is_predicate(line: Line, reading: Reading) -> bool:
    """Whether what follows a name in bold, without any sign between, goes on with the sentence
    that it begins: **Nurse** put the phone down."""
    if reading.head is None or reading.head.style != "bold":
        return False
    between = line.text[reading.head.end : reading.head.body]
    body = line.text[reading.start :]
    return not between.strip() and body[:1].islower()


def _narration(
    lines: Sequence[Line], found: Sequence[tuple[Reading, ...]], around: Surroundings
) -> set[int]:
    """The lines, of one sentence or more, that stand between two turns under one label, in a
    document in which nobody else's turn is followed by another of theirs: if they were more of
    the first, the label would not come again."""
    labelled = [_label(options, around) for options in found]
    held: set[int] = set()
    last: tuple[int, str] | None = None
    for i, label in enumerate(labelled):
        if label is None:
            continue
        if last is not None and last[1] == label:
            between = range(last[0] + 1, i)
            if not between:  # a label comes again for each paragraph
                return set()
            if len(between) == 1 and _is_told(lines[i - 1], lines[last[0]]):
                held |= set(between)
        last = i, label
    return held


def _label(options: Sequence[Reading], around: Surroundings) -> str | None:
    return next(
        (
            r.head.key
            for r in options
            if r.head and around.labels[r.head.style, r.head.key].count > 1
        ),
        None,
    )


def _is_told(line: Line, before: Line) -> bool:
    """Whether a line can be a narrator's: whole sentences behind a whole one, and nobody says I or
    you in it or asks."""
    text = line.text
    return (
        line.kind == "text"
        and not (line.timed or line.cells)
        and is_sentence(text)
        and is_sentence(before.text)
        and not (PERSONAL.search(text) or asks(text) or is_quoted(text))
    )
