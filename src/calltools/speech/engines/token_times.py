"""Words with times, of a text and the times of its tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence

from calltools.speech.model import HeardWord

Anchors = Sequence[tuple[int, int]]
"""Offsets of characters (code points) in a text with the milliseconds they begin at, in order."""

_WORD = re.compile(r"\s*(?:[A-Za-z0-9\u00c0-\u024f]+(?:['’.,%-][A-Za-z0-9]+)*|\S)[^\w\s]*")
"""A word of letters or digits, or a single sign of Chinese, with the marks behind it."""

_SIGN_MS = 400
"""So long a sign lasts at most where nothing says when it ends (a syllable takes 150 to 300 ms)."""


def timed_words(text: str, anchors: Anchors, start_ms: int, end_ms: int) -> list[HeardWord]:
    """The words of ``text``, said between ``start_ms`` and ``end_ms``.

    Joined, they are ``text`` but for space at its end.  A word begins where its first sign does;
    between signs of ``anchors``, and without any, time is shared out evenly.
    """
    known = [(0, start_ms)] if not anchors or anchors[0][0] else []
    known += [(at, min(max(ms, start_ms), end_ms)) for at, ms in anchors]
    known.append((len(text), end_ms))
    words = []
    for match in _WORD.finditer(text):
        first = match.end() - len(match.group().lstrip())
        begin, end = (_at(known, offset) for offset in (first, match.end()))
        if anchors:
            end = min(end, begin + _SIGN_MS * (match.end() - first))
        words.append(HeardWord(match.group(), begin, end, None))
    return words


def _at(known: Anchors, offset: int) -> int:
    """When the sign at ``offset`` begins, between the two of ``known`` around it."""
    index = bisect_right(known, offset, key=lambda pair: pair[0])
    if index == len(known):
        return known[-1][1]
    (left, from_ms), (right, to_ms) = known[index - 1], known[index]
    return round(from_ms + (to_ms - from_ms) * (offset - left) / (right - left))


def anchors_of(text: str, tokens: Sequence[str], times: Sequence[float]) -> list[tuple[int, int]]:
    """Where each of ``tokens`` is in ``text``, with its time (in seconds) in milliseconds.

    A token may carry marks of its vocabulary (``@@`` behind, a space before) that the text has not;
    one that is not found is passed over.
    """
    found, position = [], 0
    for token, seconds in zip(tokens, times, strict=False):
        plain = token.removesuffix("@@").strip()
        at = text.find(plain, position, position + len(plain) + 2) if plain else -1
        if at >= 0:
            found.append((at, round(seconds * 1000)))
            position = at + len(plain)
    return _rising(found)


def anchors_of_bytes(
    text: str, vocabulary: Collection[bytes], times: Sequence[float]
) -> list[tuple[int, int]]:
    """The same where tokens are bytes that may end within a sign, so that they can't be told.

    The text is taken apart into the longest tokens of ``vocabulary``, which is how it was put
    together but for a few; where their number differs from that of ``times``, these are stretched.
    """
    longest = max(map(len, vocabulary), default=1)
    data, offsets, at = text.encode(), [], 0
    while at < len(data):
        offsets.append(at)
        at += next((n for n in range(longest, 1, -1) if data[at : at + n] in vocabulary), 1)
    if not offsets or not times:
        return []
    found = []
    for index, offset in enumerate(offsets):
        if data[offset] & 0xC0 != 0x80:  # the first byte of a sign
            time = times[min(len(times) - 1, index * len(times) // len(offsets))]
            found.append((len(data[:offset].decode()), round(time * 1000)))
    return _rising(found)


def _rising(anchors: Anchors) -> list[tuple[int, int]]:
    """``anchors`` without those that go back in the text or in time."""
    kept: list[tuple[int, int]] = []
    for at, ms in anchors:
        if not kept or (at > kept[-1][0] and ms >= kept[-1][1]):
            kept.append((at, ms))
    return kept
