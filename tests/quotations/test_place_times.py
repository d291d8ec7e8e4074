"""The time of a place: as near to its words as the transcript's own times allow, never beside."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from calltools.quotations.corpus import Entry
from calltools.quotations.model import Location, Part
from calltools.quotations.place_times import spoken
from calltools.transcripts.model import Turn, Word

LETTER_MS = 200


@st.composite
def places(draw: st.DrawFn) -> tuple[Turn, Part]:
    """A turn of words spoken one after the other, some without a time, and some of its words."""
    lengths = draw(st.lists(st.integers(1, 4), min_size=1, max_size=12))
    words, at = [], 0
    for length in lengths:
        known = draw(st.integers(0, 3)) > 0
        times = (at * LETTER_MS, (at + length) * LETTER_MS) if known else (None, None)
        words.append(Word("字" * length, at, at + length, *times))
        at += length
    start = draw(st.integers(0, at - 1))
    end = draw(st.integers(start + 1, at))
    whole = Turn("字" * at, start_ms=0, end_ms=at * LETTER_MS, words=tuple(words))
    return whole, Part(0, end - start, 0, start, end)


def time_of(turn: Turn, part: Part) -> tuple[int, int] | None:
    return spoken(Location("a", (part,), 1.0), Entry("a", (turn,)))


@given(places())
def test_all_of_the_words_are_inside_and_none_beside_them(place: tuple[Turn, Part]) -> None:
    turn, part = place
    time = time_of(turn, part)
    assert time is not None
    assert 0 <= time[0] <= part.turn_start * LETTER_MS
    assert part.turn_end * LETTER_MS <= time[1] <= len(turn.text) * LETTER_MS
    for word in turn.words:
        if word.start_ms is not None and word.end_ms is not None:
            assert word.end > part.turn_start or word.end_ms <= time[0]
            assert word.start < part.turn_end or word.start_ms >= time[1]


@given(places())
def test_without_times_of_words_it_is_the_turns(place: tuple[Turn, Part]) -> None:
    turn, part = place
    assert time_of(replace(turn, words=()), part) == (turn.start_ms, turn.end_ms)
    assert time_of(replace(turn, words=(), start_ms=None), part) is None
