from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.speech.model import Span
from calltools.speech.spans import Timeline, hardly_heard, name_speakers

edges = st.tuples(st.integers(0, 300), st.integers(1, 60))
span_lists = st.lists(edges.map(lambda e: Span(e[0], e[0] + e[1], "A")), max_size=8)


def inside(spans: list[Span]) -> np.ndarray:
    """Which of the milliseconds from 0 to 400 are in a span."""
    time = np.zeros(400, dtype=np.bool_)
    for span in spans:
        time[span.start_ms : span.end_ms] = True
    return time


@given(span_lists, st.integers(0, 350), st.integers(0, 50))
def test_covered_time_is_what_counting_milliseconds_gives(
    spans: list[Span], start: int, length: int
) -> None:
    expected = inside(spans)[start : start + length].sum()
    assert Timeline.of(spans).covered_ms(start, start + length) == expected


@given(span_lists.filter(bool), st.integers(0, 399))
def test_distance_is_to_the_nearest_edge(spans: list[Span], at: int) -> None:
    distance = Timeline.of(spans).distance(np.array([at + 0.5]))[0]
    time = np.flatnonzero(inside(spans))
    expected = np.maximum(abs(time + 0.5 - (at + 0.5)) - 0.5, 0).min()
    assert distance == pytest.approx(expected)


def test_speakers_are_numbered_by_their_first_word() -> None:
    spans, names = name_speakers([[(500, 900)], [], [(0, 400), (1000, 1200)]])
    assert names == {2: "SPEAKER_00", 0: "SPEAKER_01"}
    assert spans == (
        Span(0, 400, "SPEAKER_00"),
        Span(500, 900, "SPEAKER_01"),
        Span(1000, 1200, "SPEAKER_00"),
    )


def test_who_hardly_speaks_is_warned_of_but_not_who_speaks_alone() -> None:
    long, short = Span(0, 9000, "SPEAKER_00"), Span(9000, 10_500, "SPEAKER_01")
    (warning,) = hardly_heard([long, short])
    assert warning.words == "SPEAKER_01 speaks for 1.5 s only: check whose words these are"
    assert hardly_heard([short]) == ()
    assert hardly_heard([]) == ()
