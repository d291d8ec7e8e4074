"""Quantities that the labelling rules name one by one, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.quantities import Quantity, find_quantities

DIGITS = "零〇一二三四五六七八九十百千万两几半0123456789"
WORDS = "天周月年个例台号点岁来多左右以内不到至少超过到、，。大概快的话等转每元港币票+-$ 底后"


def only(text: str, language: str = "zh") -> Quantity:
    found = find_quantities(text, language)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "low", "high", "vague"),
    [
        ("做了一百四十三例", 143, 143, False),
        ("四、五百例", 400, 500, False),
        ("上百例", 100, None, True),
        ("百把例", 100, 200, True),
        ("几百例", 200, 999, True),
        ("200来个", 200, 299, True),
        ("六十几个", 61, 69, True),
        ("不到100例", None, 100, True),
        ("十个八个", 8, 10, True),
        ("二百九", 290, 290, False),
        ("一千多例", 1001, 1999, True),
    ],
)
def test_chinese_counts(text: str, low: int | None, high: int | None, vague: bool) -> None:
    q = only(text)
    assert (q.kind, q.low, q.high, q.vague) == ("count", low, high, vague)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("十二三万美金", 120_000, 130_000, "USD"),
        ("人民币二十八万到三十二万", 280_000, 320_000, "CNY"),
        ("台币一百二十万上下", 1_200_000, 1_200_000, "TWD"),
        ("五百块钱", 500, 500, "CNY"),
    ],
)
def test_chinese_money(text: str, low: int, high: int, currency: str | None) -> None:
    q = only(text)
    assert (q.kind, q.low, q.high, q.currency) == ("money", low, high, currency)


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("没有两个月下不来", "duration", 60, None),
        ("不到三个月是轮不上的", "duration", 90, None),
        ("少了四十五万办不成", "count", 450_000, None),
        ("没有三十台不行", "count", 30, None),
        ("不到一个月", "duration", None, 30),
        ("没有两个月", "duration", 60, 60),
        ("超过一个月的很少", "duration", None, 30),
        ("三个星期都嫌长", "duration", None, 21),
        ("五十万打住", "count", None, 500_000),
        ("十万有找", "count", None, 100_000),
        ("四十五万一口价", "count", 450_000, 450_000),
        ("一个两个", "count", 1, 2),
        ("三日天", "duration", 3, 3),
        ("第四天第五天", "date", 4, 5),
    ],
)
def test_chinese_turns_of_phrase_set_the_bounds(
    text: str, kind: str, low: int | None, high: int | None
) -> None:
    q = only(text)
    assert (q.kind, q.low, q.high) == (kind, low, high)


def test_money_has_no_next_whole_unit() -> None:
    assert only("四万多").smooth == (40_000, 50_000)
    assert only("三十来万").smooth == (300_000, 400_000)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("15年", "date"),
        ("九八年", "date"),
        ("二〇〇五年", "date"),
        ("2015年", "date"),
        ("礼拜三", "date"),
        ("周四", "date"),
        ("七月", "date"),
        ("十二月二十五号", "date"),
        ("早上八点半", "clock"),
        ("六十八岁", "age"),
        ("转6127", "code"),
        ("百分之十五", "percent"),
        ("这两天", "date"),
    ],
)
def test_what_only_looks_like_a_duration_is_told_apart(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("百分之六到七", 6, 7), ("百分之十一、十二吧", 11, 12), ("百分之三十到百分之四十", 30, 40)],
)
def test_a_percentage_from_one_to_another_is_one(text: str, low: int, high: int) -> None:
    q = only(text)
    assert (q.kind, q.low, q.high) == ("percent", low, high)


def test_two_figures_with_a_pause_between_that_are_no_guess_are_two() -> None:
    first, second = find_quantities("fifty-four, sixty-five kilos", "en")
    assert (first.high, second.low) == (54, 65)


@pytest.mark.parametrize("text", ["别超过八天", "莫超过八天", "不要超过八天", "不能超过八天"])
def test_what_must_not_be_exceeded_is_an_upper_bound(text: str) -> None:
    assert (only(text).bound, only(text).high) == ("at_most", 8)


def test_what_is_counted_after_a_percentage_is_no_part_of_it() -> None:
    first, second = find_quantities("百分之三十、四十例", "zh")
    assert (first.high, second.low) == (30, 40)


def test_a_duration_of_ten_years_is_none_of_the_dates() -> None:
    assert only("等了15年").low == 15 * 365
    assert only("十五年").kind == "duration"


@pytest.mark.parametrize("text", ["万一", "一般", "红十字会", "一定", "隔三差五", "快一点", "一半"])
def test_words_with_numerals_in_them_are_no_figures(text: str) -> None:
    assert find_quantities(text, "zh") == []


def test_a_rate_keeps_its_period() -> None:
    q = only("一个月三四台")
    assert (q.low, q.high, q.period) == (3, 4, "month")
    q = only("two or three a month", "en")
    assert (q.low, q.high, q.period) == (2, 3, "month")
    q = only("sixty or so a year", "en")
    assert (q.low, q.high, q.period, q.vague) == (60, 60, "year", True)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("a hundred and thirty thousand dollars", 130_000, 130_000),
        ("62,000 us dollars", 62_000, 62_000),
        ("one hundred and sixty to seventy thousand", 160_000, 170_000),
        ("several hundred", 200, 999),
        ("over a thousand", 1000, None),
        ("about a dozen", 12, 12),
        ("sixty-odd", 61, 69),
        ("between two hundred and two hundred and fifty thousand", 200_000, 250_000),
        ("between eighty thousand and ninety thousand", 80_000, 90_000),
        ("a million and two hundred thousand", 1_200_000, 1_200_000),
        ("four years and two months", 1520, 1520),
        ("some hundred and forty", 140, 140),
        ("one point two million", 1_200_000, 1_200_000),
        ("four hundred, four hundred and fifty", 400, 450),
    ],
)
def test_english_numbers(text: str, low: int, high: int | None) -> None:
    q = only(text, "en")
    assert (q.low, q.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("on the 24th", "date"),
        ("in 2006", "date"),
        ("dial 8032", "code"),
        ("fifteen percent", "percent"),
        ("sixty-one years old", "age"),
        ("a sixty-year-old's", "age"),
        ("at eight", "clock"),
    ],
)
def test_english_figures_of_other_kinds(text: str, kind: str) -> None:
    assert only(text, "en").kind == kind


def test_the_span_holds_the_modifiers_and_the_core_the_figure() -> None:
    text = "最多也不会超过一个月吧"
    q = only(text)
    assert text[q.core[0] : q.core[1]] == "一个月"
    assert "不会超过" in text[q.start : q.end]


@given(st.text(alphabet=DIGITS + WORDS, max_size=30))
def test_chinese_spans_lie_in_the_text_in_order(text: str) -> None:
    _check_spans(text, find_quantities(text, "zh"))


@given(
    st.lists(
        st.sampled_from(
            "a an two three or to half hundred thousand week weeks month day days and - , . about "
            "within at least few couple of several odd year 12 24th $ most the one in since "
            "twenty nine oh ' aged dial + 86 5678 hk every rmb we do".split()
        ),
        max_size=12,
    )
)
def test_english_spans_lie_in_the_text_in_order(words: list[str]) -> None:
    text = " ".join(words)
    _check_spans(text, find_quantities(text, "en"))


def _check_spans(text: str, found: list[Quantity]) -> None:
    at = 0
    for q in found:
        assert 0 <= q.start <= q.core[0] < q.core[1] <= q.end <= len(text)
        assert q.core[0] >= at
        at = q.core[1]
