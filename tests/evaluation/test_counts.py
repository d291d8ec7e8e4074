"""Counts add up; rates, pairs and tables are of what was counted."""

from __future__ import annotations

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.evaluation.asr import CharacterErrors, character_errors
from calltools.evaluation.counts import Matches, matches_by, paired, share
from calltools.evaluation.score_tables import tables

whole = st.integers(0, 50)
matches = st.builds(lambda m, p, r: Matches(m, m + p, m + r), whole, whole, whole)


@given(matches, matches)
def test_counts_add_up_and_f1_is_the_harmonic_mean_of_both_rates(a: Matches, b: Matches) -> None:
    both = a + b
    assert both == Matches(
        a.matched + b.matched, a.predicted + b.predicted, a.labelled + b.labelled
    )
    rates = [both.matched / whole if whole else 0 for whole in (both.predicted, both.labelled)]
    mean = statistics.harmonic_mean(rates) if all(rates) else 0
    assert (both.to_json()["f1"] or 0) == pytest.approx(mean, abs=1e-4)


def test_rates_over_nothing_are_none() -> None:
    none = Matches.of([]).to_json()
    assert none["precision"] is none["recall"] is none["f1"] is share([]) is None


def test_pairs_are_counted_by_key_the_labels_own_where_it_has_another() -> None:
    a, b, c = ({"kind": kind} for kind in "abc")
    pairs = [(a, b), (None, a), (None, b), (c, None)]
    assert matches_by(pairs, lambda row: row["kind"]) == {
        "a": Matches(1, 2, 1),
        "b": Matches(0, 1, 0),
        "c": Matches(0, 0, 1),
    }


def near(item: int, other: int) -> int | None:
    return -abs(item - other) if abs(item - other) < 3 else None


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)))
def test_every_item_stands_in_one_pair_and_the_nearest_are_paired_first(
    labelled: list[int], predicted: list[int]
) -> None:
    pairs = paired(labelled, predicted, near, of=lambda item: item % 2)
    assert [item for item, _ in pairs[: len(labelled)]] == labelled
    assert sorted(other for _, other in pairs if other is not None) == sorted(predicted)
    both = [(i, o) for i, o in pairs if i is not None and o is not None]
    assert all(item in (other - 2, other, other + 2) for item, other in both)
    same = Counter(labelled) & Counter(predicted)
    assert sum(item == other for item, other in both) == same.total()
    missed = [item for item, other in pairs if item is not None and other is None]
    extra = [other for item, other in pairs if item is None and other is not None]
    assert not any(near(i, o) is not None and i % 2 == o % 2 for i in missed for o in extra)


def test_of_equal_rank_the_earlier_are_paired() -> None:
    assert paired("ab", "xyz", lambda _a, _b: 1) == [("a", "x"), ("b", "y"), (None, "z")]


chinese = st.text("肝肾移植等多久一二三四五六七年。，", max_size=20)
CASES = {
    "by kind": ("肝移植要等多久", "甘移植等多久啊", CharacterErrors(7, 5, 1, 1, 1), 3 / 7),
    "script, numerals and punctuation do not count": (
        "押金三十五万，多退少补。", "押金35萬 多退少補", CharacterErrors(10, 10), 0,
    ),
    "where nothing was said all is insertion": (
        "", "谢谢观看", CharacterErrors(insertions=4), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "hypothesis", "errors", "rate"), CASES.values(), ids=CASES)
def test_errors_are_counted(
    reference: str, hypothesis: str, errors: CharacterErrors, rate: float | None
) -> None:
    score = character_errors(reference, hypothesis)
    assert score == errors
    assert score.rate == (rate if rate is None else pytest.approx(rate))


@given(chinese, chinese)
def test_counts_add_up(reference: str, hypothesis: str) -> None:
    score = character_errors(reference, hypothesis)
    other = character_errors(hypothesis, reference)
    assert score.errors == other.errors
    assert score.hits + score.substitutions + score.insertions == other.length
    assert character_errors(reference, reference).errors == 0
    assert (score + other).errors == 2 * score.errors
    assert (score + other).length == score.length + other.length


def test_every_figure_stands_once_in_a_table_of_those_like_it() -> None:
    rates = {"p": 0.5, "r": None}
    figures = {
        "wrong": ["a", "b"],
        "all": rates,
        "kinds": {"price": {**rates, "languages": {"en": rates}}},
        "confusion": [{"labelled": "x", "count": 1}, {"labelled": "y", "count": 2}],
        "fields": {"organ": 1.0},
        "by_role": None,
    }
    assert list(tables(figures)) == [
        (("", ""), [("wrong", "2 a b"), ("by_role", None), ("fields organ", 1.0)]),
        (
            ("", "p", "r"),
            [
                ("all", 0.5, None),
                ("kinds price", 0.5, None),
                ("kinds price languages en", 0.5, None),
            ],
        ),
        (("", "labelled", "count"), [("confusion", "x", 1), ("confusion", "y", 2)]),
    ]


def test_a_table_too_wide_for_lines_goes_on_below_itself() -> None:
    wide = {f"figure_{number}": number for number in range(10)}
    first, second = tables({"files": {"a": wide, "b": wide}})
    assert first[0] == ("", *(f"figure {number}" for number in range(8)))
    assert second == (("", "figure 8", "figure 9"), [("files a", 8, 9), ("files b", 8, 9)])
