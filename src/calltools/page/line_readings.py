"""What each line of a document may be: the beginning of a turn under some label, a turn without
label, more of what stands before it, or no part of a conversation.

Nothing here decides: :mod:`chain` weighs the readings of all lines together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from calltools.page.asides import is_bracketed, is_ellipsis
from calltools.page.turn_heads import Head, Prefix, heads, is_quoted, prefix, without_verb
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import CLOSING, is_stage, listed, role_by_name

ReadingKind = Literal["turn", "bare", "goes_on", "outside"]
_MOST_HEADS = 4  # readings of one line, at most; not measured
_LEAST_TIMES, _LEAST_SHARE, _MOST_WORDS = 3, 1 / 14, 8
"""So often, and of so many lines, a first word is a label's; a page has few speakers."""
_DASH = re.compile(r"(?:——?|--?|–|－－?|[•·◆◇■□▲△►▶★☆])\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a line may be.  A ``turn`` has its ``head``; words begin at ``start``; ``likely``
    is how likely who says them is a party of a call, 0 to 1."""

    kind: ReadingKind
    head: Head | None = None
    start: int = 0
    likely: float = 1.0
    odds: tuple[float, float, float] | None = None


def first_words(lines: Sequence[Line]) -> list[str]:
    """For each line the word that it begins with, where so many lines begin with it, set off by
    nothing but a blank, that it may be a label; else nothing."""
    words = [m[1] if (m := _WORD.match(line.text)) else "" for line in lines]
    count = Counter(words)
    common = listed("speech", "no_labels")
    often = {
        word
        for word, times in count.items()
        if times >= max(_LEAST_TIMES, _LEAST_SHARE * len(lines)) and word.lower() not in common
    }
    return [word if word in often and len(often) <= _MOST_WORDS else "" for word in words]


def _gap(rest: str) -> int:
    return len(rest) - len(rest.lstrip(" \t\u3000-–—,"))


_WORD = re.compile(r"([A-Z][A-Za-z]{0,11}|[\u3400-\u9fff]{1,4})(?=[ \t\u3000]+\S|-\s)")
_BULLET = re.compile(
    r"([\u2190-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]\ufe0f?)\s*(?=\S)"
)


def readings(line: Line, word: str = "") -> tuple[Reading, ...]:
    """Every reading of ``line``: of a cue, who says it."""
    key = line.kind == "heading" and line.cells  # of the turns below it
    if key or line.kind == "rule" or not line.text.strip():
        return (Reading("outside"),)
    found = [Reading("turn", head, head.body) for head in _heads(line)]
    if line.voice is not None:
        return tuple(found)
    if (sign := _BULLET.match(line.text)) and not line.cells:
        head = Head(sign[1], 0, len(sign[1]), sign.end(), "bullet", Prefix())
        found.append(Reading("turn", head, head.body))
    elif word and not line.cells and not line.timed:
        head = Head(word, 0, len(word), len(word) + _gap(line.text[len(word) :]), "word", Prefix())
        found.append(Reading("turn", head, head.body))
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
