"""What a person gives to single segments of a document and to facts of its calls, by their places.

A segment is a line, or words in quotation marks, as the page model weighs them; it is named by an
offset in the document's text that it holds, a call by one that its turns hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from calltools.records import Whole
from calltools.transcripts.model import Role
from calltools.transcripts.readers.document import ADDED, Line

GivenTag = Literal[
    "investigator",
    "hospital",
    "other",
    "nobody",
    "left_out",
    "call_begins",
    "call_goes_on",
    "as_read",
]
"""Whose words a segment is, ``nobody`` for no speech and ``left_out`` for what belongs to no call
at all; whether a call begins with it; ``as_read`` takes back what was given before."""

_OF_CALLS = ("call_begins", "call_goes_on")
_SIDES: Mapping[str, Role] = {
    "investigator": "investigator",
    "hospital": "hospital",
    "other": "other",
}


@dataclass(frozen=True, slots=True)
class Tagged:
    """The segments that hold the offsets ``at`` are ``tag``: the first because a person said so of
    it, the others because they are like it."""

    tag: GivenTag
    at: tuple[Whole, ...]


@dataclass(frozen=True, slots=True)
class GivenFact:
    """``fact`` of the call whose turns hold the offset ``call`` is ``value`` (empty: not known), as
    the ``words`` of the document say, or as a person typed it."""

    fact: str
    call: Whole
    value: str
    words: tuple[Whole, Whole] | None = None


GivenSource = Literal["given", "follows", "taken back"]


@dataclass(frozen=True, slots=True)
class GivenHere:
    """What was given to a segment: whose words it is and where calls begin, None where that is as
    read; ``source`` tells how it came to that."""

    tag: GivenTag | None = None
    begins: bool | None = None
    source: GivenSource = "given"

    @property
    def role(self) -> Role | None:
        """Whose words it is, None where that was not given or it is nobody's."""
        return _SIDES.get(self.tag or "")


def given_by_place(tags: Iterable[Tagged]) -> dict[int, GivenHere]:
    """What was given at each offset, what was said later over what was before."""
    given: dict[int, GivenHere] = {}
    for one in tags:
        for number, at in enumerate(one.at):
            source: GivenSource = "follows" if number else "given"
            before = given.get(at, GivenHere())
            if one.tag == "as_read":
                given[at] = GivenHere(source="taken back")
            elif one.tag in _OF_CALLS:
                given[at] = GivenHere(before.tag, one.tag == "call_begins", source)
            else:
                given[at] = GivenHere(one.tag, before.begins, source)
    return given


def extent(line: Line, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """From where to where ``line.text[start:end]`` stands in the source, however it was turned."""
    known = [offset for offset in line.at[start:end] if offset != ADDED]
    return (min(known), max(known) + 1) if known else (0, 0)


def holding(offsets: Iterable[int], spans: Sequence[tuple[int, int]]) -> dict[int, int]:
    """For each offset the number of the narrowest of ``spans`` that holds it, where one does; of
    spans that overlap one holds the other."""
    order = sorted(range(len(spans)), key=lambda n: (spans[n][0], -spans[n][1]))
    starts = [spans[n][0] for n in order]
    found: dict[int, int] = {}
    for offset in offsets:
        at = bisect_right(starts, offset) - 1
        while at >= 0 and spans[order[at]][1] <= offset:
            at -= 1
        if at >= 0:
            found[offset] = order[at]
    return found
