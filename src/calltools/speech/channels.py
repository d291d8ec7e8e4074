"""Two-channel recordings: each party on a channel of its own, and what leaks over.

Many recorders keep what the microphone hears on one channel and what comes down the line on the
other.  Then the channel tells who speaks, better than any voice does, unless the line's sound
leaks into the microphone: where one channel is much louder than the other, what the other holds
is the leak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calltools.arrays import Floats
from calltools.media.channel_levels import channel_energies, crosstalk_db
from calltools.progress import Progress, part, silent
from calltools.speech.leakage import BLEED_DB, CROSSTALK_DB
from calltools.speech.model import Diarization
from calltools.speech.pyannet import PyanNet
from calltools.speech.segmentation import Activity, find_activity
from calltools.speech.spans import hardly_heard, name_speakers

if TYPE_CHECKING:
    from calltools.media import Pcm

METHOD = "channels"

_FRAME_MS = 20  # of one level
_SMOOTH_FRAMES = 20
"""Levels are compared over 400 ms: single syllables rise and fall by more than the leak does."""
_LEAST_SPEECH_MS = 500  # of each party, else voices decide; not measured
_FLOOR = 1e-9  # keeps the logarithm finite


@dataclass(frozen=True, slots=True)
class Relation:
    """How the two channels relate.

    ``same``: they hold one sound.  ``crosstalk_db`` is how loud the other party is in one's
    channel against their own, None where it can't be measured.  ``levels_db`` is the level of
    each 20 ms, smoothed, shape (2, frames).
    """

    same: bool
    crosstalk_db: float | None
    levels_db: Floats

    @property
    def separate(self) -> bool:
        """Whether the channels tell the parties apart."""
        return not self.same and self.crosstalk_db is not None and self.crosstalk_db <= BLEED_DB

    @property
    def leaking(self) -> bool:
        """Whether one party can be heard in the other's channel."""
        return self.crosstalk_db is not None and self.crosstalk_db > CROSSTALK_DB


def relate(pcm: Pcm) -> Relation:
    """Measure a two-channel recording."""
    energies, same = channel_energies(pcm)
    return Relation(same, None if same else crosstalk_db(energies), _smooth_levels(energies))


def _smooth_levels(energy: Floats) -> Floats:
    box = np.full(_SMOOTH_FRAMES, 1 / _SMOOTH_FRAMES, dtype=np.float32)
    edges = (_SMOOTH_FRAMES // 2, _SMOOTH_FRAMES - 1 - _SMOOTH_FRAMES // 2)
    smooth = [np.convolve(np.pad(channel, edges, mode="edge"), box, "valid") for channel in energy]
    levels: Floats = 10 * np.log10(np.stack(smooth).astype(np.float32) + np.float32(_FLOOR))
    return levels


def diarize_channels(
    pcm: Pcm,
    network: PyanNet,
    relation: Relation,
    *,
    threads: int = 1,
    progress: Progress = silent,
) -> Diarization | None:
    """Who speaks on which channel; None where one of the two holds no speech of its own.

    ``network`` is that of segmentation.  A recording of both parties on the left channel
    alone is thus left to the diarizers of mixed sound.
    """
    left, right = (
        find_activity(
            pcm,
            network,
            channel=c,
            threads=threads,
            progress=part(progress, c / 2, (c + 1) / 2),
        )
        for c in (0, 1)
    )
    masks = [activity.frames(activity.speech_regions) for activity in (left, right)]
    if relation.leaking:
        lead_db = _lead_db(relation, left)
        gate_db = -(relation.crosstalk_db or 0.0) / 2
        masks = [masks[0] & (lead_db > -gate_db), masks[1] & (lead_db < gate_db)]
    stretches = [left.regions(mask) for mask in masks]
    if any(sum(end - start for start, end in own) < _LEAST_SPEECH_MS for own in stretches):
        return None
    masks = [left.frames(own) for own in stretches]
    spans, names = name_speakers(stretches)
    return Diarization(
        spans,
        left.regions(masks[0] | masks[1]),
        left.regions(masks[0] & masks[1]),
        METHOD,
        channels={names[channel]: channel for channel in (0, 1)},
        measures={"crosstalk_db": round(relation.crosstalk_db or 0.0, 1)},
        warnings=hardly_heard(spans),
    )


def _lead_db(relation: Relation, activity: Activity) -> Floats:
    """How much louder the first channel is than the second, at the middle of every frame.

    Leak is told from speech half way, in dB, between equally loud channels and the crosstalk.
    """
    left, right = relation.levels_db
    at = (activity.middles_ms() / _FRAME_MS).astype(np.int64).clip(0, len(left) - 1)
    lead: Floats = left[at] - right[at]
    return lead
