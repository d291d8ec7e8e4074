"""Quantities that the labelling rules name one by one, in every form that reviewers meet, and what
holds for any text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.normalise import casefold, nfkc, normalise, simplified
from calltools.language.quantities import Quantity, find_quantities

NEGATIVES = Path(__file__).parents[1] / "gold" / "statements" / "negatives.jsonl"
FIGURES = [
    line.split("\t")
    for line in Path(__file__).with_name("quantities.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def read(text: str) -> list[Quantity]:
    """As the extractor prepares a turn."""
    chinese = re.search("[一-鿿]", text) is not None
    rules = [nfkc, casefold, simplified] if chinese else [nfkc, casefold]
    return find_quantities(normalise(text, rules).text, "zh" if chinese else "en")


def only(text: str) -> Quantity:
    found = read(text)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize(("kind", "bounds", "unit", "spellings"), FIGURES)
def test_a_figure_is_read_however_it_is_spelled(
    kind: str, bounds: str, unit: str, spellings: str
) -> None:
    ends, _, vague = bounds.partition(" ")
    for text in spellings.split("/"):
        q = only(text)
        assert (q.kind, q.currency or q.period or "") == (kind, unit), text
        if bounds:
            low, high = ("" if end is None else str(end) for end in (q.low, q.high))
            assert (f"{low}..{high}", q.vague) == (ends, vague == "~"), text


def test_the_yuan_of_the_place_can_be_told_from_renminbi_and_has_no_next_whole_unit() -> None:
    units = [only(text).unit for text in ("三万块", "三万元", "三万人民币", "台币三万块")]
    assert units == ["元", "元", "", ""]
    assert only("四万多").smooth == (40_000, 50_000)
    assert only("三十来万").smooth == (300_000, 400_000)


@pytest.mark.parametrize(
    "text",
    [
        "十五年以后", "等了15年", "做了15年了", "活了20年以后", "15年的经验", "十五年", "三十年",
        "35年",
    ],
)  # fmt: skip
def test_spans_of_years_are_durations(text: str) -> None:
    assert (only(text).kind, (only(text).low or 0) % 365) == ("duration", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15年到16年", [("date", 0), ("date", 0)]),
        ("三、二", [("count", 3), ("count", 2)]),
        ("少则三天多则一月", [("duration", 3), ("duration", 30)]),
        ("百分之三十、四十例", [("percent", 30), ("count", 40)]),
        ("2978转3", [("code", 0), ("code", 0)]),
        ("二九七八转三", [("code", 0), ("code", 0)]),
        ("fifty-four, sixty-five kilos", [("count", 54), ("count", 65)]),
        ("it was a million two years ago", [("count", 1_000_000), ("duration", 730)]),
        ("two hundred thousand first", [("count", 200_000), ("ordinal", 1)]),
        ("we turned one down", [("count", 1)]),
    ],
)
def test_figures_that_only_stand_together_are_two(
    text: str, expected: list[tuple[str, int]]
) -> None:
    assert [(q.kind, q.low) for q in read(text)] == expected


def test_words_with_numerals_in_them_are_no_figures() -> None:
    words = "万一 一般 红十字会 一定 隔三差五 快一点 一半 机票几票 接种几何 几 几率不大 几多"
    for text in words.split():
        assert read(text) == [], text
    for text in ("大陆", "收拾", "通过", "小一点", "开了两刀", "十分钟头疼"):
        assert not [q for q in read(text) if q.kind == "money" or (q.high or 0) > 100], text
    for text in ("a quarter of the patients", "a third of them", "no one's sure"):
        assert not [q for q in read(text) if q.kind in ("count", "duration", "money")], text
    for text in ("3000-5000块", "100-200例", "2-3周", "1500-2000 cases", "2006-05-03"):
        assert [q.kind for q in read(text)] != ["code"], text


def test_no_date_age_or_number_of_the_labelled_calls_is_a_duration() -> None:
    kinds = ("calendar_date", "clinic_day", "age", "phone_number", "room_number", "dose")
    rows = [json.loads(line) for line in NEGATIVES.read_text("utf-8").splitlines()]
    quotes = [row["quote"] for row in rows if row["neg_type"] in kinds]
    spans = [quote for quote in quotes if re.search("[一-鿿]", quote)]
    assert len(spans) > 25
    units = ("day", "week", "month", "year")
    taken = [(t, q) for t in spans for q in read(t) if q.kind == "duration" and q.unit in units]
    assert taken == []


@pytest.mark.parametrize(
    "text",
    [
        "我们每天都做。一共做了二百例",
        "每天都有，一共做了二百例",
        "每天都做到现在二百例",
        "每年都在涨。已经做了二百例",
        "every day we get calls. two hundred so far",
        "every day we get calls, two hundred of them this year",
        "every day they call us two hundred so far",
        "two hundred in total, every day",
        "two hundred. every year it grows",
    ],
)
def test_a_period_said_elsewhere_does_not_reach_a_total(text: str) -> None:
    assert only(text).period is None


def test_a_rate_does_not_reach_back_past_another_figure() -> None:
    assert [(q.low, q.period) for q in read("two hundred, four a day")] == [(200, None), (4, "day")]
    assert [(q.low, q.period) for q in read("每天两台，一共二百台")] == [(2, "day"), (200, None)]
    assert only("二百例/年").period == "year"


# ---- what holds for any text


def test_the_span_holds_the_modifiers_and_the_core_the_figure() -> None:
    text = "最多也不会超过一个月吧"
    q = only(text)
    assert text[slice(*q.core)] == "一个月"
    assert "不会超过" in text[q.start : q.end]


@given(st.lists(st.integers(1, 9999), min_size=3, max_size=5))
def test_groups_of_figures_behind_a_plus_are_one_code(groups: list[int]) -> None:
    text = "+86-" + "-".join(str(group) for group in groups)
    for around in (f"打{text}找我", f"dial {text} please"):
        assert [q.kind for q in read(around)] == ["code"], around


@given(
    st.sampled_from(["每天", "每周", "每个月", "每年"]),
    st.sampled_from(["。", "，", "！", "？", "；"]),
    st.sampled_from(["一共做了", "做了", "总共", ""]),
    st.integers(2, 9999),
)
def test_no_period_crosses_a_mark(every: str, mark: str, done: str, n: int) -> None:
    (q,) = read(f"我们{every}都做{mark}{done}{n}例")
    assert (q.low, q.period) == (n, None)
