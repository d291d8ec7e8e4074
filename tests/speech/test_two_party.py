from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sounds
from calltools.errors import MissingPartError, ModelError
from calltools.evaluation.diarization import Spoken, diarization_errors
from calltools.media import RATE, Pcm, decode
from calltools.settings import Settings
from calltools.speech import diarize as diarizer
from calltools.speech import runtime
from calltools.speech.campplus import Embeddings
from calltools.speech.diarize import diarize
from calltools.speech.model import Diarization
from calltools.speech.segmentation import Activity
from calltools.speech.two_party import Window, place_windows, smoothed
from calltools.speech.voices import Voices, find_several, find_voices
from demo_call import RECORDING
from demo_voices import HOSPITAL, INVESTIGATOR, found, in_a_row, pcm_of, reference, said_by

ENGLISH = Path(__file__).parents[1] / "gold" / "english-call" / "call.opus"


@pytest.fixture(autouse=True)
def _installed(request: pytest.FixtureRequest, lacks: Callable[[str], NoReturn]) -> None:
    if "settings" in request.fixturenames:
        try:
            runtime.require("onnxruntime", "kaldi_native_fbank", "pyannote.metrics")
        except MissingPartError as error:
            lacks(str(error))


def regions(lengths: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Regions from (pause before, length)."""
    out: list[tuple[int, int]] = []
    at = 0
    for pause, length in lengths:
        out.append((at + pause, at + pause + length))
        at += pause + length
    return tuple(out)


@given(st.lists(st.tuples(st.integers(100, 3000), st.integers(100, 5000)), max_size=6).map(regions))
def test_windows_cover_every_region_and_leave_none(speech: tuple[tuple[int, int], ...]) -> None:
    windows = place_windows(speech)
    counted = 0
    for start, end in speech:
        own = [w for w in windows if start <= w.start_ms and w.end_ms <= end]
        assert own[0].start_ms == start
        assert own[-1].end_ms == end
        assert all(w.length_ms == min(1000, end - start) for w in own)
        assert all(0 < b.start_ms - a.start_ms <= 500 for a, b in pairwise(own))
        counted += len(own)
    assert counted == len(windows)


def test_a_region_shorter_than_a_window_is_one_window() -> None:
    assert place_windows(((100, 700),)) == [Window(100, 700)]


def test_two_clouds_of_points_are_two_voices() -> None:
    random = np.random.default_rng(1)
    directions = random.standard_normal((2, 192))
    labels = np.array([0] * 64 + [1] * 4)
    points = directions[labels] + 0.7 * random.standard_normal((68, 192))
    points = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    voices = find_voices(points)
    nearest = (points @ voices.centres.T).argmax(axis=1)
    assert (nearest == labels).all() or (nearest == 1 - labels).all()
    assert not voices.one
    assert not voices.close


def test_one_cloud_of_points_is_one_voice() -> None:
    random = np.random.default_rng(2)
    points = random.standard_normal(192) + 0.8 * random.standard_normal((80, 192))
    points = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    assert find_voices(points).one


@pytest.mark.parametrize(("share", "is_one"), [(0.45, False), (0.08, True)])
def test_what_falls_into_even_halves_is_sooner_two_voices(share: float, is_one: bool) -> None:
    centres = np.zeros((2, 192), np.float32)
    assert Voices(centres, cosine=0.70, contrast=6.2, count=90, share=share).one is is_one


@pytest.mark.parametrize("count", [1, 2, 3])
def test_too_few_points_to_tell_are_one_voice(count: int) -> None:
    points = np.eye(192, dtype=np.float32)[:count]
    assert find_voices(points).one


@pytest.fixture(scope="module")
def demo_spoken(settings: Settings) -> Diarization:
    with decode(RECORDING) as pcm:
        return diarize(pcm, settings)


@pytest.mark.model
def test_the_parties_of_a_call_are_told_apart(demo_spoken: Diarization) -> None:
    result = demo_spoken
    errors = diarization_errors(reference(), found(result))
    assert errors.wrong_party is not None
    assert errors.wrong_party < 0.02
    strict = errors.rate
    lenient = diarization_errors(reference(), found(result), collar_ms=250).rate
    assert strict is not None and strict < 0.06
    assert lenient is not None and lenient < 0.02
    assert {span.speaker for span in result.spans} == {"SPEAKER_00", "SPEAKER_01"}
    assert result.spans[0].speaker == "SPEAKER_00"
    assert result.method == "two-party"
    assert result.warnings == ()


@pytest.mark.model
def test_spans_speech_and_overlap_agree(demo_spoken: Diarization, demo_call: Pcm) -> None:
    result = demo_spoken
    time = np.zeros((2, demo_call.duration_ms), dtype=np.int64)
    for span in result.spans:
        time[int(span.speaker[-1]), span.start_ms : span.end_ms] = 1
    speech = np.zeros(demo_call.duration_ms, dtype=np.bool_)
    for start, end in result.speech:
        speech[start:end] = True
    assert (time.any(axis=0) == speech).mean() > 0.999
    for start, end in result.overlap:
        assert time[:, start:end].all()


@pytest.mark.model
def test_the_same_recording_gives_the_same_result_and_progress_goes_up_to_the_whole(
    settings: Settings, demo_call: Pcm, demo_spoken: Diarization
) -> None:
    told: list[float] = []
    assert diarize(demo_call, settings, progress=told.append) == demo_spoken
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


@pytest.mark.model
def test_one_voice_is_not_made_two(settings: Settings, tmp_path: Path) -> None:
    with pcm_of(in_a_row(*said_by(INVESTIGATOR)), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert {span.speaker for span in result.spans} == {"SPEAKER_00"}
    assert "one_voice" in [w.kind for w in result.warnings]


@pytest.mark.model
def test_two_voices_are_made_one_on_request(settings: Settings, tmp_path: Path) -> None:
    asks, answers = said_by(INVESTIGATOR), said_by(HOSPITAL)
    with pcm_of(in_a_row(asks[0], answers[0], asks[1], answers[1]), tmp_path) as pcm:
        result = diarize(pcm, replace(settings, num_speakers=1))
    assert {span.speaker for span in result.spans} == {"SPEAKER_00"}


@pytest.mark.model
def test_one_voice_is_made_two_on_request(settings: Settings, tmp_path: Path) -> None:
    with pcm_of(in_a_row(*said_by(HOSPITAL)), tmp_path) as pcm:
        result = diarize(pcm, replace(settings, num_speakers=2))
    assert {span.speaker for span in result.spans} == {"SPEAKER_00", "SPEAKER_01"}


@pytest.mark.model
def test_a_party_that_hardly_speaks_is_found_and_warned_of(
    settings: Settings, tmp_path: Path
) -> None:
    clips = said_by(HOSPITAL)
    with pcm_of(in_a_row(*clips[:3], said_by(INVESTIGATOR)[0], *clips[3:]), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert {span.speaker for span in result.spans} == {"SPEAKER_00", "SPEAKER_01"}
    assert any(w.words.startswith("SPEAKER_01 speaks for") for w in result.warnings)


@pytest.mark.model
@pytest.mark.parametrize("seconds", [0.02, 15.0])
def test_no_speech_gives_no_speaker(settings: Settings, tmp_path: Path, seconds: float) -> None:
    with pcm_of(sounds.white_noise(seconds, -50), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert result.spans == result.speech == result.overlap == ()
    assert [w.kind for w in result.warnings] == ["no_speech"]


@pytest.mark.model
def test_a_single_short_answer_is_one_speaker(settings: Settings, tmp_path: Path) -> None:
    with pcm_of(in_a_row(said_by(HOSPITAL)[0][: RATE // 2]), tmp_path) as pcm:
        result = diarize(pcm, settings)
    assert {span.speaker for span in result.spans} == {"SPEAKER_00"}


def cloud(random: np.random.Generator, middle: Embeddings, count: int) -> Embeddings:
    """Points of one voice: as far from its middle as the seconds of a real one are."""
    points = middle + 0.7 * random.standard_normal((count, 192))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("sizes", [(60, 40, 20), (40, 40, 40, 20)])
def test_more_clouds_of_points_are_more_voices(sizes: tuple[int, ...]) -> None:
    random = np.random.default_rng(3)
    clouds = [cloud(random, random.standard_normal(192), size) for size in sizes]
    points = np.concatenate(clouds)
    several = find_several(points, find_voices(points))
    assert several is not None
    assert len(several.centres) == len(sizes)
    assert 0.5 < several.confidence <= 0.95
    nearest = (points @ several.centres.T).argmax(axis=1)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    assert len({*zip(labels.tolist(), nearest.tolist(), strict=True)}) == len(sizes)


def test_two_clouds_are_not_made_more_unless_that_is_known() -> None:
    random = np.random.default_rng(4)
    points = np.concatenate([cloud(random, random.standard_normal(192), 60) for _ in range(2)])
    voices = find_voices(points)
    assert find_several(points, voices) is None
    forced = find_several(points, voices, 3)
    assert forced is not None and len(forced.centres) == 3


def test_a_few_points_of_a_third_voice_are_too_few() -> None:
    random = np.random.default_rng(5)
    sizes = (60, 40, 5)
    points = np.concatenate([cloud(random, random.standard_normal(192), size) for size in sizes])
    assert find_several(points, find_voices(points)) is None


@pytest.mark.model
def test_a_third_voice_is_kept_apart(settings: Settings, tmp_path: Path) -> None:
    with decode(ENGLISH) as pcm:
        third = (pcm.read(5_300, 7_800), pcm.read(14_100, 19_500))
    calls, asks = said_by(HOSPITAL), said_by(INVESTIGATOR)
    clips = [asks[0], calls[0], asks[1], calls[1], asks[2], calls[2], asks[3], third[0]]
    clips += [asks[4], third[1]]
    voices = [0, 1, 0, 1, 0, 1, 0, 2, 0, 2]
    spoken, at = [], 500
    for clip, voice in zip(clips, voices, strict=True):
        end = at + len(clip) * 1000 // RATE
        spoken.append(Spoken(at, end, str(voice)))
        at = end + 500
    with pcm_of(in_a_row(*clips), tmp_path) as pcm:
        result = diarize(pcm, settings)
        known = diarize(pcm, replace(settings, num_speakers=2))
    errors = diarization_errors(spoken, found(result))
    assert errors.wrong_party is not None and errors.wrong_party < 0.03
    assert {span.speaker for span in result.spans} == {"SPEAKER_00", "SPEAKER_01", "SPEAKER_02"}
    assert result.measures["voices"] == 3
    assert result.measures["voices_confidence"] > 0.5
    assert "3 voices were found: check whether there are so many" in [
        w.words for w in result.warnings
    ]
    assert {span.speaker for span in known.spans} == {"SPEAKER_00", "SPEAKER_01"}


def test_missing_models_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"calltools models install segmentation-3\.0"):
        diarizer.models(Settings(models_dir=tmp_path))


@pytest.mark.model
def test_what_decides_the_result_is_told_beforehand(settings: Settings) -> None:
    assert set(diarizer.models(settings)) == {"segmentation-3.0", "campplus"}
    parameters = diarizer.parameters(settings)
    assert parameters.pop("packages").keys() == {"kaldi_native_fbank", "numpy", "onnxruntime"}
    assert parameters == {
        "diarizer": "two-party",
        "num_speakers": 0,
        "device": "cpu",
    }


@given(st.lists(st.booleans(), min_size=1, max_size=200), st.integers(0, 3000))
def test_flicker_is_taken_out_by_a_median_filter(bits: list[bool], region_ms: int) -> None:
    from scipy.ndimage import median_filter

    first = np.array(bits, dtype=np.bool_)
    activity = Activity(
        first.astype(np.float32),
        np.zeros(len(first), dtype=np.float32),
        np.zeros((1, 0), dtype=np.uint8),
        np.zeros(1, dtype=np.int64),
        0.0225,
        0.017,
    )
    expected = first.copy()
    inside = activity.middles_ms() < region_ms
    if inside.sum() > 29:  # frames of 17 ms in half a second
        expected[inside] = median_filter(first[inside].astype(np.uint8), 29, mode="nearest") > 0
    assert (smoothed(first, activity, ((0, region_ms),)) == expected).all()
