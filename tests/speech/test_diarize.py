"""Who spoke when: by voice and by channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sounds
from calltools.errors import ModelError
from calltools.evaluation.diarization import Spoken, diarization_errors
from calltools.media import RATE, Pcm, decode
from calltools.media.pcm import Samples
from calltools.settings import Settings
from calltools.speech import diarize as diarizer
from calltools.speech.campplus import Embeddings
from calltools.speech.channels import relate
from calltools.speech.diarize import diarize
from calltools.speech.leakage import CROSSTALK_DB, leaks
from calltools.speech.model import Diarization, Span
from calltools.speech.segmentation import Activity
from calltools.speech.two_party import place_windows, smoothed
from calltools.speech.voices import Voices, find_several, find_voices
from demo_call import RECORDING
from demo_voices import HOSPITAL, INVESTIGATOR, found, in_a_row, pcm_of, reference, said_by, stereo

ENGLISH = Path(__file__).parents[1] / "gold" / "english-call" / "call.opus"


def speakers(result: Diarization) -> list[str]:
    return sorted({span.speaker for span in result.spans})


def numbered(count: int) -> list[str]:
    return [f"SPEAKER_0{n}" for n in range(count)]


def regions(lengths: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Regions from (pause before, length)."""
    out: list[tuple[int, int]] = []
    at = 0
    for pause, length in lengths:
        out.append((at + pause, at + pause + length))
        at += pause + length
    return tuple(out)


# ---- by voice


@given(st.lists(st.tuples(st.integers(100, 3000), st.integers(100, 5000)), max_size=6).map(regions))
def test_windows_cover_every_region_and_leave_none(speech: tuple[tuple[int, int], ...]) -> None:
    windows = place_windows(speech)
    counted = 0
    for start, end in speech:
        own = [w for w in windows if start <= w.start_ms and w.end_ms <= end]
        assert (own[0].start_ms, own[-1].end_ms) == (start, end)
        assert all(w.length_ms == min(1000, end - start) for w in own)
        assert all(0 < b.start_ms - a.start_ms <= 500 for a, b in pairwise(own))
        counted += len(own)
    assert counted == len(windows)


def clouds(seed: int, sizes: tuple[int, ...], spread: float = 0.7) -> Embeddings:
    """Points of so many voices, as far from their middles as the seconds of a real one are."""
    random = np.random.default_rng(seed)
    middles = np.repeat(random.standard_normal((len(sizes), 192)), sizes, axis=0)
    points = middles + spread * random.standard_normal((sum(sizes), 192))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("sizes", [(64, 4), (60, 60), (60, 40, 20), (40, 40, 40, 20)])
def test_clouds_of_points_are_as_many_voices(sizes: tuple[int, ...]) -> None:
    points = clouds(3, sizes)
    voices = find_voices(points)
    several = find_several(points, voices)
    assert not voices.one and not voices.close
    if len(sizes) == 2:
        assert several is None
        forced = find_several(points, voices, 3)
        assert forced is not None and len(forced.centres) == 3
    else:
        assert several is not None and 0.5 < several.confidence <= 0.95
    centres = voices.centres if several is None else several.centres
    assert len(centres) == len(sizes)
    nearest = (points @ centres.T).argmax(axis=1).tolist()
    labels = np.repeat(np.arange(len(sizes)), sizes).tolist()
    assert len({*zip(labels, nearest, strict=True)}) == len(sizes)


def test_one_cloud_and_too_few_points_to_tell_are_one_voice() -> None:
    assert find_voices(clouds(2, (80,), 0.8)).one
    for count in (1, 2, 3):
        assert find_voices(np.eye(192, dtype=np.float32)[:count]).one
    few_of_a_third = clouds(5, (60, 40, 5))
    assert find_several(few_of_a_third, find_voices(few_of_a_third)) is None


@pytest.mark.parametrize(("share", "is_one"), [(0.45, False), (0.08, True)])
def test_what_falls_into_even_halves_is_sooner_two_voices(share: float, is_one: bool) -> None:
    centres = np.zeros((2, 192), np.float32)
    assert Voices(centres, cosine=0.70, contrast=6.2, count=90, share=share).one is is_one


@given(st.lists(st.booleans(), min_size=1, max_size=200), st.integers(0, 3000))
def test_flicker_is_taken_out_by_a_median_filter(bits: list[bool], region_ms: int) -> None:
    from scipy.ndimage import median_filter

    first = np.array(bits, dtype=np.bool_)
    none, zeros = np.zeros((1, 0), dtype=np.uint8), np.zeros(1, dtype=np.int64)
    silent = np.zeros(len(first), dtype=np.float32)
    activity = Activity(first.astype(np.float32), silent, none, zeros, 0.0225, 0.017)
    expected = first.copy()
    inside = activity.middles_ms() < region_ms
    if inside.sum() > 29:  # frames of 17 ms in half a second
        expected[inside] = median_filter(first[inside].astype(np.uint8), 29, mode="nearest") > 0
    assert (smoothed(first, activity, ((0, region_ms),)) == expected).all()


