"""Counts add up; rates, pairs and tables are of what was counted."""

from __future__ import annotations

import statistics
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.evaluation.alignment import LinkCounts, count_links, score_alignments
from calltools.evaluation.asr import CharacterErrors, character_errors
from calltools.evaluation.counts import Matches, matches_by, paired, share
from calltools.evaluation.score_tables import tables
from calltools.evaluation.statements import score_statements
from calltools.statements import Statement

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


# Scores of links by the convention of Vecalign, of findings by type and turns


GOLD = [[[0], [0]], [[1, 2], [1]], [[3], []], [[4], [2]]]
FULL = [link for link in GOLD if link[1]]
LINKS: dict[str, tuple[list[Any], tuple[int, int, int, int, int, int], float | None]] = {
    "the labels themselves": (GOLD, (4, 4, 4, 3, 3, 3), 1.0),
    "a link that shares a pair is right laxly only": (
        [[[0], [0]], [[1], [1]], [[2], []], [[3], []], [[4], [2]]], (5, 3, 4, 3, 2, 3), 0.6316,
    ),
    "a missed omission costs no recall": (FULL, (3, 3, 3, 3, 3, 3), 1.0),
    "an invented one costs precision": (
        [*FULL, [[3], []], [[], [9]]], (5, 4, 4, 3, 3, 3), 0.8889,
    ),
    "other turns are wrong both ways": ([[[0], [2]], [[4], [0]]], (2, 0, 0, 3, 0, 0), 0.0),
}  # fmt: skip


@pytest.mark.parametrize(("found", "counts", "f"), LINKS.values(), ids=LINKS)
def test_links_are_right_strictly_and_laxly(
    found: list[Any], counts: tuple[int, int, int, int, int, int], f: float
) -> None:
    scores = count_links(GOLD, found)
    assert scores == LinkCounts(*counts)
    assert scores.to_json()["strict"]["f"] == f
    assert (scores + scores).to_json()["strict"] == scores.to_json()["strict"]


def test_nothing_gives_no_rates() -> None:
    assert count_links([], []).to_json()["strict"] == {"p": None, "r": None, "f": None}


def finding(kind: str, zh: list[int], en: list[int]) -> dict[str, Any]:
    return {"type": kind, "zh_turns": zh, "en_turns": en}


def call(name: str, *findings: dict[str, Any], kind: str = "edited") -> dict[str, Any]:
    return {"id": name, "zh_kind": kind, "links": GOLD, "findings": findings}


def test_findings_match_by_type_and_turn_and_only_once() -> None:
    labelled = call("a", finding("number_changed", [1, 2], [1]), finding("omission", [3], []))
    found = call(
        "a",
        finding("number_changed", [2], [1]),
        finding("number_changed", [1], [1]),
        finding("addition", [3], []),
        finding("omission", [3], []),
    )
    findings = score_alignments([labelled], [found])["edited"]["findings"]
    assert (findings["all"]["matched"], findings["all"]["precision"]) == (2, 0.5)
    counts = {name: (n["matched"], n["labelled"]) for name, n in findings["types"].items()}
    assert counts == {"addition": (0, 0), "number_changed": (1, 1), "omission": (1, 1)}


def test_faithful_calls_and_calls_of_a_recogniser_are_counted_apart() -> None:
    labelled = [call("a"), call("b"), call("c", kind="asr_like")]
    figures = score_alignments(labelled, [call("a", finding("omission", [0], [])), call("c")])
    faithful = {name: part["findings_per_faithful_call"] for name, part in figures.items()}
    assert faithful == {"edited": 0.5, "asr_like": 0, "all": 0.3333}
    assert figures["all"]["calls"] == 3
    # A call without a result has no link right.
    assert figures["edited"]["links"]["strict"]["r"] == pytest.approx(0.5)


# Scores of statements


Row = dict[str, Any]


def row(start: int, end: int, **values: Any) -> Row:
    base = Statement("wait_time", 1, start, end, "x" * (end - start), dialogue_id="d", id="s")
    return base.to_json() | values


VAGUE = row(0, 4, wait_min_days=10, wait_max_days=19, vague=True)
DENIED = row(0, 4, modality="denied")
MATCHES: dict[str, tuple[list[Row], list[Row], tuple[int, int, int]]] = {
    "by category, turn and overlap": (
        [row(0, 4), row(5, 9)],
        [row(2, 6), row(5, 9), row(0, 4, category="price"), row(0, 4, turn_index=2)],
        (2, 4, 2),
    ),
    "a record matches once": ([row(0, 4), row(1, 5)], [row(0, 5)], (1, 1, 2)),
    "by another category that the label allows": (
        [row(0, 4, alt_categories=["price"])], [row(0, 4, category="price")], (1, 1, 1),
    ),
    "what is optional counts neither way": (
        [row(0, 4, optional=True), row(5, 9, optional=True)], [row(0, 4)], (0, 0, 0),
    ),
    "nothing": ([], [], (0, 0, 0)),
}  # fmt: skip


