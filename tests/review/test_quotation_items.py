"""Quotations as people decide on them: with what the translation that is quoted says otherwise."""

from __future__ import annotations

from typing import Any

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


def test_an_item_tells_and_a_decision_rests_on_what_the_quoted_translation_has_otherwise() -> None:
    differs, plain = item_of(translation_differs=DIFFERS), item_of()
    assert (differs.translation_differs, plain.translation_differs) == (tuple(DIFFERS), ())
    assert item_of(translation_differs=[]).sha256 == plain.sha256 != differs.sha256
    assert differs.key == plain.key
