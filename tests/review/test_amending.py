"""What people put right of a statement is checked like a record, and adds up."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.errors import SettingsError
from calltools.review.desk import Review
from made_reviews import statement

REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"wait_min_days": 40, "wait_max_days": 10}, "wait_m"),
    ({"wait_max_days": -3}, "wait_max_days"),
    ({"wait_max_days": "soon"}, "wait_max_days"),
    ({"wait_max_days": 99_999}, "wait_max_days"),
    ({"organ": "livver"}, "organ"),
    ({"price_min": 5}, "price_min"),
    ({"category": "price", "price_min": 5, "currency": "RMB"}, "currency"),
    ({"category": "rumour"}, "category"),
    ({"modality": "shouted"}, "modality"),
    ({"wait": "a while"}, "wait"),
    ({"wait": "two weeks; a year"}, "wait"),
    ({"confidence": 1.0}, "confidence"),
    ({"quote": "别的"}, "quote"),
    ({"x": 1}, "x"),
)


def amend(review: Review, **fields: Any) -> dict[str, Any]:
    key = statement(review.call("a01")).key
    review.decide("a01", key, "amend", "ann", value=fields)
    return dict(statement(review.call("a01")).value)


def test_what_no_statement_says_is_refused_with_the_name_of_its_field(review: Review) -> None:
    for fields, field in REFUSED:
        with pytest.raises(SettingsError) as refused:
            amend(review, **fields)
        assert refused.value.where.startswith(field), fields
    for fields in (
        {"category": "price", "currency": "CNY"},
        {"category": "price", "organ": "leg"},
        {"category": "weather"},
    ):
        with pytest.raises(SettingsError):
            review.add_statement("a01", 4, "0-2", fields, "ann")
    assert review.decisions.events() == []


def test_a_wait_is_told_in_words(review: Review) -> None:
    for words, least, most in (
        ("2 to 3 weeks", 14, 21), ("两三個月", 60, 90), ("9", 9, 9), ("within a month", None, 30),
    ):  # fmt: skip
        amend(review, wait=words)
        state = statement(review.call("a01"))
        row = {**state.item.row, **state.value}  # type: ignore[union-attr]
        assert (row["wait_min_days"], row["wait_max_days"]) == (least, most)


def test_a_second_amendment_keeps_what_the_first_put_right(review: Review) -> None:
    assert amend(review, organ="kidney") == {"organ": "kidney"}
    assert amend(review, historic="true", organ="kidney") == {"organ": "kidney", "historic": True}
    item = statement(review.call("a01")).item
    assert item is not None
    with pytest.raises(SettingsError, match="nothing is corrected"):
        amend(review, organ=item.row["organ"] or "", historic="false")
