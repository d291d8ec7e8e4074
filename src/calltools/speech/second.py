"""Stretches of a recording heard a second time, by another engine, model or beam."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from calltools.arithmetic import exact
from calltools.language.normalise import simplify_words
from calltools.media.pcm import RATE, Pcm, Samples
from calltools.progress import Progress, silent
from calltools.settings import Settings
from calltools.speech.engines import load_engine
from calltools.speech.intervals import Region
from calltools.speech.loops import hear

_PART_MS = 300_000
"""So much sound is given to the engine in one go, so that memory stays flat."""


class SecondRecogniser:
    """Hears regions again; its model is loaded when first needed, and once."""

    def __init__(self, settings: Settings) -> None:
        """For the second engine of ``settings``.  Raises what
        :class:`~calltools.speech.recogniser.Recogniser` does."""
        self._engine = load_engine(settings.second())

    @property
    def models(self) -> Mapping[str, str]:
        """The models in use, with the sha256 of their weights."""
        return self._engine.models

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything else that changes what is written."""
        return {"engine": self._engine.name, **self._engine.parameters}

    @exact()
    def texts(
        self,
        pcm: Pcm,
        regions: Sequence[Region],
        language: str,
        *,
        channel: int | None = None,
        silenced: Sequence[Region] = (),
        progress: Progress = silent,
    ) -> list[str]:
        """What is said in each of ``regions`` (in order, apart), on a channel or in the mix, in
        simplified script; ``silenced`` are stretches that are not to be heard.

        The sound of regions is joined, so that few cost little; a word belongs to the region in
        which its middle is.
        """
        texts: list[str] = []
        for part in _parts(regions):
            sounds = [_sound(pcm, region, channel, silenced) for region in part]
            ends_ms = list(accumulate(sound.size * 1000 / RATE for sound in sounds))
            words: list[list[str]] = [[] for _ in part]
            segments, _ = hear(self._engine, np.concatenate(sounds), language)
            for segment in segments:
                for word in segment.words:
                    at = bisect_right(ends_ms, (word.start_ms + word.end_ms) / 2)
                    words[min(at, len(part) - 1)].append(word.text)
            texts += ["".join(simplify_words(heard)).strip() if heard else "" for heard in words]
            progress(len(texts) / len(regions))
        return texts


def _parts(regions: Sequence[Region]) -> list[list[Region]]:
    parts: list[list[Region]] = []
    length = _PART_MS
    for start, end in regions:
        length += end - start
        if length > _PART_MS:
            parts.append([])
            length = end - start
        parts[-1].append((start, end))
    return parts


def _sound(pcm: Pcm, region: Region, channel: int | None, silenced: Sequence[Region]) -> Samples:
    samples = pcm.read(*region, channel)
    for start, end in silenced:
        first, last = ((at - region[0]) * RATE // 1000 for at in (start, end))
        if first < samples.size and last > 0:
            samples[max(0, first) : last] = 0.0
    return samples
