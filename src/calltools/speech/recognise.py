"""What is said in a recording: speech cut out, given to the engine, times put back.

Long recordings are recognised in parts of a few minutes, so that memory stays flat.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from calltools.media import RATE, Pcm
from calltools.progress import Progress, part, silent
from calltools.speech.model import Diarization, Engine, HeardSegment, HeardWord, Samples
from calltools.speech.regions import (
    PAD_MS,
    WINDOW_MS,
    Region,
    cut_points,
    speech_probabilities,
    speech_regions,
    split_at,
)

# Whisper decodes 30 s at a time, so that a part of five minutes costs nothing in quality; its
# spectrogram takes about 100 MB.
PART_MS = 300_000
_SEARCH_MS = 60_000
_BLOCK_MS = 2000 * WINDOW_MS

# Each detector errs in its way.  Music takes Silero in for a moment (up to 1.9 s in half an hour of
# plucked strings, chords, saw teeth and flutes) and deafens it to the first two seconds of what is
# said after; the diarizer's segmentation takes ringing and music for speech for up to 3 s.  So
# regions of the two that meet are joined, and one that stands alone must be as long as this.  Of
# 198 regions of real speech, clean, by telephone and at 5 dB above noise, that costs one, in noise.
_SURE_ALONE_MS = 3000

# Of the time spent, the share of finding speech before recognising it (measured, base model).
_SHARE_OF_DETECTION = 0.05


@dataclass(frozen=True, slots=True)
class Heard:
    """All that the engine heard, in order of time.

    ``regions`` is where the detector found speech (milliseconds, on any channel), which is what
    the engine was given; ``withheld`` is where it did and the caller ruled speech out.
    """

    segments: tuple[HeardSegment, ...]
    regions: tuple[Region, ...] = ()
    withheld: tuple[Region, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a plain dictionary, for files."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Heard:
        """From ``to_json``.  Raises ValueError for any other shape."""
        try:
            return cls(
                segments=tuple(_segment(row) for row in data["segments"]),
                regions=tuple((int(s), int(e)) for s, e in data["regions"]),
                withheld=tuple((int(s), int(e)) for s, e in data["withheld"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not what an engine heard: {error!r}") from error


def _segment(row: Mapping[str, Any]) -> HeardSegment:
    return HeardSegment(**{**row, "words": tuple(HeardWord(**word) for word in row["words"])})


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


def recognise(
    pcm: Pcm,
    engine: Engine,
    *,
    channels: Sequence[int] | None = None,
    silenced: Mapping[int, Sequence[Region]] | None = None,
    speech: Speech | None = None,
    progress: Progress = silent,
) -> Heard:
    """What is said in ``pcm``: in the mix of all channels, or in each of ``channels`` by itself.

    ``silenced`` are stretches of a channel that hold another channel's voice only and are not
    to be heard.  ``speech``, where given, is where another detector found speech (see
    :func:`speech_of`): what the two find together is heard, what one of them finds alone only
    if it is long, for out of music and ringing the engine would make words.

    Without ``speech``, a recording shorter than PART_MS gives what faster-whisper gives with
    ``vad_filter=True``.
    """
    sources = (
        [_Source(pcm, channel, tuple((silenced or {}).get(channel, ()))) for channel in channels]
        if channels is not None
        else [_Source(pcm, None, ())]
    )
    segments: list[HeardSegment] = []
    regions: list[Region] = []
    withheld: list[Region] = []
    for number, source in enumerate(sources):
        share = part(progress, number / len(sources), (number + 1) / len(sources))
        others = None if speech is None else speech.get(source.channel, ())
        heard = _recognise_source(source, engine, others, share)
        segments += heard.segments
        regions += heard.regions
        withheld += heard.withheld
    segments.sort(key=lambda segment: (segment.start_ms, segment.end_ms))
    return Heard(tuple(segments), tuple(sorted(regions)), tuple(sorted(withheld)))


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


def _recognise_source(
    source: _Source, engine: Engine, speech: Sequence[Region] | None, progress: Progress
) -> Heard:
    duration = source.pcm.duration_ms
    detection = part(progress, 0.0, _SHARE_OF_DETECTION)
    probabilities = speech_probabilities(source.blocks(detection))
    regions = speech_regions(probabilities, duration)
    withheld: list[Region] = []
    if speech is not None:
        regions, withheld = reconcile(regions, speech, duration)
    parts = split_at(regions, cut_points(probabilities, duration, PART_MS, _SEARCH_MS), duration)
    recognition = part(progress, _SHARE_OF_DETECTION, 1.0)
    segments: list[HeardSegment] = []
    for number, here in enumerate(parts):
        if here:
            found = engine.transcribe(np.concatenate([source.read(s, e) for s, e in here]))
            segments += [replace(_restored(s, here), channel=source.channel) for s in found]
        recognition((number + 1) / len(parts))
    return Heard(tuple(segments), tuple(regions), tuple(withheld))


def reconcile(
    silero: Sequence[Region], others: Sequence[Region], duration_ms: int
) -> tuple[list[Region], list[Region]]:
    """What to listen to, and what to withhold, by the regions of two detectors of speech.

    Those of the other detector, which are tight, are padded where they stand alone.
    """
    heard: list[Region] = []
    withheld: list[Region] = []
    for start, end, finders in _joined(silero, others):
        if len(finders) == 1 and end - start < _SURE_ALONE_MS:
            withheld.append((start, end))
        elif finders == {1}:
            heard.append((max(0, start - PAD_MS), min(duration_ms, end + PAD_MS)))
        else:
            heard.append((start, end))
    return [(start, end) for start, end, _ in _joined(heard)], withheld


def _joined(*found: Sequence[Region]) -> list[tuple[int, int, set[int]]]:
    """Regions that overlap made one, with the places in ``found`` of the lists they are from."""
    joined: list[tuple[int, int, set[int]]] = []
    for start, end, finder in sorted((s, e, i) for i, rs in enumerate(found) for s, e in rs):
        if joined and start < joined[-1][1]:
            last_start, last_end, finders = joined[-1]
            joined[-1] = (last_start, max(end, last_end), finders | {finder})
        else:
            joined.append((start, end, {finder}))
    return joined


def _restored(segment: HeardSegment, regions: Sequence[Region]) -> HeardSegment:
    """``segment`` with its times in the sound of ``regions`` joined turned into those outside.

    A word stays whole in the region in which its middle is.
    """
    lengths = np.cumsum([end - start for start, end in regions])
    ends: list[int] = lengths.tolist()

    def shift(at: float) -> int:
        index = min(bisect_right(ends, at), len(ends) - 1)
        return regions[index][1] - ends[index]

    words = []
    for word in segment.words:
        offset = shift((word.start_ms + word.end_ms) / 2)
        moved = replace(word, start_ms=word.start_ms + offset, end_ms=word.end_ms + offset)
        words.append(moved)
    if words:
        start_ms, end_ms = words[0].start_ms, words[-1].end_ms
    else:
        start_ms = segment.start_ms + shift(segment.start_ms)
        end_ms = segment.end_ms + shift(segment.end_ms - 1)
    return replace(segment, start_ms=start_ms, end_ms=end_ms, words=tuple(words))
