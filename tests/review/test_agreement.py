"""How far two agree: the figures of published examples, and of decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from calltools.review.agreement import (
    agreements,
    bootstrap,
    cohens_kappa,
    gwets_ac1,
    krippendorffs_alpha,
)
from calltools.review.desk import Review
from made_reviews import statement

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), D: four observers, twelve units.
# The same data stand in the help of kalpha (Stata) and of irr's kripp.alpha (R).
FOUR = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
# The worked example that encyclopedias print: three coders, fifteen units, many of them missing;
# the tests of the package krippendorff hold .691358 and .810845 for it.
THREE = (".....34121133.3", "1.213343.......", "..21344.21133.4")


def units(rows: tuple[str, ...]) -> list[list[int]]:
    return [[int(row[n]) for row in rows if row[n] != "."] for n in range(len(rows[0]))]


@pytest.mark.parametrize(
    ("rows", "metric", "printed"),
    [
        (FOUR, "nominal", 0.743),
        (FOUR, "ordinal", 0.815),
        (FOUR, "interval", 0.849),
        (THREE, "nominal", 0.691),
        (THREE, "interval", 0.811),
    ],
)
def test_alpha_is_as_printed(rows: tuple[str, ...], metric: str, printed: float) -> None:
    assert krippendorffs_alpha(units(rows), metric) == pytest.approx(printed, abs=0.0005)  # type: ignore[arg-type]


def test_ac1_stays_high_where_kappa_collapses() -> None:
    # 118 both yes, 5 and 2 differ, none both no: the paradox that AC1 was made for.
    pairs = [(1, 1)] * 118 + [(1, 0)] * 5 + [(0, 1)] * 2
    assert cohens_kappa(pairs) == pytest.approx(-0.0234, abs=0.00005)
    assert gwets_ac1(pairs) == pytest.approx(0.9408, abs=0.00005)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    left, right = zip(*pairs, strict=True)
    kappa = cohens_kappa(pairs)
    if len({*left, *right}) < 2:
        assert kappa is None
    else:
        assert kappa == pytest.approx(cohen_kappa_score(left, right))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=20))
def test_no_figure_is_above_one_and_all_are_one_where_nobody_differs(
    pairs: list[tuple[int, int]],
) -> None:
    for measure in (cohens_kappa, krippendorffs_alpha, gwets_ac1):
        assert (measure(pairs) or 0) <= 1 + 1e-9
        same = measure([(a, a) for a, _ in pairs])
        assert same is None or same == pytest.approx(1)


def test_an_interval_lies_around_its_figure_and_is_the_same_each_time() -> None:
    pairs = [("yes", "yes")] * 30 + [("no", "no")] * 10 + [("yes", "no")] * 6
    low, high = bootstrap(pairs, cohens_kappa) or (1.0, 0.0)
    assert low < (cohens_kappa(pairs) or 0) < high < 1
    assert bootstrap(pairs, cohens_kappa) == (low, high)


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
