"""Figures of a Chinese or an English text on scales that both share.

A figure is an interval with a dimension: hours for durations, kilograms, centimetres, minutes of
the clock, per cent, places in the calendar.  ``plain`` figures have no unit, or one that the other
language may leave out (classifiers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from calltools.alignment.checks.model import Place
from calltools.language.normalise import FOLD, Normalised, normalise
from calltools.language.quantities import Quantity, find_quantities
from calltools.language.quantities.numerals_en import read_number as read_english
from calltools.language.quantities.numerals_en import tokenize
from calltools.language.quantities.numerals_zh import read_number as read_chinese

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """``said`` is what stands in the text; ``number`` the interval as spoken, ``value`` the same
    in the measure of ``dimension``; ``unit`` the unit or currency as spoken ("" where unsaid).

    ``bound`` tells open intervals (at_least, at_most); ``weak`` figures (a, one, first, "how
    many") prove nothing alone.
    """

    place: Place
    said: str
    dimension: str
    number: Interval
    value: Interval
    unit: str = ""
    bound: str = "exact"
    vague: bool = False
    weak: bool = False


_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "fortnight": 336.0}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_MEASURES = {
    "斤": ("mass", 0.5), "公斤": ("mass", 1.0), "千克": ("mass", 1.0), "kilo": ("mass", 1.0),
    "kilos": ("mass", 1.0), "kilogram": ("mass", 1.0), "kilograms": ("mass", 1.0),
    "kg": ("mass", 1.0), "lb": ("mass", 0.4536), "lbs": ("mass", 0.4536),
    "jin": ("mass", 0.5), "catty": ("mass", 0.5), "catties": ("mass", 0.5),
    "公分": ("length", 1.0), "厘米": ("length", 1.0), "cm": ("length", 1.0),
    "centimetre": ("length", 1.0), "centimetres": ("length", 1.0), "centimeters": ("length", 1.0),
    "centimeter": ("length", 1.0), "毫米": ("length", 0.1), "mm": ("length", 0.1),
    "millimetres": ("length", 0.1), "millimeters": ("length", 0.1), "米": ("length", 100.0),
    "metre": ("length", 100.0), "metres": ("length", 100.0), "meters": ("length", 100.0),
    "meter": ("length", 100.0), "公里": ("length", 100_000.0), "里": ("length", 50_000.0),
    "kilometre": ("length", 100_000.0), "kilometres": ("length", 100_000.0),
    "kilometers": ("length", 100_000.0), "km": ("length", 100_000.0),
    "miles": ("length", 160_934.0), "mile": ("length", 160_934.0),
    "毫升": ("volume", 1.0), "ml": ("volume", 1.0), "millilitres": ("volume", 1.0),
    "milliliters": ("volume", 1.0), "升": ("volume", 1000.0), "litre": ("volume", 1000.0),
    "litres": ("volume", 1000.0), "liters": ("volume", 1000.0), "liter": ("volume", 1000.0),
    "毫克": ("dose", 1.0), "mg": ("dose", 1.0), "milligrams": ("dose", 1.0),
    "克": ("dose", 1000.0), "grams": ("dose", 1000.0),
}  # fmt: skip
_MEASURE_ZH = re.compile("|".join(sorted((u for u in _MEASURES if not u.isascii()), key=len)[::-1]))
_MEASURE_EN = re.compile(r"[ -]?([a-z]+)\b")

_NUM_ZH = r"[\d零〇一二三四五六七八九十百两几]+"
_NUM_EN = r"(?:\d+|(?:twenty|thirty|forty|fifty)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"  # noqa: E501


def figures(text: str, language: str) -> list[Figure]:
    """The figures of ``text`` (any script and case), left to right; none overlap."""
    folded = normalise(text, FOLD)
    chinese = language.startswith("zh")
    found = list(_special(folded.text, _SPECIAL_ZH if chinese else _SPECIAL_EN))
    masked = folded.text
    for figure in found:
        start, end = figure.place
        masked = masked[:start] + ";" * (end - start) + masked[end:]
    for quantity in find_quantities(masked, language):
        found += _of_quantity(masked, quantity, chinese)
    return [
        _in_original(figure, folded, text)
        for figure in sorted(found, key=lambda figure: figure.place)
    ]


def _in_original(figure: Figure, folded: Normalised, text: str) -> Figure:
    start, end = folded.original(*figure.place)
    said = figure.said if figure.dimension == "period" else text[start:end].strip(" ,，")
    return replace(figure, place=(start, end), said=said)


# ---- what the grammar of quantities does not value: clocks, fractions, sizes, calendar words

_Read = Callable[[re.Match[str]], Figure | None]


def _special(text: str, rules: Sequence[tuple[re.Pattern[str], _Read]]) -> Iterator[Figure]:
    taken = [False] * len(text)
    for pattern, read in rules:
        for match in pattern.finditer(text):
            figure = read(match)
            if figure and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match[0])
                yield figure


def _exactly(match: re.Match[str], dimension: str, value: float, unit: str = "") -> Figure:
    return Figure(match.span(), match[0], dimension, (value, value), (value, value), unit)


def _zh(text: str | None) -> Interval:
    if text == "半":
        return 0.5, 0.5
    number = read_chinese(text, 0) if text else None
    return (number.low, number.high) if number else (0, 0)


def _en(text: str | None) -> Interval:
    number = read_english(tokenize(text), 0) if text else None
    return (number.low, number.high or number.low) if number else (0, 0)


def _clock(match: re.Match[str], hours: Interval, minutes: float) -> Figure:
    number = hours[0], hours[1]
    value = (hours[0] % 12) * 60 + minutes, (hours[1] % 12) * 60 + minutes
    return Figure(match.span(), match[0], "clock", number, value, "o'clock")


_PART = {"半": 30.0, "一刻": 15.0, "三刻": 45.0}


def _clock_zh(match: re.Match[str]) -> Figure | None:
    hour, rest = _zh(match["hour"]), match["rest"] or ""
    sure = match["day"] or rest or match["o"] or hour[0] > 1
    if not sure or hour[1] > 24 or "几" in match["hour"]:
        return None
    minutes = _PART.get(rest, _zh(rest.strip("过分"))[0] if rest else 0.0)
    return _clock(match, hour, minutes) if minutes < 60 else None


def _clock_en(match: re.Match[str]) -> Figure | None:
    groups = match.groupdict()
    hour = _en(groups["hour"])
    if groups.get("other"):
        hour = hour[0], _en(groups["other"])[0]
    if hour[1] > 24:
        return None
    word = groups.get("part")
    minutes = {"half": 30.0, "quarter": 15.0, "a quarter": 15.0}.get(word or "")
    if minutes is None:
        minutes = _en(word)[0] if word else 0.0
    if groups.get("minutes"):
        minutes = float(groups["minutes"])
    if groups.get("side") == "to":
        minutes -= 60
    return _clock(match, hour, minutes)


def _fraction_zh(match: re.Match[str]) -> Figure | None:
    below, above = _zh(match["below"])[0], _zh(match["above"])[0]
    return _exactly(match, "percent", 100 * above / below) if below and below < 100 else None


_PARTS_EN = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}


def _fraction_en(match: re.Match[str]) -> Figure | None:
    count = {"a": 1.0, None: 1.0}.get(match["count"]) or _en(match["count"])[0]
    return _exactly(match, "percent", 100 * count / _PARTS_EN[match["part"].removesuffix("s")])


def _quarters(match: re.Match[str]) -> Figure:
    count = {"一": 1, "三": 3, "a": 1, "three": 3}[match["count"]]
    hours = count / 4
    number = 15.0 * count
    return Figure(match.span(), match[0], "time", (number, number), (hours, hours), "minute")


def _height(match: re.Match[str]) -> Figure:
    english = match["whole"].isascii() and not match["whole"].isdigit()
    whole = {"a": 1.0}.get(match["whole"]) or (_en if english else _zh)(match["whole"])[0]
    rest = match["rest"]
    if rest.isascii():
        part = _en(rest)[0]
    else:
        digits = [float("零一二三四五六七八九".find(c)) for c in rest.replace("两", "二")]
        part = digits[0] * 10 + (digits[1] if len(digits) > 1 else 0.0)
    if rest.isdigit() and len(rest) == 1:
        part *= 10
    return _exactly(match, "length", whole * 100 + part, "metre")


def _calendar(words: dict[str, tuple[str, int]], flags: int = 0) -> tuple[re.Pattern[str], _Read]:
    """Days, months and years that are pointed at: 前年 is year -2."""
    ordered = sorted(words, key=len, reverse=True)

    def read(match: re.Match[str]) -> Figure:
        key = re.sub(r"个|礼拜|星期", lambda m: "" if m[0] == "个" else "周", match[0])
        dimension, value = words[key if key in words else match[0]]
        return _exactly(match, dimension, value)

    bare = "|".join(re.escape(word).replace("周", "个?(?:周|礼拜|星期)") for word in ordered)
    bare = re.sub(r"(?<=[上下这本])月", "个?月", bare)
    return re.compile(bare, flags), read


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
    "last night": ("which day", -1), "today": ("which day", 0), "tonight": ("which day", 0),
    "the day after tomorrow": ("which day", 2), "tomorrow": ("which day", 1),
}  # fmt: skip
_WEEKDAYS_EN = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS_EN = (
    "january february march april may june july august september october november december".split()
)


def _weekday_zh(match: re.Match[str]) -> Figure:
    return _exactly(match, "weekday", "一二三四五六日天".index(match["day"]) % 7 + 1.0)


def _weekday_en(match: re.Match[str]) -> Figure:
    return _exactly(match, "weekday", _WEEKDAYS_EN.index(match["day"]) + 1.0)


def _month_zh(match: re.Match[str]) -> Figure | None:
    month = _zh(match["month"])[0]
    return _exactly(match, "month", month) if 1 <= month <= 12 else None


def _month_en(match: re.Match[str]) -> Figure | None:
    return _exactly(match, "month", _MONTHS_EN.index(match["month"]) + 1.0)


def _year(match: re.Match[str]) -> Figure | None:
    digits = "".join(
        c if c.isascii() else str("零一二三四五六七八九".find(c.replace("〇", "零")))
        for c in match["year"]
    )
    return _exactly(match, "year", float(digits)) if 1900 <= float(digits) <= 2100 else None


_SPECIAL_ZH: Sequence[tuple[re.Pattern[str], _Read]] = (
    (
        re.compile(
            r"(?P<year>[12][\d零〇一二三四五六七八九]{3}|[一二][零〇一二三四五六七八九]{3})年"
        ),
        _year,
    ),
    (
        re.compile(
            r"(?P<month>[一二三四五六七八九十\d]{1,2})月(?:份|(?=[底初中上下]|\d|[一二三十]))"
        ),
        _month_zh,
    ),
    (re.compile(r"(?<!个)(?P<month>十[一二]|1[012])月"), _month_zh),
    (re.compile(r"(?:礼拜|星期|周)(?P<day>[一二三四五六日天])(?![个百十周天年]|次)"), _weekday_zh),
    _calendar(_POINTED_ZH),
    (
        re.compile(
            r"(?P<day>凌晨|早上|清早|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?"
            rf"(?P<hour>{_NUM_ZH})点(?P<o>钟)?"
            rf"(?P<rest>半|[一三]刻|过?{_NUM_ZH}分?)?(?![儿滴多])"
        ),
        _clock_zh,
    ),
    (re.compile(r"(?P<hour>\d{1,2}):(?P<minutes>\d\d)"), _clock_en),
    (re.compile(rf"(?P<below>{_NUM_ZH})分之(?P<above>{_NUM_ZH})"), _fraction_zh),
    (re.compile(r"(?P<count>[一三])刻钟?"), _quarters),
    (re.compile(r"(?P<whole>[一二两\d])米(?P<rest>[零一二三四五六七八九]{1,2}|\d{1,2})"), _height),
    (re.compile(r"一半(?![天个年月小])|对半"), lambda match: _exactly(match, "percent", 50.0)),
)
_SPECIAL_EN: Sequence[tuple[re.Pattern[str], _Read]] = (
    (
        re.compile(
            rf"\b(?:(?P<part>half|(?:a )?quarter|{_NUM_EN})(?: minutes)? "
            rf"(?P<side>past|to)) (?P<hour>{_NUM_EN})\b(?! ?(?:%|per|days|weeks|months|years|hours|minutes))"
        ),
        lambda match: (
            _clock_en(match)
            if match["side"] == "past" or match["part"].endswith("quarter")
            else None
        ),
    ),
    (re.compile(r"\b(?P<hour>\d{1,2})[.:](?P<minutes>[0-5]\d)(?![\d%,])(?! (?:per|million))"), _clock_en),
    (
        re.compile(
            rf"\b(?P<hour>{_NUM_EN})(?: or (?P<other>{_NUM_EN}))?"
            r"(?: o'clock| ?[ap]\.?m\b\.?|(?= in the (?:morning|afternoon|evening))|(?= at night))"
        ),
        _clock_en,
    ),
    (re.compile(r"\b(?P<count>a|three)[ -]quarters? of an hour"), _quarters),
    (
        re.compile(
            r"\b(?P<count>a|one|two|three|four|nine)[ -](?P<part>thirds?|quarters?|fifths?|tenths?)\b"
            r"(?! (?:floor|ward|year|day|time|of an hour|past|to))"
        ),
        _fraction_en,
    ),
    (re.compile(r"\bhalf\b(?=(?: of)?(?: (?:the|them|is|are|it|that|live|survive)|[.,;?!]|$))"),
     lambda match: _exactly(match, "percent", 50.0)),
    (re.compile(rf"\b(?P<whole>one|two|a|[12])[ -]met(?:re|er)s?,? (?P<rest>{_NUM_EN}|sixty(?:-\w+)?|seventy(?:-\w+)?|eighty(?:-\w+)?|ninety(?:-\w+)?)\b"), _height),  # noqa: E501
    _calendar(_POINTED_EN),
    (re.compile(rf"\b(?P<day>{'|'.join(_WEEKDAYS_EN)})s?\b"), _weekday_en),
    (re.compile(rf"(?<!\bhe )(?<!\bit )(?<!\bthey )\b(?P<month>{'|'.join(m for m in _MONTHS_EN if m not in ('may', 'march'))})\b"), _month_en),  # noqa: E501
    (re.compile(r"(?<=\bin )(?P<month>may|march)\b"), _month_en),
    (re.compile(r"\b(?P<year>(?:19|20)\d\d)\b(?![,.]\d)(?! (?:cases|yuan|dollars|operations))"), _year),
)  # fmt: skip


# ---- what the grammar reads


def _of_quantity(text: str, q: Quantity, chinese: bool) -> Iterator[Figure]:
    core = text[slice(*q.core)]
    number = (_zh if chinese else _en)(core)
    place = (q.start, q.end)
    if q.kind == "duration":
        yield _duration(text, q, number, chinese)
        return
    if q.kind in ("date", "clock"):
        return
    if q.kind == "code":
        digits = re.sub(r"\D", "", "".join(_digit(c) for c in core))
        if digits:
            value = float(digits)
            yield Figure(place, core, "plain", (value, value), (value, value))
        else:
            yield Figure(place, core, "plain", number, number, weak=True)
        return
    low, high = _bounds(q)
    if low is None:
        return
    if number[0] < number[1] and low == high in number:
        low, high = number  # "eight or nine at most": the figure is the range
    single = low == high == 1
    asked = chinese and re.search(r"几", core) is not None and high <= 9
    figure = Figure(
        place, core, "plain", (low, high), (low, high), bound=q.bound, vague=q.vague,
        weak=asked or (single and q.kind != "money"),
    )  # fmt: skip
    if q.kind == "money":
        yuan = chinese and re.search("块|元", text[q.core[0] : q.end])
        unit = q.currency or ("元" if yuan else "")
        yield replace(figure, dimension="money", unit=unit, weak=single)
    elif q.kind == "percent":
        scale = 10 if q.unit == "成" else 1
        scaled = (low * scale, high * scale)
        yield replace(figure, dimension="percent", number=scaled, value=scaled)
    else:
        yield _measured(text, q, figure, chinese)
    if q.period:
        hours = 24.0 * _DAYS[q.period]
        span = (place[1] - 1, place[1]) if not chinese else (place[0], place[0] + 1)
        said = ("每" if chinese else "a ") + q.period
        yield Figure(span, said, "period", (1, 1), (hours, hours), q.period, weak=True)


def _digit(character: str) -> str:
    place = "零一二三四五六七八九".find(character.replace("〇", "零").replace("两", "二"))
    return str(place) if place >= 0 else character


def _bounds(q: Quantity) -> tuple[float, float] | tuple[None, None]:
    """The interval without its open end: the figure itself, whatever is said of its direction."""
    low, high = q.low, q.high
    if q.kind == "money" and q.smooth != (None, None):
        low, high = q.smooth
    if low is None:
        low = high
    if high is None:
        high = low
    return (float(low), float(high)) if low is not None and high is not None else (None, None)


def _measured(text: str, q: Quantity, figure: Figure, chinese: bool) -> Figure:
    """A count with the unit of measure behind it, if one is."""
    if chinese:
        match = _MEASURE_ZH.match(text, q.core[1]) or _MEASURE_ZH.search(text, *q.core)
        unit = match[0] if match else ""
    else:
        match = _MEASURE_EN.match(text, q.core[1])
        unit = match[1] if match else ""
        unit = q.unit if q.unit in _MEASURES else unit
        if unit == "pounds" and re.search(r"weigh", text):
            unit = "lbs"
    if unit not in _MEASURES:
        return figure
    dimension, factor = _MEASURES[unit]
    low, high = figure.number
    end = max(figure.place[1], match.end() if match else 0)
    return replace(
        figure, place=(figure.place[0], end), dimension=dimension, unit=unit, weak=False,
        value=(low * factor, high * factor),
    )  # fmt: skip


def _duration(text: str, q: Quantity, number: Interval, chinese: bool) -> Figure:
    said = text[q.start : q.end]
    if not chinese and re.match(r"[ -]old", text[q.end :]):
        return Figure((q.start, q.end), said, "plain", number, number)
    if q.unit in ("hour", "minute"):
        number = _spoken_hours(said, number, chinese)
        factor = _HOURS[q.unit]
        if q.unit == "hour" and re.search(r"半天|half a day", said):
            factor, number = 12.0, (1, 1)
        value = number[0] * factor, number[1] * factor
    else:
        low, high = _bounds(q)
        assert low is not None and high is not None
        value = low * 24.0, high * 24.0
        scale = _DAYS.get(q.unit, 1)
        number = low / scale, high / scale
    weak = number == (1.0, 1.0) and q.bound == "exact" and not q.vague
    return Figure((q.start, q.end), said, "time", number, value, q.unit, q.bound, q.vague, weak)


def _spoken_hours(said: str, number: Interval, chinese: bool) -> Interval:
    low, high = number
    if chinese:
        if re.match(r"\D{0,6}半个?(?:小时|钟头)", said) and not low:
            return 0.5, 0.5
        if re.search(r"个半(?:小时|钟头)", said):
            return low + 0.5, high + 0.5
        if re.search(r"多个?(?:小时|钟头)|(?:小时|钟头)多", said):
            return low, high + 1
    else:
        if re.search(r"\bhalf an? (?:hour|minute)", said):
            return 0.5, 0.5
        if "and a half" in said:
            low, high = max(low, 1), max(high, 1)
            return low + 0.5, high + 0.5
    return (low, high) if high else (1, 1)
