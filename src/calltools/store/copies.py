"""Recordings that are one call: the same sound in another file, or nearly the same words in as much
time.  A call kept as mono, stereo and MP3 counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from calltools.store.indexed import folded

if TYPE_CHECKING:
    from calltools.transcripts.model import Transcript

_SLACK_MS = 2_000
"""How much the lengths of two copies differ at most: encoders pad, and people trim the ringing."""
_ALIKE = 0.3
"""Share of three characters (or words) in a row that two hearings of one call have in common.  A
call of the shared ones heard from an MP3 of 16 kbit/s in one channel, from one of 32 kbit/s in two,
and as it is labelled: 0.58 to 0.60; any two of the labelled calls, 4,997 pairs: 0.09 at most."""
_OF = 4
"""One in so many threes is kept, the same ones of every call."""
_LEAST = 8
"""Of fewer kept threes nothing is told: two calls that nobody answers are alike."""
_FEW = 20
"""Threes that more calls have are not looked at; nothing has so many recordings that differ."""

Sketch = frozenset[int]
"""What a call is known again by without its words at hand."""


def sketch(phrase: str) -> Sketch:
    """The sketch of a text that was :func:`~calltools.store.indexed.folded`."""
    said = phrase.split()
    threes = (
        crc32(" ".join(three).encode()) for three in zip(said, said[1:], said[2:], strict=False)
    )
    return frozenset(three for three in threes if three % _OF == 0)


def sketch_of(transcript: Transcript) -> Sketch:
    """The sketch of all that is said in a call."""
    return sketch(folded(" ".join(turn.text for turn in transcript.turns)))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording is known again by."""

    name: str
    duration_ms: int
    pcm_sha256: str
    words: Sketch


def copies(recorded: Sequence[Recorded]) -> dict[str, tuple[str, float]]:
    """Of each recording that is a copy: which it is one of, the first by name, and how much alike
    they are, 1.0 for the same sound."""
    first = {each.name: each.name for each in recorded}
    alike = dict.fromkeys(first, 1.0)
    for one, other, share in _pairs(recorded):
        left, right = sorted((_root(first, one), _root(first, other)))
        if left != right:
            first[right] = left
            alike[left] = min(alike[left], alike[right], share)
    roots = {name: _root(first, name) for name in sorted(first)}
    return {name: (root, alike[root]) for name, root in roots.items() if root != name}


def _root(first: dict[str, str], name: str) -> str:
    while first[name] != name:
        first[name] = first[first[name]]  # shorter for the person who asks next
        name = first[name]
    return name


def _pairs(recorded: Sequence[Recorded]) -> Iterator[tuple[str, str, float]]:
    """Two recordings of one call, and how much alike they are; not all pairs of a group."""
    by_sound: dict[str, list[Recorded]] = defaultdict(list)
    by_words: dict[Sketch, list[Recorded]] = defaultdict(list)
    for each in sorted(recorded, key=lambda one: (one.duration_ms, one.name)):
        by_sound[each.pcm_sha256].append(each)
        if len(each.words) >= _LEAST:
            by_words[each.words].append(each)
    for same in by_sound.values():
        yield from ((one.name, other.name, 1.0) for one, other in pairwise(same))
    for same in by_words.values():
        yield from (
            (one.name, other.name, 1.0) for one, other in pairwise(same) if _as_long(one, other)
        )
    for left, right, alike in _similar(list(by_words)):
        yield from (
            (one.name, other.name, alike)
            for one in by_words[left]
            for other in by_words[right]
            if _as_long(one, other)
        )


def _similar(sketches: Sequence[Sketch]) -> Iterator[tuple[Sketch, Sketch, float]]:
    """Sketches that have much in common.

    Only those are looked at that share a three which few calls have: those of greetings and of a
    pretext tell nothing, and would make every two calls of a campaign a pair.
    """
    having: dict[int, list[int]] = defaultdict(list)
    for number, words in enumerate(sketches):
        for three in words:
            having[three].append(number)
    likely = {
        pair
        for numbers in having.values()
        if len(numbers) <= _FEW
        for pair in combinations(numbers, 2)
    }
    for one, other in sorted(likely):
        left, right = sketches[one], sketches[other]
        share = 2 * len(left & right) / (len(left) + len(right))
        if share >= _ALIKE:
            yield left, right, share


def _as_long(one: Recorded, other: Recorded) -> bool:
    return abs(one.duration_ms - other.duration_ms) <= _SLACK_MS
