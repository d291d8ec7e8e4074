"""Figures that are parts or mixtures: fractions, tenths, quarters of hours, fever."""

from __future__ import annotations

import re
from dataclasses import replace

from calltools.comparison.figure import Figure, Interval, chinese_number, english_number
from calltools.comparison.rules import EN, ZH, FigureRule, Match, digit, exactly
from calltools.language.quantities.words_en import PARTS, UNITS


def _fraction_zh(match: Match) -> Figure | None:
    below, above = chinese_number(match["below"])[0], chinese_number(match["above"])[0]
    return exactly(match, "percent", 100 * above / below) if 0 < below < 100 else None


def _fraction_en(match: Match) -> Figure:
    count = 1.0 if match["count"] == "a" else english_number(match["count"])[0]
    return exactly(match, "percent", 100 * count / PARTS[match["part"]])


def _so_many(match: Match, above: Interval, below: Interval) -> Figure | None:
    if not 0 < above[0] <= below[0]:
        return None
    return replace(exactly(match, "percent", 100 * above[0] / below[0]), weak=True)


def _so_many_zh(match: Match) -> Figure | None:
    """十个里头有八个."""
    return _so_many(match, chinese_number(match["above"]), chinese_number(match["below"]))


def _so_many_en(match: Match) -> Figure | None:
    """ "Four in five", "seven runs out of ten"."""
    return _so_many(match, english_number(match["above"]), english_number(match["below"]))


def _tenths(match: Match) -> Figure:
    """九成五 is 95 per cent."""
    rest = 5.0 if match["rest"] == "半" else chinese_number(match["rest"])[0]
    return exactly(match, "percent", 10 * chinese_number(match["tenths"])[0] + rest)


def _discount(match: Match) -> Figure:
    """打七折 is seventy per cent of the price or thirty off: it proves nothing."""
    return replace(exactly(match, "discount", chinese_number(match["tenths"])[0]), weak=True)


def _shared_out(match: Match) -> Figure:
    """五五开 is fifty-fifty, 三七开 three to seven: it proves nothing."""
    return replace(exactly(match, "percent", 50.0), weak=True)


def _day_or_two(match: Match) -> Figure:
    """缓两天 is a day or two, or a few; 这两天 may be said without any figure."""
    figure = Figure(match.span(), match[0], "time", (2, 2), (24, 72), "day")
    return replace(figure, vague=True, weak=match["when"] in "这那前")


def _half(match: Match) -> Figure:
    return exactly(match, "percent", 50.0)


def _quarters(match: Match) -> Figure:
    count = {"一": 1, "三": 3}[match["count"]]
    number = 15.0 * count
    return Figure(
        match.span(), match[0], "time", (number, number), (count / 4, count / 4), "minute"
    )  # fmt: skip


def _age_in_months(match: Match) -> Figure:
    """一岁零两个月 is fourteen months."""
    years, months = chinese_number(match["years"])[0], chinese_number(match["months"])[0]
    return exactly(match, "plain", 12 * years + months)


def _most(match: Match) -> Figure:
    """十有八九 is no figure, though it looks like two."""
    return replace(exactly(match, "percent", 90), vague=True, weak=True)


def _temperature(match: Match) -> Figure:
    """三十八度七 is 38.7."""
    rest = "".join(digit(c) for c in match["rest"])
    return exactly(match, "plain", chinese_number(match["whole"])[0] + float(f"0.{rest}"))


PARTS_ZH: tuple[FigureRule, ...] = (
    (
        re.compile(rf"(?P<whole>{ZH})度(?P<rest>[\d一二三四五六七八九])(?![\d十百千万个])"),
        _temperature,
    ),
    (re.compile(r"十[有之]八九|八九不离十"), _most),
    (re.compile(rf"(?P<years>{ZH})岁[零又]?(?P<months>{ZH})个月"), _age_in_months),
    (re.compile(rf"(?P<below>{ZH})分之(?P<above>{ZH})"), _fraction_zh),
    (
        re.compile(
            rf"(?P<below>[\d一二三五十百千]+)[个例台人趟次家位]人?(?:里[头面边]?|当中|中)(?:[^\W\d]{{0,3}}?有)?"
            rf"(?P<above>{ZH})[个例台人趟次家位]?"
        ),
        _so_many_zh,
    ),
    (re.compile("(?:五五|对半|[一二三四][九八七六])开"), _shared_out),
    (re.compile("(?<=(?P<when>[过缓等这那前歇拖晚早]))两天"), _day_or_two),
    (re.compile(r"打(?P<tenths>[一二两三四五六七八九])折"), _discount),
    (re.compile(r"(?P<tenths>[一二两三四五六七八九])成(?P<rest>[一二三四五六七八九半])"), _tenths),
    (re.compile(r"(?P<count>[一三])刻钟?"), _quarters),
    (re.compile(r"一半(?![天个年月小])|对半"), _half),
)


