"""Figures that the grammar of quantities does not value: clocks, fractions, heights, the calendar.

A rule is a pattern and what reads a match of it, or None where it is no figure after all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from calltools.alignment.checks.figure import Figure, Interval, chinese_number, english_number

_Match = re.Match[str]
_Rule = tuple[re.Pattern[str], Callable[[_Match], Figure | None]]

_ZH = r"[\d零〇一二三四五六七八九十百两几]+"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_EN = rf"(?:\d+|(?:{_TENS})(?:-(?:{_ONES}))?|{_TEENS}|{_ONES})"
_DIGITS = "零一二三四五六七八九"


def special_figures(text: str, *, chinese: bool) -> Iterator[Figure]:
    """The figures of a folded text that these rules know; earlier rules go before later ones."""
    taken = [False] * len(text)
    for pattern, read in _RULES_ZH if chinese else _RULES_EN:
        for match in pattern.finditer(text):
            figure = read(match)
            if figure and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match[0])
                yield figure


def _exactly(match: _Match, dimension: str, value: float, unit: str = "") -> Figure:
    return Figure(match.span(), match[0], dimension, (value, value), (value, value), unit)


# ---- the clock, in minutes from noon or midnight


def _clock(match: _Match, hours: Interval, minutes: float) -> Figure | None:
    if hours[1] > 24 or minutes >= 60:
        return None
    value = (hours[0] % 12) * 60 + minutes, (hours[1] % 12) * 60 + minutes
    return Figure(match.span(), match[0], "clock", hours, value, "o'clock")


_PARTS = {"半": 30.0, "一刻": 15.0, "三刻": 45.0, "half": 30.0, "quarter": 15.0, "a quarter": 15.0}


def _clock_zh(match: _Match) -> Figure | None:
    """下午三点一刻; a bare 一点 is "a bit"."""
    hour, rest = chinese_number(match["hour"]), match["rest"] or ""
    sure = match["day"] or rest or match["o"] or hour[0] > 1
    if not sure or "几" in match["hour"]:
        return None
    minutes = _PARTS.get(rest)
    if minutes is None:
        minutes = chinese_number(rest.strip("过分"))[0]
    return _clock(match, hour, minutes)


def _clock_digits(match: _Match) -> Figure | None:
    return _clock(match, english_number(match["hour"]), float(match["minutes"]))


def _clock_hours(match: _Match) -> Figure | None:
    hour = english_number(match["hour"])[0]
    other = english_number(match["other"])[0] if match["other"] else hour
    return _clock(match, (hour, other), 0)


def _clock_parts(match: _Match) -> Figure | None:
    """half past seven, ten past eight, a quarter to nine; "five to ten" is a range."""
    part, to = match["part"], match["side"] == "to"
    minutes = _PARTS.get(part)
    if minutes is None:
        if to:
            return None
        minutes = english_number(part)[0]
    return _clock(match, english_number(match["hour"]), minutes - 60 if to else minutes)


_CLOCKS_ZH: tuple[_Rule, ...] = (
    (
        re.compile(
            r"(?P<day>凌晨|早上|清早|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?"
            rf"(?P<hour>{_ZH})点(?P<o>钟)?(?P<rest>半|[一三]刻|过?{_ZH}分?)?(?![儿滴多])"
        ),
        _clock_zh,
    ),
    (re.compile(r"(?P<hour>\d{1,2}):(?P<minutes>\d\d)"), _clock_digits),
)
_NO_UNIT = r"(?! ?(?:%|per|days|weeks|months|years|hours|minutes|million))"
_CLOCKS_EN: tuple[_Rule, ...] = (
    (
        re.compile(
            rf"\b(?P<part>half|(?:a )?quarter|{_EN})(?: minutes)? (?P<side>past|to) "
            rf"(?P<hour>{_EN})\b{_NO_UNIT}"
        ),
        _clock_parts,
    ),
    (
        re.compile(rf"\b(?P<hour>\d{{1,2}})[.:](?P<minutes>[0-5]\d)(?![\d%,]){_NO_UNIT}"),
        _clock_digits,
    ),
    (
        re.compile(
            rf"\b(?P<hour>{_EN})(?: or (?P<other>{_EN}))?(?: o'clock| ?[ap]\.?m\b\.?"
            r"|(?= in the (?:morning|afternoon|evening))|(?= at night))"
        ),
        _clock_hours,
    ),
)

# ---- parts of a whole, hours in quarters, heights


def _fraction_zh(match: _Match) -> Figure | None:
    below, above = chinese_number(match["below"])[0], chinese_number(match["above"])[0]
    return _exactly(match, "percent", 100 * above / below) if 0 < below < 100 else None


_NAMED_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}


def _fraction_en(match: _Match) -> Figure:
    count = 1.0 if match["count"] == "a" else english_number(match["count"])[0]
    return _exactly(match, "percent", 100 * count / _NAMED_PARTS[match["part"].removesuffix("s")])


def _tenths(match: _Match) -> Figure:
    """九成五 is 95 per cent."""
    rest = 5.0 if match["rest"] == "半" else chinese_number(match["rest"])[0]
    return _exactly(match, "percent", 10 * chinese_number(match["tenths"])[0] + rest)


def _discount(match: _Match) -> Figure:
    """打七折 is seventy per cent of the price or thirty off: it proves nothing."""
    return replace(_exactly(match, "discount", chinese_number(match["tenths"])[0]), weak=True)


def _half(match: _Match) -> Figure:
    return _exactly(match, "percent", 50.0)


def _quarters(match: _Match) -> Figure:
    count = {"一": 1, "三": 3, "a": 1, "three": 3}[match["count"]]
    number = 15.0 * count
    return Figure(
        match.span(), match[0], "time", (number, number), (count / 4, count / 4), "minute"
    )  # fmt: skip


def _height_zh(match: _Match) -> Figure:
    """一米七三 is 173 cm, 一米八 180."""
    rest = [float(_digit(c)) for c in match["rest"]]
    part = rest[0] * 10 + (rest[1] if len(rest) > 1 else 0)
    return _exactly(match, "length", chinese_number(match["whole"])[0] * 100 + part, "metre")


def _height_en(match: _Match) -> Figure:
    whole = 1.0 if match["whole"] == "a" else english_number(match["whole"])[0]
    return _exactly(match, "length", whole * 100 + english_number(match["rest"])[0], "metre")


def _digit(character: str) -> str:
    place = _DIGITS.find(character.replace("〇", "零").replace("两", "二"))
    return str(place) if place >= 0 else character


def _age_in_months(match: _Match) -> Figure:
    """一岁零两个月 is fourteen months."""
    years, months = chinese_number(match["years"])[0], chinese_number(match["months"])[0]
    return _exactly(match, "plain", 12 * years + months)


def _most(match: _Match) -> Figure:
    """十有八九 is no figure, though it looks like two."""
    return replace(_exactly(match, "percent", 90), vague=True, weak=True)


_PARTS_ZH: tuple[_Rule, ...] = (
    (re.compile(r"十[有之]八九|八九不离十"), _most),
    (re.compile(rf"(?P<years>{_ZH})岁[零又]?(?P<months>{_ZH})个月"), _age_in_months),
    (re.compile(rf"(?P<below>{_ZH})分之(?P<above>{_ZH})"), _fraction_zh),
    (re.compile(r"打(?P<tenths>[一二两三四五六七八九])折"), _discount),
    (re.compile(r"(?P<tenths>[一二两三四五六七八九])成(?P<rest>[一二三四五六七八九半])"), _tenths),
    (re.compile(r"(?P<count>[一三])刻钟?"), _quarters),
    (
        re.compile(r"(?P<whole>[一二两\d])米(?P<rest>[零一二三四五六七八九]{1,2}|\d{1,2})"),
        _height_zh,
    ),
    (re.compile(r"一半(?![天个年月小])|对半"), _half),
)


def _range_of_thousands(match: _Match) -> Figure:
    """A hundred and fifty or sixty thousand is 150,000 to 160,000."""
    hundreds = 100 * (1.0 if match["hundreds"] == "a" else english_number(match["hundreds"])[0])
    low, high = (1000 * (hundreds + english_number(match[name])[0]) for name in ("least", "most"))
    return Figure(match.span(), match[0], "plain", (low, high), (low, high))


def _years_and_months(match: _Match) -> Figure:
    """A year and three months is fifteen months."""
    years = 1.0 if match["years"] == "a" else english_number(match["years"])[0]
    months = 12 * years + (1.0 if match["months"] == "a" else english_number(match["months"])[0])
    hours = (365 * years + 30 * (months - 12 * years)) * 24
    return Figure(match.span(), match[0], "time", (months, months), (hours, hours), "month")


_PARTS_EN: tuple[_Rule, ...] = (
    (
        re.compile(
            rf"\b(?P<hundreds>a|{_EN}) hundred and (?P<least>{_EN}) (?:or|to) (?P<most>{_EN})"
            r" thousand\b"
        ),
        _range_of_thousands,
    ),
    (
        re.compile(rf"\b(?P<years>a|{_EN}) years? and (?P<months>a|{_EN}) months?\b"),
        _years_and_months,
    ),
    (re.compile(r"\b(?P<count>a|three)[ -]quarters? of an hour"), _quarters),
    (
        re.compile(
            r"\b(?P<count>a|one|two|three|four|nine)[ -]"
            r"(?P<part>thirds?|quarters?|fifths?|tenths?)\b"
            r"(?! (?:floor|ward|year|day|time|of an hour|past|to))"
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
    (
        re.compile(rf"\b(?P<whole>one|two|a|[12])[ -]met(?:re|er)s?,? (?P<rest>{_EN})\b"),
        _height_en,
    ),
)

# ---- the calendar: what is pointed at counts from now


def _pointed(words: Mapping[str, tuple[str, int]]) -> _Rule:
    def read(match: _Match) -> Figure:
        plain = re.sub("礼拜|星期", "周", match[0].replace("个", ""))
        return _exactly(match, *words[plain])

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
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = tuple(day.casefold() for day in WEEKDAYS)
_MONTHS = (
    "january february march april may june july august september october november december"
).split()


def _weekday_zh(match: _Match) -> Figure:
    return _exactly(match, "weekday", "一二三四五六日".index(match["day"].replace("天", "日")) + 1)


def _weekday_en(match: _Match) -> Figure:
    return _exactly(match, "weekday", _WEEKDAYS.index(match["day"]) + 1)


def _month_zh(match: _Match) -> Figure | None:
    month = chinese_number(match["month"])[0]
    return _exactly(match, "month", month) if 1 <= month <= 12 else None


def _month_en(match: _Match) -> Figure:
    return _exactly(match, "month", _MONTHS.index(match["month"] or match["may"]) + 1)


def _year(match: _Match) -> Figure | None:
    year = float("".join(map(_digit, match["year"])))
    return _exactly(match, "year", year) if 1900 <= year <= 2100 else None


_SURE_MONTHS = "|".join(month for month in _MONTHS if month not in ("may", "march"))
_RULES_ZH: tuple[_Rule, ...] = (
    (re.compile(r"(?P<year>[12]\d{3}|[一二][零〇一二三四五六七八九]{3})年"), _year),
    (
        re.compile(
            r"(?P<month>[一二三四五六七八九十\d]{1,2})月(?:份|(?=[底初中上下]|\d|[一二三十]))"
        ),
        _month_zh,
    ),
    (re.compile(r"(?<!个)(?P<month>十[一二]|1[012])月"), _month_zh),
    (
        re.compile(r"(?:礼拜|星期|周)(?P<day>[一二三四五六日天])(?![个百十周天年次台例])"),
        _weekday_zh,
    ),
    _pointed(_POINTED_ZH),
    *_CLOCKS_ZH,
    *_PARTS_ZH,
)
_RULES_EN: tuple[_Rule, ...] = (
    *_CLOCKS_EN,
    *_PARTS_EN,
    _pointed(_POINTED_EN),
    (re.compile(rf"\b(?P<day>{'|'.join(_WEEKDAYS)})s?\b"), _weekday_en),
    (re.compile(rf"\b(?P<month>{_SURE_MONTHS})\b|(?<=\bin )(?P<may>may|march)\b"), _month_en),
    (
        re.compile(r"\b(?P<year>(?:19|20)\d\d)\b(?![,.]\d)(?! (?:cases|yuan|dollars|operations))"),
        _year,
    ),
)
