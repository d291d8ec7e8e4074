from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import demo_call
from calltools.transcripts.model import Party, Transcript, Turn
from calltools.views.timeline import TimelinePicture, overlaps, timeline

times = st.tuples(st.integers(0, 300), st.integers(1, 60)).map(lambda t: (t[0], t[0] + t[1]))


@given(st.lists(times, max_size=12))
def test_overlaps_are_the_milliseconds_that_two_turns_share(spans: list[tuple[int, int]]) -> None:
    turns = [Turn("x", start_ms=start, end_ms=end) for start, end in spans]
    shared = {ms for ms in range(400) if sum(start <= ms < end for start, end in spans) > 1}
    found = overlaps(turns)
    assert {ms for start, end in found for ms in range(start, end)} == shared
    assert found == sorted(found)
    assert all(a[1] < b[0] for a, b in pairwise(found))


def drawn(call: Transcript, *given: object) -> TimelinePicture:
    picture = timeline(call, *(given or ([],)))  # type: ignore[arg-type]
    assert picture is not None
    return picture


def test_each_voice_has_its_lane_the_investigator_first() -> None:
    call = demo_call.transcript()
    lanes = drawn(replace(call, turns=call.turns[1:])).lanes  # the hospital speaks first
    assert [lane.party.role for lane in lanes] == ["investigator", "hospital"]
    assert [len(lane.turns) for lane in lanes] == [5, 6]
    assert lanes[0].party.confidence == 0.94
    silent = Party("SPEAKER_02", "other", 0.2)
    last = drawn(replace(call, parties=(*call.parties, silent))).lanes[-1]
    assert (last.party, last.turns) == (silent, ())


def test_bars_stand_where_the_turns_are() -> None:
    call = Transcript((Turn("喂", start_ms=250, end_ms=750, flags=("overlap",)),), duration_ms=1000)
    bar = drawn(call).lanes[0].turns[0]
    assert (bar.x, bar.width, bar.flagged) == ("25.0000%", "50.0000%", True)
    beyond = Transcript((Turn("喂", start_ms=0, end_ms=2000),), duration_ms=1000)
    assert drawn(beyond).duration_ms == 2000
    assert timeline(Transcript((Turn("喂"),)), []) is None, "nothing has a time"


def test_marks_stand_at_their_turns_and_those_that_meet_take_another_row() -> None:
    call = demo_call.transcript()
    first = demo_call.statements(call)[0]
    assert [mark.row for mark in drawn(call, [first, first, first]).marks] == [0, 1, 2]
    untimed = demo_call.changed(first, start_ms=None, end_ms=None)
    assert drawn(call, [untimed]).marks == drawn(call, [first]).marks  # it begins with its turn


def test_the_envelope_is_drawn_inside_its_frame() -> None:
    picture = drawn(demo_call.transcript(), [], (0.0, 0.5, 2.0, -1.0))
    assert picture.wave == "M0 0L0 -0.00L1 -0.50L2 -1.00L3 -0.00L3 0.00L2 1.00L1 0.50L0 0.00Z"
