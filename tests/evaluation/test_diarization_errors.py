from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calltools.errors import MissingPartError
from calltools.evaluation.diarization import (
    DiarizationErrors,
    Spoken,
    diarization_errors,
    figures,
    pooled,
    score,
)
from calltools.speech.runtime import require


@pytest.fixture(autouse=True, scope="module")
def _installed(lacks: Callable[[str], NoReturn]) -> None:
    try:
        require("pyannote.metrics")
    except MissingPartError as error:
        lacks(str(error))


def a(start: int, end: int, role: str | None = None) -> Spoken:
    return Spoken(start, end, "A", role)


def b(start: int, end: int, role: str | None = None) -> Spoken:
    return Spoken(start, end, "B", role)


CASES = {
    "speakers are mapped as is best": (
        [a(0, 4000), b(5000, 9000)], [Spoken(0, 4500, "one"), Spoken(5000, 8000, "two")],
        DiarizationErrors(8000, 0, missed_ms=1000, false_alarm_ms=500),
    ),
    "given to the other party": (
        [a(0, 4000), b(4000, 8000)], [a(0, 5000), b(5000, 8000)],
        DiarizationErrors(8000, confusion_ms=1000),
    ),
    "overlap counts for each": (
        [a(0, 2000), b(1000, 3000)], [a(0, 2000), b(2000, 3000)],
        DiarizationErrors(4000, missed_ms=1000),
    ),
    "an alarm after the reference ends": (
        [a(0, 1000)], [a(0, 1000), b(5000, 6000)], DiarizationErrors(1000, false_alarm_ms=1000),
    ),
    "no speech": ([], [a(0, 1000)], DiarizationErrors(false_alarm_ms=1000)),
    "spans of one speaker that overlap are one": (
        [a(0, 3000), a(1000, 2000)], [a(0, 3000)], DiarizationErrors(3000),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "hypothesis", "errors"), CASES.values(), ids=CASES)
def test_errors_are_counted_by_kind(
    reference: list[Spoken], hypothesis: list[Spoken], errors: DiarizationErrors
) -> None:
    assert diarization_errors(reference, hypothesis) == errors


def test_a_collar_leaves_out_both_sides_of_each_edge() -> None:
    result = score([a(1000, 3000)], [a(1200, 3300)])
    assert result["collar_0_ms"].missed_ms == 200
    assert result["collar_250_ms"] == DiarizationErrors(1500, 0, 0, 50)


def test_roles_are_not_mapped_and_count_only_where_all_have_one() -> None:
    reference = [a(0, 1000, "investigator"), b(1000, 3000, "hospital")]
    swapped = [a(0, 1000, "hospital"), b(1000, 3000, "investigator")]
    exchanged = score(reference, swapped)
    assert exchanged["collar_0_ms"].wrong_party == 0
    assert exchanged["by_role"].wrong_party == 1
    assert score(reference, reference)["by_role"].wrong_party == 0
    for without in ([a(0, 1000), b(1000, 3000, "hospital")], []):
        assert figures(score(reference, without))["by_role"] is None


def test_pooling_weighs_by_speech_and_has_roles_only_where_all_have() -> None:
    long = score([a(0, 9000, "hospital")], [a(0, 9000, "hospital")])
    short = score([a(0, 1000, "hospital")], [b(5000, 6000)])
    both = pooled([long, short])
    assert both["collar_0_ms"].rate == pytest.approx(2000 / 10_000)
    assert "by_role" not in both
    assert "by_role" in pooled([long, long])


stretches = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(1, 3000), st.sampled_from("AB")), max_size=6
).map(lambda rows: [Spoken(start, start + length, name) for start, length, name in rows])


@settings(max_examples=50)
@given(stretches, stretches)
def test_parts_add_up_to_the_reference(reference: list[Spoken], hypothesis: list[Spoken]) -> None:
    errors = diarization_errors(reference, hypothesis)
    spoken = sum(
        len({ms for s in reference if s.speaker == name for ms in range(s.start_ms, s.end_ms)})
        for name in "AB"
    )
    assert errors.total_ms == pytest.approx(spoken, abs=2)
    assert min(errors.confusion_ms, errors.missed_ms, errors.false_alarm_ms) >= 0


def test_figures_have_stable_names_and_rates_are_of_the_speech_of_the_reference() -> None:
    plain = figures(score([a(0, 4000), b(4000, 8000)], [a(0, 5000), b(5500, 8500)]))
    assert set(plain) == {"collar_0_ms", "collar_250_ms", "by_role"}
    assert plain["collar_0_ms"] == {
        "der": 0.25, "wrong_party": 0.125,
        "total_ms": 8000, "confusion_ms": 1000, "missed_ms": 500, "false_alarm_ms": 500,
    }  # fmt: skip
    assert DiarizationErrors().rate is DiarizationErrors().wrong_party is None
