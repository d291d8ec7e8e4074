"""English figures that are read as a whole."""

from __future__ import annotations

from calltools.language.quantities.model import Interval
from calltools.language.quantities.numerals_en import ORDINALS, TENS, read_number
from calltools.language.quantities.rules import (
    MEASURES,
    FigureRule,
    NamedParts,
    NumberOf,
    always,
    measured,
    numeral,
    on_the_clock,
    place_in,
    pointed,
    rule,
)
from calltools.language.quantities.words_en import PARTS, UNITS

_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_N = rf"(?:\d+|(?:{'|'.join(TENS)})(?:-(?:{_ONES}))?|{_TEENS}|{_ONES})"
_MANY = rf"(?:{_N}|(?:a )?(?:hundred|thousand))"
_MEASURES = "|".join(sorted((name for name in MEASURES if name.isascii()), key=len)[::-1])
_ORDINAL = rf"(?:(?:twenty|thirty)-)?(?:{'|'.join(sorted(ORDINALS, key=len)[::-1])})"
_PARTS_OF_HOURS = {"half": 0.5, "quarter": 0.25, "a quarter": 0.25}
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def number(text: str) -> Interval:
    """The numeral that ``text`` begins with, "a" for one; 0 without one."""
    if text == "a":
        return 1.0, 1.0
    read = read_number(text, 0) if text else None
    return (read.low, read.high) if read else (0.0, 0.0)


def _past(parts: NamedParts) -> float:
    """half past seven, ten past eight."""
    part = parts.text("part")
    return parts("n") + _PARTS_OF_HOURS.get(part, parts("part") / 60)


def _hours(parts: NamedParts) -> Interval | None:
    hour, other = parts("n"), parts("other") or parts("n")
    return (hour, other) if other <= 24 else None


def _stone(parts: NamedParts) -> float | None:
    """Twelve stone eight is 176 pounds; one stone may be one of the gall."""
    count, pounds = parts("n") + 0.5 * bool(parts.text("half")), parts("pounds")
    return count + pounds / 14 if count > 1 and pounds < 14 else None


def _feet(parts: NamedParts) -> float | None:
    inches = parts("inches")
    return parts("n") + inches / 12 if inches < 12 else None


def _share(parts: NamedParts) -> float | None:
    """ "Four in five", "seven runs out of ten"."""
    above, below = parts("above"), parts("below")
    return 100 * above / below if 0 < above <= below else None


def _hundreds(size: int) -> NumberOf:
    """A hundred and thirty or forty is 130 to 140, and so with thousands."""

    def read(parts: NamedParts) -> Interval:
        base = 100 * parts("hundreds")
        return size * (base + parts("least")), size * (base + parts("most"))

    return read


def _two_days(parts: NamedParts) -> Interval:
    """Tomorrow or the day after, yesterday or the day before."""
    first = ("yesterday", "today", "tomorrow").index(parts.text("n")) - 1.0
    return (first - 1, first) if parts.text("before") else (first, first + 1)


def _day(parts: NamedParts) -> float | None:
    return day if 1 <= (day := parts("n")) <= 31 else None


def _short_year(parts: NamedParts) -> float:
    """'05 is 2005."""
    return parts("n") + (2000 if parts("n") < 50 else 1900)


