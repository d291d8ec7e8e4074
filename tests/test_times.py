from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.times import clock, span, to_ms, to_seconds, utc_now


@given(st.integers(0, 10**9))
def test_milliseconds_survive_the_way_through_seconds(ms: int) -> None:
    assert to_ms(to_seconds(ms)) == ms


@given(st.integers(0, 359_999_999))
def test_clock_reads_back(ms: int) -> None:
    hours, minutes, seconds, rest = map(int, re.split(r"[:.]", clock(ms)))
    assert ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest == ms


def test_clock_without_hours_lets_minutes_run_on_and_refuses_negative_times() -> None:
    assert clock(3_723_004, hours=False) == "62:03.004"
    assert clock(3_723_004, decimal=",") == "01:02:03,004"
    with pytest.raises(ValueError, match="negative"):
        clock(-1)


SPANS = {0: "0 s", 59_400: "59 s", 185_000: "3 min 05 s", 3_720_000: "1 h 02 min"}


def test_spans_are_readable_and_now_is_utc_to_the_second() -> None:
    assert {ms: span(ms) for ms in SPANS} == SPANS
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", utc_now())
