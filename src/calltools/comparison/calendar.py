"""Figures that the grammar of quantities does not value: clocks, the calendar, parts of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from calltools.comparison.figure import Figure, Interval, chinese_number, english_number
from calltools.comparison.measures import MEASURES_EN, MEASURES_ZH
from calltools.comparison.parts import PARTS_EN, PARTS_ZH
from calltools.comparison.rules import EN, ZH, FigureRule, Match, digit, exactly


def special_figures(text: str, *, chinese: bool) -> Iterator[Figure]:
    """The figures of a folded text that these rules know; earlier rules go before later ones."""
    taken = [False] * len(text)
    for pattern, read in _RULES_ZH if chinese else _RULES_EN:
        for match in pattern.finditer(text):
            figure = read(match)
            if figure and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match[0])
                yield figure


# ---- the clock, in minutes from noon or midnight


def _clock(match: Match, hours: Interval, minutes: float) -> Figure | None:
    if hours[1] > 24 or minutes >= 60:
        return None
    value = (hours[0] % 12) * 60 + minutes, (hours[1] % 12) * 60 + minutes
    return Figure(match.span(), match[0], "clock", hours, value, "o'clock")


_PARTS = {"半": 30.0, "一刻": 15.0, "三刻": 45.0, "half": 30.0, "quarter": 15.0, "a quarter": 15.0}


def _clock_zh(match: Match) -> Figure | None:
    """下午三点一刻; a bare 一点 is "a bit"."""
    hour, rest = chinese_number(match["hour"]), match["rest"] or ""
    sure = match["day"] or rest or match["o"] or hour[0] > 1
    if not sure or "几" in match["hour"]:
        return None
    minutes = _PARTS.get(rest)
    if minutes is None:
        minutes = chinese_number(rest.strip("过分"))[0]
    return _clock(match, hour, minutes)


def _clock_digits(match: Match) -> Figure | None:
    return _clock(match, english_number(match["hour"]), float(match["minutes"]))


def _clock_hours(match: Match) -> Figure | None:
    hour = english_number(match["hour"])[0]
    other = english_number(match["other"])[0] if match["other"] else hour
    return _clock(match, (hour, other), 0)


def _clock_parts(match: Match) -> Figure | None:
    """half past seven, ten past eight, a quarter to nine; "five to ten" is a range."""
    part, to = match["part"], match["side"] == "to"
    minutes = _PARTS.get(part)
    if minutes is None:
        if to:
            return None
        minutes = english_number(part)[0]
    return _clock(match, english_number(match["hour"]), minutes - 60 if to else minutes)


_CLOCKS_ZH: tuple[FigureRule, ...] = (
    (
        re.compile(
            r"(?P<day>凌晨|早上|清早|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?"
            rf"(?P<hour>{ZH})点(?P<o>钟)?(?P<rest>半|[一三]刻|过?{ZH}分?)?(?![儿滴多])"
        ),
        _clock_zh,
    ),
    (re.compile(r"(?P<hour>\d{1,2}):(?P<minutes>\d\d)"), _clock_digits),
)
_NO_UNIT = r"(?! ?(?:%|per|days|weeks|months|years|hours|minutes|million))"
_CLOCKS_EN: tuple[FigureRule, ...] = (
    (
        re.compile(
            rf"\b(?P<part>half|(?:a )?quarter|{EN})(?: minutes)? (?P<side>past|to) "
            rf"(?P<hour>{EN})\b{_NO_UNIT}"
        ),
        _clock_parts,
    ),
    (
        re.compile(rf"\b(?P<hour>\d{{1,2}})[.:](?P<minutes>[0-5]\d)(?![\d%,]){_NO_UNIT}"),
        _clock_digits,
    ),
    (
        re.compile(
            rf"\b(?P<hour>{EN})(?: or (?P<other>{EN}))?(?: o'clock| ?[ap]\.?m\b\.?"
            r"|(?= in the (?:morning|afternoon|evening))|(?= at night))"
        ),
        _clock_hours,
    ),
)

# ---- the calendar: what is pointed at counts from now


def _pointed(words: Mapping[str, tuple[str, int]]) -> FigureRule:
    def read(match: Match) -> Figure:
        plain = re.sub("礼拜|星期", "周", match[0].replace("个", ""))
        return exactly(match, *words[plain])

    bare = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    bare = re.sub("(?<=[上下这本])周", "个?(?:周|礼拜|星期)", bare)
    return re.compile(re.sub("(?<=[上下这本])月", "个?月", bare)), read


_POINTED_ZH = {
    "大前年": ("which year", -3), "前年": ("which year", -2), "去年": ("which year", -1),
    "今年": ("which year", 0), "明年": ("which year", 1), "后年": ("which year", 2),
    "上月": ("which month", -1), "这月": ("which month", 0), "本月": ("which month", 0),
    "下月": ("which month", 1), "上周": ("which week", -1), "这周": ("which week", 0),
    "本周": ("which week", 0), "下周": ("which week", 1), "前天": ("which day", -2),
    "昨天": ("which day", -1), "昨晚": ("which day", -1), "今天": ("which day", 0),
    "今晚": ("which day", 0), "明天": ("which day", 1), "后天": ("which day", 2),
    "大前天": ("which day", -3), "大后天": ("which day", 3),
}  # fmt: skip
_POINTED_EN = {
    "the year before last": ("which year", -2), "last year": ("which year", -1),
    "this year": ("which year", 0), "next year": ("which year", 1),
    "last month": ("which month", -1), "this month": ("which month", 0),
    "next month": ("which month", 1), "last week": ("which week", -1),
    "this week": ("which week", 0), "next week": ("which week", 1),
    "the day before yesterday": ("which day", -2), "yesterday": ("which day", -1),
    "last night": ("which day", -1), "the night before last": ("which day", -2),
    "today": ("which day", 0), "tonight": ("which day", 0),
    "the day after tomorrow": ("which day", 2), "tomorrow": ("which day", 1),
}  # fmt: skip
_DAYS_ZH = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
_DAYS_EN = {"yesterday": -1, "today": 0, "tomorrow": 1}


def _two_days(match: Match, first: int, second: int) -> Figure:
    days = float(min(first, second)), float(max(first, second))
    return Figure(match.span(), match[0], "which day", days, days, bound="range")


def _two_days_zh(match: Match) -> Figure:
    """明后天 is tomorrow or the day after."""
    return _two_days(match, _DAYS_ZH[match["first"]], _DAYS_ZH[match["second"]])


def _two_days_en(match: Match) -> Figure:
    """Tomorrow or the day after, yesterday or the day before."""
    first = _DAYS_EN[match["first"]]
    return _two_days(match, first, first + (-1 if match["before"] else 1))


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = tuple(day.casefold() for day in WEEKDAYS)
_MONTHS = (
    "january february march april may june july august september october november december"
).split()


_EVERY = {"天": ("day", 1), "周": ("week", 7), "月": ("month", 30), "年": ("year", 365)}


def _every(match: Match) -> Figure:
    """每周来查一次: how often, wherever the times are said."""
    unit, days = _EVERY[re.sub("星期|礼拜", "周", match["unit"])]
    return Figure(match.span(), match[0], "period", (1, 1), (24.0 * days,) * 2, unit, weak=True)


def _weekday_zh(match: Match) -> Figure:
    return exactly(match, "weekday", "一二三四五六日".index(match["day"].replace("天", "日")) + 1)


def _weekday_en(match: Match) -> Figure:
    return exactly(match, "weekday", _WEEKDAYS.index(match["day"]) + 1)


def _month_zh(match: Match) -> Figure | None:
    month = chinese_number(match["month"])[0]
    return exactly(match, "month", month) if 1 <= month <= 12 else None


def _month_en(match: Match) -> Figure:
    return exactly(match, "month", _MONTHS.index(match["month"] or match["may"]) + 1)


def _day_zh(match: Match) -> Figure | None:
    day = chinese_number(match["day"])[0]
    return exactly(match, "day of month", day) if 1 <= day <= 31 else None


_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
    "twenty-eighth twenty-ninth thirtieth thirty-first"
).split()


def _day_en(match: Match) -> Figure | None:
    said = match["day"]
    day = _ORDINALS.index(said) + 1 if said in _ORDINALS else int(re.sub(r"\D", "", said))
    return exactly(match, "day of month", day) if 1 <= day <= 31 else None


def _year(match: Match) -> Figure | None:
    year = float("".join(map(digit, match["year"])))
    return exactly(match, "year", year) if 1900 <= year <= 2100 else None


def _two_digits(match: Match) -> Figure | None:
    """零五年 is 2005, 九八年 1998; 四五年 and 三五年 are spans of years."""
    tens, ones = (int(digit(character)) for character in match["year"])
    if ones == tens + 1 or 2 < tens < 5:
        return None
    return exactly(match, "year", (2000 if tens < 5 else 1900) + 10 * tens + ones)


def _apostrophe(match: Match) -> Figure:
    """'05 is 2005."""
    year = int(match["year"])
    return exactly(match, "year", year + (2000 if year < 50 else 1900))