@pytest.mark.model
def test_the_parties_of_a_call_are_told_apart(demo_spoken: Diarization, demo_call: Pcm) -> None:
    errors = diarization_errors(reference(), found(demo_spoken))
    lenient = diarization_errors(reference(), found(demo_spoken), collar_ms=250).rate
    assert errors.wrong_party is not None and errors.wrong_party < 0.02
    assert errors.rate is not None and errors.rate < 0.06
    assert lenient is not None and lenient < 0.02
    assert speakers(demo_spoken) == numbered(2)
    assert demo_spoken.spans[0].speaker == "SPEAKER_00"
    assert (demo_spoken.method, demo_spoken.warnings) == ("two-party", ())
    # Spans, speech and overlap agree.
    time = np.zeros((2, demo_call.duration_ms), dtype=np.int64)
    for span in demo_spoken.spans:
        time[int(span.speaker[-1]), span.start_ms : span.end_ms] = 1
    speech = np.zeros(demo_call.duration_ms, dtype=np.bool_)
    for start, end in demo_spoken.speech:
        speech[start:end] = True
    assert (time.any(axis=0) == speech).mean() > 0.999
    assert all(time[:, start:end].all() for start, end in demo_spoken.overlap)


@pytest.mark.model
def test_the_same_recording_gives_the_same_result_and_progress_goes_up_to_the_whole(
    settings: Settings, demo_call: Pcm, demo_spoken: Diarization
) -> None:
    told: list[float] = []
    assert diarize(demo_call, settings, progress=told.append) == demo_spoken
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def in_turns() -> Samples:
    asks, answers = said_by(INVESTIGATOR), said_by(HOSPITAL)
    return in_a_row(asks[0], answers[0], asks[1], answers[1])


def hardly_asked() -> Samples:
    clips = said_by(HOSPITAL)
    return in_a_row(*clips[:3], said_by(INVESTIGATOR)[0], *clips[3:])