def _range_of_thousands(match: Match) -> Figure:
    """A hundred and fifty or sixty thousand is 150,000 to 160,000."""
    hundreds = 100 * (1.0 if match["hundreds"] == "a" else english_number(match["hundreds"])[0])
    low, high = (1000 * (hundreds + english_number(match[name])[0]) for name in ("least", "most"))
    return Figure(match.span(), match[0], "plain", (low, high), (low, high))


def _years_and_months(match: Match) -> Figure:
    """A year and three months is fifteen months."""
    years = 1.0 if match["years"] == "a" else english_number(match["years"])[0]
    months = 12 * years + (1.0 if match["months"] == "a" else english_number(match["months"])[0])
    hours = (365 * years + 30 * (months - 12 * years)) * 24
    return Figure(match.span(), match[0], "time", (months, months), (hours, hours), "month")


def _range_of_tens(match: Match) -> Figure:
    """A hundred and thirty or forty is 130 to 140."""
    hundreds = 100 * (1.0 if match["hundreds"] == "a" else english_number(match["hundreds"])[0])
    low, high = (hundreds + english_number(match[name])[0] for name in ("least", "most"))
    return Figure(match.span(), match[0], "plain", (low, high), (low, high), bound="range")


_MANY = {"tens of thousands": 10_000, "hundreds of thousands": 100_000}


def _many(match: Match) -> Figure:
    low = float(_MANY[match[0]])
    return Figure(
        match.span(), match[0], "plain", (low, 10 * low - 1), (low, 10 * low - 1), vague=True
    )


def _fahrenheit(match: Match) -> Figure:
    """39 degrees Fahrenheit is about four."""
    value = round((english_number(match["degrees"])[0] - 32) * 5 / 9)
    return replace(exactly(match, "plain", value), vague=True)


_MANY_EN = rf"(?:{EN}|(?:a )?(?:hundred|thousand))"
PARTS_EN: tuple[FigureRule, ...] = (
    (
        re.compile(
            rf"\b(?P<above>{EN})(?: [a-z]+)? (?:out of|in)(?: every)? (?P<below>{_MANY_EN})\b"
            r"(?! (?:days|weeks|months|years|hours|minutes|thousand|hundred))"
        ),
        _so_many_en,
    ),
    (
        re.compile(rf"\b(?P<degrees>{EN})(?: degrees? fahrenheit| ?°f)\b"),
        _fahrenheit,
    ),
    (re.compile("|".join(_MANY)), _many),
    (
        re.compile(
            rf"\b(?P<hundreds>a|{EN}) hundred and (?P<least>{EN}) or (?P<most>{EN})\b"
            r"(?! (?:thousand|hundred))"
        ),
        _range_of_tens,
    ),
    (re.compile(r"\bfifty[- ]fifty\b|\b50[-/ ]50\b"), _shared_out),
    (
        re.compile(
            rf"\b(?P<hundreds>a|{EN}) hundred and (?P<least>{EN}) (?:or|to) (?P<most>{EN})"
            r" thousand\b"
        ),
        _range_of_thousands,
    ),
    (
        re.compile(rf"\b(?P<years>a|{EN}) years? and (?P<months>a|{EN}) months?\b"),
        _years_and_months,
    ),
    (
        re.compile(
            r"\b(?P<count>a|one|two|three|four|nine)[ -]"
            r"(?P<part>thirds?|quarters?|fifths?|tenths?)\b"
            r"(?! (?:floor|ward|year|day|time|past|to))"
            rf"(?! of an? (?:century|hundred|thousand|million|{'|'.join(UNITS)})\b)"
        ),
        _fraction_en,
    ),
    (
        re.compile(
            r"(?<!and a )\bhalf\b(?=(?: of)?(?: (?:the|them|is|are|it|that|live|survive|as)|"
            r"[.,;?!]|$))"
        ),
        _half,
    ),
)
