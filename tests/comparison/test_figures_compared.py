"""Figures of two languages: what is the same however it is said, and what is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from calltools.comparison.changed_figures import figure_differences
from calltools.comparison.changes import Change
from calltools.comparison.signs import Sign
from calltools.language.numerals import amount, digit_by_digit
from calltools.language.quantities import quantities


def changed(zh: str, en: str) -> list[Change[Sign]]:
    """The figures that the English has otherwise."""
    kinds = (Sign.NUMBER_CHANGED, Sign.UNIT_CHANGED)
    return [one for one in figure_differences(zh, en) if one.kind in kinds]


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
        ("养到九十斤以上", "get her over forty-five"),
        ("五十四岁，一百三十斤", "he's fifty-four, sixty-five kilos"),
        ("别超过八", "keep it under eight"),
        ("准备了一百二十万", "we've set aside one point two million"),
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
    assert changed(zh, en) == []


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
    assert [one.kind for one in changed(zh, en)] == [finding]


@pytest.mark.parametrize(
    ("zh", "en", "differ"),
    [
        ("要二十三万。", "Two hundred and thirty, then.", False),
        ("先交四万也行", "Pay forty and that will do.", False),
        ("先交四万也行", "Pay fifty and that will do.", True),
        ("要二十三万。", "It is 230 yuan.", True),
        ("来了四万人。", "Forty people came.", True),
    ],
)
def test_a_thousand_goes_without_saying_where_nothing_is_counted(
    zh: str, en: str, differ: bool
) -> None:
    assert bool(changed(zh, en)) == differ


def test_the_note_tells_both_readings() -> None:
    (difference,) = changed("要等一个月。", "You wait two months.")
    assert difference.note == "1 month (一个月) against 2 months (“two months”)"
    assert difference.left and "要等一个月。"[slice(*difference.left)] == "一个月"


def test_the_note_has_no_digits_that_say_nothing() -> None:
    (difference,) = changed("慢的一个月出头。", "In a slow one a little over two months.")
    assert difference.note.startswith("1 to 2 months (一个月出头)")


def test_a_figure_on_one_side_only_proves_nothing() -> None:
    assert changed("做过两次。", "We did it twice.") == []
    assert changed("来了。", "One came.") == []


def test_figures_do_not_overlap_and_are_found_in_traditional_characters() -> None:
    text = "前年六十臺，下午三點一刻，三個月以內，兩萬塊"
    found = quantities(text, "zh")
    ends = [place for figure in found for place in figure.span]
    assert ends == sorted(ends)
    assert [text[slice(*figure.span)] for figure in found] == [
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
    assert not changed(zh, en)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("零五年开的头。", "We began in 2003."),
        ("那是九八年的事。", "That was in '89."),
        ("十个里头有八个过得了一年。", "Three in five get through the first year."),
    ],
)
def test_years_and_shares_that_became_others(zh: str, en: str) -> None:
    assert len(changed(zh, en)) == 1


ONES = "one two three four five six seven eight nine".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def english(number: int) -> str:
    """A number from 1 to 999 in words."""
    if number >= 100:
        rest = f" and {english(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100 - 1]} hundred{rest}"
    teens = (
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
    if number < 20:
        return ONES[number - 1] if number < 10 else teens[number - 10]
    rest = f"-{ONES[number % 10 - 1]}" if number % 10 else ""
    return TENS[number // 10 - 2] + rest


def generated() -> Iterator[tuple[str, str, str]]:
    """Something said in Chinese, in faithful English, and in English that says something else."""
    for tens in range(2, 10):
        for ones in range(1, 10):
            said = f"{amount(10 * tens + ones)}台"
            number = english(10 * tens + ones)
            yield said, f"{number}'s nothing.", f"{english(10 * tens)}'s nothing."
            yield said, f"It's {number}, that's all.", f"It's {english(10 * ones + 1)}, that's all."
    parts = {"a quarter": 3, "half": 6, "a third": 4, "three quarters": 9, "two thirds": 8}
    for part, months in parts.items():
        of = "" if part == "half" else " of"
        hour, year = f"{part}{of} an hour", f"{part}{of} a year"
        yield f"{amount(months)}个月", f"It takes {year}.", f"It takes {part} of a month."
        yield f"{amount(months)}个月", f"It takes {year}.", f"It takes {months + 2} months."
        yield (
            f"{amount(5 * months)}分钟",
            f"It takes {hour}.",
            f"It takes {5 * months - 10} minutes.",
        )
    shares = {"a quarter of": 25, "half": 50, "three quarters of": 75, "a tenth of": 10}
    for part, share in shares.items():
        yield f"{amount(share)}万", f"{part} a million", f"{share + 10}0,000"
        yield f"{amount(share)}年", f"{part} a century", f"{share + 10} years"
    for whole in range(1, 10):
        for tenth in range(1, 10):
            said = f"{amount(100 * whole + 10 * tenth)}万"
            yield said, f"{english(whole)} million {english(tenth)}.", f"{whole}.0{tenth} million"
            yield (
                said,
                (f"{english(whole)} million {english(tenth)} hundred thousand"),
                f"{english(whole)} million {english(tenth)} thousand",
            )
    for tens in range(2, 9):
        said = f"{amount(10 * tens)}几万"
        for filler in ("and something", "odd", "and some"):
            true, false = (f"{english(100 * n)} {filler} thousand" for n in (tens, tens + 1))
            yield said, true, false
            yield said.replace("几", "多"), f"It's {true} yuan.", f"It's {false} yuan."
    for stone in range(4, 20):
        kilos = round(stone * 6.35)
        for said in (f"{amount(kilos)}公斤", f"{amount(2 * kilos)}斤"):
            yield said, f"He's {english(stone)} stone.", f"He's {english(stone + 3)} stone."
            pounds = f"He weighs {round(2.2 * kilos)} pounds."
            yield said, pounds, f"He weighs {round(1.1 * kilos)} pounds."
    for miles in range(10, 100, 5):
        for said in (f"{amount(round(miles * 3.2))}里地", f"{amount(round(miles * 1.6))}公里"):
            yield said, f"{english(miles)} miles", f"{english(miles + max(3, miles // 5))} miles"
    for cm in range(155, 190):
        feet, inches = divmod(round(cm / 2.54), 12)
        tall = [f"{english(f)} foot {english(i)}" for f, i in ((feet, inches), (feet, inches + 3))]
        if 0 < inches < 9:
            yield f"一米{digit_by_digit(str(cm - 100))}", *tall


def test_generated_figures_are_the_same_in_another_form_and_others_are_told() -> None:
    cases = list(generated())
    alarms = [(zh, en) for zh, en, _ in cases if changed(zh, en)]
    missed = [(zh, en) for zh, _, en in cases if not changed(zh, en)]
    assert len(cases) > 450
    assert (alarms, missed) == ([], [])


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("明后天", "tomorrow or the day after"),
        ("明后两天吧", "tomorrow or the day after tomorrow"),
        ("明天、后天都行", "tomorrow and the day after"),
        ("今明两天", "today or tomorrow"),
        ("昨天前天来的", "they came yesterday or the day before"),
        ("大后天", "in three days"),
        ("后天", "the day after tomorrow"),
        ("这两天就有", "there will be one in a day or two"),
        ("前两天来过", "they came the other day"),
        ("前两天有三个", "a few days ago there were three"),
        ("半斤", "250 grams"),
        ("二两酒", "a hundred grams of spirits"),
        ("十二公斤半", "twelve and a half kilos"),
        ("八十公斤", "twelve stone eight"),
        ("三十里地", "nine or ten miles"),
        ("有一块石头", "there is one stone"),
        ("他一百斤", "he is a hundred and ten pounds in weight"),
        ("目前今天没有，二两酒", "none today for now, two liang of spirits"),
        ("三十里面有两个", "two in thirty"),
    ],
)
def test_days_and_measures_in_other_words(zh: str, en: str) -> None:
    assert changed(zh, en) == []


@pytest.mark.parametrize(
    ("zh", "en", "note"),
    [
        ("明后天", "yesterday", "tomorrow or the day after tomorrow (明后天) against yesterday"),
        ("明天", "tomorrow or the day after", "tomorrow (明天) against tomorrow or the day after"),
        ("大后天", "the day after tomorrow", "three days from now (大后天) against the day after"),
        (
            "今明两天",
            "tomorrow or the day after",
            "today or tomorrow (今明两天) against tomorrow or",
        ),
        ("这两天就有", "there will be one in two months", "1 to 3 days (两天) against 2 months"),
        ("前两天来过", "they came two weeks ago", "1 to 3 days (两天) against 2 weeks"),
    ],
)
def test_other_days_are_told(zh: str, en: str, note: str) -> None:
    (difference,) = changed(zh, en)
    assert difference.note.startswith(note)