HEARD: dict[str, tuple[Callable[[], Samples], int, int, str]] = {
    "one voice": (lambda: in_a_row(*said_by(INVESTIGATOR)), 0, 1, "one_voice"),
    "a single short answer": (lambda: in_a_row(said_by(HOSPITAL)[0][: RATE // 2]), 0, 1, ""),
    "two voices made one on request": (in_turns, 1, 1, ""),
    "one voice made two on request": (lambda: in_a_row(*said_by(HOSPITAL)), 2, 2, ""),
    "a party that hardly speaks": (hardly_asked, 0, 2, "hardly_heard"),
    "noise for a moment": (lambda: sounds.white_noise(0.02, -50), 0, 0, "no_speech"),
    "noise": (lambda: sounds.white_noise(15, -50), 0, 0, "no_speech"),
}


@pytest.mark.model
@pytest.mark.parametrize("name", HEARD)
def test_as_many_speakers_as_there_are_or_as_were_asked_for(
    name: str, settings: Settings, tmp_path: Path
) -> None:
    sound, asked, count, warning = HEARD[name]
    with pcm_of(sound(), tmp_path) as pcm:
        result = diarize(pcm, replace(settings, num_speakers=asked))
    assert speakers(result) == numbered(count)
    assert not warning or warning in [w.kind for w in result.warnings]
    assert count or result.spans == result.speech == result.overlap == ()


@pytest.mark.model
def test_a_third_voice_is_kept_apart(settings: Settings, tmp_path: Path) -> None:
    with decode(ENGLISH) as pcm:
        third = (pcm.read(5_300, 7_800), pcm.read(14_100, 19_500))
    answers, asks = said_by(HOSPITAL), said_by(INVESTIGATOR)
    clips = [asks[0], answers[0], asks[1], answers[1], asks[2], answers[2], asks[3], third[0]]
    clips += [asks[4], third[1]]
    spoken, at = [], 500
    for clip, voice in zip(clips, "0101010202", strict=True):
        end = at + len(clip) * 1000 // RATE
        spoken.append(Spoken(at, end, voice))
        at = end + 500
    with pcm_of(in_a_row(*clips), tmp_path) as pcm:
        result = diarize(pcm, settings)
        known = diarize(pcm, replace(settings, num_speakers=2))
    errors = diarization_errors(spoken, found(result))
    assert errors.wrong_party is not None and errors.wrong_party < 0.03
    assert (speakers(result), speakers(known)) == (numbered(3), numbered(2))
    assert result.measures["voices"] == 3
    assert result.measures["voices_confidence"] > 0.5
    told = [w.words for w in result.warnings]
    assert "3 voices were found: check whether there are so many" in told


def test_missing_models_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"calltools models install segmentation-3\.0"):
        diarizer.models(Settings(models_dir=tmp_path))


@pytest.mark.model
@pytest.mark.parametrize("name", ["two-party", "pyannote"])
def test_what_decides_the_result_is_told_beforehand(
    name: str, settings: Settings, pyannote: Settings
) -> None:
    chosen = pyannote if name == "pyannote" else settings
    assert set(diarizer.models(chosen)) == {"segmentation-3.0", "campplus"}
    parameters = diarizer.parameters(chosen)
    packages = {"kaldi_native_fbank", "numpy", "onnxruntime"}
    if name == "pyannote":
        packages |= {"pyannote.audio", "torch", "torchaudio"}
        assert parameters.pop("threads") == pyannote.threads
    assert parameters.pop("packages").keys() == packages
    assert parameters == {"diarizer": name, "num_speakers": 0, "device": "cpu"}


# ---- by channel


def mix() -> Samples:
    """The demonstration call on one channel."""
    with decode(RECORDING) as pcm:
        return pcm.read()


RELATED: dict[str, tuple[Callable[[], Samples], bool, bool, float | None]] = {
    "parties on channels of their own": (stereo, True, False, None),
    "crosstalk of -30 dB": (lambda: stereo(-30), True, True, -30),
    "crosstalk of -20 dB": (lambda: stereo(-20), True, True, -20),
    "a room on two microphones": (lambda: stereo(crosstalk_db=-6), False, False, None),
    "one sound on both": (lambda: np.stack([mix(), mix()]), False, False, None),
    "a moment of silence": (lambda: np.stack([sounds.silence(0.01)] * 2), False, False, None),
    "silence": (lambda: np.stack([sounds.silence(45)] * 2), False, False, None),
}


@pytest.mark.parametrize("name", RELATED)
def test_how_channels_relate(name: str, tmp_path: Path) -> None:
    sound, separate, leaking, crosstalk_db = RELATED[name]
    with pcm_of(sound(), tmp_path) as pcm:
        relation = relate(pcm)
    assert relation.separate == separate
    assert relation.leaking == leaking or not separate
    assert relation.same or name != "one sound on both"
    if crosstalk_db is not None:
        assert relation.crosstalk_db == pytest.approx(crosstalk_db, abs=3)


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
    if crosstalk_db is None:  # Who is heard first is the first speaker on whatever channel.
        with pcm_of(stereo()[::-1], tmp_path) as pcm:
            assert diarize(pcm, settings).channels == {"SPEAKER_00": 1, "SPEAKER_01": 0}


@pytest.mark.model
def test_channels_that_are_no_parties_are_told_apart_by_voice(
    settings: Settings, tmp_path: Path, demo_spoken: Diarization
) -> None:
    call, voice = mix(), in_a_row(*said_by(INVESTIGATOR))
    with pcm_of(np.stack([call, call]), tmp_path) as pcm:
        both = diarize(pcm, settings)
    assert (both.method, both.spans) == ("two-party", demo_spoken.spans)
    with pcm_of(np.stack([call, sounds.white_noise(len(call) / RATE, -60)]), tmp_path) as pcm:
        left = diarize(pcm, settings)
    assert (left.method, speakers(left)) == ("two-party", numbered(2))
    with pcm_of(np.stack([sounds.white_noise(len(voice) / RATE, -60), voice]), tmp_path) as pcm:
        assert speakers(diarize(pcm, settings)) == numbered(1)


def told_by_channel(crosstalk_db: float) -> Diarization:
    spans = (
        Span(1000, 3000, "SPEAKER_00"),
        Span(2500, 5000, "SPEAKER_01"),
        Span(8000, 9000, "SPEAKER_00"),
    )
    channels = {"SPEAKER_00": 1, "SPEAKER_01": 0}
    measures = {"crosstalk_db": crosstalk_db}
    speech, overlap = ((1000, 5000), (8000, 9000)), ((2500, 3000),)
    return Diarization(spans, speech, overlap, "channels", channels=channels, measures=measures)


def test_a_channel_is_silenced_where_only_the_other_party_speaks_and_something_leaks() -> None:
    assert leaks(told_by_channel(-25.0)) == {1: ((3250, 5250),), 0: ((750, 2250), (7750, 9250))}
    assert leaks(told_by_channel(CROSSTALK_DB - 5)) == {}
    assert leaks(Diarization((), (), (), "two-party")) == {}