_NO_UNIT = r"(?! ?(?:%|per|days|weeks|months|years|hours|minutes|million))"
_SURE_MONTHS = "|".join(month for month in _MONTHS if month not in ("may", "march"))
RULES: tuple[FigureRule, ...] = (
    rule(
        "clock",
        rf"\b(?P<part>half|(?:a )?quarter|{_N})(?: minutes)? past (?P<n>{_N})\b{_NO_UNIT}",
        _past,
        "o'clock",
    ),
    rule(
        "clock",
        rf"\b(?:a )?quarter to (?P<n>{_N})\b{_NO_UNIT}",
        lambda parts: parts("n") - 0.25,
        "o'clock",
    ),
    rule(
        "clock",
        rf"\b(?P<n>\d{{1,2}})[.:](?P<minutes>[0-5]\d)(?![\d%,]){_NO_UNIT}",
        on_the_clock,
        "o'clock",
    ),
    rule(
        "clock",
        rf"\b(?P<n>{_N})(?: or (?P<other>{_N}))?(?: o'clock| ?[ap]\.?m\b\.?"
        r"|(?= in the (?:morning|afternoon|evening))|(?= at night))",
        _hours,
        "o'clock",
    ),
    rule(
        "mass",
        rf"\b(?P<n>{_N})(?P<half> and a half)? stone\b"
        rf"(?:,? (?P<pounds>{_N})\b(?: pounds?| lbs?)?)?",
        _stone,
        "stone",
    ),
    rule(
        "length",
        rf"\b(?P<n>{_N})[ -](?:foot|feet)[ -](?:and )?(?P<inches>{_N})\b(?: inch(?:es)?)?",
        _feet,
        "feet",
    ),
    rule("length", rf"\b(?!one\b|1\b)(?P<n>{_N})[ -](?:foot|feet)\b", numeral, "feet", vague=True),
    rule(
        "mass",
        rf"\b(?:(?P<n>{_N}) and a half|half an?) (?P<unit>{_MEASURES})\b",
        lambda parts: parts("n") + 0.5,
        measured,
    ),
    rule("mass", rf"\ban? (?P<unit>{_MEASURES}) and a half\b", always(1.5), measured),
    rule(
        "length",
        rf"\b(?P<whole>one|two|a|[12])[ -]met(?:re|er)s?,? (?P<rest>{_N})\b",
        lambda parts: 100 * parts("whole") + parts("rest"),
        "cm",
    ),
    rule(
        "percent",
        rf"\b(?P<above>{_N})(?: [a-z]+)? (?:out of|in)(?: every)? (?P<below>{_MANY})\b"
        r"(?! (?:days|weeks|months|years|hours|minutes|thousand|hundred))",
        _share,
        weak=True,
    ),
    rule(
        "count",
        rf"\b(?P<n>{_N})(?: degrees? fahrenheit| ?°f)\b",
        lambda parts: round((parts("n") - 32) * 5 / 9),
        vague=True,
    ),
    rule("count", "tens of thousands", always(10_000, 99_999), vague=True),
    rule("count", "hundreds of thousands", always(100_000, 999_999), vague=True),
    rule(
        "count",
        rf"\b(?P<hundreds>a|{_N}) hundred and (?P<least>{_N}) or (?P<most>{_N})\b"
        r"(?! (?:thousand|hundred))",
        _hundreds(1),
    ),
    rule("percent", r"\bfifty[- ]fifty\b|\b50[-/ ]50\b", always(50), weak=True),
    rule(
        "count",
        rf"\b(?P<hundreds>a|{_N}) hundred and (?P<least>{_N}) (?:or|to) (?P<most>{_N}) thousand\b",
        _hundreds(1000),
    ),
    rule(
        "percent",
        r"\b(?P<n>a|one|two|three|four|nine)[ -](?P<part>thirds?|quarters?|fifths?|tenths?)\b"
        r"(?! (?:floor|ward|year|day|time|past|to))"
        rf"(?! of an? (?:century|hundred|thousand|million|{'|'.join(UNITS)})\b)",
        lambda parts: 100 * parts("n") / PARTS[parts.text("part")],
    ),
    rule(
        "percent",
        r"(?<!and a )\bhalf\b(?=(?: of)?(?: (?:the|them|is|are|it|that|live|survive|as)|"
        r"[.,;?!]|$))",
        always(50),
    ),
    rule(
        "date",
        r"\b(?P<n>yesterday|today|tomorrow)(?:,? (?:or|and)|,) (?:(?:maybe|possibly) )?"
        r"(?:(?P<before>the day before(?: yesterday)?)|the day after(?: tomorrow)?"
        r"|the next day)\b",
        _two_days,
        "which day",
    ),
    pointed(
        """
        year -2 (?:the )?year before(?: last)?\b
        year -1 last year
        year 0 this year
        year 1 next year
        month -1 last month
        month 0 this month
        month 1 next month
        week -1 last week
        week 0 this week
        week 1 next week
        day -2 the day before yesterday|the night before last
        day -1 yesterday|last night
        day 0 today|tonight
        day 2 the day after tomorrow
        day 1 tomorrow
        """
    ),
    rule("date", rf"\b(?P<n>{'|'.join(_WEEKDAYS)})s?\b", place_in(_WEEKDAYS), "weekday"),
    rule(
        "date",
        rf"(?<=\bthe )(?P<n>{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))"
        rf"(?= of (?:the month|this month|next month|last month|{_SURE_MONTHS}|may|march)\b"
        r"|[.,;?!]|$)",
        _day,
        "day of month",
    ),
    rule(
        "date",
        rf"\b(?P<n>{_SURE_MONTHS})\b|(?<=\bin )(?P<may>may|march)\b",
        lambda parts: _MONTHS.index(parts.text("n") or parts.text("may")) + 1,
        "month",
    ),
    rule(
        "date",
        r"\b(?P<n>(?:19|20)\d\d)\b(?![,.]\d)(?! (?:cases|yuan|dollars|operations))",
        numeral,
        "year",
    ),
    rule("date", r"(?<!\w)['’](?P<n>\d\d)\b", _short_year, "year"),
    rule(
        "period",
        r"\b(?:every|each) (?P<unit>day|week|month|year)\b",
        always(1),
        lambda parts: parts.text("unit"),
        weak=True,
    ),
)
