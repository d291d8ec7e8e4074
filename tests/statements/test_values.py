"""Figures of a claim: which quantity is meant, and what it is worth."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.statements.figures import figure_in, values_of
from calltools.statements.proposal import Category
from calltools.statements.view import View, read_turn


def view(text: str) -> View:
    chinese = any("一" <= c <= "龥" for c in text)
    return read_turn(0, "hospital", text, "zh" if chinese else "en")


def read(category: Category, text: str, before: str = "") -> dict[str, Any]:
    own = view(text)
    said = reversed(view(before).quantities)
    return values_of(category, figure_in(category, own, 0, len(own.text), said), own.text)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("两三个星期吧", (14, 21)),
        ("半年、一年都可能", (180, 365)),
        ("不用等", (0, 0)),
        ("不用等太久", (None, None)),
        ("明天就能做", (1, 1)),
        ("说不好", (None, None)),
        ("within ten days", (None, 10)),
        ("there is no wait", (0, 0)),
        ("you won't wait very long", (None, None)),
    ],
)
def test_a_wait_in_days(text: str, bounds: tuple[int | None, int | None]) -> None:
    found = read("wait_time", text)
    assert (found.get("wait_min_days"), found.get("wait_max_days")) == bounds


def test_a_bare_number_takes_the_unit_of_the_question() -> None:
    assert read("wait_time", "Eight", "How many weeks? Ten weeks?")["wait_min_days"] == 56
    assert "wait_min_days" not in read("wait_time", "Eight", "And who is your doctor?")


@pytest.mark.parametrize(
    ("text", "before", "price", "currency"),
    [
        ("三十来个", "", (300_000, 400_000), None),
        ("二十五六", "", (250_000, 260_000), None),
        ("四万多块", "", (40_000, 50_000), None),
        ("forty-six now", "it was forty-four thousand", (46_000, 46_000), None),
        ("48,000 dollars", "", (48_000, 48_000), "USD"),
        ("几票", "", (None, None), None),
    ],
)
def test_a_price_said_short_is_completed(
    text: str, before: str, price: tuple[int | None, int | None], currency: str | None
) -> None:
    found = read("price", text, before)
    assert (found.get("price_min"), found.get("price_max")) == price
    assert found.get("currency") == currency


def test_what_is_counted_beside_organs_is_no_count() -> None:
    assert "count_min" not in read("organ_availability", "有，年底这一批多")
    assert read("organ_availability", "来了两个")["count_min"] == 2
    assert read("transplant_volume", "一台都没有")["count_max"] == 0
    assert "count_min" not in read("scheduling", "先交一万再排")
    assert read("scheduling", "排到四十多号")["count_max"] == 49
