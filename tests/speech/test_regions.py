from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sounds
from calltools.media import Pcm, decode
from calltools.speech.intervals import intersect, join, subtract
from calltools.speech.regions import (
    WINDOW_MS,
    divide,
    reconcile,
    speech_probabilities,
    speech_regions,
)

windows = st.lists(st.floats(0, 1, width=32), max_size=600).map(
    lambda values: np.array(values, np.float32)
)


def probabilities_of(pcm: Pcm, block_ms: int) -> np.ndarray:
    return speech_probabilities(block for _, block in pcm.blocks(block_ms))


@pytest.mark.model
@pytest.mark.parametrize("block_ms", [WINDOW_MS, 10 * WINDOW_MS, 1000 * WINDOW_MS])
def test_the_size_of_blocks_does_not_matter(demo_call: Pcm, block_ms: int) -> None:
    whole = probabilities_of(demo_call, 10_000 * WINDOW_MS)
    np.testing.assert_allclose(probabilities_of(demo_call, block_ms), whole, atol=1e-4)


@pytest.mark.model
def test_regions_are_those_of_faster_whisper(demo_call: Pcm, tmp_path: Path) -> None:
    from faster_whisper.vad import get_speech_timestamps

    # Two stretches of the call with five seconds of faint noise between and after them.
    pause = sounds.comfort_noise(5)
    parts = [demo_call.read(9_000, 15_000), pause, demo_call.read(22_000, 27_000), pause]
    with decode(sounds.write_wav(tmp_path / "pauses.wav", np.concatenate(parts))) as pcm:
        theirs = get_speech_timestamps(pcm.read())
        ours = speech_regions(probabilities_of(pcm, 2000 * WINDOW_MS), pcm.duration_ms)
    assert len(ours) == 2
    assert ours == [(row["start"] // 16, row["end"] // 16) for row in theirs]
    assert speech_regions(speech_probabilities([]), 0) == []


@given(windows)
def test_regions_are_in_order_hold_all_speech_and_are_divided_without_loss(
    probabilities: np.ndarray,
) -> None:
    duration = len(probabilities) * WINDOW_MS
    regions = speech_regions(probabilities, duration)
    edges = [edge for region in regions for edge in region]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= duration for edge in edges)
    for window in np.flatnonzero(probabilities >= 0.5):
        assert any(start <= window * WINDOW_MS < end for start, end in regions)
    parts = divide(regions, probabilities, longest_ms=3200, search_ms=1600)
    assert all(0 < sum(e - s for s, e in part) <= 3200 for part in parts)
    assert join(region for part in parts for region in part) == regions


def test_a_part_ends_in_the_middle_of_the_longest_pause() -> None:
    probabilities = np.ones(200, np.float32)
    probabilities[60:64] = 0
    probabilities[70:90] = 0
    whole, cut = (0, 200 * WINDOW_MS), 80 * WINDOW_MS
    parts = divide([whole], probabilities, 120 * WINDOW_MS, 70 * WINDOW_MS)
    assert parts == [[(0, cut)], [(cut, 200 * WINDOW_MS)]]


def test_a_part_ends_between_two_regions_rather_than_in_one() -> None:
    regions = [(0, 8_000), (9_000, 15_000)]
    probabilities = np.ones(500, np.float32)
    assert divide(regions, probabilities, 10_000, 5_000) == [[regions[0]], [regions[1]]]
    assert divide(regions, probabilities, 14_000, 5_000) == [regions]


region_lists = st.lists(
    st.tuples(st.integers(0, 60_000), st.integers(1, 6_000)).map(lambda r: (r[0], sum(r))),
    max_size=8,
)


def members(regions: list[tuple[int, int]]) -> set[int]:
    """Every tenth millisecond that lies in one of the regions, the slow and sure way."""
    return {at for at in range(0, 70_000, 10) if any(s <= at < e for s, e in regions)}


@given(region_lists, region_lists)
def test_regions_are_joined_shared_and_subtracted_as_sets_are(
    regions: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    assert members(subtract(regions, others)) == members(regions) - members(others)
    both = intersect(join(regions), join(others))
    assert members(both) == members(regions) & members(others)
    edges = [edge for region in join(regions) for edge in region]
    assert edges == sorted(set(edges))
    assert members(join(regions)) == members(regions)


@given(region_lists, region_lists)
def test_no_detected_speech_is_lost_unnoticed(
    silero: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    (heard,), withheld = reconcile([join(silero)], [join(others)], 70_000)
    assert members(silero) | members(others) <= members(heard) | members(withheld)
    assert heard == join(heard)


def test_what_two_find_is_joined_and_what_one_finds_for_a_moment_is_withheld() -> None:
    assert reconcile([[(2000, 4000)]], [[(500, 3500)]], 9000) == ([[(500, 4000)]], [])
    heard, withheld = reconcile([[(0, 1900), (10_000, 14_000)]], [[(30_000, 34_000)]], 40_000)
    assert heard == [[(10_000, 14_000), (29_600, 34_400)]]
    assert withheld == [(0, 1900)]
    # A short answer on the other channel is heard.
    question, answer = (1000, 5000), (6000, 6400)
    heard, withheld = reconcile([[question], []], [[question], [answer]], 10_000)
    assert (heard, withheld) == ([[question], [(5600, 6800)]], [])
