from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sounds
from calltools.errors import MissingPartError, ModelError
from calltools.media import RATE, Pcm
from calltools.models import locate
from calltools.settings import Settings
from calltools.speech import runtime
from calltools.speech.segmentation import (
    HOP_MS,
    WINDOW_MS,
    Activity,
    find_activity,
    load,
    runs,
    segment,
)
from demo_voices import INVESTIGATOR, in_a_row, pcm_of, reference, said_by

masks = st.lists(st.booleans(), max_size=200).map(lambda bits: np.array(bits, dtype=np.bool_))


@pytest.fixture(scope="module")
def model(settings: Settings, lacks: Callable[[str], NoReturn]) -> Any:
    try:
        runtime.load_torch(settings.threads)
        runtime.require("pyannote.audio")
    except MissingPartError as error:
        lacks(str(error))
    return load(locate("segmentation-3.0", settings.models_dir).file("pytorch_model.bin"))


def activity_of(mask: np.ndarray) -> Activity:
    """Frames of 17 ms in which somebody speaks where ``mask`` says so."""
    probabilities = mask.astype(np.float32)
    none = np.zeros((1, 0), dtype=np.uint8)
    return Activity(probabilities, probabilities, none, np.zeros(1, dtype=np.int64), 0.0225, 0.017)


@given(masks)
def test_runs_are_the_stretches_of_true_values(mask: np.ndarray) -> None:
    rebuilt = np.zeros_like(mask)
    for first, last in runs(mask):
        assert mask[first:last].all()
        assert first == 0 or not mask[first - 1]
        assert last == len(mask) or not mask[last]
        rebuilt[first:last] = True
    assert (rebuilt == mask).all()


@given(masks)
def test_regions_are_in_order_and_neither_near_nor_short(mask: np.ndarray) -> None:
    regions = activity_of(mask).speech_regions
    assert all(end - start >= 100 for start, end in regions)
    assert all(b[0] - a[1] >= 100 for a, b in pairwise(regions))


@given(masks)
def test_frames_of_regions_lead_back_to_the_regions(mask: np.ndarray) -> None:
    activity = activity_of(mask)
    regions = activity.speech_regions
    assert activity.regions(activity.frames(regions)) == regions


@pytest.mark.model
def test_probabilities_are_those_of_pyannote_averaged(model: Any, demo_call: Pcm) -> None:
    import torch
    from pyannote.audio import Inference
    from pyannote.core import SlidingWindowFeature

    inference = Inference(
        model, step=HOP_MS / 1000, skip_aggregation=True, skip_conversion=True, batch_size=32
    )
    scores = inference({"waveform": torch.from_numpy(demo_call.read())[None], "sample_rate": RATE})
    probabilities = np.exp(scores.data)
    theirs = np.stack([1 - probabilities[..., 0], probabilities[..., 4:].sum(axis=-1)], axis=-1)
    averaged = Inference.aggregate(
        SlidingWindowFeature(theirs, scores.sliding_window), model.receptive_field, missing=0.0
    )
    ours = segment(demo_call, model)
    count = len(ours.speech)
    assert ours.speech == pytest.approx(averaged.data[:count, 0], abs=1e-3)
    assert ours.overlap == pytest.approx(averaged.data[:count, 1], abs=1e-3)
    assert 1000 * (ours.start_s + count * ours.step_s) == pytest.approx(
        demo_call.duration_ms, 0.001
    )


@pytest.mark.model
def test_the_number_of_voices_is_that_of_pyannotes_pipeline(model: Any, demo_call: Pcm) -> None:
    import torch
    from pyannote.audio import Inference
    from pyannote.audio.pipelines.utils import SpeakerDiarizationMixin

    segmentations = Inference(model, step=1.0, skip_aggregation=True, batch_size=32)(
        {"waveform": torch.from_numpy(demo_call.read())[None], "sample_rate": RATE}
    )
    theirs = SpeakerDiarizationMixin.speaker_count(
        segmentations, model.receptive_field, warm_up=(0.0, 0.0)
    )
    ours = segment(demo_call, model)
    voices = (ours.speech >= 0.5).astype(int) + (ours.overlap >= 0.5)
    # Theirs are votes of ten windows, ours probabilities of five; the edges differ by a frame.
    assert np.mean(voices == theirs.data[: len(voices), 0]) > 0.98


@pytest.mark.model
def test_speech_is_found_where_it_is(model: Any, demo_call: Pcm) -> None:
    activity = segment(demo_call, model)
    spoken = activity.frames(tuple((s.start_ms, s.end_ms) for s in reference()))
    found = activity.frames(activity.speech_regions)
    assert found[spoken].mean() > 0.95
    assert found[~spoken].mean() < 0.05


@pytest.mark.model
@pytest.mark.parametrize("name", sounds.non_speech())
def test_what_nobody_says_is_no_speech(model: Any, tmp_path: Path, name: str) -> None:
    with pcm_of(sounds.non_speech()[name], tmp_path) as pcm:
        assert find_activity(pcm, model).speech_regions == ()


@pytest.mark.model
def test_speech_after_the_ringback_is_kept(model: Any, tmp_path: Path) -> None:
    ringing = sounds.ringback_cn(2)
    with pcm_of(np.concatenate([ringing, said_by(INVESTIGATOR)[0]]), tmp_path) as pcm:
        activity = find_activity(pcm, model)
    assert activity.speech_regions[0][0] == pytest.approx(1000 * len(ringing) / RATE, abs=100)


@pytest.mark.model
@pytest.mark.parametrize("seconds", [0.05, 3.0, 10.0, 10.4, 12.0])
def test_any_length_is_covered_to_its_end(model: Any, tmp_path: Path, seconds: float) -> None:
    voice = in_a_row(*said_by(INVESTIGATOR))[: round(seconds * RATE)]
    with pcm_of(voice, tmp_path) as pcm:
        activity = segment(pcm, model)
    frames = len(activity.speech)
    assert frames * activity.step_s == pytest.approx(seconds, abs=0.05)
    assert activity.alone.shape[0] == len(activity.first_frames)
    covered = activity.first_frames[-1] * activity.step_s + WINDOW_MS / 1000
    assert covered >= seconds - 0.02


@pytest.mark.model
def test_progress_goes_up_to_the_whole(model: Any, demo_call: Pcm) -> None:
    told: list[float] = []
    segment(demo_call, model, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.model
def test_a_file_that_is_no_model_is_told(model: Any, tmp_path: Path) -> None:
    assert model is not None
    garbage = tmp_path / "pytorch_model.bin"
    garbage.write_bytes(b"not a model")
    with pytest.raises(ModelError, match="expected a pyannote segmentation model"):
        load(garbage)
