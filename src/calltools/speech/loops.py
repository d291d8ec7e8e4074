"""Loops: where a recogniser writes the same again and again instead of what is said.

What loops is heard again with settings that can't loop; where that gives no words either, the
stretch is told as unheard.  A loop is never taken for words, and what somebody does say over and
over (没有没有没有) is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from calltools.language.normalise import CER, normalise
from calltools.media.pcm import RATE, Samples
from calltools.speech.intervals import Region, join
from calltools.speech.model import Engine, HeardSegment, Rehearing

# Whisper's own bound for a text that repeats itself, and what it does not see because it measures
# half a minute at a time: the same words three times and more, twelve characters in all.
_COMPRESSION_RATIO = 2.4
_REPEATED = re.compile(r"(.{1,30}?)\1{2,}")
_REPEATED_CHARACTERS = 12
_REPEATED_SEGMENTS = 3
_REPEATED_SEGMENT_CHARACTERS = 4

_LONGEST_SPOKEN_MS = 5_000
"""Nobody says the same for longer: twenty-five syllables.  Loops of four calls in noise last from
2 to 20 s, so that the length alone does not tell."""


def is_repetitive(text: str) -> bool:
    """Whether ``text`` says the same again and again, as a recogniser caught in a loop does."""
    plain = normalise(text, CER).text
    return any(len(m[0]) >= _REPEATED_CHARACTERS for m in _REPEATED.finditer(plain))


def looping(segments: Sequence[HeardSegment]) -> frozenset[HeardSegment]:
    """Those that repeat themselves, or say what the ones before and after on their channel say."""
    found = {
        s for s in segments if s.compression_ratio > _COMPRESSION_RATIO or is_repetitive(s.text)
    }
    for _, of_channel in groupby(
        sorted(segments, key=lambda s: -1 if s.channel is None else s.channel),
        key=lambda s: s.channel,
    ):
        for text, run in groupby(of_channel, key=lambda s: normalise(s.text, CER).text):
            alike = list(run)
            if len(text) >= _REPEATED_SEGMENT_CHARACTERS and len(alike) >= _REPEATED_SEGMENTS:
                found.update(alike)
    return frozenset(found)


def hear(
    engine: Engine, samples: Samples, language: str
) -> tuple[list[HeardSegment], list[Rehearing]]:
    """What ``engine`` hears in ``samples``, what loops heard again; times count from their start.

    What was heard again is marked so; the second list holds both readings of it.
    """
    segments = engine.transcribe(samples, language)
    loops = looping(segments)
    if not loops:
        return segments, []
    kept: list[HeardSegment] = []
    rehearings: list[Rehearing] = []
    runs = [(is_loop, list(run)) for is_loop, run in groupby(segments, lambda s: s in loops)]
    for number, (is_loop, run) in enumerate(runs):
        if not is_loop:
            kept += run
            continue
        # A loop's own times mean little: it is somewhere between what is heard around it.
        start = runs[number - 1][1][-1].end_ms if number else 0
        follows = number + 1 < len(runs)
        end = runs[number + 1][1][0].start_ms if follows else samples.size * 1000 // RATE
        taken, rehearing = _again(engine, samples, language, run, (start, max(start, end)))
        kept += taken
        rehearings.append(rehearing)
    return kept, rehearings


def _again(
    engine: Engine, samples: Samples, language: str, first: Sequence[HeardSegment], where: Region
) -> tuple[list[HeardSegment], Rehearing]:
    """What is taken of a stretch in which ``first`` was heard, and both readings."""
    start, end = where
    sound = samples[start * RATE // 1000 : end * RATE // 1000]
    second = [s.later(start) for s in engine.rehear(sound, language)] if sound.size else []
    readings = Rehearing(start, end, _text(first), _text(second))
    if _is_spoken(first, second):
        return list(first), replace(readings, taken="first")
    loops = looping(second)
    taken = [replace(s, reheard=True) for s in second if s not in loops and s.text.strip()]
    if not taken:
        return [], replace(readings, unheard=(where,))
    unheard = tuple(join((s.start_ms, s.end_ms) for s in loops))
    return taken, replace(readings, taken="second", unheard=unheard)


def _is_spoken(first: Sequence[HeardSegment], second: Sequence[HeardSegment]) -> bool:
    """Whether what was heard at first is what somebody says over and over.

    Heard again so that it can't go on for ever, it is the same word and no other.
    """
    length_ms = sum(s.end_ms - s.start_ms for s in first)
    once, again = (set(normalise(_text(reading), CER).text) for reading in (first, second))
    return length_ms <= _LONGEST_SPOKEN_MS and bool(again) and again <= once


def _text(segments: Iterable[HeardSegment]) -> str:
    return "".join(segment.text for segment in segments)
