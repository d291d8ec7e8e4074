from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.speech.model import HeardWord, Span
from calltools.speech.word_speakers import _cheapest_path, attribute


def words(*times: tuple[int, int]) -> list[HeardWord]:
    return [HeardWord("字", start, end, 0.9) for start, end in times]


def whose(times: list[tuple[int, int]], spans: list[Span], ends: set[int] = frozenset()) -> str:  # type: ignore[assignment]
    """The speakers of words as one string; ``ends``: after which words a segment ends."""
    found = attribute(words(*times), [i in ends for i in range(len(times))], spans)
    return "".join(speaker or "-" for speaker in found)


EVENLY = [(200 * i, 200 * i + 200) for i in range(8)]


def test_each_word_goes_to_the_speaker_of_its_time() -> None:
    assert whose(EVENLY, [Span(0, 800, "A"), Span(800, 1600, "B")]) == "AAAABBBB"


def test_where_both_speak_the_one_who_spoke_goes_on() -> None:
    spans = [Span(0, 1200, "A"), Span(800, 1600, "B")]
    assert whose(EVENLY, spans)[:4] == "AAAA"
    assert whose(EVENLY, spans)[6:] == "BB"
    assert "".join(sorted(whose(EVENLY, spans))) == whose(EVENLY, spans)


def test_the_change_is_put_where_the_segment_ends() -> None:
    # The spans change a word too early; the recogniser's segment tells better.
    spans = [Span(0, 790, "A"), Span(610, 1600, "B")]
    assert whose(EVENLY, spans, {3}) == "AAAABBBB"
    assert whose(EVENLY, spans, {2}) == "AAABBBBB"


def test_the_last_word_of_a_segment_just_behind_its_speakers_span_is_theirs() -> None:
    times = [(0, 200), (200, 400), (400, 540), (540, 700), (700, 900)]
    assert whose(times, [Span(0, 414, "A"), Span(414, 900, "B")], {2}) == "AAABB"


@pytest.mark.parametrize("pause_ms", [200, 400])
def test_a_lone_word_between_pauses_is_anothers(pause_ms: int) -> None:
    times = [(0, 200), (200, 400)]
    times += [(400 + pause_ms, 600 + pause_ms)]
    times += [(600 + 2 * pause_ms, 800 + 2 * pause_ms), (800 + 2 * pause_ms, 1000 + 2 * pause_ms)]
    spans = [Span(0, 420, "A"), Span(380 + pause_ms, 620 + pause_ms, "B")]
    spans += [Span(580 + 2 * pause_ms, 1000 + 2 * pause_ms, "A")]
    assert whose(times, spans) == "AABAA"


@pytest.mark.parametrize("number", [3, 4])
def test_any_number_of_speakers(number: int) -> None:
    spans = [Span(1000 * i, 1000 * i + 900, "ABCD"[i]) for i in range(number)]
    times = [
        (1000 * i + 300 * j, 1000 * i + 300 * j + 290) for i in range(number) for j in range(3)
    ]
    assert whose(times, spans) == "".join(3 * "ABCD"[i] for i in range(number))


def test_no_words_and_no_spans() -> None:
    assert attribute([], [], [Span(0, 1, "A")]) == []
    assert whose([(0, 100)], []) == "-"


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
