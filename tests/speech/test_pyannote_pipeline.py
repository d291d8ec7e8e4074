from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

import sounds
from calltools.errors import MissingPartError, ModelError
from calltools.evaluation.diarization import diarization_errors
from calltools.media import RATE, decode
from calltools.settings import Settings
from calltools.speech import diarize as diarizer
from calltools.speech import runtime
from calltools.speech.diarize import diarize
from calltools.speech.model import Diarization
from demo_call import RECORDING
from demo_voices import found, pcm_of, reference, stereo

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def pyannote(settings: Settings, lacks: Callable[[str], NoReturn]) -> Settings:
    try:
        runtime.require("torch", "torchaudio", "pyannote.audio")
    except MissingPartError as error:
        lacks(str(error))
    return replace(settings, diarizer="pyannote")


@pytest.fixture(scope="module")
def two(pyannote: Settings) -> tuple[Diarization, list[float]]:
    """The demonstration call told apart as two speakers, and the progress told."""
    told: list[float] = []
    with decode(RECORDING) as pcm:
        return diarize(pcm, replace(pyannote, num_speakers=2), progress=told.append), told


def test_two_speakers_are_found_on_request(two: tuple[Diarization, list[float]]) -> None:
    result, _ = two
    assert {span.speaker for span in result.spans} == {"SPEAKER_00", "SPEAKER_01"}
    errors = diarization_errors(reference(), found(result))
    assert errors.rate is not None and errors.rate < 0.15
    assert result.method == "pyannote"
    assert result.speech
    assert all(start < end for start, end in (*result.speech, *result.overlap))


def test_speakers_are_named_in_order_of_their_first_word(
    two: tuple[Diarization, list[float]],
) -> None:
    spans = two[0].spans
    assert spans[0].speaker == "SPEAKER_00"
    assert list(spans) == sorted(spans, key=lambda s: (s.start_ms, s.end_ms, s.speaker))


def test_progress_goes_up(two: tuple[Diarization, list[float]]) -> None:
    _, told = two
    assert told == sorted(told)
    assert max(told) > 0.9


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_speakers_is_respected_and_stereo_mixed(
    pyannote: Settings, tmp_path: Path, number: int
) -> None:
    with pcm_of(stereo()[:, 7 * RATE : 23 * RATE], tmp_path) as pcm:
        result = diarize(pcm, replace(pyannote, num_speakers=number))
    assert {span.speaker for span in result.spans} == {f"SPEAKER_0{n}" for n in range(number)}
    assert result.channels == {}


@pytest.mark.parametrize("seconds", [0.02, 12.0])
def test_no_speech_gives_no_speaker(pyannote: Settings, tmp_path: Path, seconds: float) -> None:
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


def test_models_are_told_beforehand(pyannote: Settings) -> None:
    assert set(diarizer.models(pyannote)) == {"segmentation-3.0", "campplus"}
    packages = diarizer.parameters(pyannote)["packages"]
    assert packages.keys() == {
        "kaldi_native_fbank",
        "numpy",
        "onnxruntime",
        "pyannote.audio",
        "torch",
        "torchaudio",
    }
    assert diarizer.parameters(pyannote)["threads"] == pyannote.threads
