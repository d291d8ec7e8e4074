"""Figures of two languages: what is the same however it is said, and what is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from calltools.comparison.changed_figures import figure_differences
from calltools.comparison.changes import Change
from calltools.comparison.signs import Sign
from calltools.language.numerals import amount, digit_by_digit
from calltools.language.quantities import quantities
from case_tables import rows


def changed(zh: str, en: str) -> list[Change[Sign]]:
    """The figures that the English has otherwise."""
    kinds = (Sign.NUMBER_CHANGED, Sign.UNIT_CHANGED)
    return [one for one in figure_differences(zh, en) if one.kind in kinds]


@pytest.mark.parametrize(("told", "zh", "en"), rows("comparison/data/figures.tsv"))
def test_another_figure_is_told_and_the_same_in_other_words_is_not(
    told: str, zh: str, en: str
) -> None:
    found = changed(zh, en)
    if told == "same":
        assert found == []
        return
    (difference,) = found
    if told in ("number_changed", "unit_changed"):
        assert difference.kind == told
    elif told != "changed":
        assert difference.note.startswith(told)


def test_the_place_of_a_difference_is_that_of_the_words() -> None:
    (difference,) = changed("要等一个月。", "You wait two months.")
    assert difference.left and "要等一个月。"[slice(*difference.left)] == "一个月"


def test_figures_do_not_overlap_and_are_found_in_traditional_characters() -> None:
    text = "前年六十臺，下午三點一刻，三個月以內，兩萬塊"
    found = quantities(text, "zh")
    ends = [place for figure in found for place in figure.span]
    assert ends == sorted(ends)
    words = [text[slice(*figure.span)] for figure in found]
    assert words == ["前年", "六十臺", "下午三點一刻", "三個月以內", "兩萬塊"]


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
        minutes = 5 * months
        yield f"{amount(minutes)}分钟", f"It takes {hour}.", f"It takes {minutes - 10} minutes."
    shares = {"a quarter of": 25, "half": 50, "three quarters of": 75, "a tenth of": 10}
    for part, share in shares.items():
        yield f"{amount(share)}万", f"{part} a million", f"{share + 10}0,000"
        yield f"{amount(share)}年", f"{part} a century", f"{share + 10} years"
    for whole in range(1, 10):
        for tenth in range(1, 10):
            said = f"{amount(100 * whole + 10 * tenth)}万"
            yield said, f"{english(whole)} million {english(tenth)}.", f"{whole}.0{tenth} million"
            tenths = f"{english(whole)} million {english(tenth)}"
            yield said, f"{tenths} hundred thousand", f"{tenths} thousand"
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
