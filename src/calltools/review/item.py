"""An item: something the machine proposes, or a call, that people decide of.

Its key is a name for it; what makes it the same when it is made again is its anchor (the words, and
when or where they stand), by which :func:`rekeyed` gives it the key that it was decided under.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from calltools.corrections.anchors import EDGE
from calltools.messages import all_said_in
from calltools.provenance import canonical_json, sha256_bytes
from calltools.review.event import Decision, ItemKind
from calltools.transcripts.correction import Target

_NEAR_MS = 1_000
"""How far words may have moved when they are recognised again and still be the same."""

_OTHER_WORDS = 3
"""How unlike two are that are in one place and of other words."""

_FAR_TURNS = 3
"""The same for turns, where there are no times: lines are put in and taken out above."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An item as it stands.

    ``sha256`` names its content: what it says, and the words that it rests on (``words``: role and
    text of each).  ``stands`` is False where those were corrected since it was made.  ``row`` is
    the machine's record; ``label`` its category, type or verdict.
    """

    kind: ItemKind
    call: str
    recording: str
    label: str
    anchor: Target
    row: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[tuple[str, str], ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict)
    stands: bool = True
    key: str = ""

    @property
    def sha256(self) -> str:
        """The sha256 of what a person who looks at it sees."""
        content = [self.kind, self.label, dict(self.content), self.words]
        return sha256_bytes(canonical_json(content).encode())

    @property
    def translation_differs(self) -> tuple[str, ...]:
        """What the call has otherwise where its translation is quoted, each in words: the verdict
        is about the words of the translation alone."""
        return all_said_in(self.row, "translation_differs")


def keyed(items: Iterable[ReviewItem]) -> list[ReviewItem]:
    """The items with keys of their own, equal for equal anchors."""
    seen: Counter[str] = Counter()
    result = []
    for item in items:
        anchor = item.anchor
        place = anchor.turn if anchor.start_ms is None else anchor.start_ms
        name = canonical_json(
            [item.kind, item.recording or item.call, item.label, bare(anchor.text), place]
        )
        seen[name] += 1
        digest = sha256_bytes(f"{name} {seen[name]}".encode())[:20]
        result.append(replace(item, key=f"{item.kind[0]}{digest}"))
    return result


def call_key(call: str, recording: str = "") -> str:
    """The key of a call as a whole."""
    return "call" + sha256_bytes((recording or call).encode())[:20]


@lru_cache(maxsize=20_000)  # all items of a call are held against all that was decided about it
def bare(text: str) -> str:
    """Words without the white space and marks that recognisers write now one way, now another."""
    return "".join(ch for ch in text if ch not in EDGE and not ch.isspace())


def rekeyed(
    items: Sequence[ReviewItem], events: Iterable[Decision]
) -> tuple[list[ReviewItem], list[Decision]]:
    """The items under the keys that they were decided under, and for each key that no item has
    any more its last event: what is gone.

    The same words near the same place come first, then words that changed in that very place; each
    key goes to one item and each item has one.  What a person added is the machine's as well only
    where that has the very words.
    """
    last: dict[str, Decision] = {}
    added: set[str] = set()
    for event in events:
        if event.action == "add":
            added.add(event.item)
        if event.kind != "call" and event.action != "undo":
            last[event.item] = event
    ranked = sorted(
        (rank, key, number)
        for number, item in enumerate(items)
        for key, event in last.items()
        if event.kind == item.kind
        and (rank := _likeness(item, event)) is not None
        and not (key in added and rank[0] == _OTHER_WORDS)
    )
    key_of: dict[int, str] = {}
    taken: set[str] = set()
    for _, key, number in ranked:
        if number not in key_of and key not in taken:
            key_of[number] = key
            taken.add(key)
    result = []
    for number, item in enumerate(items):
        key = key_of.get(number, item.key)
        # One that has the key of another, which is gone, is new.
        if number not in key_of and key in last:
            key = f"{key}n"
        result.append(replace(item, key=key))
    return result, [event for key, event in last.items() if key not in taken]


def _likeness(item: ReviewItem, event: Decision) -> tuple[int, int] | None:
    """How unlike an item and what was decided are, least first; None where they are two."""
    distance = _distance(item.anchor, event.anchor)
    same_words = bare(item.anchor.text) == bare(event.anchor.text)
    if distance is None and not (same_words and event.kind == "quotation"):
        return None
    far = distance or 0
    if same_words and item.label == event.label:
        return (0 if item.sha256 == event.seen else 1), far
    if same_words:
        return 2, far
    if item.label == event.label and _overlaps(item.anchor, event.anchor):
        return _OTHER_WORDS, far
    return None


def _distance(a: Target, b: Target) -> int | None:
    """How far apart two places are, in ms or turns; None if too far to be one."""
    times_a, times_b = _times(a), _times(b)
    if times_a and times_b:
        apart = max(abs(left - right) for left, right in zip(times_a, times_b, strict=True))
        return apart if apart <= _NEAR_MS or _overlaps(a, b) else None
    if a.turn is None or b.turn is None:
        return 0 if a.turn == b.turn else None
    apart = abs(a.turn - b.turn)
    return apart if apart <= _FAR_TURNS else None


def _overlaps(a: Target, b: Target) -> bool:
    """Whether two places are at one time, or without times in one turn."""
    times_a, times_b = _times(a), _times(b)
    if times_a and times_b:
        return times_a[0] < times_b[1] and times_b[0] < times_a[1]
    return a.turn is not None and a.turn == b.turn


def _times(place: Target) -> tuple[int, int] | None:
    if place.start_ms is None or place.end_ms is None:
        return None
    return place.start_ms, place.end_ms
