"""The figures that the guide to speakers gives, measured again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from calltools.errors import MissingPartError
from calltools.evaluation.diarization import LENIENT, STRICT, DiarizationScore, pooled, score
from calltools.evaluation.inputs import read_spoken
from calltools.media import decode
from calltools.settings import Settings
from calltools.speech import runtime
from calltools.speech.diarize import diarize
from demo_voices import found, in_a_row, pcm_of

pytestmark = [pytest.mark.model, pytest.mark.slow]

SPLICED = ("zh01", "zh02")
Figure = Callable[..., None]


@pytest.fixture(autouse=True)
def _installed(lacks: Callable[[str], NoReturn]) -> None:
    try:
        runtime.require("onnxruntime", "kaldi_native_fbank", "pyannote.metrics")
    except MissingPartError as error:
        lacks(str(error))


def measured(
    settings: Settings, folder: Path, names: Iterable[str], suffix: str, reference: str
) -> dict[str, DiarizationScore]:
    scores = {}
    for name in names:
        with decode(folder / f"{name}{suffix}.wav") as pcm:
            spoken = found(diarize(pcm, settings))
        (truth,) = read_spoken(folder / f"{name}{reference}").values()
        scores[name] = score(truth, spoken)
    return scores


def test_spliced_calls_err_by_less_than_3_7_per_cent_and_than_the_pipeline(
    settings: Settings, shared: Path, figure: Figure
) -> None:
    folder = shared / "audio" / "diarization"
    ours = pooled(measured(settings, folder, SPLICED, "_ph", ".rttm").values())
    stock = replace(settings, diarizer="pyannote", num_speakers=2)
    theirs = pooled(measured(stock, folder, SPLICED, "_ph", ".rttm").values())
    our_rate, their_rate = ours[LENIENT].rate, theirs[LENIENT].rate
    figure("spliced calls: diarization error, collar 250 ms", our_rate, most=0.037)
    assert our_rate is not None and their_rate is not None
    assert our_rate < their_rate


def test_crosstalk_does_not_make_one_party_two(
    settings: Settings, shared: Path, figure: Figure
) -> None:
    folder = shared / "audio" / "diarization"
    total = pooled(measured(settings, folder, SPLICED, "_st", ".rttm").values())
    wrong, rate = total[STRICT].wrong_party, total[LENIENT].rate
    figure("spliced calls with crosstalk: wrong party", wrong, most=0.01)
    figure("spliced calls with crosstalk: diarization error, collar 250 ms", rate, most=0.04)


def test_a_sample_of_real_telephone_speech_is_told_apart(
    settings: Settings, shared: Path, figure: Figure
) -> None:
    folder = shared / "audio" / "diarization"
    (result,) = measured(settings, folder, ["pyannote_sample"], "", ".rttm").values()
    figure("real telephone speech: wrong party", result[STRICT].wrong_party, most=0.02)


@pytest.mark.parametrize("speaker", ["S0150", "S0252"])
def test_a_monologue_is_one_voice(
    settings: Settings, shared: Path, tmp_path: Path, speaker: str
) -> None:
    clips = []
    for file in sorted((shared / "audio" / "speech").glob(f"aishell_BAC009{speaker}*.wav")):
        with decode(file) as pcm:
            clips.append(pcm.read())
    with pcm_of(in_a_row(*clips), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert {span.speaker for span in result.spans} == {"SPEAKER_00"}
