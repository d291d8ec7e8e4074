"""Figures of a claim: which quantity is meant, and what it is worth."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.statements.figures import figure_in, values_of
from calltools.statements.proposal import Category
from calltools.statements.view import View, read_turn
from case_tables import rows


def view(text: str) -> View:
    chinese = any("一" <= c <= "龥" for c in text)
    return read_turn(0, "hospital", text, "zh" if chinese else "en")


def read(category: Category, text: str, before: str = "") -> dict[str, Any]:
    own = view(text)
    said = reversed(view(before).quantities)
    return values_of(category, figure_in(category, own, 0, len(own.text), said), own.text)


@pytest.mark.parametrize(
    ("category", "least", "most", "currency", "text", "before"), rows("statements/data/values.tsv")
)
def test_what_a_figure_is_worth(
    category: Category, least: str, most: str, currency: str, text: str, before: str
) -> None:
    found = read(category, text, before)
    wait = category == "wait_time"
    names = ("wait_min_days", "wait_max_days") if wait else ("price_min", "price_max")
    expected = [None if bound == "-" else int(bound) for bound in (least, most)]
    assert [found.get(name) for name in names] == expected
    assert found.get("currency") == (None if currency == "-" else currency)


def test_a_bare_number_takes_the_unit_of_the_question() -> None:
    assert read("wait_time", "Eight", "How many weeks? Ten weeks?")["wait_min_days"] == 56
    assert "wait_min_days" not in read("wait_time", "Eight", "And who is your doctor?")


def test_what_is_counted_beside_organs_is_no_count() -> None:
    assert "count_min" not in read("organ_availability", "有，年底这一批多")
    assert read("organ_availability", "来了两个")["count_min"] == 2
    assert read("transplant_volume", "一台都没有")["count_max"] == 0
    assert "count_min" not in read("scheduling", "先交一万再排")
    assert read("scheduling", "排到四十多号")["count_max"] == 49
