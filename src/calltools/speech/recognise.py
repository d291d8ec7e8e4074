"""What is said in a recording: speech cut out, given to the engine, times put back.

Long recordings are recognised in parts of a few minutes, so that memory stays flat.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from calltools.media.pcm import RATE, Pcm, Samples
from calltools.progress import Progress, part, silent
from calltools.settings import AUTO
from calltools.speech.intervals import Region
from calltools.speech.languages import Changes, find_languages
from calltools.speech.loops import hear
from calltools.speech.model import (
    Diarization,
    Engine,
    Heard,
    HeardSegment,
    Rehearing,
    Span,
    SpokenLanguage,
)
from calltools.speech.regions import (
    WINDOW_MS,
    cut_points,
    reconcile,
    speech_probabilities,
    speech_regions,
    split_at,
)

# Whisper decodes 30 s at a time, so that a part of five minutes costs nothing in quality; its
# spectrogram takes about 100 MB.
PART_MS = 300_000
_SEARCH_MS = 60_000
_BLOCK_MS = 2000 * WINDOW_MS
_PAUSE_MS = 1_000

# Of the time spent, the share of finding speech before recognising it (measured, base model).
_SHARE_OF_DETECTION = 0.05


Speech = Mapping[int | None, Sequence[Region]]
"""Where there is speech on each channel, or, under None, in the mix of all."""


def speech_of(diarization: Diarization) -> Speech:
    """Where ``diarization`` found speech: on the channels of its speakers, or in the mix."""
    if not diarization.channels:
        return {None: diarization.speech}
    return {
        channel: [(s.start_ms, s.end_ms) for s in diarization.spans if s.speaker == speaker]
        for speaker, channel in diarization.channels.items()
    }


def turns_of(diarization: Diarization) -> Speech:
    """The turns that ``diarization`` found: what one voice says without another between."""
    owners = (
        {None: None}
        if not diarization.channels
        else {channel: speaker for speaker, channel in diarization.channels.items()}
    )
    return {
        channel: _turns([s for s in diarization.spans if owner in (None, s.speaker)])
        for channel, owner in owners.items()
    }


def _turns(spans: Sequence[Span]) -> list[Region]:
    turns: list[Region] = []
    before = None
    for span in spans:
        if before and span.speaker == before and span.start_ms - turns[-1][1] < _PAUSE_MS:
            turns[-1] = (turns[-1][0], max(span.end_ms, turns[-1][1]))
        else:
            turns.append((span.start_ms, span.end_ms))
        before = span.speaker
    return turns


def recognise(
    pcm: Pcm,
    engine: Engine,
    *,
    language: str = AUTO,
    channels: Sequence[int] | None = None,
    silenced: Mapping[int, Sequence[Region]] | None = None,
    speech: Speech | None = None,
    turns: Speech | None = None,
    progress: Progress = silent,
) -> Heard:
    """What is said in ``pcm``: in the mix of all channels, or in each of ``channels`` by itself.

    ``silenced`` are stretches of a channel that hold another channel's voice only and are not
    to be heard.  ``speech``, where given, is where another detector found speech (see
    :func:`speech_of` and :func:`calltools.speech.regions.reconcile`).  ``language`` is a code, or
    AUTO: found in each of ``turns`` (see :func:`turns_of`), where given, else in the regions heard;
    where it changes, each is recognised in its own.

    Without ``speech``, a recording shorter than PART_MS gives what faster-whisper gives with
    ``vad_filter=True``.
    """
    sources = (
        [_Source(pcm, channel, tuple((silenced or {}).get(channel, ()))) for channel in channels]
        if channels is not None
        else [_Source(pcm, None, ())]
    )
    detection = _shares(progress, 0.0, _SHARE_OF_DETECTION, len(sources))
    found = [speech_probabilities(s.blocks(p)) for s, p in zip(sources, detection, strict=True)]
    regions = [speech_regions(probabilities, pcm.duration_ms) for probabilities in found]
    withheld: list[Region] = []
    if speech is not None:
        others = [speech.get(source.channel, ()) for source in sources]
        regions, withheld = reconcile(regions, others, pcm.duration_ms)
    spoken: SpokenLanguage | None = None
    changes: Mapping[int | None, Changes] = {}
    if language == AUTO:
        where = {s.channel: here for s, here in zip(sources, regions, strict=True)}
        if turns is not None:
            where = {c: _within(turns.get(c, ()), here) for c, here in where.items()}
        by_channel = {source.channel: source for source in sources}
        spoken, changes = find_languages(
            where, lambda c, start, end: by_channel[c].read(start, end), engine.languages
        )
    segments: list[HeardSegment] = []
    rehearings: list[Rehearing] = []
    recognition = _shares(progress, _SHARE_OF_DETECTION, 1.0, len(sources))
    for source, probabilities, here, share in zip(
        sources, found, regions, recognition, strict=True
    ):
        cuts = cut_points(probabilities, pcm.duration_ms, PART_MS, _SEARCH_MS)
        spoken_here = changes.get(source.channel, [(0, language)])
        cuts = sorted({*cuts, *(at for at, _ in spoken_here if at)})
        parts = split_at(here, cuts, pcm.duration_ms)
        codes = [_code_at(spoken_here, at) for at in (0, *cuts)]
        heard, again = _recognise_parts(source, engine, list(zip(parts, codes, strict=True)), share)
        rehearings += again
        mixed = spoken is not None and spoken.mixed
        segments += heard if mixed else (replace(segment, language=None) for segment in heard)
    return Heard(
        segments=tuple(sorted(segments, key=lambda segment: (segment.start_ms, segment.end_ms))),
        regions=tuple(sorted(region for of_source in regions for region in of_source)),
        withheld=tuple(withheld),
        language=spoken,
        rehearings=tuple(sorted(rehearings, key=lambda again: (again.start_ms, again.end_ms))),
    )


def _within(turns: Sequence[Region], regions: Sequence[Region]) -> list[Region]:
    """The turns whose middle is in ``regions``: ringing and what is withheld tell no language."""
    return [
        (start, end)
        for start, end in turns
        if any(first <= (start + end) / 2 < last for first, last in regions)
    ]


def _code_at(changes: Changes, at_ms: int) -> str:
    return next(code for start_ms, code in reversed(changes) if start_ms <= at_ms)


@dataclass(frozen=True, slots=True)
class _Source:
    """One channel, or the mix, with stretches silenced."""

    pcm: Pcm
    channel: int | None
    silenced: tuple[Region, ...]

    def read(self, start_ms: int, end_ms: int) -> Samples:
        to_the_end = end_ms >= self.pcm.duration_ms  # with the samples of the last, broken ms
        samples = self.pcm.read(start_ms, None if to_the_end else end_ms, self.channel)
        return self._silence(samples, start_ms)

    def blocks(self, progress: Progress) -> Iterator[Samples]:
        for start_ms, block in self.pcm.blocks(_BLOCK_MS, self.channel):
            yield self._silence(block, start_ms)
            progress(min(1.0, (start_ms + _BLOCK_MS) / max(1, self.pcm.duration_ms)))

    def _silence(self, samples: Samples, start_ms: int) -> Samples:
        for begin, end in self.silenced:
            first, last = ((at - start_ms) * RATE // 1000 for at in (begin, end))
            if first < samples.size and last > 0:
                samples[max(0, first) : last] = 0.0
        return samples


def _recognise_parts(
    source: _Source,
    engine: Engine,
    parts: Sequence[tuple[Sequence[Region], str]],
    progress: Progress,
) -> tuple[list[HeardSegment], list[Rehearing]]:
    """What the engine hears in each part by itself, in its language: the sound of its regions,
    joined; and what it heard twice."""
    segments: list[HeardSegment] = []
    rehearings: list[Rehearing] = []
    for number, (regions, language) in enumerate(parts):
        if regions:
            sound = np.concatenate([source.read(start, end) for start, end in regions])
            heard, again = hear(engine, sound, language)
            segments += [
                replace(_restored(s, regions), channel=source.channel, language=language)
                for s in heard
            ]
            rehearings += [
                replace(_again_restored(a, regions), channel=source.channel) for a in again
            ]
        progress((number + 1) / len(parts))
    return segments, rehearings


def _shares(progress: Progress, start: float, end: float, count: int) -> list[Progress]:
    """Progress of ``count`` equal parts of the work from ``start`` to ``end``."""
    edges = [start + (end - start) * i / count for i in range(count + 1)]
    return [part(progress, *edge) for edge in pairwise(edges)]


def _restored(segment: HeardSegment, regions: Sequence[Region]) -> HeardSegment:
    """``segment`` with its times in the sound of ``regions`` joined turned into those outside.

    A word stays whole in the region in which its middle is.
    """
    shift = _shift(regions)
    words = []
    for word in segment.words:
        offset = shift((word.start_ms + word.end_ms) / 2)
        words.append(word.later(offset))
    if words:
        start_ms, end_ms = words[0].start_ms, words[-1].end_ms
    else:
        start_ms = segment.start_ms + shift(segment.start_ms)
        end_ms = segment.end_ms + shift(segment.end_ms - 1)
    return replace(segment, start_ms=start_ms, end_ms=end_ms, words=tuple(words))


def _again_restored(again: Rehearing, regions: Sequence[Region]) -> Rehearing:
    """The same of what was heard twice."""
    shift = _shift(regions)

    def outside(start: int, end: int) -> Region:
        return start + shift(start), end + shift(max(start, end - 1))

    start_ms, end_ms = outside(again.start_ms, again.end_ms)
    unheard = tuple(outside(*region) for region in again.unheard)
    return replace(again, start_ms=start_ms, end_ms=end_ms, unheard=unheard)


def _shift(regions: Sequence[Region]) -> Callable[[float], int]:
    """How much later what is at a time in the sound of ``regions`` joined is outside."""
    ends: list[int] = np.cumsum([end - start for start, end in regions]).tolist()

    def shift(at: float) -> int:
        index = min(bisect_right(ends, at), len(ends) - 1)
        return regions[index][1] - ends[index]

    return shift
