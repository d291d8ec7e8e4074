"""Whether two quantities say the same, and which of two texts answer each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.quantities import agree, match, quantities

SAID = [
    ("zh", text)
    for text in (
        "十来天", "半个月", "一个半月左右", "不超过三个小时", "至少三十例", "三十五万块",
        "四万多", "八成", "前年", "周三", "下午三点半", "二零一五年", "一百二十斤", "八十多例",
        "一个月两三台", "十几万", "三个月以上", "两万美元", "第四天", "一台", "五五五，零一四七",
        "六十万、五十出头", "三分之一",
    )
] + [
    ("en", text)
    for text in (
        "two weeks", "about six weeks", "at least three hours", "no more than thirty", "forty",
        "350,000 yuan", "over 40,000", "eighty per cent", "the year before last",
        "on Wednesday", "half past three", "in 2015", "sixty kilos", "more than 80",
        "two or three a month", "8,000 dollars", "the fourth day", "one", "a third", "555 0147",
        "five to ten days", "half a year",
    )
]  # fmt: skip
ZH, EN = ([text for name, text in SAID if name == language] for language in ("zh", "en"))


@given(st.lists(st.sampled_from(ZH), max_size=5), st.lists(st.sampled_from(EN), max_size=5))
def test_a_matching_is_the_same_from_either_side(zh: list[str], en: list[str]) -> None:
    here, there = quantities("。".join(zh), "zh"), quantities(". ".join(en), "en")
    one, other = match(here, there), match(there, here)
    assert sorted(p.agreement for p in one.pairs) == sorted(p.agreement for p in other.pairs)
    assert len(one.crossed) == len(other.crossed)
    assert len(one.left) == len(other.right)


@pytest.mark.parametrize(
    ("zh", "en", "agreement"),
    [
        ("半个月", "two weeks", "same"),
        ("一个半月", "six weeks", "same"),
        ("一百二十斤", "sixty kilos", "same"),
        ("三十五万", "350,000", "same"),
        ("下午三点半", "half past three", "same"),
        ("三个小时", "three days", "unit"),
        ("两万块", "20,000 dollars", "unit"),
        ("一个月", "two months", "differs"),
        ("不超过三个小时", "no less than three hours", "differs"),
        ("至少三十例", "up to thirty", "differs"),
        ("前年", "last year", "differs"),
        ("周三", "sixty kilos", "unrelated"),
    ],
)
def test_what_agrees(zh: str, en: str, agreement: str) -> None:
    (one,), (other,) = quantities(zh, "zh"), quantities(en, "en")
    assert agree(one, other) == agreement


def test_the_figures_of_two_texts_are_told_apart_and_crossed_where_they_changed_places() -> None:
    found = match(
        quantities("肝十天，肾两个月，一共三十台。", "zh"),
        quantities("Kidneys two months, livers twelve days. On Friday.", "en"),
    )
    assert [(p.left.said, p.right.said, p.agreement) for p in found.pairs] == [
        ("十天", "twelve days", "differs"),
        ("两个月", "two months", "same"),
    ]
    assert [q.said for q in found.left] == ["三十台"]
    assert [q.said for q in found.right] == ["Friday"]
    found = match(
        quantities("上个月九台，这个月五台。", "zh"),
        quantities("Five last month, nine this month.", "en"),
    )
    assert [(a.left.said, b.left.said) for a, b in found.crossed] == [("九台", "五台")]
