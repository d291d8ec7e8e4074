"""Who speaks in a call of two parties, of which one may have several voices.

Speech and overlap come from the segmentation network; the voice in every second of speech from
CAM++; two groups of such points are the two parties, and where voices overlap both speak.  On
telephone calls this errs less than the general pipeline, which has to find out from the same
evidence how many voices there are.  Only where the points of a party are clearly of several voices
(the switchboard, the nurse, the doctor) are there more than two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from calltools.arrays import Floats, Ints
from calltools.messages import Message
from calltools.progress import Progress, silent
from calltools.speech.campplus import DIMENSION, CamPlusPlus, Embeddings, FilterBank
from calltools.speech.model import Diarization
from calltools.speech.runtime import side_by_side
from calltools.speech.segmentation import Activity, Mask, Regions
from calltools.speech.spans import NO_SPEECH, Timeline, hardly_heard, name_speakers
from calltools.speech.voices import find_several, find_voices
from calltools.transcripts.warning import CallWarning

if TYPE_CHECKING:
    from calltools.media import Pcm

METHOD = "two-party"

_WINDOW_MS = 1_000
_HOP_MS = 500
"""Half of it errs as often (7.36 and 7.39% of thirteen calls, collar 0) and takes twice as long."""
_SHORTEST_MS = 600
"""Under this an embedding tells little; shorter speech is heard with what lies around it."""
_GRAIN_MS = 100
"""Lengths are multiples of this, so that windows of one length can share a batch."""
_BATCH = 8  # windows at a time, to bound memory

_OVERLAPPED = 0.3
"""A window with a larger share of overlap is not used to find the voices."""
_FEWEST_CLEAN = 4  # windows; with fewer all are used; not measured

_SMOOTH_MS = 500
"""Nobody takes and gives back the word in less, but where the pauses say so."""
_LOCAL_MS = 250
"""What a voice must say in a segmentation window for the window to have a say on it."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one region of speech that gets one embedding."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """How long it is, milliseconds."""
        return self.end_ms - self.start_ms

    @property
    def middle_ms(self) -> float:
        """Its middle, milliseconds from the start of the recording."""
        return (self.start_ms + self.end_ms) / 2


def two_parties(
    pcm: Pcm,
    activity: Activity,
    network: CamPlusPlus,
    *,
    num_speakers: int = 0,
    threads: int = 1,
    progress: Progress = silent,
) -> Diarization:
    """Spans of two voices or, where they are clear, of more; of one where all speech is one
    voice's, of none where nobody speaks.

    ``num_speakers`` is how many there are where that is known, 0 to find out.
    """
    speech, overlap = activity.speech_regions, activity.overlap_regions
    if not speech:
        return Diarization((), (), (), METHOD, warnings=(NO_SPEECH,))
    talking, shared = activity.frames(speech), activity.frames(overlap)
    if num_speakers == 1:
        return _diarization(activity, (talking,), speech, overlap, {}, ())
    windows = place_windows(speech)
    points = embed_windows(pcm, network, windows, threads=threads, progress=progress)
    clean = points[clean_windows(windows, overlap)]
    voices = find_voices(clean)
    measures: dict[str, float | int] = {
        "voices_cosine": round(voices.cosine, 3),
        "voices_contrast": round(voices.contrast, 2),
    }
    if num_speakers == 0 and voices.one:
        warning = CallWarning("one_voice", Message("all speech seems to be of one voice"))
        return _diarization(activity, (talking,), speech, overlap, measures, (warning,))
    several = None if num_speakers == 2 else find_several(clean, voices, num_speakers)
    if several:
        leans = lean_of_voices(activity, windows, points, several.centres)
        masks = masks_of_voices(leans, talking, shared, activity, speech)
        count = len(masks)
        measures |= {"voices": count, "voices_confidence": round(several.confidence, 2)}
        doubts = {0: (_several(count),), count: ()}.get(
            num_speakers, (_fewer(num_speakers, count),)
        )
        return _diarization(activity, masks, speech, overlap, measures, doubts)
    axis = voices.centres[0] - voices.centres[1]
    lean = lean_of_frames(activity, windows, points @ axis)
    first = smoothed(lean >= 0, activity, speech)
    masks = (talking & (first | shared), talking & (~first | shared))
    close = CallWarning("voices_close", Message("the two voices are hardly apart"))
    doubts = (close,) if voices.close else ()
    if num_speakers > 2:
        doubts = (*doubts, _fewer(num_speakers, 2))
    return _diarization(activity, masks, speech, overlap, measures, doubts)


def _diarization(
    activity: Activity,
    masks: tuple[Mask, ...],
    speech: Regions,
    overlap: Regions,
    measures: dict[str, float | int],
    warnings: tuple[CallWarning, ...],
) -> Diarization:
    """The frames of each voice as named spans; a warning where one says little."""
    spans, _ = name_speakers([list(activity.spans(mask)) for mask in masks])
    warnings += hardly_heard(spans)
    return Diarization(spans, speech, overlap, METHOD, measures=measures, warnings=warnings)


