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
Bounds = tuple[int | None, int | None, bool]


def read(text: str) -> list[Quantity]:
    """As the extractor prepares a turn."""
    chinese = re.search("[一-鿿]", text) is not None
    rules = [nfkc, casefold, simplified] if chinese else [nfkc, casefold]
    return find_quantities(normalise(text, rules).text, "zh" if chinese else "en")


def only(text: str) -> Quantity:
    found = read(text)
    assert len(found) == 1, (text, found)
    return found[0]


WAITS: list[tuple[str, Bounds]] = [
    ("十来天 十來天 10来天 １０來天", (10, 19, True)),
    ("十几天 十幾天 10几天 １０幾天", (11, 19, True)),
    ("个把月 個把月", (30, 60, True)),
    ("个把星期", (7, 14, True)),
    ("一两个星期 一兩個星期 一两个礼拜 1、2个星期 1-2个星期 １～２個星期", (7, 14, False)),
    ("三五天 三、五天 3、5天 ３、５天", (3, 5, True)),
    ("三、二天 三二天 3、2天 三两天", (2, 3, True)),
    ("十天半个月 十天半個月 十天半月", (10, 15, True)),
    ("俩月 倆月 俩个月 两个月 兩個月 2个月 ２個月", (60, 60, False)),
    ("半年多 半年多", (181, 364, True)),
    ("小一年 小壹年", (365, 365, True)),
    ("小两个月 小兩個月 小俩月", (60, 60, True)),
    ("一年半载", (180, 365, True)),
    ("不到一个月 不到一個月 一个月不到 不足1个月 未滿壹個月", (None, 30, True)),
    ("一周以内 一週以內 １周以内 一周之内 一周内 一周时间之内 一周的时间以内", (None, 7, False)),
    ("一周里面就能做 不超过一周 不会超过一周 不会超出一周 超不过一周", (None, 7, False)),
    ("别超过八天 莫超过八天 不要超过八天 不能超过八天", (None, 8, False)),
    ("廿天 二十天 20天 贰拾天", (20, 20, False)),
    ("数日 數日 几天 幾天", (2, 9, True)),
    ("十余日 十餘日 十多天 10多天", (11, 19, True)),
    ("三四、五个月 三四、五個月", (90, 150, False)),
    ("两天半 兩天半 四十八小时到三天", (2, 3, False)),
    ("一年零四个月", (485, 485, False)),
    ("第四天第五天", (4, 5, False)),
    ("没有两个月下不来", (60, None, False)),
    ("不到三个月是轮不上的", (90, None, False)),
    ("没有两个月", (60, 60, False)),
    ("三个星期都嫌长", (None, 21, True)),
    ("三日天", (3, 3, False)),
    ("最快四天", (4, 4, False)),
    ("快的话四五天", (4, 5, False)),
    ("快两年了", (730, 730, True)),
    ("等10年到15年", (3650, 5475, False)),
]


@pytest.mark.parametrize(("spellings", "bounds"), WAITS)
def test_waits(spellings: str, bounds: Bounds) -> None:
    for text in spellings.split():
        q = only(text)
        assert q.kind == ("date" if text.startswith("第") else "duration"), text
        assert (q.low, q.high, q.vague) == bounds, text


@pytest.mark.parametrize(
    ("spellings", "bounds"),
    [
        ("within a week/inside a week/inside of a week/a week at most", (None, 7, False)),
        ("no longer than a week/it won't exceed a week/no more than a week", (None, 7, False)),
        ("a week or two", (7, 14, False)),
        ("ten days or so", (10, 10, True)),
        ("half a month/half of a month", (15, 15, False)),
        ("the better part of a year", (365, 365, True)),
        ("a quarter of a year", (90, 90, False)),
        ("three-quarters of a year", (270, 270, False)),
        ("two thirds of a year", (240, 240, False)),
        ("a quarter of a century", (9125, 9125, False)),
        ("three quarters of an hour", (0, 1, False)),
        ("a year and a half", (545, 545, False)),
        ("four years and two months", (1520, 1520, False)),
        ("fifteen years/fifteen years of experience", (15 * 365, 15 * 365, False)),
    ],
)
def test_english_waits(spellings: str, bounds: Bounds) -> None:
    for text in spellings.split("/"):
        q = only(text)
        assert (q.kind, q.low, q.high, q.vague) == ("duration", *bounds), text


