"""The networks of segmentation and of voices give what those who published them get."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sounds
from calltools.errors import ModelError
from calltools.media import RATE
from calltools.media.pcm import Samples
from calltools.models import locate
from calltools.settings import Settings
from calltools.speech import campplus
from calltools.speech.campplus import CamPlusPlus, Embeddings, FilterBank, filterbank
from calltools.speech.pyannet import PyanNet
from calltools.speech.segmentation import (
    WINDOW_MS,
    Activity,
    find_activity,
    runs,
    segment,
)
from demo_voices import HOSPITAL, INVESTIGATOR, in_a_row, pcm_of, reference, said_by

masks = st.lists(st.booleans(), max_size=200).map(lambda bits: np.array(bits, dtype=np.bool_))

# What the network makes of 快的话十几天, 1.4 s.  When the network was written, its embeddings
# equalled those of the 3D-Speaker implementation to 1e-6; they had not changed when this was taken.
FINGERPRINT = [-0.0277, 0.0961, 0.0571, 0.0659, -0.1153, 0.0064, -0.0996, -0.0099]


@given(masks)
def test_runs_and_regions_are_the_stretches_of_true_values(mask: np.ndarray) -> None:
    rebuilt = np.zeros_like(mask)
    for first, last in runs(mask):
        assert mask[first:last].all()
        assert first == 0 or not mask[first - 1]
        assert last == len(mask) or not mask[last]
        rebuilt[first:last] = True
    assert (rebuilt == mask).all()
    # The same as frames of 17 ms: regions are in order, neither near nor short, and lead back.
    spoken = mask.astype(np.float32)
    none = np.zeros((1, 0), dtype=np.uint8)
    activity = Activity(spoken, spoken, none, np.zeros(1, dtype=np.int64), 0.0225, 0.017)
    regions = activity.speech_regions
    assert all(end - start >= 100 for start, end in regions)
    assert all(b[0] - a[1] >= 100 for a, b in pairwise(regions))
    assert activity.regions(activity.frames(regions)) == regions


@pytest.mark.model
def test_speech_is_found_where_it_is(
    model: PyanNet, tmp_path: Path, demo_segmented: tuple[Activity, list[float]]
) -> None:
    activity, _ = demo_segmented
    spoken = activity.frames(tuple((s.start_ms, s.end_ms) for s in reference()))
    found = activity.frames(activity.speech_regions)
    assert found[spoken].mean() > 0.95
    assert found[~spoken].mean() < 0.05
    ringing = sounds.ringback_cn(2)
    with pcm_of(np.concatenate([ringing, said_by(INVESTIGATOR)[0]]), tmp_path) as pcm:
        behind = find_activity(pcm, model).speech_regions
    assert behind[0][0] == pytest.approx(1000 * len(ringing) / RATE, abs=100)


@pytest.mark.model
@pytest.mark.parametrize("seconds", [0.05, 3.0, 10.0, 10.4, 12.0])
def test_any_length_is_covered_to_its_end(model: PyanNet, tmp_path: Path, seconds: float) -> None:
    voice = in_a_row(*said_by(INVESTIGATOR))[: round(seconds * RATE)]
    with pcm_of(voice, tmp_path) as pcm:
        activity = segment(pcm, model)
    assert len(activity.speech) * activity.step_s == pytest.approx(seconds, abs=0.05)
    assert activity.alone.shape[0] == len(activity.first_frames)
    covered = activity.first_frames[-1] * activity.step_s + WINDOW_MS / 1000
    assert covered >= seconds - 0.02


# ---- voices


@pytest.fixture(scope="module")
def network(settings: Settings) -> CamPlusPlus:
    return campplus.load(settings)


def voices(network: CamPlusPlus, clips: list[Samples], seconds: float = 1.0) -> Embeddings:
    """Embeddings of the first ``seconds`` of each clip."""
    size = round(seconds * RATE)
    return network(np.stack([filterbank(clip[:size]) for clip in clips]))


@pytest.mark.model
def test_one_voice_is_nearer_to_itself_than_to_another(network: CamPlusPlus) -> None:
    asking, answering = (
        [clip for clip in said_by(role) if len(clip) >= RATE] for role in (INVESTIGATOR, HOSPITAL)
    )
    points = voices(network, [*asking, *answering])
    is_asking = np.arange(len(points)) < len(asking)
    nearness = points @ points.T
    np.fill_diagonal(nearness, np.nan)
    same = is_asking[:, None] == is_asking[None, :]
    own, other = (np.where(mask, nearness, np.nan) for mask in (same, ~same))
    assert (np.nanmax(own, axis=1) > np.nanmax(other, axis=1)).all()
    assert np.nanmean(own) > np.nanmean(other) + 0.2


@pytest.mark.model
def test_embeddings_are_those_of_the_published_network(network: CamPlusPlus) -> None:
    clips = said_by(HOSPITAL)[1:]  # the first is too short
    point = voices(network, clips, 1.4)[0]
    assert point[: len(FINGERPRINT)] == pytest.approx(FINGERPRINT, abs=2e-3)
    together = voices(network, clips)
    assert together.shape == (5, 192)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    alone = np.concatenate([voices(network, [clip]) for clip in clips])
    assert together == pytest.approx(alone, abs=1e-4)
    loud, faint = voices(network, [clips[1], 0.2 * clips[1]])
    assert loud @ faint > 0.85
    # A stretch longer than the context gives one embedding.
    (long,) = voices(network, [np.concatenate(clips)], 8.0)
    assert long @ together[0] > 0.5


@pytest.mark.model
def test_frames_taken_from_blocks_are_those_of_the_stretch(tmp_path: Path) -> None:
    clip = np.concatenate([said_by(HOSPITAL)[1]] * 12)
    pcm = pcm_of(clip, tmp_path)
    bank = FilterBank(pcm)
    last_ms = pcm.duration_ms - 1_000
    for start_ms in (0, 730, 9_400, 9_990, last_ms // 10 * 10):
        expected = filterbank(pcm.read(start_ms, start_ms + 1_000))
        assert np.array_equal(bank.frames(start_ms, 1_000), expected)
    silent = filterbank(np.zeros(RATE, np.float32))
    for start_ms in (-3_000, pcm.duration_ms + 20_000):
        assert np.array_equal(bank.frames(start_ms, 1_000), silent)


@pytest.mark.model
def test_weights_of_another_network_are_told(settings: Settings) -> None:
    segmentation = locate("segmentation-3.0", settings.models_dir).file("pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin: expected the weights of campplus"):
        CamPlusPlus(segmentation)
    other = locate("campplus", settings.models_dir).file("campplus_cn_en_common.pt")
    with pytest.raises(ModelError, match="expected the weights of segmentation"):
        PyanNet(other)
