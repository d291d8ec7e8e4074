"""When turns begin and end: where their speaker's speech does.

Recognisers draw the first and the last word of an utterance out into the silence around it, or over
what somebody else says; who spoke when is known to some hundredths of a second.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from calltools.speech.intervals import Region, join
from calltools.speech.model import HeardWord, Span

DRIFT_MS = 300
"""Whisper's word times drift by about a quarter of a second, so that a word this near to speech may
belong to it."""

SHORTEST_GAP_MS = 700
"""A shorter stretch of speech without words is a breath, or the end of a word timed too short."""

_SURE_MS = 250
"""Of a first or last word, what lies next to the others."""


def edges(
    utterances: Sequence[tuple[str | None, Sequence[HeardWord]]], spans: Sequence[Span]
) -> list[Region]:
    """From when to when each speaker says these words, in order of the starts.

    What is spoken before or behind them for longer than a gap is another thing.  Words that are
    far from all their speaker's speech have the times that the recogniser gave.
    """
    found: list[Region] = [(0, 0)] * len(utterances)
    for speaker in {speaker for speaker, _ in utterances}:
        numbers = [n for n, (other, _) in enumerate(utterances) if other == speaker]
        speech = join((span.start_ms, span.end_ms) for span in spans if span.speaker == speaker)
        sure = [_sure(utterances[n][1]) for n in numbers]
        # Where one goes on while another puts a word in, the two turns meet between their words.
        between = [(end + start) // 2 for (_, end), (start, _) in pairwise(sure)]
        limits = zip([0, *between], [*between, speech[-1][1] if speech else 0], strict=True)
        for number, core, reach in zip(numbers, sure, limits, strict=True):
            found[number] = _edges(utterances[number][1], core, reach, speech)
    starts = accumulate((start for start, _ in found), max)
    return [(start, max(start, end)) for start, (_, end) in zip(starts, found, strict=True)]


def _sure(words: Sequence[HeardWord]) -> Region:
    """When the words are said for sure: of the first its end, of the last its beginning."""
    first, last = words[0], words[-1]
    start = max(first.start_ms, first.end_ms - _SURE_MS)
    return start, max(start, min(last.end_ms, last.start_ms + _SURE_MS))


def _edges(
    words: Sequence[HeardWord], core: Region, limits: Region, speech: Sequence[Region]
) -> Region:
    """The edges of ``words``, said for sure in ``core``, in their speaker's ``speech`` (apart)."""
    first = bisect_right(speech, core[0] - DRIFT_MS, key=lambda region: region[1])
    last = bisect_left(speech, core[1] + DRIFT_MS, key=lambda region: region[0]) - 1
    if first > last:
        return words[0].start_ms, max(word.end_ms for word in words)
    start, end = max(speech[first][0], limits[0]), min(speech[last][1], limits[1])
    worded = (
        max(words[0].start_ms, core[0] - DRIFT_MS),
        min(max(word.end_ms for word in words), core[1] + DRIFT_MS),
    )
    longest = DRIFT_MS + SHORTEST_GAP_MS
    return (
        worded[0] if worded[0] - start >= longest else start,
        worded[1] if end - worded[1] >= longest else end,
    )
