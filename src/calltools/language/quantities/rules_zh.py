"""Chinese figures that are read as a whole."""

from __future__ import annotations

from calltools.language.quantities.model import Interval
from calltools.language.quantities.numerals_zh import DIGITS, read_number
from calltools.language.quantities.rules import (
    FigureRule,
    NamedParts,
    always,
    measured,
    numeral,
    on_the_clock,
    pointed,
    rule,
)
from calltools.language.quantities.words_zh import UNITS

_N = r"[\d零〇一二三四五六七八九十百两几]+"
_SMALL = "[一二两三四五六七八九]"
_WEEK = "(?:礼拜|星期|周)"


def number(text: str) -> Interval:
    """The numeral that ``text`` begins with; 0 without one."""
    if text == "半":
        return 0.5, 0.5
    read = read_number(text, 0) if text else None
    return (read.low, read.high) if read else (0.0, 0.0)


def _figures(text: str) -> str:
    return "".join(str(DIGITS.get(character, character)) for character in text)


def _year(parts: NamedParts) -> float | None:
    """1998年, 二零零五年, 零五年; 四五年 and 三五年 are spans of years."""
    year = int(_figures(parts.text("year")))
    if year >= 100:
        return year if 1900 <= year <= 2100 else None
    tens, ones = divmod(year, 10)
    if ones == tens + 1 or 2 < tens < 5:
        return None
    return year + (2000 if tens < 5 else 1900)


def _month(parts: NamedParts) -> float | None:
    month = parts("n") or parts("month")
    return month if 1 <= month <= 12 else None


def _day(parts: NamedParts) -> float | None:
    return day if 1 <= (day := parts("n")) <= 31 else None


def _clock(parts: NamedParts) -> Interval | None:
    """下午三点一刻; a bare 一点 is "a bit"."""
    low, high = parts.ends("hour")
    rest = parts.text("rest")
    minutes = _PARTS_OF_HOURS.get(rest)
    if minutes is None:
        minutes = number(rest.strip("过分"))[0]
    sure = parts.text("day") or rest or parts.text("o") or low > 1
    if not sure or "几" in parts.text("hour") or high > 24 or minutes >= 60:
        return None
    return low + minutes / 60, high + minutes / 60


_PARTS_OF_HOURS = {"半": 30.0, "一刻": 15.0, "三刻": 45.0}


def _share(parts: NamedParts) -> float | None:
    """三分之二, 十个里头有八个."""
    below, above = parts("below"), parts("above")
    return 100 * above / below if 0 < above <= below else None


def _height(parts: NamedParts) -> float:
    """一米七三 is 173 cm, 一米八 180."""
    return 100 * parts("whole") + float(_figures(parts.text("rest")).ljust(2, "0"))


def _two_days(parts: NamedParts) -> Interval:
    """明后天 is tomorrow or the day after."""
    first, second = ("前昨今明后".index(parts.text(name)) - 2.0 for name in ("first", "second"))
    return min(first, second), max(first, second)


def _tenths(parts: NamedParts) -> float:
    """九成五 is 95 per cent."""
    rest = parts("rest")
    return 10 * parts("tenths") + (5 if rest == 0.5 else rest)