@pytest.mark.parametrize(("gold", "found", "counts"), MATCHES.values(), ids=MATCHES)
def test_records_are_matched(
    gold: list[Row], found: list[Row], counts: tuple[int, int, int]
) -> None:
    figures = score_statements(gold, found)["all"]
    assert tuple(figures[name] for name in ("matched", "predicted", "labelled")) == counts
    assert (figures["f1"] is None) == (not any(counts))


VALUES: dict[str, tuple[Row, Row, float, float]] = {
    "an overlapping range of a vague one": (
        VAGUE, row(0, 4, wait_min_days=12, wait_max_days=30), 1.0, 0.0,
    ),
    "one beside it": (VAGUE, row(0, 4, wait_min_days=30, wait_max_days=30), 0.0, 0.0),
    "an open one": (VAGUE, row(0, 4, wait_max_days=12), 1.0, 0.0),
    "none of a vague one": (VAGUE, row(0, 4), 1.0, 0.0),
    "none of a plain one": (row(0, 4, wait_min_days=7), row(0, 4), 0.0, 0.0),
    "one where none is": (row(0, 4, vague=True), row(0, 4, wait_min_days=7), 0.0, 0.0),
    "the same": (row(0, 4, wait_min_days=7), row(0, 4, wait_min_days=7), 1.0, 1.0),
}  # fmt: skip


@pytest.mark.parametrize(("gold", "found", "right", "exact"), VALUES.values(), ids=VALUES)
def test_values_are_right(gold: Row, found: Row, right: float, exact: float) -> None:
    figures = score_statements([gold], [found])
    assert figures["values"] == {"wait_time": right}
    assert figures["values_exact"] == {"wait_time": exact}


def test_the_right_value_is_preferred_among_overlapping_records() -> None:
    gold = [row(0, 9, wait_min_days=7, wait_max_days=7)]
    found = [row(0, 9), row(0, 3, wait_min_days=7, wait_max_days=7)]
    assert score_statements(gold, found)["values_exact"]["wait_time"] == 1.0


@pytest.mark.parametrize(
    ("modality", "claims"), [("denied", 0), ("unclear", 0), ("asserted", 1), ("hedged", 1)]
)
def test_a_denied_figure_taken_as_a_claim_is_counted(modality: str, claims: int) -> None:
    figures = score_statements([DENIED], [row(0, 4, modality=modality)])
    assert (figures["denied"], figures["denied_as_claim"]) == (1, claims)
    assert figures["fields"]["modality"] == float(modality == "denied")


def test_a_negative_is_taken_by_its_tempting_category_only() -> None:
    negative = row(2, 6, tempting_category="wait_time")
    found = {"there": [row(0, 4)], "beside": [row(6, 9)], "other": [row(0, 4, category="price")]}
    taken = {name: score_statements([], rows, [negative]) for name, rows in found.items()}
    rates = {name: figures["negatives_taken_rate"] for name, figures in taken.items()}
    assert rates == {"there": 1.0, "beside": 0.0, "other": 0.0}


def test_what_stands_in_the_place_of_what_was_missed_is_told() -> None:
    figures = score_statements([row(0, 4)], [row(2, 6, category="price"), row(7, 9)])
    assert figures["confusion"] == [
        {"labelled": "(none)", "predicted": "wait_time", "count": 1},
        {"labelled": "wait_time", "predicted": "price", "count": 1},
    ]


def test_languages_are_scored_apart_and_confidence_beside_what_was_right() -> None:
    found = [row(0, 4, confidence=0.95), row(5, 9, confidence=0.91), row(0, 4, dialogue_id="e")]
    figures = score_statements([row(0, 4)], found, languages={"d": "zh"})
    assert figures["reliability"] == [
        {"from": 0.9, "count": 2, "confidence": 0.93, "right": 0.5},
    ]
    f1 = {name: part["f1"] for name, part in figures["languages"].items()}
    assert f1 == {"unknown": 0.0, "zh": 0.6667}
    assert figures["categories"]["wait_time"]["languages"]["zh"]["f1"] == 0.6667
