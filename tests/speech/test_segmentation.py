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
from calltools.media import RATE, Pcm, decode
from calltools.models import locate
from calltools.settings import Settings
from calltools.speech import runtime
from calltools.speech.pyannet import PyanNet, load
from calltools.speech.segmentation import (
    HOP_MS,
    WINDOW_MS,
    Activity,
    find_activity,
    runs,
    segment,
)
from demo_call import RECORDING
from demo_voices import INVESTIGATOR, in_a_row, pcm_of, reference, said_by

masks = st.lists(st.booleans(), max_size=200).map(lambda bits: np.array(bits, dtype=np.bool_))


@pytest.fixture(scope="module")
def model(settings: Settings, lacks: Callable[[str], NoReturn]) -> PyanNet:
    try:
        return load(settings)
    except MissingPartError as error:
        lacks(str(error))


@pytest.fixture(scope="module")
def theirs(settings: Settings, lacks: Callable[[str], NoReturn]) -> Any:
    """The same weights as pyannote.audio loads them."""
    try:
        runtime.require("pyannote.audio", "torchaudio")
    except MissingPartError as error:
        lacks(str(error))
    from calltools.speech.pyannote_pipeline import load_pyannote

    load_pyannote()
    from pyannote.audio import Model

    path = locate("segmentation-3.0", settings.models_dir).file("pytorch_model.bin")
    return Model.from_pretrained(path).eval()


def activity_of(mask: np.ndarray) -> Activity:
    """Frames of 17 ms in which somebody speaks where ``mask`` says so."""
    probabilities = mask.astype(np.float32)
    none = np.zeros((1, 0), dtype=np.uint8)
    return Activity(probabilities, probabilities, none, np.zeros(1, dtype=np.int64), 0.0225, 0.017)


@pytest.fixture(scope="module")
def demo_segmented(model: PyanNet) -> tuple[Activity, list[float]]:
    """The demonstration call, and the progress told."""
    told: list[float] = []
    with decode(RECORDING) as pcm:
        return segment(pcm, model, progress=told.append), told


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


@pytest.mark.model
def test_frames_and_sets_of_voices_are_those_of_pyannote(model: PyanNet, theirs: Any) -> None:
    from pyannote.audio.utils.powerset import Powerset

    specifications = theirs.specifications
    powerset = Powerset(len(specifications.classes), specifications.powerset_max_classes)
    assert (model.sets == powerset.mapping.numpy()).all()
    frames = theirs.receptive_field
    assert (model.step_s, model.field_s) == (frames.step, frames.duration)
    for samples in (991, 1260, 1261, 16_000, 160_000):
        assert model.frames_in(samples) == theirs.num_frames(samples)


@pytest.mark.model
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
    ours, _ = demo_segmented
    count = len(ours.speech)
    assert ours.speech == pytest.approx(averaged.data[:count, 0], abs=1e-3)
    assert ours.overlap == pytest.approx(averaged.data[:count, 1], abs=1e-3)
    assert 1000 * (ours.start_s + count * ours.step_s) == pytest.approx(
        demo_call.duration_ms, 0.001
    )


@pytest.mark.model
def test_the_number_of_voices_is_that_of_pyannotes_pipeline(
    theirs: Any, demo_call: Pcm, demo_segmented: tuple[Activity, list[float]]
) -> None:
    import torch
    from pyannote.audio import Inference
    from pyannote.audio.pipelines.utils import SpeakerDiarizationMixin

    segmentations = Inference(theirs, step=1.0, skip_aggregation=True, batch_size=32)(
        {"waveform": torch.from_numpy(demo_call.read())[None], "sample_rate": RATE}
    )
    counted = SpeakerDiarizationMixin.speaker_count(
        segmentations, theirs.receptive_field, warm_up=(0.0, 0.0)
    )
    ours, _ = demo_segmented
    voices = (ours.speech >= 0.5).astype(int) + (ours.overlap >= 0.5)
    # Theirs are votes of ten windows, ours probabilities of five; the edges differ by a frame.
    assert np.mean(voices == counted.data[: len(voices), 0]) > 0.98


@pytest.mark.model
def test_speech_is_found_where_it_is(demo_segmented: tuple[Activity, list[float]]) -> None:
    activity, _ = demo_segmented
    spoken = activity.frames(tuple((s.start_ms, s.end_ms) for s in reference()))
    found = activity.frames(activity.speech_regions)
    assert found[spoken].mean() > 0.95
    assert found[~spoken].mean() < 0.05


@pytest.mark.model
@pytest.mark.parametrize("name", sounds.non_speech())
def test_what_nobody_says_is_no_speech(model: PyanNet, tmp_path: Path, name: str) -> None:
    with pcm_of(sounds.non_speech()[name], tmp_path) as pcm:
        assert find_activity(pcm, model).speech_regions == ()


@pytest.mark.model
def test_speech_after_the_ringback_is_kept(model: PyanNet, tmp_path: Path) -> None:
    ringing = sounds.ringback_cn(2)
    with pcm_of(np.concatenate([ringing, said_by(INVESTIGATOR)[0]]), tmp_path) as pcm:
        activity = find_activity(pcm, model)
    assert activity.speech_regions[0][0] == pytest.approx(1000 * len(ringing) / RATE, abs=100)


@pytest.mark.model
@pytest.mark.parametrize("seconds", [0.05, 3.0, 10.0, 10.4, 12.0])
def test_any_length_is_covered_to_its_end(model: PyanNet, tmp_path: Path, seconds: float) -> None:
    voice = in_a_row(*said_by(INVESTIGATOR))[: round(seconds * RATE)]
    with pcm_of(voice, tmp_path) as pcm:
        activity = segment(pcm, model)
    frames = len(activity.speech)
    assert frames * activity.step_s == pytest.approx(seconds, abs=0.05)
    assert activity.alone.shape[0] == len(activity.first_frames)
    covered = activity.first_frames[-1] * activity.step_s + WINDOW_MS / 1000
    assert covered >= seconds - 0.02


@pytest.mark.model
def test_progress_goes_up_to_the_whole(demo_segmented: tuple[Activity, list[float]]) -> None:
    _, told = demo_segmented
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.model
def test_weights_of_another_network_are_told(settings: Settings) -> None:
    other = locate("campplus", settings.models_dir).file("campplus_cn_en_common.pt")
    with pytest.raises(ModelError, match="expected the weights of segmentation"):
        PyanNet(other)
