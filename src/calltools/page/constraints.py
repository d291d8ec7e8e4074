"""What a person says about a page, as constraints of the chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from calltools.page.crf import Node
from calltools.page.directions import Directions
from calltools.page.segments import Segment, Stream
from calltools.page.tagger import Allowed, Tag

_SIDES = {"investigator": "caller", "hospital": "hospital"}


def brought_back(
    page: Stream, tags: Sequence[Tag], starts: Collection[int], may: Allowed | None
) -> Allowed | None:
    """What is left to be chosen from where a person says that a call begins and nobody was found
    to speak: below such a start, lines under a label that comes again are turns.  None where
    somebody speaks below each."""
    speaking = {s.line for s, t in zip(page.segments, tags, strict=True) if t.is_party}
    labels = {
        segment.line: {option.head.key for option in segment.options if option.head}
        for segment in page.segments
        if segment.quotation is None
    }
    count = Counter(key for keys in labels.values() for key in keys)
    forced: dict[int, set[str]] = {}
    for first, end in pairwise([*sorted(starts), len(page.lines)]):
        if not any(first <= line < end for line in speaking):
            again = {i: {key for key in labels[i] if count[key] > 1} for i in range(first, end)}
            forced |= {i: keys for i, keys in again.items() if keys}
    if not forced:
        return None

    def may_now(segment: Segment, node: Node) -> bool:
        if segment.quotation is not None or segment.line not in forced:
            return may is None or may(segment, node)
        return node.role in ("caller", "hospital") and node.key in forced[segment.line]

    return may_now


def allowed(page: Stream, directions: Directions, starts: Collection[int]) -> Allowed | None:
    """What ``directions`` leave of each segment to be chosen from; None where they say nothing.

    A line under a label that was named is a turn of that role, and at each of the lines ``starts``
    somebody begins to speak.
    """
    named = directions.labels
    roles = {key: _SIDES.get(directions.role_of(key) or "") for key in named.keys}
    own: dict[int, str] = {}
    below: set[int] = set()
    """The words of a label that stands alone."""
    for segment in page.segments:
        if segment.quotation is None and named:
            reading = named.reading(page.lines[segment.line])
            if reading is not None and reading.head is not None:
                own[segment.line] = reading.head.key
                if not page.lines[segment.line].text[reading.start :].strip():
                    below.add(segment.line + 1)
    if not own and not starts:
        return None

    def may(segment: Segment, node: Node) -> bool:
        if segment.quotation is not None:
            return True
        key = own.get(segment.line)
        if key is not None:
            side = roles.get(key)
            is_turn = node.kind == "turn" and node.key == key and node.role != "third"
            return is_turn and side in (None, node.role)
        if segment.line in below:
            return node.kind == "goes_on"
        if segment.line in starts:
            return node.kind != "goes_on"
        return True

    return may
