"""Figures of two languages: what is the same however it is said, and what is not."""

from __future__ import annotations

import pytest

from calltools.comparison.figures import figures
from calltools.comparison.quantities import quantity_differences


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("等半个月", "wait two weeks"),
        ("等半個月", "wait half a month"),
        ("一个半月左右", "about six weeks"),
        ("十来天", "ten days or so"),
        ("一刻钟", "fifteen minutes"),
        ("一个半钟头", "ninety minutes"),
        ("三十五万", "350,000 yuan"),
        ("三十五万块", "350,000"),
        ("一百二十斤", "sixty kilos"),
        ("一米七三", "one metre seventy-three"),
        ("下午三点四十", "3.40 in the afternoon"),
        ("早上八点一刻", "a quarter past eight"),
        ("晚上七点半", "half past seven"),
        ("半夜两三点", "at two or three in the morning"),
        ("八成", "eighty per cent"),
        ("三分之二", "two thirds"),
        ("四百多个", "over four hundred"),
        ("不到两百例", "under two hundred"),
        ("二〇一五年", "in 2015"),
        ("礼拜二和周四", "Tuesdays and Thursdays"),
        ("前年和去年", "the year before last and last year"),
        ("最多八九个人", "eight or nine people at most"),
        ("八楼", "the eighth floor"),
        ("大半年", "the better part of a year"),
        ("快则五天，慢则十天", "anything from five to ten days"),
        ("四十出头就下来了", "just over four hundred thousand"),
        ("能拿十几万", "a hundred thousand and more"),
        ("可以缓两天", "it can wait a day or two"),
        ("发烧三十八度七", "a fever of 38.7"),
        ("五五开", "fifty-fifty"),
        ("预约到二十六号了", "booked for the twenty-sixth"),
        ("住九号楼", "in building nine"),
        ("八千美元", "8,000 US dollars"),
        ("主刀的收八千", "the surgeon takes 8,000 yuan"),
    ],
)
def test_the_same_figure_in_other_words(zh: str, en: str) -> None:
    assert list(quantity_differences(zh, en)) == []


@pytest.mark.parametrize(
    ("zh", "en", "finding"),
    [
        ("八十多例", "more than 180", "number_changed"),
        ("十几天", "a few days", "number_changed"),
        ("七十三台", "ninety-three", "number_changed"),
        ("一个月", "two months", "number_changed"),
        ("前年批的", "approved last year", "number_changed"),
        ("凌晨四点", "two in the morning", "number_changed"),
        ("不到两百例", "over two hundred", "number_changed"),
        ("百分之九十五", "ninety-nine per cent", "number_changed"),
        ("三个小时", "three days", "unit_changed"),
        ("八小时以内", "within eight minutes", "unit_changed"),
        ("两万块封顶", "20,000 dollars at most", "unit_changed"),
        ("一趟八千，家属不单出", "8,000 euros a trip", "unit_changed"),
        ("三个月内每周来查一次", "comes once a month for three months", "unit_changed"),
        ("最近一批是十九号", "the latest batch was on the ninth", "number_changed"),
        ("快则五天，慢则十天", "anything from five to twelve days", "number_changed"),
        ("一周两台", "two a month", "unit_changed"),
        ("七十公斤", "he weighs seventy pounds", "unit_changed"),
    ],
)
def test_another_figure_or_unit(zh: str, en: str, finding: str) -> None:
    assert [one.type for one in quantity_differences(zh, en)] == [finding]


def test_the_note_tells_both_readings() -> None:
    (difference,) = quantity_differences("要等一个月。", "You wait two months.")
    assert difference.note == "1 month (一个月) against 2 months (“two months”)"
    assert difference.zh and "要等一个月。"[slice(*difference.zh)] == "一个月"


def test_the_note_has_no_digits_that_say_nothing() -> None:
    (difference,) = quantity_differences(
        "慢的一个月出头。", "In a slow one a little over two months."
    )
    assert difference.note.startswith("1 to 2 months (一个月出头)")


def test_a_figure_on_one_side_only_proves_nothing() -> None:
    assert list(quantity_differences("做过两次。", "We did it twice.")) == []
    assert list(quantity_differences("来了。", "One came.")) == []


def test_figures_do_not_overlap_and_are_found_in_traditional_characters() -> None:
    text = "前年六十臺，下午三點一刻，三個月以內，兩萬塊"
    found = figures(text, "zh")
    ends = [place for figure in found for place in figure.place]
    assert ends == sorted(ends)
    assert [text[slice(*figure.place)] for figure in found] == [
        "前年", "六十臺", "下午三點一刻", "三個月以內", "兩萬塊",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("零五年开的头。", "We began in 2005."),
        ("我从一一年做到现在。", "I have done it since '11."),
        ("十个里头有八个过得了一年。", "Four in five get through the first year."),
        ("六个点对上四个。", "Four points out of six."),
        ("零上四度左右。", "Around 39 degrees Fahrenheit."),
        ("光用血就要好几万。", "The blood alone accounts for tens of thousands."),
    ],
)
def test_years_and_shares_said_another_way_are_the_same(zh: str, en: str) -> None:
    assert not list(quantity_differences(zh, en))


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("零五年开的头。", "We began in 2003."),
        ("那是九八年的事。", "That was in '89."),
        ("十个里头有八个过得了一年。", "Three in five get through the first year."),
    ],
)
def test_years_and_shares_that_became_others(zh: str, en: str) -> None:
    assert len(list(quantity_differences(zh, en))) == 1
