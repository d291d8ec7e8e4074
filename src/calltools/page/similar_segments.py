"""Which segments of a document are alike, so that what a person says about one holds for them too.

Lines under one label are, in one call where the label is a sign that may be dealt out anew; lines
that are set apart in one way (in bold, in brackets, in one column) and were read alike; and, where
a call begins or nobody speaks, lines of the same words but for numbers, dates and hospitals.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from calltools.page.asides import is_bracketed
from calltools.page.dates import dates
from calltools.page.institutions import institutions
from calltools.page.overridden_tags import GivenOf, label_counts, likely_label, span_of
from calltools.page.overrides import GivenHere, GivenTag
from calltools.page.segments import Segment, Stream
from calltools.page.tagger import Tag
from calltools.page.turn_heads import Head, prefix
from calltools.transcripts.model import Role, Transcript
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import fold, is_sign, label_key

_NUMERAL = re.compile(r"\d+|[零〇一二三四五六七八九十百]+")
_LONGEST = 80
"""The words of a longer line are its own."""

ReadAs = Literal["begins", "goes on", "nobody"]
"""How a segment was read: somebody begins to speak with it, goes on, or nobody speaks."""


@dataclass(frozen=True, slots=True)
class ReadSegment:
    """A segment, ``start`` to ``end`` of the document's text, as it was read: whose words it is and
    in which call, None where that is nobody's; ``likely`` is how likely it is that.

    Segments of equal ``shape`` are alike in how they are set, those of equal ``skeleton`` in what
    they say; where either is empty it is like no other.
    """

    start: int
    end: int
    state: ReadAs
    role: Role | None
    call: int | None
    likely: float
    given: GivenHere
    shape: str = ""
    skeleton: str = ""

    @classmethod
    def left_out(cls, start: int, end: int) -> ReadSegment:
        """A segment that a person left out."""
        return cls(start, end, "nobody", None, None, 1.0, GivenHere("left_out"))


def like(segments: Sequence[ReadSegment], chosen: ReadSegment, tag: GivenTag) -> list[ReadSegment]:
    """The segments that follow where ``chosen`` is given ``tag``: those alike of which nobody said
    anything themselves."""
    if tag == "as_read":
        return []
    is_silent = tag in ("nobody", "left_out")
    by_words = tag in ("call_begins", "call_goes_on") or (is_silent and not chosen.shape)

    def is_alike(one: ReadSegment) -> bool:
        if by_words:
            return bool(chosen.skeleton) and one.skeleton == chosen.skeleton
        alike = bool(chosen.shape) and one.shape == chosen.shape
        return alike and (one.shape.startswith("label ") or one.state == chosen.state)

    return [
        one
        for one in segments
        if one.start != chosen.start and is_alike(one)
        if one.given == GivenHere() or one.given.source == "follows"
    ]


def call_starts(segments: Sequence[ReadSegment], calls: Sequence[Transcript]) -> set[int]:
    """Where the segments begin with which a call does: its first turn, and what a person named."""
    firsts = {turn.places[0].start for call in calls for turn in call.turns[:1] if turn.places}
    return {
        one.start
        for one in segments
        if one.given.begins or (one.role and any(one.start <= at < one.end for at in firsts))
    }


def read_segments(
    page: Stream, tags: Sequence[Tag], given: GivenOf, calls: Sequence[Transcript]
) -> tuple[ReadSegment, ...]:
    """The segments of ``page`` in order, as they were read into ``calls``."""
    held = _held_by(calls)
    counts = label_counts(page)
    found = []
    for segment, tag in zip(page.segments, tags, strict=True):
        if segment.quotation is not None and tag.kind == "inside":
            continue
        start, end = span_of(page, segment)
        is_spoken = tag.is_party or (tag.kind == "goes_on" and tag.role == "party")
        role, call = _reader(held, start, end) if is_spoken else (None, None)
        state: ReadAs = "nobody" if role is None else "begins" if tag.is_party else "goes on"
        line = page.lines[segment.line]
        head = _head(segment, tag, counts)
        found.append(
            ReadSegment(
                start,
                end,
                state,
                role,
                call,
                tag.likely,
                given.get((segment.line, segment.quotation), GivenHere()),
                _shape(segment, line, head, call),
                _skeleton(line.text) if segment.quotation is None else "",
            )
        )
    return tuple(found)


def _held_by(calls: Sequence[Transcript]) -> list[tuple[int, int, Role, int]]:
    """(start, end, role, call) of all words of turns, in order."""
    return sorted(
        (place.start, place.end, turn.role, number)
        for number, call in enumerate(calls)
        for turn in call.turns
        for place in turn.places
    )


def _reader(
    held: Sequence[tuple[int, int, Role, int]], start: int, end: int
) -> tuple[Role | None, int | None]:
    """Whose turn in which call has words between ``start`` and ``end``."""
    at = bisect_right(held, start, key=lambda words: words[1])
    if at < len(held) and held[at][0] < end:
        return held[at][2], held[at][3]
    return None, None


def _head(segment: Segment, tag: Tag, counts: Counter[tuple[str, str]]) -> Head | None:
    """The label of a line: that under which it was read, else the one that it likely has."""
    option = tag.option if tag.is_party else likely_label(segment, counts)
    return option.head if option else None


def _shape(segment: Segment, line: Line, head: Head | None, call: int | None) -> str:
    if segment.quotation is not None:
        label = segment.options[-1].label
        return f"label {fold(label)} of quotations" if label else ""
    if head is not None:
        dealt_out = call is not None and is_sign(label_key(head.label))
        which = f" of call {call}" if dealt_out else ""
        return f"label {'' if head.style == 'entry' else head.key} {head.style}{which}"
    if call is not None and (line.kind == "item" or prefix(line.text).number):
        return f"label of points of call {call}"
    signs = {
        "bold": line.all_in("bold"),
        "italic": line.all_in("italic"),
        "brackets": is_bracketed(line.text),
        line.kind: line.kind in ("heading", "quote", "comment", "furniture", "rule"),
        f"depth {line.depth}": line.depth > 0,
        f"column {line.column}": line.column is not None,
        "beside": line.aside,
    }
    return ", ".join(sign for sign, has in signs.items() if has)


def _skeleton(text: str) -> str:
    """The words of a short line without what differs from one call to the next."""
    if len(text) > _LONGEST:
        return ""
    facts = [(house.start, house.end, "H") for house in institutions(text)]
    facts += [(date.start, date.end, "D") for date in dates(text)]
    for start, end, sign in sorted(facts, reverse=True):
        text = text[:start] + sign + text[end:]
    return fold(_NUMERAL.sub("#", text))
