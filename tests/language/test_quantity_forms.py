"""Each approximate form that reviewers meet, in both scripts, full width and mixed numerals."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from calltools.language.normalise import casefold, nfkc, normalise, simplified
from calltools.language.quantities import Quantity, find_quantities

NEGATIVES = Path(__file__).parents[1] / "gold" / "statements" / "negatives.jsonl"
Bounds = tuple[int | None, int | None, bool]


def read(text: str, language: str = "zh") -> list[Quantity]:
    """As the extractor prepares a turn."""
    rules = [nfkc, casefold, simplified] if language == "zh" else [casefold]
    return find_quantities(normalise(text, rules).text, language)


def only(text: str, language: str = "zh") -> tuple[str, Bounds]:
    found = read(text, language)
    assert len(found) == 1, (text, found)
    (q,) = found
    return q.kind, (q.low, q.high, q.vague)


@pytest.mark.parametrize(
    ("spellings", "bounds"),
    [
        ("十来天 十來天 10来天 １０來天", (10, 19, True)),
        ("十几天 十幾天 10几天 １０幾天", (11, 19, True)),
        ("个把月 個把月", (30, 60, True)),
        ("一两个星期 一兩個星期 一两个礼拜 1、2个星期 1-2个星期 １～２個星期", (7, 14, False)),
        ("三五天 三、五天 3、5天 ３、５天", (3, 5, True)),
        ("十天半个月 十天半個月 十天半月", (10, 15, True)),
        ("俩月 倆月 俩个月 两个月 兩個月 2个月 ２個月", (60, 60, False)),
        ("半年多 半年多", (181, 364, True)),
        ("小一年 小壹年", (365, 365, True)),
        ("小两个月 小兩個月 小俩月", (60, 60, True)),
        ("不到一个月 不到一個月 一个月不到 不足1个月 未滿壹個月", (None, 30, True)),
        ("一周以内 一週以內 １周以内 一周之内 一星期内", (None, 7, False)),
        ("廿天 二十天 20天 贰拾天", (20, 20, False)),
        ("数日 數日 几天 幾天", (2, 9, True)),
        ("十余日 十餘日 十多天 10多天", (11, 19, True)),
        ("三四、五个月 三四、五個月", (90, 150, False)),
        ("两天半 兩天半", (2, 3, False)),
    ],
)
def test_waits(spellings: str, bounds: Bounds) -> None:
    for text in spellings.split():
        assert only(text) == ("duration", bounds), text
        (q,) = read(f"那你恐怕要等{text}，你看行吗？")
        assert (q.low, q.high, q.vague) == bounds, text


@pytest.mark.parametrize(
    ("spellings", "bounds"),
    [
        ("上百例 成百例", (100, None, True)),
        ("成百上千例", (100, None, True)),
        ("过百例 超百例 逾百例 超过百例", (100, None, True)),
        ("近百例 近一百例 将近100例 將近壹佰例", (100, 100, True)),
        ("百余例 百餘例 百多例 一百多例 100余例", (101, 199, True)),
        ("一百好几例 一百大几例 一百好几十例", (101, 199, True)),
        ("百十台", (100, 110, True)),
        ("百八十台 百儿八十台", (80, 100, True)),
        ("千把例", (1000, 2000, True)),
        ("两三万 兩三萬 2、3万 2-3万", (20_000, 30_000, False)),
        ("三万五万", (30_000, 50_000, False)),
        ("十万八万", (80_000, 100_000, True)),
        ("1万5千 1万5 一万五 一万五千 1.5万 一点五万 １萬５", (15_000, 15_000, False)),
        ("1万零五百 一万零五百 10500 10,500", (10_500, 10_500, False)),
        ("上百万 近乎上百萬", (1_000_000, None, True)),
        ("百八十万", (800_000, 1_000_000, True)),
        ("不下三十例 不少于三十例 至少三十例", (30, None, False)),
    ],
)
def test_counts(spellings: str, bounds: Bounds) -> None:
    for text in spellings.split():
        assert only(text) == ("count", bounds), text


@pytest.mark.parametrize("text", ["￥30万", "¥300,000", "叁拾万元", "３０萬元人民幣"])
def test_sums_on_receipts(text: str) -> None:
    assert only(text) == ("money", (300_000, 300_000, False))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("最快四天", (4, 4, False)),
        ("快的话四五天", (4, 5, False)),
        ("最快也要一周", (7, 7, False)),
        ("快两年了", (730, 730, True)),
    ],
)
def test_fast_is_not_nearly(text: str, bounds: Bounds) -> None:
    assert only(text) == ("duration", bounds)


def test_a_pair_of_ways_is_two_figures() -> None:
    found = read("少则三天多则一月")
    assert [(q.kind, q.low, q.high) for q in found] == [("duration", 3, 3), ("duration", 30, 30)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("15年", "date"),
        ("１５年", "date"),
        ("礼拜三", "date"),
        ("禮拜三", "date"),
        ("二月", "date"),
        ("十几号", "date"),
        ("2006-05-03", "date"),
        ("9:30", "clock"),
        ("９：３０", "clock"),
        ("302病房", "code"),
        ("１２０５號房", "code"),
        ("010-12345678", "code"),
    ],
)
def test_what_is_no_amount(text: str, kind: str) -> None:
    assert only(text)[0] == kind


def test_a_million_and_a_span_of_years_are_two_figures() -> None:
    found = read("it was a million two years ago", "en")
    assert [(q.kind, q.low) for q in found] == [("count", 1_000_000), ("duration", 730)]


@pytest.mark.parametrize("text", ["a quarter of the patients", "a third of them", "no one's sure"])
def test_shares_and_pronouns_are_no_amounts(text: str) -> None:
    assert not [q for q in read(text, "en") if q.kind in ("count", "duration", "money")]


@pytest.mark.parametrize(
    "text", ["大陆", "收拾", "早上十点", "通过", "小一点", "开了两刀", "十分钟头疼"]
)
def test_words_that_hold_numerals_make_no_sum(text: str) -> None:
    assert not [q for q in read(text) if q.kind == "money" or (q.high or 0) > 100]


@pytest.mark.parametrize(
    ("text", "kind", "bounds"),
    [
        ("a week or two", "duration", (7, 14, False)),
        ("ten days or so", "duration", (10, 10, True)),
        ("up to a month", "duration", (None, 30, False)),
        ("no more than a week", "duration", (None, 7, False)),
        ("half a month", "duration", (15, 15, False)),
        ("the better part of a year", "duration", (365, 365, True)),
        ("thirty-odd days", "duration", (31, 39, True)),
        ("thirty-odd", "count", (31, 39, True)),
        ("sixty-one's", "count", (61, 61, False)),
        ("a hundred and seventy-two's", "count", (172, 172, False)),
        ("a quarter of a year", "duration", (90, 90, False)),
        ("three-quarters of a year", "duration", (270, 270, False)),
        ("two thirds of a year", "duration", (240, 240, False)),
        ("half a year", "duration", (180, 180, False)),
        ("a quarter of a century", "duration", (9125, 9125, False)),
        ("three quarters of an hour", "duration", (0, 1, False)),
        ("a quarter of a million", "count", (250_000, 250_000, False)),
        ("about half a million", "count", (500_000, 500_000, True)),
        ("two and a half million", "count", (2_500_000, 2_500_000, False)),
        ("a million and a half yuan", "money", (1_500_000, 1_500_000, False)),
        ("one million two", "count", (1_200_000, 1_200_000, False)),
        ("a million two or three", "count", (1_200_000, 1_300_000, False)),
        ("one million two or three hundred thousand", "count", (1_200_000, 1_300_000, False)),
        ("one million two hundred thousand", "count", (1_200_000, 1_200_000, False)),
        ("one million two hundred", "count", (1_000_200, 1_000_200, False)),
        ("one million and two", "count", (1_000_002, 1_000_002, False)),
        ("two thousand five", "count", (2005, 2005, False)),
        ("eight hundred and something thousand", "count", (800_001, 899_999, True)),
        ("eight hundred odd thousand", "count", (800_001, 899_999, True)),
    ],
)
def test_english_forms(text: str, kind: str, bounds: Bounds) -> None:
    assert only(text, "en") == (kind, bounds)
    assert only(text.upper(), "en") == (kind, bounds)


def test_no_date_age_or_number_of_the_labelled_calls_is_a_duration() -> None:
    kinds = ("calendar_date", "clinic_day", "age", "phone_number", "room_number", "dose")
    rows = [json.loads(line) for line in NEGATIVES.read_text("utf-8").splitlines()]
    spans = [
        r["quote"] for r in rows if r["neg_type"] in kinds and re.search("[一-鿿]", r["quote"])
    ]
    assert len(spans) > 25
    durations = ("day", "week", "month", "year")
    taken = [(t, q) for t in spans for q in read(t) if q.kind == "duration" and q.unit in durations]
    assert taken == []
