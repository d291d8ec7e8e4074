"""What is said in a recording: speech cut out, given to the engine in parts, times put back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from calltools.media.pcm import Pcm, Samples
from calltools.progress import Progress, part, silent
from calltools.settings import AUTO
from calltools.speech.intervals import Region, intersect, subtract
from calltools.speech.languages import Changes, find_languages
from calltools.speech.leakage import without
from calltools.speech.loops import hear, is_failed
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
    Probabilities,
    divide,
    reconcile,
    speech_probabilities,
    speech_regions,
)
from calltools.speech.runtime import side_by_side

_PART_MS = 20_000
_SEARCH_MS = 10_000
"""The most sound of a part, and how long before its end a pause is looked for.  Of 5,624 characters
(four calls mixed, stereo, by GSM and in noise; 48 real utterances alone and joined) 1,138 are wrong
with Whisper's half minutes one after the other, 1,108 so, and 1,222 with parts of 15 s."""

_PASSED_OVER_MS = 1_500
_NEAR_MS = 300
_BREATH_MS = 320
"""Speech of such a length without a word, none so near and no pause so long within, was passed
over."""

_BLOCK_MS = 2000 * WINDOW_MS
_PAUSE_MS = 1_000  # not measured

_SHARE_OF_DETECTION = 0.1
"""Of the time spent, the share of what comes before recognising (measured, base model)."""


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
    threads: int = 1,
    progress: Progress = silent,
) -> Heard:
    """What is said in ``pcm``: in the mix of all channels, or in each of ``channels`` by itself.

    ``silenced`` are stretches of a channel that hold another channel's voice only and are not
    to be heard.  ``speech``, where given, is where another detector found speech (see
    :func:`speech_of` and :func:`calltools.speech.regions.reconcile`).  ``language`` is a code, or
    AUTO: found in each of ``turns`` (see :func:`turns_of`), where given, else in the regions heard;
    where it changes, each is recognised in its own.  ``threads`` parts are heard side by side, each
    as if it were alone.
    """
    sources = [_Source(pcm, c, tuple((silenced or {}).get(c, ()))) for c in channels or ()]
    sources = sources or [_Source(pcm, None, ())]
    probabilities = list(side_by_side(_Source.probabilities, sources, threads))
    regions = [speech_regions(found, pcm.duration_ms) for found in probabilities]
    withheld: list[Region] = []
    if speech is not None:
        others = [speech.get(source.channel, ()) for source in sources]
        regions, withheld = reconcile(regions, others, pcm.duration_ms)
    spoken, changes = _languages(sources, regions, turns, engine, language, threads)
    parts = [
        joined
        for source, found, here in zip(sources, probabilities, regions, strict=True)
        for joined in _parts(source, found, here, changes[source.channel])
    ]
    told = part(progress, _SHARE_OF_DETECTION, 1.0)
    segments: list[HeardSegment] = []
    rehearings: list[Rehearing] = []
    by_part = side_by_side(lambda joined: joined.heard(engine), parts, threads)
    for number, (heard, again) in enumerate(by_part, 1):
        mixed = spoken is not None and spoken.mixed
        segments += heard if mixed else (replace(segment, language=None) for segment in heard)
        rehearings += again
        told(number / len(parts))
    return Heard(
        segments=tuple(sorted(segments, key=lambda segment: (segment.start_ms, segment.end_ms))),
        regions=tuple(sorted(region for of_source in regions for region in of_source)),
        withheld=tuple(withheld),
        language=spoken,
        rehearings=tuple(sorted(rehearings, key=lambda again: (again.start_ms, again.end_ms))),
    )


def _languages(
    sources: Sequence[_Source],
    regions: Sequence[Sequence[Region]],
    turns: Speech | None,
    engine: Engine,
    language: str,
    threads: int,
) -> tuple[SpokenLanguage | None, Mapping[int | None, Changes]]:
    """The language that was found, if one was to be, and from when on which is heard."""
    if language != AUTO:
        return None, {source.channel: [(0, language)] for source in sources}
    where: Speech = {
        source.channel: here if turns is None else _within(turns.get(source.channel, ()), here)
        for source, here in zip(sources, regions, strict=True)
    }
    by_channel = {source.channel: source for source in sources}
    return find_languages(
        where, lambda c, start, end: by_channel[c].read(start, end), engine.languages, threads
    )


def _within(turns: Sequence[Region], regions: Sequence[Region]) -> list[Region]:
    """The turns whose middle is in ``regions``: ringing and what is withheld tell no language."""
    return [
        (start, end)
        for start, end in turns
        if any(first <= (start + end) / 2 < last for first, last in regions)
    ]


def _parts(
    source: _Source, probabilities: Probabilities, regions: Sequence[Region], changes: Changes
) -> Iterator[_Part]:
    """What is heard in one go of ``source``: cut where the language changes, and at pauses."""
    spoken = speech_regions(probabilities, source.pcm.duration_ms, _BREATH_MS, 0)
    ends = [start for start, _ in changes[1:]] + [source.pcm.duration_ms]
    for (start, code), end in zip(changes, ends, strict=True):
        here = intersect(regions, [(start, end)])
        for joined in divide(here, probabilities, _PART_MS, _SEARCH_MS):
            yield _Part(source, tuple(joined), code, tuple(intersect(spoken, joined)))


@dataclass(frozen=True, slots=True)
class _Source:
    """One channel, or the mix, with stretches silenced."""

    pcm: Pcm
    channel: int | None
    silenced: tuple[Region, ...]

    def read(self, start_ms: int, end_ms: int) -> Samples:
        to_the_end = end_ms >= self.pcm.duration_ms  # with the samples of the last, broken ms
        samples = self.pcm.read(start_ms, None if to_the_end else end_ms, self.channel)
        return without(samples, start_ms, self.silenced)

    def probabilities(self) -> Probabilities:
        """How likely there is speech in each window."""
        blocks = self.pcm.blocks(_BLOCK_MS, self.channel)
        return speech_probabilities(
            without(block, start_ms, self.silenced) for start_ms, block in blocks
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """What the engine hears in one go, in one language: the sound of regions, joined, and where
    in it somebody speaks."""

    source: _Source
    regions: tuple[Region, ...]
    language: str
    speech: tuple[Region, ...] = ()

    def heard(self, engine: Engine) -> tuple[list[HeardSegment], list[Rehearing]]:
        """What the engine hears in it, and what it heard twice; speech that it passed over is
        heard by itself."""
        segments, rehearings = self._heard(engine)
        words = [word for segment in segments for word in segment.words]
        near = [(word.start_ms - _NEAR_MS, word.end_ms + _NEAR_MS) for word in words]
        unheard = [region for rehearing in rehearings for region in rehearing.unheard]
        for start, end in subtract(self.speech, near + unheard):
            if end - start >= _PASSED_OVER_MS:
                around = (max(0, start - _NEAR_MS), end + _NEAR_MS)
                more, again = replace(self, regions=(around,))._heard(engine)
                segments += (segment for segment in more if not is_failed(segment))
                rehearings += again
        return segments, rehearings

    def _heard(self, engine: Engine) -> tuple[list[HeardSegment], list[Rehearing]]:
        sound = np.concatenate([self.source.read(start, end) for start, end in self.regions])
        heard, again = hear(engine, sound, self.language)
        channel = self.source.channel
        return (
            [
                replace(_restored(s, self.regions), channel=channel, language=self.language)
                for s in heard
            ],
            [replace(_again_restored(a, self.regions), channel=channel) for a in again],
        )


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
