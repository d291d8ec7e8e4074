from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import demo_call
from calltools.transcripts.model import Party, Transcript, Turn
from calltools.views.timeline import overlaps, timeline

times = st.tuples(st.integers(0, 300), st.integers(1, 60)).map(lambda t: (t[0], t[0] + t[1]))


@given(st.lists(times, max_size=12))
def test_overlaps_are_the_milliseconds_that_two_turns_share(spans: list[tuple[int, int]]) -> None:
    turns = [Turn("x", start_ms=start, end_ms=end) for start, end in spans]
    shared = {ms for ms in range(400) if sum(start <= ms < end for start, end in spans) > 1}
    found = overlaps(turns)
    assert {ms for start, end in found for ms in range(start, end)} == shared
    assert found == sorted(found)
    assert all(a[1] < b[0] for a, b in pairwise(found))


def test_each_voice_has_its_lane_the_investigator_first() -> None:
    call = demo_call.transcript()
    call = replace(call, turns=call.turns[1:])  # the hospital speaks first
    picture = timeline(call, [])
    assert picture is not None
    assert [lane.party.role for lane in picture.lanes] == ["investigator", "hospital"]
    assert [len(lane.turns) for lane in picture.lanes] == [5, 6]
    assert picture.lanes[0].party.confidence == 0.94


def test_a_party_without_words_has_a_lane() -> None:
    call = demo_call.transcript()
    silent = Party("SPEAKER_02", "other", 0.2)
    picture = timeline(replace(call, parties=(*call.parties, silent)), [])
    assert picture is not None
    assert picture.lanes[-1].party is silent
    assert picture.lanes[-1].turns == ()


def test_bars_stand_where_the_turns_are() -> None:
    call = Transcript((Turn("喂", start_ms=250, end_ms=750, flags=("overlap",)),), duration_ms=1000)
    picture = timeline(call, [])
    assert picture is not None
    bar = picture.lanes[0].turns[0]
    assert (bar.x, bar.width, bar.flagged) == ("25.0000%", "50.0000%", True)


def test_a_turn_beyond_the_recorded_length_stretches_the_picture() -> None:
    call = Transcript((Turn("喂", start_ms=0, end_ms=2000),), duration_ms=1000)
    picture = timeline(call, [])
    assert picture is not None
    assert picture.duration_ms == 2000


def test_marks_that_would_cover_each_other_take_another_row() -> None:
    call = demo_call.transcript()
    first = demo_call.statements(call)[0]
    picture = timeline(call, [first, first, first])
    assert picture is not None
    assert [mark.row for mark in picture.marks] == [0, 1, 2]


def test_a_statement_without_times_stands_at_its_turn() -> None:
    call = demo_call.transcript()
    first = demo_call.statements(call)[0]
    with_times = timeline(call, [first])
    without = timeline(call, [demo_call.changed(first, start_ms=None, end_ms=None)])
    assert with_times is not None and without is not None
    assert without.marks == with_times.marks  # it begins with its turn


def test_a_transcript_without_times_has_no_picture() -> None:
    assert timeline(Transcript((Turn("喂"),)), []) is None


def test_the_envelope_is_drawn_inside_its_frame() -> None:
    picture = timeline(demo_call.transcript(), [], (0.0, 0.5, 2.0, -1.0))
    assert picture is not None
    assert picture.wave == "M0 0L0 -0.00L1 -0.50L2 -1.00L3 -0.00L3 0.00L2 1.00L1 0.50L0 0.00Z"
