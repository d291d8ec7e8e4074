"""What a figure is: a number that is dialled, an age, a year, a sum in a currency, a rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.normalise import casefold, nfkc, normalise, simplified
from calltools.language.quantities import Quantity, find_quantities


def read(text: str) -> list[Quantity]:
    """As the extractor prepares a turn."""
    chinese = any("一" <= c <= "鿿" for c in text)
    rules = [nfkc, casefold, simplified] if chinese else [casefold]
    return find_quantities(normalise(text, rules).text, "zh" if chinese else "en")


def only(text: str) -> Quantity:
    found = read(text)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize("text", ["机票几票", "接种几何", "几", "几率不大", "几多"])
def test_several_of_nothing_is_no_figure(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("几个", 2, 9),
        ("几份", 2, 9),
        ("几百", 200, 999),
        ("几万", 20_000, 90_000),
        ("十几台", 11, 19),
        ("六十几", 61, 69),
    ],
)
def test_several_of_something_is_a_count(text: str, low: int, high: int) -> None:
    assert (only(text).kind, only(text).low, only(text).high) == ("count", low, high)


@pytest.mark.parametrize("text", ["三、二天", "三二天", "3、2天", "三两天"])
def test_three_or_two_days(text: str) -> None:
    q = only(f"等{text}吧")
    assert (q.kind, q.low, q.high, q.vague) == ("duration", 2, 3, True)


def test_three_and_two_without_a_unit_are_no_range() -> None:
    assert [(q.low, q.high) for q in read("三、二")] == [(3, 3), (2, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "一周以内",
        "一周之内",
        "一周内",
        "一周时间之内",
        "一周的时间以内",
        "一周里面就能做",
        "不超过一周",
        "不会超过一周",
        "不会超出一周",
        "超不过一周",
        "within a week",
        "inside a week",
        "inside of a week",
        "no longer than a week",
        "it won't exceed a week",
        "a week at most",
    ],
)
def test_an_upper_bound_leaves_the_lower_open(text: str) -> None:
    q = only(text)
    assert (q.low, q.high, q.bound, q.vague) == (None, 7, "at_most", False)


@pytest.mark.parametrize(
    "text",
    [
        "一五年以后",
        "15年以后",
        "15年以前就有",
        "15年之后",
        "15年底",
        "一二年底",
        "十五年底",
        "15年的时候",
        "从15年开始",
        "从十五年开始",
        "自15年以来",
        "等到15年底",
        "05年以后",
        "99年以前",
        "民国九十八年",
        "since 2015",
        "since '15",
        "back in 99",
        "since twenty fifteen",
        "in nineteen ninety-eight",
        "in two thousand and five",
        "in oh five",
    ],
)
def test_years_are_dates(text: str) -> None:
    assert only(text).kind == "date"


def test_years_from_and_to_are_two_dates() -> None:
    assert [q.kind for q in read("15年到16年")] == ["date", "date"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("十五年以后", 15),
        ("等了15年", 15),
        ("做了15年了", 15),
        ("活了20年以后", 20),
        ("15年的经验", 15),
        ("十五年", 15),
        ("三十年", 30),
        ("35年", 35),
        ("four years of experience", 4),
        ("fifteen years", 15),
    ],
)
def test_spans_of_years_are_durations(text: str, years: int) -> None:
    q = only(text)
    assert (q.kind, q.low, q.high) == ("duration", years * 365, years * 365)


def test_a_span_of_two_to_three_numbers_of_years_stays_one() -> None:
    q = only("等10年到15年")
    assert (q.kind, q.low, q.high) == ("duration", 3650, 15 * 365)


@pytest.mark.parametrize(
    "text",
    [
        "+86-99-1234-5678",
        "电话+86-99-1234-5678",
        "+86 10 1234 5678",
        "电话010-1234-5678",
        "电话 0991-123 4567",
        "138 1234 5678",
        "555-0123",
        "请拨2978",
        "分机2978",
        "分机号是2978",
        "分机3",
        "电话是二九七八",
        "extension 2978",
        "extension number 2978",
        "ext. 3",
        "call 555 0123",
        "extension two nine seven eight",
        "six one two seven four",
        "o eight seven one five five five o two nine",
    ],
)
def test_what_is_dialled_is_a_code(text: str) -> None:
    assert only(text).kind == "code"


@pytest.mark.parametrize("text", ["2978转3", "2978 转 3", "2978转3号", "二九七八转三"])
def test_a_number_and_its_extension_are_codes(text: str) -> None:
    assert [q.kind for q in read(text)] == ["code", "code"]


def test_a_range_is_no_telephone_number() -> None:
    for text in ("3000-5000块", "100-200例", "2-3周", "1500-2000 cases", "2006-05-03"):
        assert [q.kind for q in read(text)] != ["code"], text


@given(st.lists(st.integers(1, 9999), min_size=3, max_size=5))
def test_groups_of_figures_behind_a_plus_are_one_code(groups: list[int]) -> None:
    text = "+86-" + "-".join(str(group) for group in groups)
    for around in (f"打{text}找我", f"dial {text} please"):
        assert [q.kind for q in read(around)] == ["code"], around


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("83岁", 83, 83),
        ("八十三岁的", 83, 83),
        ("六十周岁", 60, 60),
        ("年龄是83", 83, 83),
        ("虚岁六十", 60, 60),
        ("18岁到60岁", 18, 60),
        ("aged 83", 83, 83),
        ("aged eighty-three", 83, 83),
        ("at the age of 83", 83, 83),
        ("83 years of age", 83, 83),
        ("an 83-year-old", 83, 83),
    ],
)
def test_ages(text: str, low: int, high: int) -> None:
    q = only(text)
    assert (q.kind, q.low, q.high) == ("age", low, high)


def test_one_turned_down_is_no_age() -> None:
    assert only("we turned one down").kind == "count"


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("四万五千元", "CNY"),
        ("四万五千块", "CNY"),
        ("人民币四万五", "CNY"),
        ("45000RMB左右吧", "CNY"),
        ("四万五千元港币", "HKD"),
        ("四万五千块美金", "USD"),
        ("HK$45000就够", "HKD"),
        ("NT$45000就够", "TWD"),
        ("US$45000就够", "USD"),
        ("新台币四万五", "TWD"),
        ("台币四万五千块", "TWD"),
        ("RMB 45,000", "CNY"),
        ("45,000 RMB", "CNY"),
        ("forty-five thousand yuan", "CNY"),
        ("forty-five thousand dollars", "USD"),
        ("forty-five thousand hk dollars", "HKD"),
        ("HK$45,000", "HKD"),
        ("NT$45,000", "TWD"),
        ("$45,000", "USD"),
    ],
)
def test_sums_name_their_currency(text: str, currency: str) -> None:
    q = only(text)
    assert (q.kind, q.low, q.high, q.currency) == ("money", 45_000, 45_000, currency)


@pytest.mark.parametrize("text", ["四万五", "forty-five thousand", "forty-five thousand won't do"])
def test_a_sum_that_names_no_currency_has_none(text: str) -> None:
    q = only(text)
    assert (q.low, q.currency) == (45_000, None)


def test_the_yuan_of_the_place_can_be_told_from_renminbi() -> None:
    assert [only(t).unit for t in ("三万块", "三万元", "三万人民币", "台币三万块")] == [
        "元",
        "元",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("每天做两台", "day"),
        ("每天一台", "day"),
        ("每个星期都做三台", "week"),
        ("每月能做三四十台", "month"),
        ("每年二百例", "year"),
        ("二百例/年", "year"),
        ("一年下来二百例", "year"),
        ("two hundred a year", "year"),
        ("every day we do four", "day"),
        ("each week, we do four", "week"),
        ("we do four, every day", "day"),
        ("in a year we do two hundred", "year"),
    ],
)
def test_a_period_in_the_same_clause_makes_a_rate(text: str, period: str) -> None:
    assert only(text).period == period


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
        "two hundred total every day",
        "two hundred. every year it grows",
    ],
)
def test_a_period_said_elsewhere_does_not_reach_a_total(text: str) -> None:
    assert only(text).period is None


def test_a_rate_does_not_reach_back_past_another_figure() -> None:
    assert [(q.low, q.period) for q in read("two hundred, four a day")] == [(200, None), (4, "day")]
    assert [(q.low, q.period) for q in read("每天两台，一共二百台")] == [(2, "day"), (200, None)]


@given(
    st.sampled_from(["每天", "每周", "每个月", "每年"]),
    st.sampled_from(["。", "，", "！", "？", "；"]),
    st.sampled_from(["一共做了", "做了", "总共", ""]),
    st.integers(2, 9999),
)
def test_no_period_crosses_a_mark(every: str, mark: str, done: str, n: int) -> None:
    (q,) = read(f"我们{every}都做{mark}{done}{n}例")
    assert (q.low, q.period) == (n, None)