@pytest.mark.parametrize(
    ("spellings", "bounds"),
    [
        ("上百例/成百例/成百上千例/过百例", (100, None, True)),
        ("超百例/逾百例/超过百例/over a hundred", (100, None, True)),
        ("近百例/近一百例/将近100例/將近壹佰例", (100, 100, True)),
        ("百余例/百餘例/百多例/一百多例/100余例/一百好几例/一百大几例", (101, 199, True)),
        ("百十台", (100, 110, True)),
        ("百八十台/百儿八十台", (80, 100, True)),
        ("百把例", (100, 200, True)),
        ("千把例", (1000, 2000, True)),
        ("几百例/several hundred", (200, 999, True)),
        ("200来个", (200, 299, True)),
        ("六十几个/六十几/sixty-odd", (61, 69, True)),
        ("十几台", (11, 19, True)),
        ("几个/几份", (2, 9, True)),
        ("几万", (20_000, 90_000, True)),
        ("二百九", (290, 290, False)),
        ("四、五百例", (400, 500, False)),
        ("两三万/兩三萬/2、3万/2-3万", (20_000, 30_000, False)),
        ("三万五万", (30_000, 50_000, False)),
        ("十万八万", (80_000, 100_000, True)),
        ("一个两个", (1, 2, False)),
        ("十个八个", (8, 10, True)),
        ("1万5千/1万5/一万五/一万五千/1.5万/一点五万/１萬５", (15_000, 15_000, False)),
        ("1万零五百/一万零五百/10500例/10,500例", (10_500, 10_500, False)),
        ("上百万/近乎上百萬", (1_000_000, None, True)),
        ("百八十万", (800_000, 1_000_000, True)),
        ("不下三十例/不少于三十例/至少三十例/没有三十台不行", (30, None, False)),
        ("少了四十五万办不成", (450_000, None, False)),
        ("五十万打住/五十万有找", (None, 500_000, False)),
        ("四十五万一口价", (450_000, 450_000, False)),
        ("one hundred and sixty to seventy thousand", (160_000, 170_000, False)),
        ("a hundred and sixty or seventy thousand", (160_000, 170_000, False)),
        ("between eighty thousand and ninety thousand", (80_000, 90_000, False)),
        ("four hundred, four hundred and fifty", (400, 450, False)),
        ("a million and two hundred thousand/one point two million", (1_200_000, 1_200_000, False)),
        ("one million two/one million two hundred thousand", (1_200_000, 1_200_000, False)),
        ("a million two or three", (1_200_000, 1_300_000, False)),
        ("one million two or three hundred thousand", (1_200_000, 1_300_000, False)),
        ("one million two hundred", (1_000_200, 1_000_200, False)),
        ("one million and two", (1_000_002, 1_000_002, False)),
        ("two and a half million", (2_500_000, 2_500_000, False)),
        ("a quarter of a million", (250_000, 250_000, False)),
        ("about half a million", (500_000, 500_000, True)),
        ("two thousand five", (2005, 2005, False)),
        (
            "eight hundred and something thousand/eight hundred odd thousand",
            (800_001, 899_999, True),
        ),
        ("some hundred and forty", (140, 140, False)),
        ("a hundred and seventy-two's", (172, 172, False)),
        ("about a dozen", (12, 12, True)),
    ],
)
def test_counts(spellings: str, bounds: Bounds) -> None:
    for text in spellings.split("/"):
        q = only(text)
        assert (q.kind, q.low, q.high, q.vague) == ("count", *bounds), text


@pytest.mark.parametrize(
    ("spellings", "low", "high", "currency"),
    [
        ("四万五千元/四万五千块/人民币四万五/45000RMB左右吧", 45_000, 45_000, "CNY"),
        ("四万五千元港币/HK$45000就够/HK$45,000", 45_000, 45_000, "HKD"),
        ("四万五千块美金/US$45000就够/$45,000", 45_000, 45_000, "USD"),
        ("NT$45000就够/新台币四万五/台币四万五千块/NT$45,000", 45_000, 45_000, "TWD"),
        ("RMB 45,000/45,000 RMB/forty-five thousand yuan", 45_000, 45_000, "CNY"),
        ("forty-five thousand dollars/45,000 us dollars", 45_000, 45_000, "USD"),
        ("forty-five thousand hk dollars", 45_000, 45_000, "HKD"),
        ("￥30万/¥300,000/叁拾万元/３０萬元人民幣", 300_000, 300_000, "CNY"),
        ("十二三万美金", 120_000, 130_000, "USD"),
        ("人民币二十八万到三十二万", 280_000, 320_000, "CNY"),
        ("a million and a half yuan", 1_500_000, 1_500_000, "CNY"),
    ],
)
def test_sums_name_their_currency(spellings: str, low: int, high: int, currency: str) -> None:
    for text in spellings.split("/"):
        q = only(text)
        assert (q.kind, q.low, q.high, q.currency) == ("money", low, high, currency), text


@pytest.mark.parametrize("text", ["四万五", "forty-five thousand", "forty-five thousand won't do"])
def test_a_sum_that_names_no_currency_has_none(text: str) -> None:
    assert (only(text).low, only(text).currency) == (45_000, None)


def test_the_yuan_of_the_place_can_be_told_from_renminbi() -> None:
    units = [only(text).unit for text in ("三万块", "三万元", "三万人民币", "台币三万块")]
    assert units == ["元", "元", "", ""]


