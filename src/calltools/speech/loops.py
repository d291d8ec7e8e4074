"""Loops: where a recogniser writes the same again and again instead of what is said.

What loops is heard again with settings that can't loop; where that gives no words either, the
stretch is told as unheard.  A loop is never taken for words, and what somebody does say over and
over (没有没有没有) is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from calltools.language.normalise import CER, normalise
from calltools.media.pcm import RATE, Samples
from calltools.speech.intervals import Region, join
from calltools.speech.model import Engine, HeardSegment, Rehearing

_REPEATED = re.compile(r"(.{1,30}?)\1{2,}")
_REPEATED_CHARACTERS = 12
"""The same words three times and more, twelve characters in all: Whisper's own measure, how far
half a minute can be compressed, does not see it in a single sentence."""

_COMPRESSION_RATIO = 2.4
_REPEATED_SEGMENTS = 3
_REPEATED_SEGMENT_CHARACTERS = 4
"""Whisper's own bound.  Where it is passed, sentences that come three times are loops, too, though
others stand between."""

_FAILED_LOGPROB = -1.0  # Whisper's own bound

_HALF_MINUTE = 30 * RATE
"""What Whisper was trained on."""

_LONGEST_SPOKEN_MS = 5_000
"""Nobody says the same for longer: twenty-five syllables.  Loops of four calls in noise last from
2 to 20 s, so that the length alone does not tell."""

_SPOKEN_TIMES = 4
_SPOKEN_CHARACTERS = 4
"""So often people say a word of so many characters (是的是的是的是的, 一个星期一个星期一个星期).
A recogniser that is caught goes on: in two of four calls it looped in noise, five times and more.
Where it was not a loop, hearing again gave wrong words for right ones (制等制等制), or none."""


def is_repetitive(text: str) -> bool:
    """Whether ``text`` says the same again and again, as a recogniser caught in a loop does."""
    return bool(_repeats(normalise(text, CER).text))


def looping(segments: Sequence[HeardSegment]) -> frozenset[HeardSegment]:
    """Those that repeat themselves, or each other, on their channel."""
    found: set[HeardSegment] = set()
    for channel in {segment.channel for segment in segments}:
        own = [segment for segment in segments if segment.channel == channel]
        texts = [normalise(segment.text, CER).text for segment in own]
        repeats, times = _repeats("".join(texts)), Counter(texts)
        at = 0
        for segment, text in zip(own, texts, strict=True):
            end = at + len(text)
            repeated = sum(max(0, min(e, end) - max(s, at)) for s, e in repeats)
            at = end
            comes_again = (
                is_compressible(segment)
                and len(text) >= _REPEATED_SEGMENT_CHARACTERS
                and times[text] >= _REPEATED_SEGMENTS
            )
            if comes_again or repeated >= _REPEATED_CHARACTERS or 2 * repeated > len(text):
                found.add(segment)
    return frozenset(found)


def is_compressible(segment: HeardSegment) -> bool:
    """Whether the half minute that a segment is of repeats itself by Whisper's own measure."""
    return segment.compression_ratio > _COMPRESSION_RATIO


def _repeats(plain: str) -> list[Region]:
    """From where to where normalised text says the same again and again."""
    spans = (match.span() for match in _REPEATED.finditer(plain))
    return [(start, end) for start, end in spans if end - start >= _REPEATED_CHARACTERS]


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
    """What is taken of a stretch in which ``first`` was heard, and both readings.

    Where hearing it again fails, too, it is heard once more with silence behind it.
    """
    start, end = where
    sound = samples[start * RATE // 1000 : end * RATE // 1000]
    longer = np.pad(sound, (0, max(0, _HALF_MINUTE - sound.size)))
    for given in (sound, longer) if sound.size else (sound,):
        second = [s.later(start) for s in engine.rehear(given, language)] if given.size else []
        readings = Rehearing(start, end, _text(first), _text(second))
        if _is_spoken(first, second):
            return list(first), replace(readings, taken="first")
        failed = looping(second) | {s for s in second if is_failed(s)}
        taken = [
            replace(s, end_ms=min(s.end_ms, end), reheard=True)
            for s in second
            if s not in failed and s.text.strip() and s.start_ms < end
        ]
        if taken:
            unheard = tuple(join((s.start_ms, min(s.end_ms, end)) for s in failed))
            return taken, replace(readings, taken="second", unheard=unheard)
    return [], replace(readings, unheard=(where,))


def is_failed(again: HeardSegment) -> bool:
    """Whether a second attempt is none by Whisper's own two bounds.

    In noise it gives two hundred syllables of five kinds, of which no four come twice.
    """
    return is_compressible(again) or _is_unlikely(again)


def _is_unlikely(segment: HeardSegment) -> bool:
    return segment.avg_logprob is not None and segment.avg_logprob < _FAILED_LOGPROB


def _is_spoken(first: Sequence[HeardSegment], second: Sequence[HeardSegment]) -> bool:
    """Whether what was heard at first is what somebody says over and over.

    It is a short word a few times, surely heard; or, heard again so that it can't go on for ever,
    it is the same word and no other.
    """
    once, again = (normalise(_text(reading), CER).text for reading in (first, second))
    length_ms = sum(s.end_ms - s.start_ms for s in first)
    return length_ms <= _LONGEST_SPOKEN_MS and (
        set(once) == set(again) or (_is_emphasis(once) and not any(map(_is_unlikely, first)))
    )


def _is_emphasis(plain: str) -> bool:
    """Whether normalised text is a short word a few times and nothing else."""
    repeated = _REPEATED.fullmatch(plain)
    return (
        repeated is not None
        and len(repeated[1]) <= _SPOKEN_CHARACTERS
        and len(plain) <= _SPOKEN_TIMES * len(repeated[1])
    )


def _text(segments: Iterable[HeardSegment]) -> str:
    return "".join(segment.text for segment in segments)
