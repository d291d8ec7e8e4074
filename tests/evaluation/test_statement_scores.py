"""Scores of statements: matching, values, denials, negatives."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.evaluation.statements import score_statements
from calltools.statements import Statement

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