def place_windows(speech: Regions) -> list[Window]:
    """Windows of a second, evenly over each region; one where a region is shorter."""
    windows = []
    for start, end in speech:
        spare = end - start - _WINDOW_MS
        if spare <= 0:
            windows.append(Window(start, end))
            continue
        hops = -(-spare // _HOP_MS)
        for hop in range(hops + 1):
            first = start + round(spare * hop / hops)
            windows.append(Window(first, first + _WINDOW_MS))
    return windows


def embed_windows(
    pcm: Pcm,
    network: CamPlusPlus,
    windows: list[Window],
    *,
    threads: int = 1,
    progress: Progress = silent,
) -> Embeddings:
    """The voice in each window, shape (windows, 192)."""
    points = np.zeros((len(windows), DIMENSION), dtype=np.float32)
    lengths = np.array([_heard_ms(window) for window in windows])
    groups = (np.flatnonzero(lengths == length) for length in np.unique(lengths))
    batches = [group[at : at + _BATCH] for group in groups for at in range(0, len(group), _BATCH)]
    bank = FilterBank(pcm)

    def embedded(batch: Ints) -> Embeddings:
        length_ms = int(lengths[batch[0]])
        starts = (windows[i].middle_ms - length_ms / 2 for i in batch)
        return network(np.stack([bank.frames(start, length_ms) for start in starts]))

    done = 0
    for batch, found in zip(batches, side_by_side(embedded, batches, threads), strict=True):
        points[batch] = found
        done += len(batch)
        progress(done / len(windows))
    return points


def _heard_ms(window: Window) -> int:
    """How much sound the embedding of a window is made of."""
    return max(_SHORTEST_MS, window.length_ms // _GRAIN_MS * _GRAIN_MS)


def clean_windows(windows: list[Window], overlap: Regions) -> Mask:
    """Which windows hold enough of a single voice to say where the voices lie."""
    starts = np.array([window.start_ms for window in windows], dtype=np.float64)
    ends = np.array([window.end_ms for window in windows], dtype=np.float64)
    shared = Timeline.of_regions(overlap).within(starts, ends)
    lengths = ends - starts
    clean: Mask = (lengths >= _SHORTEST_MS) & (shared < _OVERLAPPED * lengths)
    return clean if clean.sum() >= _FEWEST_CLEAN else np.ones_like(clean)


def lean_of_frames(activity: Activity, windows: list[Window], leans: Floats) -> Floats:
    """Towards the first voice (> 0) or the second, for every frame in ``speech``, else 0.

    Half is said by the embeddings around the frame.  The other half by the segmentation network:
    within its window it knows who goes on speaking and where the speaker changes, and the mean
    over all a voice says there is surer than any second of it.
    """
    own = _lean_of_windows(activity, windows, leans)
    return np.float32(0.5) * (own + _lean_of_local_voices(activity, own))


def _several(count: int) -> CallWarning:
    words = Message("{count} voices were found: check whether there are so many", count=count)
    return CallWarning("several_voices", words)


def _fewer(wanted: int, count: int) -> CallWarning:
    words = Message("{wanted} voices can't be told apart, {count} were", wanted=wanted, count=count)
    return CallWarning("fewer_voices", words)


def lean_of_voices(
    activity: Activity, windows: list[Window], points: Embeddings, centres: Embeddings
) -> Floats:
    """How near every frame is to each of the voices, shape (voices, frames)."""
    return np.stack([lean_of_frames(activity, windows, points @ centre) for centre in centres])


def masks_of_voices(
    leans: Floats, talking: Mask, shared: Mask, activity: Activity, speech: Regions
) -> tuple[Mask, ...]:
    """The frames of each voice: those nearest to it, and where two speak at once those to which it
    is the second."""
    first = leans.argmax(axis=0)
    steady = first.copy()
    for voice in range(len(leans)):
        steady[smoothed(first == voice, activity, speech)] = voice
    others = leans.copy()
    others[steady, np.arange(len(steady))] = -np.inf
    second = others.argmax(axis=0)
    return tuple(
        talking & ((steady == voice) | (shared & (second == voice))) for voice in range(len(leans))
    )


def _lean_of_windows(activity: Activity, windows: list[Window], leans: Floats) -> Floats:
    """The mean over the windows a frame lies in, the more the nearer it is to their middle."""
    middles = activity.middles_ms()
    weighed = np.zeros(len(middles), dtype=np.float32)
    weights = np.full(len(middles), 1e-9, dtype=np.float32)
    for window, lean in zip(windows, leans, strict=True):
        # Frames at the very edge of a region are in no other window, so their weight is not 0.
        first, last = np.searchsorted(middles, (window.start_ms, window.end_ms))
        away = abs(middles[first:last] - window.middle_ms) / (window.length_ms / 2)
        weight = np.maximum(1e-6, 1 - away)
        weighed[first:last] += weight * lean
        weights[first:last] += weight
    means: Floats = weighed / weights
    return means


def _lean_of_local_voices(activity: Activity, own: Floats) -> Floats:
    """The mean of ``own`` over what the same voice says in each segmentation window, averaged
    over windows; ``own`` itself where none has a say."""
    sums = np.zeros_like(own)
    windows = np.zeros_like(own)
    fewest = _LOCAL_MS / 1000 / activity.step_s
    for first, alone in zip(activity.first_frames, activity.alone, strict=True):
        here = slice(first, first + len(alone))
        alone = alone[: len(own[here])]
        for voice in range(1, int(alone.max(initial=0)) + 1):
            frames = first + np.flatnonzero((alone == voice) & (own[here] != 0))
            if len(frames) >= fewest:
                sums[frames] += own[frames].mean()
                windows[frames] += 1
    means: Floats = np.where(windows > 0, sums / np.maximum(windows, np.float32(1)), own)
    return means


def smoothed(first: Mask, activity: Activity, speech: Regions) -> Mask:
    """``first`` with the flicker taken out of each region of speech by a median filter."""
    result = first.copy()
    size = int(_SMOOTH_MS / 1000 / activity.step_s) | 1
    middles = activity.middles_ms()
    for region in speech:
        start, end = np.searchsorted(middles, region)
        if end - start > size:
            around = np.pad(first[start:end], size // 2, mode="edge")
            result[start:end] = np.median(sliding_window_view(around, size), axis=1) > 0
    return result
