from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

import sounds
from calltools.errors import MissingPartError
from calltools.evaluation.diarization import diarization_errors
from calltools.media import Pcm, decode
from calltools.settings import Settings
from calltools.speech import runtime
from calltools.speech.channels import relate
from calltools.speech.diarize import diarize
from calltools.speech.leakage import CROSSTALK_DB, leaks
from calltools.speech.model import Diarization, Span
from demo_call import RECORDING
from demo_voices import INVESTIGATOR, found, in_a_row, pcm_of, reference, said_by, stereo


@pytest.fixture(autouse=True)
def _installed(request: pytest.FixtureRequest, lacks: Callable[[str], NoReturn]) -> None:
    if "settings" in request.fixturenames:
        try:
            runtime.require("onnxruntime", "kaldi_native_fbank", "pyannote.metrics")
        except MissingPartError as error:
            lacks(str(error))


def mix() -> np.ndarray:
    """The demonstration call on one channel."""
    with decode(RECORDING) as pcm:
        return pcm.read()


def test_parties_on_channels_of_their_own_are_separate(tmp_path: Path) -> None:
    with pcm_of(stereo(), tmp_path) as pcm:
        relation = relate(pcm)
    assert relation.separate
    assert not relation.leaking


@pytest.mark.parametrize("crosstalk_db", [-30.0, -20.0])
def test_crosstalk_is_measured(tmp_path: Path, crosstalk_db: float) -> None:
    with pcm_of(stereo(crosstalk_db), tmp_path) as pcm:
        relation = relate(pcm)
    assert relation.crosstalk_db == pytest.approx(crosstalk_db, abs=3)
    assert relation.separate
    assert relation.leaking


def test_one_sound_on_both_channels_is_not_separate(tmp_path: Path) -> None:
    with pcm_of(np.stack([mix(), mix()]), tmp_path) as pcm:
        assert relate(pcm).same
        assert not relate(pcm).separate


def test_a_room_on_two_microphones_is_not_separate(tmp_path: Path) -> None:
    with pcm_of(stereo(crosstalk_db=-6), tmp_path) as pcm:
        assert not relate(pcm).separate


@pytest.mark.parametrize("seconds", [0.01, 1.0, 45.0])
def test_silence_is_not_separate(tmp_path: Path, seconds: float) -> None:
    with pcm_of(np.stack([sounds.silence(seconds)] * 2), tmp_path) as pcm:
        assert not relate(pcm).separate


@pytest.mark.model
@pytest.mark.parametrize("crosstalk_db", [None, -20.0])
def test_channels_tell_the_parties_apart(
    settings: Settings, tmp_path: Path, crosstalk_db: float | None
) -> None:
    with pcm_of(stereo(crosstalk_db), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert result.method == "channels"
    assert result.channels == {"SPEAKER_00": 0, "SPEAKER_01": 1}
    errors = diarization_errors(reference(), found(result))
    assert errors.wrong_party is not None and errors.wrong_party < 0.01
    assert errors.rate is not None and errors.rate < 0.08


@pytest.mark.model
def test_who_is_heard_first_is_the_first_speaker_on_whatever_channel(
    settings: Settings, tmp_path: Path
) -> None:
    with pcm_of(stereo()[::-1], tmp_path) as pcm:
        assert diarize(pcm, settings).channels == {"SPEAKER_00": 1, "SPEAKER_01": 0}


@pytest.mark.model
def test_one_sound_on_both_channels_is_told_apart_by_voice(
    settings: Settings, tmp_path: Path, demo_call: Pcm
) -> None:
    with pcm_of(np.stack([mix(), mix()]), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert result.method == "two-party"
    assert result.spans == diarize(demo_call, settings).spans


@pytest.mark.model
def test_a_call_on_the_left_channel_alone_is_told_apart_by_voice(
    settings: Settings, tmp_path: Path
) -> None:
    call = mix()
    right = sounds.white_noise(len(call) / 16_000, -60)
    with pcm_of(np.stack([call, right]), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert result.method == "two-party"
    assert len({span.speaker for span in result.spans}) == 2


@pytest.mark.model
def test_one_voice_on_one_channel_is_one_speaker(settings: Settings, tmp_path: Path) -> None:
    voice = in_a_row(*said_by(INVESTIGATOR))
    with pcm_of(np.stack([sounds.white_noise(len(voice) / 16_000, -60), voice]), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert {span.speaker for span in result.spans} == {"SPEAKER_00"}


def told_by_channel(crosstalk_db: float) -> Diarization:
    spans = (
        Span(1000, 3000, "SPEAKER_00"),
        Span(2500, 5000, "SPEAKER_01"),
        Span(8000, 9000, "SPEAKER_00"),
    )
    return Diarization(
        spans,
        ((1000, 5000), (8000, 9000)),
        ((2500, 3000),),
        "channels",
        channels={"SPEAKER_00": 1, "SPEAKER_01": 0},
        measures={"crosstalk_db": crosstalk_db},
    )


def test_a_channel_is_silenced_where_only_the_other_party_speaks() -> None:
    assert leaks(told_by_channel(-25.0)) == {
        1: ((3250, 5250),),
        0: ((750, 2250), (7750, 9250)),
    }


def test_nothing_is_silenced_where_nothing_leaks() -> None:
    assert leaks(told_by_channel(CROSSTALK_DB - 5)) == {}
    assert leaks(Diarization((), (), (), "two-party")) == {}
