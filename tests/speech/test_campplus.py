from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from calltools.errors import MissingPartError, ModelError
from calltools.media.pcm import Samples
from calltools.models import locate
from calltools.settings import Settings
from calltools.speech import runtime
from calltools.speech.campplus import CamPlusPlus, Embeddings, FilterBank, filterbank, load
from demo_voices import HOSPITAL, INVESTIGATOR, pcm_of, said_by

pytestmark = pytest.mark.model

# What the network makes of the first words of the hospital, 1.4 s.  When this was written, its
# embeddings equalled those of the 3D-Speaker implementation to 1e-6.
FINGERPRINT = [-0.1254, 0.0933, -0.0087, 0.1822, 0.0502, -0.1381, 0.0352, 0.06]


@pytest.fixture(scope="module")
def network(settings: Settings, lacks: Callable[[str], NoReturn]) -> CamPlusPlus:
    try:
        return load(settings)
    except MissingPartError as error:
        lacks(str(error))


def voices(network: CamPlusPlus, clips: list[Samples], seconds: float = 1.0) -> Embeddings:
    """Embeddings of the first ``seconds`` of each clip."""
    size = round(seconds * 16_000)
    return network(np.stack([filterbank(clip[:size]) for clip in clips]))


def test_one_voice_is_nearer_to_itself_than_to_another(network: CamPlusPlus) -> None:
    asking, answering = (said_by(role) for role in (INVESTIGATOR, HOSPITAL))
    points = voices(network, [*asking, *answering])
    is_asking = np.arange(len(points)) < len(asking)
    nearness = points @ points.T
    np.fill_diagonal(nearness, np.nan)
    same = is_asking[:, None] == is_asking[None, :]
    own, other = (np.where(mask, nearness, np.nan) for mask in (same, ~same))
    assert (np.nanmax(own, axis=1) > np.nanmax(other, axis=1)).all()
    assert np.nanmean(own) > np.nanmean(other) + 0.2


def test_embeddings_are_those_of_the_published_network(network: CamPlusPlus) -> None:
    point = voices(network, said_by(HOSPITAL), 1.4)[0]
    assert point[: len(FINGERPRINT)] == pytest.approx(FINGERPRINT, abs=2e-3)


def test_frames_are_those_of_torchaudio_after_kaldi(
    network: CamPlusPlus, lacks: Callable[[str], NoReturn]
) -> None:
    """Energies of 1e-7 and less, in the pauses, differ by rounding."""
    assert network is not None
    try:
        runtime.require("pyannote.audio", "torchaudio")
    except MissingPartError as error:
        lacks(str(error))
    import torch

    from calltools.speech.pyannote_pipeline import load_pyannote

    load_pyannote()
    from torchaudio.compliance import kaldi

    for clip in said_by(HOSPITAL):
        ours = filterbank(clip)
        theirs = kaldi.fbank(torch.from_numpy(clip)[None], num_mel_bins=80, dither=0.0).numpy()
        assert ours.shape == theirs.shape
        assert np.quantile(abs(ours - theirs), 0.999) < 1e-3
        assert abs(ours - theirs).max() < 0.02


def test_embeddings_lie_on_the_unit_sphere(network: CamPlusPlus) -> None:
    points = voices(network, said_by(HOSPITAL))
    assert points.shape == (6, 192)
    assert np.linalg.norm(points, axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_a_window_does_not_depend_on_the_others_of_its_batch(network: CamPlusPlus) -> None:
    clips = said_by(HOSPITAL)
    together = voices(network, clips)
    alone = np.concatenate([voices(network, [clip]) for clip in clips])
    assert together == pytest.approx(alone, abs=1e-4)


def test_loudness_hardly_changes_the_voice(network: CamPlusPlus) -> None:
    clip = said_by(HOSPITAL)[1]
    loud, faint = voices(network, [clip, 0.2 * clip])
    assert loud @ faint > 0.85


def test_a_stretch_longer_than_the_context_gives_one_embedding(network: CamPlusPlus) -> None:
    clips = [np.concatenate(said_by(HOSPITAL))]
    whole = voices(network, clips, 8.0)
    assert whole.shape == (1, 192)
    assert (whole @ voices(network, clips, 1.0).T).item() > 0.5


def test_frames_taken_from_blocks_are_those_of_the_stretch(tmp_path: Path) -> None:
    clip = np.concatenate([said_by(HOSPITAL)[1]] * 12)
    pcm = pcm_of(clip, tmp_path)
    bank = FilterBank(pcm)
    last_ms = pcm.duration_ms - 1_000
    for start_ms in (0, 730, 9_400, 9_990, last_ms // 10 * 10):
        expected = filterbank(pcm.read(start_ms, start_ms + 1_000))
        assert np.array_equal(bank.frames(start_ms, 1_000), expected)
    silent = filterbank(np.zeros(16_000, np.float32))
    assert np.array_equal(bank.frames(-3_000, 1_000), silent)
    assert np.array_equal(bank.frames(pcm.duration_ms + 20_000, 1_000), silent)


def test_weights_of_another_network_are_told(settings: Settings) -> None:
    other = locate("segmentation-3.0", settings.models_dir).file("pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin: expected the weights of campplus"):
        CamPlusPlus(other)
