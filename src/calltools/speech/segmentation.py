"""When anybody speaks, and when two do: pyannote's segmentation-3.0 in sliding windows.

Bredin and Laurent: *End-to-end speaker segmentation for overlap-aware resegmentation*,
Interspeech 2021; Plaquet and Bredin: *Powerset multi-class cross entropy loss for neural speaker
diarization*, Interspeech 2023.  The network looks at ten seconds and gives, for every frame of
17 ms, which of up to three voices speak, at most two at once.  A voice has no name beyond its
window; that somebody speaks, or two do, means the same in all, and windows are averaged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from calltools.arrays import Floats
from calltools.media.pcm import RATE
from calltools.progress import Progress, silent
from calltools.speech.pyannet import PyanNet
from calltools.speech.runtime import side_by_side

if TYPE_CHECKING:
    from calltools.media import Pcm

Regions = tuple[tuple[int, int], ...]
"""(start_ms, end_ms), in order, apart from each other."""

Mask = NDArray[np.bool_]

WINDOW_MS = 10_000
HOP_MS = WINDOW_MS // 3
"""Averaging probabilities (not votes), hops of one and two seconds are no better and cost more: of
thirteen calls 7.3 and 1.1% are wrong at collars of 0 and 250 ms, with two seconds 7.4 and 1.1."""

BATCH = 8
"""Windows at a time; the recurrent layers take seven times as long for each one alone."""

_BLOCK_MS = 20_000  # read at once, to bound memory
_BRIDGE_MS = 100  # shorter pauses are speech; not measured
_SHORTEST_MS = 100  # shorter speech is dropped; not measured


@dataclass(frozen=True, slots=True)
class Activity:
    """What the windows say about each frame; frame ``i`` begins at ``start_s + i * step_s``.

    ``speech`` and ``overlap`` are the probabilities that anybody speaks and that more than one
    does, shape (frames,).  ``alone`` tells for each window and each of its frames which of the
    window's voices speaks by itself (from 1; 0 is none or several), shape (windows, frames of a
    window); the window's first frame is in ``first_frames``.
    """

    speech: Floats
    overlap: Floats
    alone: NDArray[np.uint8]
    first_frames: NDArray[np.int64]
    start_s: float
    step_s: float

    @property
    def speech_regions(self) -> Regions:
        """Where anybody speaks."""
        return self.regions(self.speech >= 0.5)

    @property
    def overlap_regions(self) -> Regions:
        """Where more than one speaks."""
        return self.regions(self.overlap >= 0.5)

    def regions(self, mask: Mask) -> Regions:
        """Stretches of true frames, short pauses closed, the shortest stretches left out."""
        found: list[tuple[int, int]] = []
        for start, end in self.spans(mask):
            if found and start - found[-1][1] < _BRIDGE_MS:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return tuple((start, end) for start, end in found if end - start >= _SHORTEST_MS)

    def middles_ms(self) -> NDArray[np.float64]:
        """The middle of every frame, shape (frames,)."""
        frames = np.arange(len(self.speech), dtype=np.float64) + 0.5
        middles: NDArray[np.float64] = 1000 * (self.start_s + frames * self.step_s)
        return middles

    def spans(self, mask: Mask) -> Iterator[tuple[int, int]]:
        """(start_ms, end_ms) of each stretch of true frames."""
        for first, last in runs(mask):
            yield self._edge_ms(first), self._edge_ms(last)

    def frames(self, regions: Regions) -> Mask:
        """Which frames have their middle in ``regions``, shape (frames,)."""
        middles = self.middles_ms()
        inside = np.zeros(len(middles), dtype=np.bool_)
        for start, end in regions:
            first, last = np.searchsorted(middles, (start, end))
            inside[first:last] = True
        return inside

    def _edge_ms(self, frame: int) -> int:
        # The first frame's receptive field is cut by the start of the sound.
        return 0 if frame == 0 else round(1000 * (self.start_s + frame * self.step_s))


def runs(mask: Mask) -> Iterator[tuple[int, int]]:
    """(first, one past the last) index of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    for first, last in edges.reshape(-1, 2):
        yield int(first), int(last)


