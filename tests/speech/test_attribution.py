from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.speech.model import HeardWord, Span
from calltools.speech.spans import Timeline, hardly_heard, name_speakers
from calltools.speech.word_speakers import _cheapest_path, attribute


def words(*times: tuple[int, int]) -> list[HeardWord]:
    return [HeardWord("字", start, end, 0.9) for start, end in times]


def whose(times: list[tuple[int, int]], spans: list[Span], ends: set[int] = frozenset()) -> str:  # type: ignore[assignment]
    """The speakers of words as one string; ``ends``: after which words a segment ends."""
    found = attribute(words(*times), [i in ends for i in range(len(times))], spans)
    return "".join(speaker or "-" for speaker in found)


EVENLY = [(200 * i, 200 * i + 200) for i in range(8)]


@pytest.mark.parametrize(
    ("times", "spans", "ends", "expected"),
    [
        (EVENLY, [(0, 800, "A"), (800, 1600, "B")], set(), "AAAABBBB"),
        # The spans change a word too early; the recogniser's segment tells better.
        (EVENLY, [(0, 790, "A"), (610, 1600, "B")], {3}, "AAAABBBB"),
        (EVENLY, [(0, 790, "A"), (610, 1600, "B")], {2}, "AAABBBBB"),
        # The last word of a segment just behind its speaker's span is theirs.
        (
            [(0, 200), (200, 400), (400, 540), (540, 700), (700, 900)],
            [(0, 414, "A"), (414, 900, "B")],
            {2},
            "AAABB",
        ),
        # A lone word between pauses is another's.
        (
            [(0, 200), (200, 400), (600, 800), (1000, 1200), (1200, 1400)],
            [(0, 420, "A"), (580, 820, "B"), (980, 1400, "A")],
            set(),
            "AABAA",
        ),
        # Any number of speakers.
        (
            [(500 * i + 200 * j, 500 * i + 200 * j + 190) for i in range(4) for j in range(2)],
            [(500 * i, 500 * i + 400, "ABCD"[i]) for i in range(4)],
            set(),
            "AABBCCDD",
        ),
        ([(0, 100)], [], set(), "-"),
        ([], [(0, 1, "A")], set(), ""),
    ],
)
def test_each_word_goes_to_the_speaker_of_its_time(
    times: list[tuple[int, int]], spans: list[tuple[int, int, str]], ends: set[int], expected: str
) -> None:
    assert whose(times, [Span(*span) for span in spans], ends) == expected


def test_where_both_speak_the_one_who_spoke_goes_on() -> None:
    found = whose(EVENLY, [Span(0, 1200, "A"), Span(800, 1600, "B")])
    assert (found[:4], found[6:]) == ("AAAA", "BB")
    assert "".join(sorted(found)) == found


costs = st.floats(0, 3, allow_nan=False)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.tuples(costs, costs, costs), min_size=n, max_size=n)
    ),
    st.lists(costs, min_size=5, max_size=5),
)
def test_the_path_is_the_cheapest_of_all(
    labels: list[tuple[float, ...]], changes: list[float]
) -> None:
    table = np.array(labels)

    def cost(path: tuple[int, ...]) -> float:
        stay = sum(table[i, label] for i, label in enumerate(path))
        return stay + sum(changes[i] for i in range(1, len(path)) if path[i] != path[i - 1])

    best = min(cost(path) for path in product(range(3), repeat=len(labels)))
    assert cost(tuple(_cheapest_path(table, np.array(changes[: len(labels)])))) == pytest.approx(
        best
    )


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
