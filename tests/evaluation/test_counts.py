"""Counts add up; rates and pairs are of what was counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.evaluation.counts import Matches, matches_by, one_to_one, share

whole = st.integers(0, 50)
matches = st.builds(lambda m, p, r: Matches(m, m + p, m + r), whole, whole, whole)


@given(st.lists(matches))
def test_the_sum_of_matches_has_the_sums_of_their_counts(several: list[Matches]) -> None:
    together = sum(several, Matches())
    assert together.matched == sum(one.matched for one in several)
    assert together.predicted == sum(one.predicted for one in several)
    assert together.labelled == sum(one.labelled for one in several)


@given(matches)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(counts: Matches) -> None:
    figures = counts.to_json()
    if counts.matched:
        mean = 2 / (counts.predicted / counts.matched + counts.labelled / counts.matched)
        assert figures["f1"] == pytest.approx(mean, abs=1e-4)
    else:
        assert not figures["f1"]


def test_rates_over_nothing_are_none() -> None:
    none = Matches().to_json()
    assert none["precision"] is none["recall"] is none["f1"] is share([]) is None


@given(st.lists(st.booleans(), min_size=1), st.lists(st.booleans(), min_size=1))
def test_the_share_of_both_lies_between_the_two(one: list[bool], other: list[bool]) -> None:
    shares = [share(one) or 0, share(other) or 0]
    assert min(shares) - 1e-4 <= (share([*one, *other]) or 0) <= max(shares) + 1e-4


def test_matches_are_counted_by_key() -> None:
    assert matches_by("a", "aab", "ac") == {
        "a": Matches(1, 2, 1),
        "b": Matches(0, 1, 0),
        "c": Matches(0, 0, 1),
    }


def test_the_best_are_paired_first_and_each_once() -> None:
    assert one_to_one([(1, 0, 0), (2, 0, 1), (1, 1, 1), (1, 1, 0)]) == {0: 1, 1: 0}
    assert one_to_one([(1, 0, 1), (1, 0, 0), (1, 1, 0)]) == {0: 0}
