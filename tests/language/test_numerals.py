from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.numerals import amount, digit_by_digit, numerals_to_hanzi


def read(text: str) -> str:
    return "".join(piece for _, _, piece in numerals_to_hanzi(text))


AMOUNTS = {
    0: "零", 10: "十", 18: "十八", 20: "二十", 105: "一百零五", 110: "一百一十", 1050: "一千零五十",
    10_005: "一万零五", 100_000: "十万", 350_000: "三十五万", 100_000_005: "一亿零五",
    1_000_000_000_000: "一万亿",
}  # fmt: skip


def test_amounts_are_read_as_in_chinese() -> None:
    assert {number: amount(number) for number in AMOUNTS} == AMOUNTS


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("2011年8月", "二零一一年八月"),
        ("35万", "三十五万"),
        ("1,200元", "一千二百元"),
        ("1,2", "一,二"),
        ("3.5%", "百分之三点五"),
        ("B12床", "B十二床"),
        ("电话 13800000000", "电话 一三八零零零零零零零零"),
        ("007", "零零七"),
    ],
)
def test_figures_in_text_are_read_by_what_they_are(text: str, spoken: str) -> None:
    assert read(text) == spoken


def value(spoken: str) -> int:
    """The plain reading of a numeral, written independently of the writer above."""
    total = group = digit = 0
    for character in spoken:
        if character in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(character)
        elif character in "十百千":
            group += (digit or 1) * 10 ** ("十百千".index(character) + 1)
            digit = 0
        else:
            unit = {"万": 10**4, "亿": 10**8}[character]
            total = (total + group + digit) * unit if unit == 10**8 else total
            if unit == 10**4:
                total += (group + digit) * unit
            group = digit = 0
    return total + group + digit


@given(st.integers(0, 10**12 - 1))
def test_an_amount_can_be_read_back(number: int) -> None:
    assert value(amount(number)) == number


@given(st.text("0123456789.,%年 万a", max_size=30))
def test_pieces_cover_the_text_in_order(text: str) -> None:
    at = 0
    for start, end, _ in numerals_to_hanzi(text):
        assert start == at
        assert end > start
        at = end
    assert at == len(text)
    assert not any(c in "0123456789" for c in read(text))
    digits = "".join(c for c in text if c.isdigit())
    assert len(digit_by_digit(digits)) == len(digits)