def segment(
    pcm: Pcm,
    network: PyanNet,
    *,
    channel: int | None = None,
    threads: int = 1,
    progress: Progress = silent,
) -> Activity:
    """Who is active over time, in the mix or in one channel; ``threads`` hear windows side by side.

    Reads the sound in windows, so that memory does not grow with its length; the result takes
    800 bytes a second.
    """
    starts_ms = _window_starts(pcm.duration_ms)
    first_frames = np.rint(np.array(starts_ms) / 1000 / network.step_s).astype(np.int64)
    size = network.frames_in(WINDOW_MS * RATE // 1000)
    sums = np.zeros((2, first_frames[-1] + size), dtype=np.float32)
    seen = np.zeros(first_frames[-1] + size, dtype=np.float32)
    alone = []
    counts = network.sets.sum(axis=1)
    batches = range(0, len(starts_ms), BATCH)
    heard = side_by_side(
        lambda done: _infer(pcm, network, starts_ms[done : done + BATCH], channel), batches, threads
    )
    for done, probabilities in zip(batches, heard, strict=True):
        anybody, several = (probabilities[..., counts >= n].sum(axis=-1) for n in (1, 2))
        for window, first in enumerate(first_frames[done : done + BATCH]):
            sums[0, first : first + size] += anybody[window]
            sums[1, first : first + size] += several[window]
            seen[first : first + size] += 1
        alone.append(_alone(network.sets)[probabilities.argmax(axis=-1)])
        progress(min(1.0, (done + BATCH) / len(starts_ms)))
    start_s = (network.field_s - network.step_s) / 2
    count = max(0, round((pcm.duration_ms / 1000 - start_s) / network.step_s))
    means = (sums / np.maximum(seen, 1))[:, :count]
    # The last window may stop a few frames before the sound does.
    speech, overlap = np.pad(means, ((0, 0), (0, count - means.shape[1])), mode="edge")
    return Activity(speech, overlap, np.concatenate(alone), first_frames, start_s, network.step_s)


def find_activity(
    pcm: Pcm,
    network: PyanNet,
    *,
    channel: int | None = None,
    threads: int = 1,
    progress: Progress = silent,
) -> Activity:
    """:func:`segment` less the tones of the line, which the model may take for a voice."""
    from calltools.media.tones import find_tones

    activity = segment(pcm, network, channel=channel, threads=threads, progress=progress)
    tones = find_tones(samples for _, samples in pcm.blocks(_BLOCK_MS, channel))
    sounding = activity.frames(tuple((tone.start_ms, tone.end_ms) for tone in tones))
    return replace(
        activity,
        speech=np.where(sounding, 0, activity.speech),
        overlap=np.where(sounding, 0, activity.overlap),
    )


def _window_starts(duration_ms: int) -> list[int]:
    """Starts of windows a hop apart; the last one reaches the end or beyond."""
    hops = max(0, -(-(duration_ms - WINDOW_MS) // HOP_MS))
    return [HOP_MS * hop for hop in range(hops + 1)]


def _infer(pcm: Pcm, network: PyanNet, starts_ms: list[int], channel: int | None) -> Floats:
    """Probability of each set of voices, shape (windows, frames, sets), zeros after the end."""
    sound = pcm.read(starts_ms[0], starts_ms[-1] + WINDOW_MS, channel)
    size, hop = WINDOW_MS * RATE // 1000, HOP_MS * RATE // 1000
    sound = np.pad(sound, (0, size + hop * (len(starts_ms) - 1) - len(sound)))
    return network(sliding_window_view(sound, size)[::hop])


def _alone(sets: NDArray[np.int64]) -> NDArray[np.uint8]:
    """For each set of voices the one voice that makes it up, from 1, or 0."""
    single = sets.sum(axis=1) == 1
    alone: NDArray[np.uint8] = np.where(single, sets.argmax(axis=1) + 1, 0).astype(np.uint8)
    return alone
