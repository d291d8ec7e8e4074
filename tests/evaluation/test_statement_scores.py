"""Scores of statements: matching, values, denials, negatives."""

from __future__ import annotations

from typing import Any

from calltools.evaluation.statements import reliability, score_statements
from calltools.statements import Statement


def row(start: int, end: int, **values: Any) -> dict[str, Any]:
    base = Statement("wait_time", 1, start, end, "x" * (end - start), dialogue_id="d", id="s")
    return base.to_json() | values


def test_records_match_on_category_turn_and_overlap() -> None:
    gold = [row(0, 4), row(5, 9)]
    found = [row(2, 6), row(5, 9), row(0, 4, category="price")]
    figures = score_statements(gold, found).to_json()
    assert figures["all"]["matched"] == 2
    assert figures["all"]["precision"] == 0.6667
    assert {"labelled": "(none)", "predicted": "price", "count": 1} in figures["confusion"]


def test_a_record_matches_once() -> None:
    scores = score_statements([row(0, 4), row(1, 5)], [row(0, 5)])
    assert (scores.rates().matched, scores.rates().labelled) == (1, 2)


def test_the_right_value_is_preferred_among_overlapping_records() -> None:
    gold = [row(0, 9, wait_min_days=7, wait_max_days=7)]
    found = [row(0, 9), row(0, 3, wait_min_days=7, wait_max_days=7)]
    assert score_statements(gold, found).to_json()["values_exact"]["wait_time"] == 1.0


def test_a_vague_value_may_be_null_or_overlap() -> None:
    gold = [row(0, 4, wait_min_days=10, wait_max_days=19, vague=True)]
    near = [row(0, 4, wait_min_days=12, wait_max_days=30)]
    far = [row(0, 4, wait_min_days=30, wait_max_days=30)]
    assert score_statements(gold, near).to_json()["values"]["wait_time"] == 1.0
    assert score_statements(gold, far).to_json()["values"]["wait_time"] == 0.0
    assert score_statements(gold, [row(0, 4)]).to_json()["values"]["wait_time"] == 1.0


def test_a_denied_figure_taken_as_a_claim_is_counted() -> None:
    gold = [row(0, 4, modality="denied", id="gold")]
    scores = score_statements(gold, [row(0, 4)])
    assert scores.denied_as_claim == ["gold"]


def test_a_negative_is_taken_by_its_tempting_category_only() -> None:
    negative = {"id": "n", "dialogue_id": "d", "turn_index": 1, "start": 2, "end": 6}
    negative["tempting_category"] = "wait_time"
    assert score_statements([], [row(0, 4)], [negative]).negatives_taken == ["n"]
    assert score_statements([], [row(6, 9)], [negative]).negatives_taken == []


def test_nothing_gives_no_rates() -> None:
    assert score_statements([], []).to_json()["all"]["f1"] is None


def test_reliability_bins_confidence() -> None:
    table = reliability([(0.95, True), (0.91, False), (0.5, True)])
    assert table == [
        {"from": 0.5, "count": 1, "confidence": 0.5, "right": 1.0},
        {"from": 0.9, "count": 2, "confidence": 0.93, "right": 0.5},
    ]