_NO_PLACE = "楼病床线门院诊厅台机窗站码井球房室桌会区栋"
"""What is numbered: 九号楼 is no day."""
RULES: tuple[FigureRule, ...] = (
    rule("date", r"(?P<year>[12]\d{3}|[一二][零〇一二三四五六七八九]{3})年", _year, "year"),
    rule(
        "date",
        r"(?<![\d零〇一二三四五六七八九十百千万两几])"
        r"(?P<year>[零〇一二五六七八九][零〇一二三四五六七八九])年(?![来多半纪级龄])",
        _year,
        "year",
    ),
    rule(
        "date",
        r"(?P<n>[一二三四五六七八九十\d]{1,2})月(?:份|(?=[底初中上下]|\d|[一二三十]))"
        r"|(?<!个)(?P<month>十[一二]|1[012])月",
        _month,
        "month",
    ),
    rule(
        "date",
        r"(?:(?<=[个年于在是月到至，,。 ])|(?<![\d零〇一二三四五六七八九十百]))"
        r"(?P<n>[\d一二三四五六七八九十]{1,3})(?:号|(?<=月\d)日|(?<=月\d\d)日)"
        rf"(?![{_NO_PLACE}])",
        _day,
        "day of month",
    ),
    rule(
        "period",
        rf"每个?(?P<unit>[天月年]|{_WEEK})(?=[^，,。？?]{{1,6}}[一两三四]?[次回趟遍])",
        always(1),
        lambda parts: UNITS[parts.text("unit")],
        weak=True,
    ),
    rule(
        "date",
        rf"{_WEEK}(?P<n>[一二三四五六日天])(?![个百十周天年次台例])",
        lambda parts: parts("n") or 7.0,
        "weekday",
    ),
    rule(
        "date",
        "(?P<first>[昨今明])(?P<second>(?<=昨)前|(?<=今)明|(?<=明)后)两?天",
        _two_days,
        "which day",
    ),
    pointed(
        f"""
        year -3 大前年
        year -2 前年
        year -1 去年
        year 0 今年
        year 1 明年
        year 2 后年
        month -1 上个?月
        month 0 [这本]个?月
        month 1 下个?月
        week -1 上个?{_WEEK}
        week 0 [这本]个?{_WEEK}
        week 1 下个?{_WEEK}
        day -3 大前天
        day -2 前天
        day -1 昨[天晚]
        day 0 今[天晚]
        day 1 明天
        day 3 大后天
        day 2 后天
        """
    ),
    rule(
        "clock",
        r"(?P<day>凌晨|早上|清早|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?"
        rf"(?P<hour>{_N})点(?P<o>钟)?(?P<rest>半|[一三]刻|过?{_N}分?)?(?![儿滴多])",
        _clock,
        "o'clock",
    ),
    rule("clock", r"(?P<n>\d{1,2}):(?P<minutes>[0-5]\d)", on_the_clock, "o'clock"),
    rule(
        "length",
        r"(?P<whole>[一二两\d])米(?P<rest>[零一二三四五六七八九]{1,2}|\d{1,2})",
        _height,
        "cm",
    ),
    rule("mass", "半(?P<unit>公[斤里]|[斤里])(?![里头面边])", always(0.5), measured),
    rule(
        "dose",
        r"(?<![一二三四五六七八九十百千万])(?P<n>[二四五六七八九半])两"
        r"(?![一二三四五六七八九十百千万亿个位台例天年月周次种边])",
        numeral,
        "liang",
    ),
    rule(
        "count",
        rf"(?P<n>{_N})度(?P<rest>[\d一二三四五六七八九])(?![\d十百千万个])",
        lambda parts: parts("n") + parts("rest") / 10,  # 三十八度七
    ),
    rule("percent", "十[有之]八九|八九不离十", always(90), vague=True, weak=True),
    rule(
        "age",
        rf"(?P<years>{_N})岁[零又]?(?P<months>{_N})个月",
        lambda parts: 12 * parts("years") + parts("months"),
    ),
    rule("percent", rf"(?P<below>{_N})分之(?P<above>{_N})", _share),
    rule(
        "percent",
        r"(?P<below>[\d一二三五十百千]+)[个例台人趟次家位]人?(?:里[头面边]?|当中|中)"
        rf"(?:[^\W\d]{{0,3}}?有)?(?P<above>{_N})[个例台人趟次家位]?",
        _share,
        weak=True,
    ),
    rule("percent", "(?:五五|对半|[一二三四][九八七六])开", always(50), weak=True),
    rule("duration", "(?<=[这那前])两天", always(1, 3), "day", vague=True, weak=True),
    rule("duration", "(?<=[过缓等歇拖晚早])两天", always(1, 3), "day", vague=True),
    rule("discount", rf"打(?P<n>{_SMALL})折", numeral, weak=True),
    rule("percent", rf"(?P<tenths>{_SMALL})成(?P<rest>[一二三四五六七八九半])", _tenths),
    rule("duration", "一刻钟?", always(15), "minute"),
    rule("duration", "三刻钟?", always(45), "minute"),
    rule("percent", "一半(?![天个年月小])|对半", always(50)),
)
