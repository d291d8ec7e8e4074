"""What each line of a document may be: the beginning of a turn under some label, a turn without
label, more of what stands before it, or no part of a conversation.

Nothing here decides: :mod:`chain` weighs the readings of all lines together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from calltools.transcripts.layout.asides import is_bracketed, is_ellipsis
from calltools.transcripts.layout.heads import (
    CLOSING,
    Head,
    heads,
    is_quoted,
    prefix,
    without_verb,
)
from calltools.transcripts.layout.vocabulary import is_stage, role_by_name
from calltools.transcripts.readers.document import Line

ReadingKind = Literal["turn", "bare", "goes_on", "outside"]
_MOST_HEADS = 4
_DASH = re.compile(r"(?:——?|--?|–|－－?|[•·◆◇■□▲△►▶★☆])\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a line may be.  A ``turn`` has its ``head``; words begin at ``start``; ``likely``
    is how likely who says them is a party of a call, 0 to 1."""

    kind: ReadingKind
    head: Head | None = None
    start: int = 0
    likely: float = 1.0


def readings(line: Line) -> tuple[Reading, ...]:
    """Every reading of ``line``: of a cue, who says it."""
    key = line.kind == "heading" and line.cells  # of the turns below it
    if key or line.kind == "rule" or not line.text.strip():
        return (Reading("outside"),)
    found = [Reading("turn", head, head.body) for head in _heads(line)]
    if line.voice is not None:
        return tuple(found)
    if (start := _bare(line)) is not None:
        found.append(Reading("bare", None, start))
    if line.timed:  # a cue is somebody's, or a sound
        sound = is_bracketed(line.text) and is_stage(line.text)
        return (*found, Reading("outside")) if sound else tuple(found)
    if is_ellipsis(line.text):  # a cut
        return (Reading("outside"),)
    return (*found, Reading("goes_on"), Reading("outside"))


def _heads(line: Line) -> list[Head]:
    found: dict[tuple[str, int], Head] = {}
    for head in heads(line):
        named = with_name(head)
        found.setdefault((named.key, named.body), named)
    return list(found.values())[:_MOST_HEADS]


def with_name(head: Head) -> Head:
    """The head with the verb of speech taken off, where a name that is known is left."""
    name = without_verb(head.label)
    if name and role_by_name(name) is not None:
        return replace(head, label=name, narrated=True)
    return head


def _bare(line: Line) -> int | None:
    """Where the words of a turn without label begin: after a dash, a bullet, a number, at a
    quotation mark, or at the head of a list's item or a cue."""
    text = line.text
    if line.cells:
        return None
    if match := _DASH.match(text):
        return match.end()
    if is_quoted(text) or text[:1] in CLOSING:
        return 0
    if line.timed or line.kind == "item":
        return prefix(text).end
    before = prefix(text)
    return before.end if before.number else None