def test_money_has_no_next_whole_unit() -> None:
    assert only("四万多").smooth == (40_000, 50_000)
    assert only("三十来万").smooth == (300_000, 400_000)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("百分之六到七", 6, 7), ("百分之十一、十二吧", 11, 12), ("百分之三十到百分之四十", 30, 40)],
)
def test_a_percentage_from_one_to_another_is_one(text: str, low: int, high: int) -> None:
    q = only(text)
    assert (q.kind, q.low, q.high) == ("percent", low, high)


KINDS = {
    "date": "15年 １５年 九八年 二〇〇五年 2015年 礼拜三 禮拜三 周四 七月 二月 十二月二十五号 "
    "十几号 这两天 2006-05-03 一五年以后 15年以后 15年以前就有 15年之后 15年底 一二年底 十五年底 "
    "15年的时候 从15年开始 从十五年开始 自15年以来 等到15年底 05年以后 99年以前 民国九十八年",
    "clock": "早上八点半 早上9:30 早上９：３０ 早上十一点",
    "code": "转6127 +86-99-1234-5678 电话+86-99-1234-5678 电话010-1234-5678 请拨2978 分机2978 "
    "分机号是2978 分机3 电话是二九七八 302病房 １２０５號房 010-12345678",
    "age": "六十八岁 83岁 八十三岁的 六十周岁 年龄是83 虚岁六十 18岁到60岁",
    "percent": "百分之十五 八成",
}
KINDS_EN = {
    "date": "on the 24th/in 2006/since 2015/since '15/back in 99/since twenty fifteen/"
    "in nineteen ninety-eight/in two thousand and five/in oh five",
    "clock": "at eight",
    "code": "dial 8032/+86 10 1234 5678/138 1234 5678/555-0123/extension 2978/"
    "extension number 2978/ext. 3/call 555 0123/extension two nine seven eight/"
    "six one two seven four/o eight seven one five five five five o two nine",
    "age": "sixty-one years old/a sixty-year-old's/aged 83/aged eighty-three/at the age of 83/"
    "83 years of age/an 83-year-old",
    "percent": "fifteen percent",
}


def test_what_only_looks_like_an_amount_is_told_apart() -> None:
    for kind in KINDS:
        for text in (*KINDS[kind].split(), *KINDS_EN[kind].split("/")):
            assert only(text).kind == kind, text


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
    for (
        text
    ) in "万一 一般 红十字会 一定 隔三差五 快一点 一半 机票几票 接种几何 几 几率不大 几多".split():
        assert read(text) == [], text
    for text in ("大陆", "收拾", "通过", "小一点", "开了两刀", "十分钟头疼"):
        assert not [q for q in read(text) if q.kind == "money" or (q.high or 0) > 100], text
    for text in ("a quarter of the patients", "a third of them", "no one's sure"):
        assert not [q for q in read(text) if q.kind in ("count", "duration", "money")], text


def test_a_range_is_no_telephone_number() -> None:
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


# ---- rates


@pytest.mark.parametrize(
    ("spellings", "period"),
    [
        ("每天做两台/every day we do two/we do two, every day", "day"),
        ("每个星期都做两台/each week, we do two", "week"),
        ("一个月两三台/two or three a month", "month"),
        ("每年两例/一年下来两例/two a year/in a year we do two", "year"),
    ],
)
def test_a_period_in_the_same_clause_makes_a_rate(spellings: str, period: str) -> None:
    for text in spellings.split("/"):
        assert (only(text).low, only(text).period) == (2, period), text


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

DIGITS = "零〇一二三四五六七八九十百千万两几半0123456789"
WORDS = "天周月年个例台号点岁来多左右以内不到至少超过到、，。大概快的话等转每元港币票+-$ 底后"
ENGLISH = (
    "a an two three or to half hundred thousand week weeks month day days and - , . about within "
    "at least few couple of several odd year 12 24th $ most the one in since twenty nine oh ' aged "
    "dial + 86 5678 hk every rmb we do"
).split()


def test_the_span_holds_the_modifiers_and_the_core_the_figure() -> None:
    text = "最多也不会超过一个月吧"
    q = only(text)
    assert text[slice(*q.core)] == "一个月"
    assert "不会超过" in text[q.start : q.end]


@given(st.text(alphabet=DIGITS + WORDS, max_size=30))
def test_chinese_spans_lie_in_the_text_in_order(text: str) -> None:
    _check_spans(text, find_quantities(text, "zh"))


@given(st.lists(st.sampled_from(ENGLISH), max_size=12))
def test_english_spans_lie_in_the_text_in_order(words: list[str]) -> None:
    text = " ".join(words)
    _check_spans(text, find_quantities(text, "en"))


def _check_spans(text: str, found: list[Quantity]) -> None:
    at = 0
    for q in found:
        assert 0 <= q.start <= q.core[0] < q.core[1] <= q.end <= len(text)
        assert q.core[0] >= at
        at = q.core[1]


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
