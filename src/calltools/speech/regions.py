"""Where there is speech: Silero's detector, run over a recording of any length in blocks.

Silero VAD (https://github.com/snakers4/silero-vad, MIT) gives a probability for every 32 ms; the
model file is the one faster-whisper ships.  Regions are made of the probabilities as
faster-whisper does with ``vad_filter=True``, so that its results are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from calltools.media.pcm import RATE, Samples
from calltools.speech.intervals import Region, join

Probabilities = NDArray[np.float32]
"""Probability of speech for each window of WINDOW_MS, shape (windows,)."""

WINDOW_MS = 32  # what Silero takes at once
_WINDOW = RATE * WINDOW_MS // 1000
_CONTEXT = 64  # samples before the window that Silero sees, too

# faster-whisper's defaults: speech begins at the first and ends below the second probability,
# once it stays there for two seconds (shorter pauses give Whisper its sentence ends), and Whisper
# gets a little of the sound around it.
_SPEECH = 0.5
_NO_SPEECH = 0.35
_PAUSE_MS = 2000
_PAD_MS = 400


def speech_probabilities(blocks: Iterable[Samples]) -> Probabilities:
    """Probability of speech in every window of the sound that ``blocks`` together make up.

    Blocks must be whole windows long, the last excepted.  Memory does not grow with the sound
    but for four bytes per window.
    """
    from faster_whisper.vad import get_vad_model

    session = get_vad_model().session
    state = [np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32)]
    context = np.zeros(_CONTEXT, np.float32)
    found = [np.zeros(0, np.float32)]
    for block in blocks:
        if not block.size:
            continue
        windows = np.pad(block, (0, -block.size % _WINDOW)).reshape(-1, _WINDOW)
        before = np.vstack([context, windows[:-1, -_CONTEXT:]])
        context = windows[-1, -_CONTEXT:]
        inputs = {"input": np.hstack([before, windows]), "h": state[0], "c": state[1]}
        probabilities, *state = session.run(None, inputs)
        found.append(np.ravel(probabilities))
    return np.concatenate(found)


def speech_regions(
    probabilities: Probabilities,
    duration_ms: int,
    pause_ms: int = _PAUSE_MS,
    pad_ms: int = _PAD_MS,
) -> list[Region]:
    """Regions of speech, padded, in order, not overlapping, within 0 and ``duration_ms``.

    A pause of ``pause_ms`` ends one; pads never meet, for they are shorter than half of it.
    """
    regions = []
    start: int | None = None
    quiet_since: int | None = None
    for window, probability in enumerate(probabilities):
        at = window * WINDOW_MS
        if probability >= _SPEECH:
            start = at if start is None else start
            quiet_since = None
        elif start is not None and probability < _NO_SPEECH:
            quiet_since = at if quiet_since is None else quiet_since
            if at - quiet_since >= pause_ms:
                regions.append((start, quiet_since))
                start = quiet_since = None
    if start is not None:
        regions.append((start, duration_ms))
    return [(max(0, s - pad_ms), min(duration_ms, e + pad_ms)) for s, e in regions]


def divide(
    regions: Iterable[Region], probabilities: Probabilities, longest_ms: int, search_ms: int
) -> list[list[Region]]:
    """``regions`` in parts of at most ``longest_ms`` of sound each.

    A part ends between two regions if it can in its last ``search_ms``, else in the middle of the
    longest pause in there.
    """
    parts: list[list[Region]] = []
    room = 0
    for start, end in regions:
        if end - start > room and room <= search_ms:
            parts.append([])
            room = longest_ms
        while end - start > room:
            latest = (start + room) // WINDOW_MS
            earliest = max(latest - search_ms // WINDOW_MS, start // WINDOW_MS + 1)
            cut = (earliest + _middle_of_pause(probabilities[earliest:latest])) * WINDOW_MS
            parts[-1].append((start, cut))
            parts.append([])
            start, room = cut, longest_ms
        parts[-1].append((start, end))
        room -= end - start
    return parts


def _middle_of_pause(probabilities: Probabilities) -> int:
    """The window in the middle of the longest run without speech; the least likely one if none."""
    quiet = np.concatenate([[0], (probabilities < _SPEECH).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(quiet))
    starts, ends = edges[::2], edges[1::2]
    if not starts.size:
        return int(np.argmin(probabilities))
    longest = int(np.argmax(ends - starts))
    return int(starts[longest] + ends[longest]) // 2


# Each detector errs in its way.  Music takes Silero in for a moment (up to 1.9 s in 22 minutes of
# made melodies and plucked strings) and deafens it to the first two seconds of what is said after;
# the diarizer's segmentation takes ringing and music for speech for up to 3 s.  So regions of the
# two that meet are joined, and one that stands alone must be as long as this.  Of 198 regions of
# real speech, clean, by telephone and in noise, two were found by one detector alone, both in noise
# of 5 dB; one of them is longer than this.
_SURE_ALONE_MS = 3000


def reconcile(
    silero: Sequence[Sequence[Region]], others: Sequence[Sequence[Region]], duration_ms: int
) -> tuple[list[list[Region]], list[Region]]:
    """What to listen to on each channel, and what to withhold, by two detectors of speech.

    Both give their regions by channel; those of the other detector are not padded.  Heard is
    what both find, joined; what one of them finds at length; and what one finds within a short
    pause of something said on any channel, for in a dialogue the answer may be a mere 对.
    """
    groups = [_groups(*found) for found in zip(silero, others, strict=True)]
    sure = join((s, e) for found in groups for s, e, finders in found if len(finders) == 2)
    heard: list[list[Region]] = []
    withheld: list[Region] = []
    for found in groups:
        kept = []
        for start, end, finders in found:
            alone = len(finders) == 1
            if alone and end - start < _SURE_ALONE_MS and not _is_near((start, end), sure):
                withheld.append((start, end))
            elif finders == {1}:
                kept.append((max(0, start - _PAD_MS), min(duration_ms, end + _PAD_MS)))
            else:
                kept.append((start, end))
        heard.append(join(kept))
    return heard, sorted(withheld)


def _groups(*found: Sequence[Region]) -> list[tuple[int, int, set[int]]]:
    """Regions that overlap made one, with the places in ``found`` of the lists they are from."""
    groups: list[tuple[int, int, set[int]]] = []
    for start, end, finder in sorted((s, e, i) for i, rs in enumerate(found) for s, e in rs):
        if groups and start < groups[-1][1]:
            first, last, finders = groups[-1]
            groups[-1] = (first, max(end, last), finders | {finder})
        else:
            groups.append((start, end, {finder}))
    return groups


def _is_near(region: Region, others: Sequence[Region]) -> bool:
    start, end = region
    return any(s <= end + _PAUSE_MS and e >= start - _PAUSE_MS for s, e in others)
