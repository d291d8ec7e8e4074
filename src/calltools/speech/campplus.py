"""CAM++: a small network that turns a second of speech into a point where voices lie apart.

Wang, Zheng, Chen, Cheng, Chen: *CAM++: A Fast and Efficient Network for Speaker Verification
Using Context-Aware Masking*, Interspeech 2023.  The weights are the checkpoint of the 3D-Speaker
project (Apache-2.0).
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calltools.arrays import Floats
from calltools.media.pcm import RATE, Pcm, Samples
from calltools.models.torch_checkpoint import Tensors
from calltools.settings import Settings
from calltools.speech.network import installed, load_network

Embeddings = NDArray[np.float32]
"""Points of length 1, shape (n, 192); the nearer two are, the likelier one voice."""

DIMENSION = 192  # of a voice's point, as the network was trained
MEL_BANDS = 80  # as the network was trained
FRAME_MS = 25
"""What a frame of :func:`filterbank` sees; frames begin every ``HOP_MS``."""
HOP_MS = 10  # as the network was trained

_BLOCK_FRAMES, _BLOCKS = 1_000, 4
"""Ten seconds at a time, so that windows that overlap share their frames and memory stays flat."""


def load(settings: Settings) -> CamPlusPlus:
    """The network with its weights, once for all who ask.  Raises ModelError, MissingPartError."""
    return installed(CamPlusPlus, "campplus", "campplus_cn_en_common.pt", settings)


class CamPlusPlus:
    """Filter-bank frames to voices."""

    def __init__(self, path: Path) -> None:
        """With the weights of the checkpoint ``path``, which the caller has checked.

        Raises ModelError if the file isn't one of this network.
        """
        self._run = load_network("campplus", path, _weights)

    def __call__(self, frames: Floats) -> Embeddings:
        """The voice in each of as many windows of :func:`filterbank`, shape (n, frames, 80)."""
        return self._run(frames)


def _weights(tensors: Tensors) -> dict[str, NDArray[Any]]:
    """The tensors of a checkpoint less those that only count what training saw."""
    return {n: value for n, value in tensors.items() if not n.endswith("num_batches_tracked")}


def filterbank(samples: Samples) -> Floats:
    """Log Mel energies as Kaldi computes them, shape (frames, 80), of at least 25 ms of sound."""
    from kaldi_native_fbank import OnlineFbank

    bank = OnlineFbank(_bank_options())
    bank.accept_waveform(RATE, samples)
    bank.input_finished()
    return np.stack([bank.get_frame(number) for number in range(bank.num_frames_ready)])


class FilterBank:
    """The frames of a recording, made a block at a time and kept while they are asked for."""

    def __init__(self, pcm: Pcm) -> None:
        self._pcm = pcm
        self._block = lru_cache(maxsize=_BLOCKS)(self._made)

    def frames(self, start_ms: float, length_ms: int) -> Floats:
        """The frames of a stretch (see :func:`filterbank`) from the nearest ``HOP_MS`` on; before
        the start of the recording and after its end there is silence."""
        first = round(start_ms / HOP_MS)
        last = first + (length_ms - FRAME_MS) // HOP_MS + 1
        blocks = range(first // _BLOCK_FRAMES, (last - 1) // _BLOCK_FRAMES + 1)
        joined = np.concatenate([self._block(block) for block in blocks])
        begin = first - blocks.start * _BLOCK_FRAMES
        return joined[begin : begin + last - first]

    def _made(self, block: int) -> Floats:
        start_ms = block * _BLOCK_FRAMES * HOP_MS
        length_ms = (_BLOCK_FRAMES - 1) * HOP_MS + FRAME_MS
        before = max(0, -start_ms) * RATE // 1000
        sound = self._pcm.read(max(0, start_ms), max(0, start_ms + length_ms))
        return filterbank(np.pad(sound, (before, length_ms * RATE // 1000 - before - len(sound))))


@cache
def _bank_options() -> Any:
    from kaldi_native_fbank import FbankOptions

    options = FbankOptions()
    options.frame_opts.samp_freq = RATE
    options.frame_opts.frame_length_ms = FRAME_MS
    options.frame_opts.frame_shift_ms = HOP_MS
    options.frame_opts.dither = 0.0
    options.mel_opts.num_bins = MEL_BANDS
    return options