def _every_en(match: Match) -> Figure:
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[match["unit"]]
    span = 24.0 * days
    return Figure(match.span(), match[0], "period", (1, 1), (span, span), match["unit"], weak=True)


_SURE_MONTHS = "|".join(month for month in _MONTHS if month not in ("may", "march"))
_RULES_ZH: tuple[FigureRule, ...] = (
    (re.compile(r"(?P<year>[12]\d{3}|[一二][零〇一二三四五六七八九]{3})年"), _year),
    (
        re.compile(
            r"(?<![\d零〇一二三四五六七八九十百千万两几])(?P<year>[零〇一二五六七八九][零〇一二三四五六七八九])"
            r"年(?![来多半级级纪龄])"
        ),
        _two_digits,
    ),
    (
        re.compile(
            r"(?P<month>[一二三四五六七八九十\d]{1,2})月(?:份|(?=[底初中上下]|\d|[一二三十]))"
        ),
        _month_zh,
    ),
    (re.compile(r"(?<!个)(?P<month>十[一二]|1[012])月"), _month_zh),
    (
        re.compile(
            r"(?:(?<=[个年于在是月到至，,。 ])|(?<![\d零〇一二三四五六七八九十百]))"
            r"(?P<day>[\d一二三四五六七八九十]{1,3})(?:号|(?<=月\d)日|(?<=月\d\d)日)"
            r"(?![楼病床线门院诊厅台机窗站码井球房室桌会区栋])"
        ),
        _day_zh,
    ),
    (
        re.compile("每个?(?P<unit>[天周月年]|星期|礼拜)(?=[^，,。？?]{1,6}[一两三四]?[次回趟遍])"),
        _every,
    ),
    (
        re.compile(r"(?:礼拜|星期|周)(?P<day>[一二三四五六日天])(?![个百十周天年次台例])"),
        _weekday_zh,
    ),
    (re.compile("(?P<first>[昨今明])(?P<second>(?<=昨)前|(?<=今)明|(?<=明)后)两?天"), _two_days_zh),
    _pointed(_POINTED_ZH),
    *_CLOCKS_ZH,
    *MEASURES_ZH,
    *PARTS_ZH,
)
_RULES_EN: tuple[FigureRule, ...] = (
    *_CLOCKS_EN,
    *MEASURES_EN,
    *PARTS_EN,
    (
        re.compile(
            r"\b(?P<first>yesterday|today|tomorrow)(?:,? (?:or|and)|,) (?:(?:maybe|possibly) )?"
            r"(?:(?P<before>the day before(?: yesterday)?)|the day after(?: tomorrow)?"
            r"|the next day)\b"
        ),
        _two_days_en,
    ),
    _pointed(_POINTED_EN),
    (re.compile(rf"\b(?P<day>{'|'.join(_WEEKDAYS)})s?\b"), _weekday_en),
    (
        re.compile(
            rf"(?<=\bthe )(?P<day>(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
            r"|\d{1,2}(?:st|nd|rd|th))(?= of (?:the month|this month|next month|last month|"
            rf"{_SURE_MONTHS}|may|march)\b|[.,;?!]|$)"
        ),
        _day_en,
    ),
    (re.compile(rf"\b(?P<month>{_SURE_MONTHS})\b|(?<=\bin )(?P<may>may|march)\b"), _month_en),
    (
        re.compile(r"\b(?P<year>(?:19|20)\d\d)\b(?![,.]\d)(?! (?:cases|yuan|dollars|operations))"),
        _year,
    ),
    (re.compile(r"(?<!\w)['’](?P<year>\d\d)\b"), _apostrophe),
    (re.compile(r"\b(?:every|each) (?P<unit>day|week|month|year)\b"), _every_en),
)
