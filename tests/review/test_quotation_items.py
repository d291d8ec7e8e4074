"""Quotations as people decide on them: with what the translation that is quoted says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.review.item import ReviewItem
from calltools.review.quotation_items import quotation_items

ROW: dict[str, Any] = {
    "report": "report.md", "quote": "there are livers now", "verdict": "verbatim", "frame": "own",
    "transcript": None, "turn_range": None, "edits": [],
}  # fmt: skip
DIFFERS = ["negation changed: denied in Chinese, affirmed in English: 现在没有肝源"]


def item_of(**more: object) -> ReviewItem:
    _, item = quotation_items("report.md", [ROW | more], lambda *_: None)
    return item


def test_an_item_tells_what_the_quoted_translation_has_otherwise() -> None:
    assert item_of(translation_differs=DIFFERS).translation_differs == tuple(DIFFERS)
    assert item_of(translation_differs=[]).translation_differs == ()
    assert item_of().translation_differs == ()


@pytest.mark.parametrize("nothing", [{}, {"translation_differs": []}])
def test_a_decision_rests_on_it_where_there_is_any(nothing: dict[str, object]) -> None:
    assert item_of(**nothing).sha256 == item_of().sha256
    assert item_of(translation_differs=DIFFERS).sha256 != item_of().sha256
    assert item_of(translation_differs=DIFFERS).key == item_of().key
