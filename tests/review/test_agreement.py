"""How far two agree: the figures of scikit-learn and of Krippendorff, and of decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from calltools.review.agreement import Agreement, agreements, measures
from calltools.review.desk import Review
from made_reviews import assign, statement

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30)


@given(PAIRS)
def test_kappa_is_that_of_scikit_learn_and_lies_within_its_bounds(
    pairs: list[tuple[int, int]],
) -> None:
    left, right = zip(*pairs, strict=True)
    kappa, alpha = measures(pairs)
    if len({*left, *right}) < 2:
        assert kappa is alpha is None
        return
    assert kappa is not None
    assert kappa.value == pytest.approx(cohen_kappa_score(left, right))
    assert measures(pairs) == (kappa, alpha)
    if kappa.low is not None and kappa.high is not None:
        assert -1 - 1e-9 <= kappa.low <= kappa.high <= 1 + 1e-9


def test_alpha_is_that_of_krippendorff() -> None:
    for left, right, expected in (  # Computing Krippendorff’s Alpha-Reliability (2011), A and B
        ("0100000010", "1110010000", 0.095),
        ("aabbdcccedda", "babbbcccedd" + "d", 0.692),
    ):
        _, alpha = measures(list(zip(left, right, strict=True)))
        assert alpha is not None
        assert alpha.value == pytest.approx(expected, abs=0.0005)


def found(review: Review) -> list[Agreement]:
    return agreements(review.call("a01").states)


def figures(review: Review) -> dict[tuple[str, str], tuple[int, int]]:
    return {(" ".join(one.people), one.label): (one.count, one.equal) for one in found(review)}


def test_only_what_both_decided_blind_counts(review: Review) -> None:
    assign(review)
    states = review.call("a01").of_kind("statement")
    for number, state in enumerate(states):
        review.decide("a01", state.key, "confirm", "ann")
        if number < 2:
            reason = "no" if number else None
            review.decide("a01", state.key, "reject" if number else "confirm", "bob", reason=reason)
    assert statement(review.call("a01"), "organ_availability").status == "waiting"
    assert figures(review) == {
        ("", ""): (2, 1), ("ann bob", ""): (2, 1), ("", "price"): (1, 0), ("", "wait_time"): (1, 1),
    }  # fmt: skip
    every, two, *_ = found(review)
    assert (every.kappa, two.alpha) == (None, None)
    assert two.row()[:6] == ("statement", "all", "ann and bob", 2, 1, "κ")


def test_two_who_put_the_same_right_in_different_ways_differ(review: Review) -> None:
    assign(review)
    heart = {"organ": "heart"}
    for label, of_bob, equal in (
        ("wait_time", {"organ": "kidney"}, 0),
        ("price", heart, 1),
        ("organ_availability", {**heart, "modality": "hedged"}, 0),
    ):
        key = statement(review.call("a01"), label).key
        review.decide("a01", key, "amend", "ann", value=heart)
        review.decide("a01", key, "amend", "bob", value=of_bob)
        assert figures(review)["", label] == (1, equal)


def test_what_one_added_and_the_other_passed_over_is_a_difference(review: Review) -> None:
    assign(review)
    fields = {"category": "transplant_volume"}
    added = review.add_statement("a01", 4, "0-1", fields, "ann")
    for person in ("ann", "bob"):
        review.add_statement("a01", 4, "0-2", fields, person)
    whole = review.call("a01").whole.key
    for person in ("ann", "bob"):
        assert figures(review) == {}
        review.decide("a01", whole, "read", person)
    assert figures(review)["ann bob", ""] == (2, 1)
    review.decide("a01", added.item, "confirm", "bob")  # in sight of it
    review.add_statement("a01", 4, "1-2", fields, "ann")
    assert figures(review)["ann bob", ""] == (2, 1)
