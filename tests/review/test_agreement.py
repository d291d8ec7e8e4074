"""How far two agree: the figures of scikit-learn, and of decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from calltools.review.agreement import agreements, cohens_kappa
from calltools.review.desk import Review
from made_reviews import statement


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    left, right = zip(*pairs, strict=True)
    kappa = cohens_kappa(pairs)
    if len({*left, *right}) < 2:
        assert kappa is None
    else:
        assert kappa == pytest.approx(cohen_kappa_score(left, right))


def test_only_what_both_decided_blind_counts(review: Review) -> None:
    value = {"people": ["ann", "bob"], "blind": True}
    review.decide("a01", review.call("a01").whole.key, "assign", "lea", value=value)
    states = review.call("a01").of_kind("statement")
    for number, state in enumerate(states):
        review.decide("a01", state.key, "confirm", "ann")
        if number < 2:
            reason = "no" if number else None
            review.decide("a01", state.key, "reject" if number else "confirm", "bob", reason=reason)
    assert statement(review.call("a01"), "organ_availability").status == "waiting"
    found = {one.label: (one.count, one.equal) for one in agreements(review.call("a01").states)}
    assert found == {"": (2, 1), "wait_time": (1, 1), "price": (1, 0)}
    (every,) = [one for one in agreements(review.call("a01").states) if not one.label]
    assert (every.people, every.kind) == (("ann", "bob"), "statement")
