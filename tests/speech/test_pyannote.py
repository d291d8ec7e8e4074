"""Pyannote: its pipeline tells who speaks, and our networks and frames give what its own give.

In a file of their own, so that one process loads its packages.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sounds
from calltools.errors import ModelError
from calltools.evaluation.diarization import diarization_errors
from calltools.media import RATE, Pcm
from calltools.models import locate
from calltools.settings import Settings
from calltools.speech import diarize as diarizer
from calltools.speech.campplus import filterbank
from calltools.speech.diarize import diarize
from calltools.speech.model import Diarization
from calltools.speech.pyannet import PyanNet
from calltools.speech.segmentation import HOP_MS, Activity
from demo_voices import HOSPITAL, found, pcm_of, reference, said_by, stereo

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def theirs(pyannote: Settings) -> Any:
    """The same weights as pyannote.audio loads them."""
    from calltools.speech.pyannote_pipeline import load_pyannote

    load_pyannote()
    from pyannote.audio import Model

    path = locate("segmentation-3.0", pyannote.models_dir).file("pytorch_model.bin")
    return Model.from_pretrained(path).eval()


@pytest.mark.parametrize("seconds", [0.1, 2.5, 10.0])
def test_the_network_is_that_of_pyannote(
    model: PyanNet, theirs: Any, demo_call: Pcm, seconds: float
) -> None:
    import torch

    sound = demo_call.read()[: 2 * round(seconds * RATE)].reshape(2, -1)
    with torch.inference_mode():
        expected = theirs(torch.from_numpy(sound)[:, None]).exp().numpy()
    ours = model(sound)
    assert ours == pytest.approx(expected, abs=1e-4)
    assert ours.shape[1] == model.frames_in(sound.shape[-1])


def test_frames_and_sets_of_voices_are_those_of_pyannote(model: PyanNet, theirs: Any) -> None:
    from pyannote.audio.utils.powerset import Powerset

    specifications = theirs.specifications
    powerset = Powerset(len(specifications.classes), specifications.powerset_max_classes)
    assert (model.sets == powerset.mapping.numpy()).all()
    frames = theirs.receptive_field
    assert (model.step_s, model.field_s) == (frames.step, frames.duration)
    for samples in (991, 1260, 1261, 16_000, 160_000):
        assert model.frames_in(samples) == theirs.num_frames(samples)


def test_probabilities_are_those_of_pyannote_averaged(
    theirs: Any, demo_call: Pcm, demo_segmented: tuple[Activity, list[float]]
) -> None:
    import torch
    from pyannote.audio import Inference
    from pyannote.core import SlidingWindowFeature

    inference = Inference(
        theirs, step=HOP_MS / 1000, skip_aggregation=True, skip_conversion=True, batch_size=32
    )
    scores = inference({"waveform": torch.from_numpy(demo_call.read())[None], "sample_rate": RATE})
    probabilities = np.exp(scores.data)
    voices = np.stack([1 - probabilities[..., 0], probabilities[..., 4:].sum(axis=-1)], axis=-1)
    averaged = Inference.aggregate(
        SlidingWindowFeature(voices, scores.sliding_window), theirs.receptive_field, missing=0.0
    )
    ours, told = demo_segmented
    count = len(ours.speech)
    assert ours.speech == pytest.approx(averaged.data[:count, 0], abs=1e-3)
    assert ours.overlap == pytest.approx(averaged.data[:count, 1], abs=1e-3)
    end_ms = 1000 * (ours.start_s + count * ours.step_s)
    assert end_ms == pytest.approx(demo_call.duration_ms, 0.001)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_frames_are_those_of_torchaudio_after_kaldi(pyannote: Settings) -> None:
    """Energies of 1e-7 and less, in the pauses, differ by rounding."""
    import torch

    from calltools.speech.pyannote_pipeline import load_pyannote

    assert pyannote
    load_pyannote()
    from torchaudio.compliance import kaldi

    for clip in said_by(HOSPITAL):
        ours = filterbank(clip)
        theirs = kaldi.fbank(torch.from_numpy(clip)[None], num_mel_bins=80, dither=0.0).numpy()
        assert ours.shape == theirs.shape
        assert np.quantile(abs(ours - theirs), 0.999) < 1e-3
        assert abs(ours - theirs).max() < 0.02


def speakers(result: Diarization) -> list[str]:
    return sorted({span.speaker for span in result.spans})


def numbered(count: int) -> list[str]:
    return [f"SPEAKER_0{n}" for n in range(count)]


def test_pyannote_finds_two_speakers_on_request_in_order_of_their_first_word(
    pyannote: Settings, demo_call: Pcm
) -> None:
    told: list[float] = []
    result = diarize(demo_call, replace(pyannote, num_speakers=2), progress=told.append)
    assert told == sorted(told)
    assert max(told) > 0.9
    assert speakers(result) == numbered(2)
    errors = diarization_errors(reference(), found(result))
    assert errors.rate is not None and errors.rate < 0.15
    assert result.method == "pyannote" and result.speech
    assert all(start < end for start, end in (*result.speech, *result.overlap))
    assert result.spans[0].speaker == "SPEAKER_00"
    assert list(result.spans) == sorted(
        result.spans, key=lambda s: (s.start_ms, s.end_ms, s.speaker)
    )


def test_pyannote_respects_the_number_of_speakers_and_mixes_stereo(
    pyannote: Settings, tmp_path: Path
) -> None:
    with pcm_of(stereo()[:, 6 * RATE :], tmp_path) as pcm:
        result = diarize(pcm, replace(pyannote, num_speakers=3))
    assert (speakers(result), result.channels) == (numbered(3), {})


@pytest.mark.parametrize("seconds", [0.02, 12.0])
def test_pyannote_finds_no_speaker_in_silence(
    pyannote: Settings, tmp_path: Path, seconds: float
) -> None:
    with pcm_of(sounds.silence(seconds), tmp_path) as pcm:
        result = diarize(pcm, pyannote)
    assert result.spans == ()
    assert [w.kind for w in result.warnings] == ["no_speech"]


def test_community_1_is_checked_before_it_is_used(pyannote: Settings, tmp_path: Path) -> None:
    weights = tmp_path / "community-1" / "segmentation" / "pytorch_model.bin"
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"anything")
    with pytest.raises(ModelError, match="community-1"):
        diarizer.models(replace(pyannote, models_dir=tmp_path))
