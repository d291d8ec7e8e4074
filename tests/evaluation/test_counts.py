"""Counts add up, and what does not add up is told by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.evaluation.alignment import LinkCounts
from calltools.evaluation.asr import CharacterErrors
from calltools.evaluation.counts import Accuracy, Counts, CountsError, Matches, matches_by
from calltools.evaluation.diarization import DiarizationErrors
from calltools.evaluation.formats import Score
from calltools.evaluation.verdicts import Scores

whole = st.integers(0, 50)
accuracies = st.builds(lambda right, more: Accuracy(right, right + more), whole, whole)
matches = st.builds(lambda m, p, r: Matches(m, m + p, m + r), whole, whole, whole)


@given(st.lists(matches))
def test_the_sum_of_matches_has_the_sums_of_their_counts(several: list[Matches]) -> None:
    together = sum(several, Matches())
    assert together.matched == sum(one.matched for one in several)
    assert together.predicted == sum(one.predicted for one in several)
    assert together.labelled == sum(one.labelled for one in several)


@given(matches)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(counts: Matches) -> None:
    if counts.precision and counts.recall:
        mean = 2 / (1 / counts.precision + 1 / counts.recall)
        assert counts.f1 == pytest.approx(mean)
    else:
        assert not counts.f1


def test_rates_over_nothing_are_none() -> None:
    none = Matches()
    assert none.precision is none.recall is none.f1 is Accuracy().rate is None


@given(accuracies, accuracies)
def test_the_accuracy_of_both_lies_between_the_two(one: Accuracy, other: Accuracy) -> None:
    rates = [share.rate for share in (one, other) if share.rate is not None]
    both = (one + other).rate
    assert both is None or min(rates) - 1e-4 <= both <= max(rates) + 1e-4


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Matches(3, 2, 4), "matched is more than predicted"),
        (lambda: Matches(3, 4, 2), "matched is more than labelled"),
        (lambda: Matches(-1, 0, 0), "matched is less than nothing"),
        (lambda: Accuracy(2, 1), "right is more than compared"),
        (lambda: CharacterErrors(5, hits=3, deletions=1), "length is not the sum of hits"),
        (lambda: DiarizationErrors(5, 4), "total_ms is not the sum of correct_ms"),
        (lambda: LinkCounts(found=3, found_strict=2, found_lax=1), "found_strict is more than"),
        (lambda: Score(turns=1, turns_exact=2), "turns_exact is more than turns"),
    ],
)
def test_what_does_not_add_up_is_named(make: Callable[[], Counts], told: str) -> None:
    with pytest.raises(CountsError, match=told):
        make()


def test_scores_of_scores_add_up_with_the_rows_they_name() -> None:
    one = Scores(Accuracy(1, 1), clean=Matches(1, 1, 1), false_alarms=("a",))
    other = Scores(Accuracy(0, 1), Accuracy(1, 1), false_alarms=("b",), for_a_person=1)
    assert one + other == Scores(
        Accuracy(1, 2), Accuracy(1, 1), Matches(1, 1, 1), false_alarms=("a", "b"), for_a_person=1
    )


def test_matches_are_counted_by_key() -> None:
    assert matches_by("a", "aab", "ac") == {
        "a": Matches(1, 2, 1),
        "b": Matches(0, 1, 0),
        "c": Matches(0, 0, 1),
    }
