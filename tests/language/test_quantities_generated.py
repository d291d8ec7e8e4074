"""Expressions generated from the labelling rules by spellers of the tests' own, both languages."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from calltools.language.quantities import find_quantities

Expected = tuple[int | None, int | None, bool]
Case = tuple[str, Expected]

HANZI = "零一二三四五六七八九"
ZH_UNITS = {"天": 1, "周": 7, "个星期": 7, "个礼拜": 7, "个月": 30, "年": 365}
EN_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
EN_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
EN_TENS = ["", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split()]


def hanzi(n: int) -> str:
    """A number below 10 000 as it is read aloud."""
    if n < 10:
        return HANZI[n]
    if n < 20:
        return "十" + (HANZI[n % 10] if n % 10 else "")
    if n < 100:
        return HANZI[n // 10] + "十" + (HANZI[n % 10] if n % 10 else "")
    if n < 1000:
        rest = n % 100
        joint = "" if not rest else ("零" + hanzi(rest) if rest < 10 else _tens(rest))
        return HANZI[n // 100] + "百" + joint
    rest = n % 1000
    joint = "" if not rest else ("零" + _tens(rest) if rest < 100 else hanzi(rest))
    return HANZI[n // 1000] + "千" + joint


def _tens(n: int) -> str:
    return "一" + hanzi(n) if 10 <= n < 20 else hanzi(n)


def counted(n: int) -> str:
    """A number before a unit: two is 两."""
    return "两" if n == 2 else hanzi(n)


def english(n: int) -> str:
    if n < 20:
        return EN_ONES[n]
    if n < 100:
        return EN_TENS[n // 10] + (f"-{EN_ONES[n % 10]}" if n % 10 else "")
    rest = f" and {english(n % 100)}" if n % 100 else ""
    return f"{EN_ONES[n // 100]} hundred{rest}"


def plural(unit: str, n: int) -> str:
    return unit if n == 1 else unit + "s"


def zh_number(rng: random.Random, n: int) -> str:
    """The number in hanzi, half-width or full-width digits."""
    form = rng.randrange(3)
    if form == 0:
        return counted(n)
    return (
        str(n)
        if form == 1
        else str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    )


def _zh_plain(rng: random.Random) -> Case:
    unit, days = rng.choice(list(ZH_UNITS.items()))
    n = rng.randint(2, 29)
    text = zh_number(rng, n) + unit
    if unit == "年" and text[0] not in "一二两三四五六七八九十":
        text = counted(n) + unit  # two digits and 年 could be a date
    return text, (n * days, n * days, False)


def _zh_neighbours(rng: random.Random) -> Case:
    unit, days = rng.choice(list(ZH_UNITS.items()))
    n = rng.randint(1, 8)
    first = "两" if n == 2 else HANZI[n]
    second = "两" if n == 1 else HANZI[n + 1]
    joint = rng.choice(["", "、"])
    return first + joint + second + unit, (n * days, (n + 1) * days, False)


def _zh_teens(rng: random.Random) -> Case:
    tens = rng.randint(1, 9)
    stem = ("" if tens == 1 else HANZI[tens]) + "十"
    suffix, low, high = rng.choice([("几", 1, 9), ("来", 0, 9), ("多", 1, 9)])
    return f"{stem}{suffix}天", (tens * 10 + low, tens * 10 + high, True)


def _zh_more(rng: random.Random) -> Case:
    unit, days = rng.choice([("个{}月", 30), ("年{}", 365)])
    n = rng.randint(1, 9)
    return counted(n) + unit.format("多"), (n * days + 1, (n + 1) * days - 1, True)


def _zh_half(rng: random.Random) -> Case:
    n = rng.randint(1, 5)
    if rng.random() < 0.5:
        return f"{counted(n)}个半月", (n * 30 + 15, n * 30 + 15, False)
    return f"{counted(n)}年半", (n * 365 + 180, n * 365 + 180, False)


def _zh_range(rng: random.Random) -> Case:
    unit, days = rng.choice(list(ZH_UNITS.items()))
    low = rng.randint(2, 9)
    high = low + rng.randint(2, 9)
    joint = rng.choice(["到", "至", "-", "~"])
    if joint in "-~":
        return f"{low}{joint}{high}{unit}", (low * days, high * days, False)
    return f"{counted(low)}{joint}{counted(high)}{unit}", (low * days, high * days, False)


def _zh_bound(rng: random.Random) -> Case:
    unit, days = rng.choice(list(ZH_UNITS.items()))
    n = rng.randint(2, 9)
    value = n * days
    figure = counted(n) + unit
    template, expected = rng.choice(
        [
            ("{}以内", (None, value, False)),
            ("{}之内", (None, value, False)),
            ("不超过{}", (None, value, False)),
            ("不到{}", (None, value, True)),
            ("{}不到", (None, value, True)),
            ("至少{}", (value, None, False)),
            ("起码{}", (value, None, False)),
            ("少说也要{}", (value, None, False)),
            ("{}以上", (value, None, False)),
            ("{}往上", (value, None, False)),
            ("超过{}", (value, None, True)),
            ("{}打不住", (value, None, True)),
            ("{}左右", (value, value, True)),
            ("大概{}", (value, value, True)),
            ("{}上下", (value, value, True)),
            ("差不多{}", (value, value, True)),
            ("将近{}", (value, value, True)),
            ("没有{}下不来", (value, None, False)),
            ("没有{}是做不上的", (value, None, False)),
            ("不到{}轮不上", (value, None, False)),
            ("超过{}的很少", (None, value, False)),
        ]
    )
    return template.format(figure), expected


def _zh_idiom(rng: random.Random) -> Case:
    return rng.choice(
        [
            ("十天半个月", (10, 15, True)),
            ("个把月", (30, 60, True)),
            ("个把星期", (7, 14, True)),
            ("一年半载", (180, 365, True)),
            ("三五天", (3, 5, True)),
            ("三五个月", (90, 150, True)),
            ("俩月", (60, 60, False)),
            ("半年多", (181, 364, True)),
            ("半个月", (15, 15, False)),
            ("小一年", (365, 365, True)),
            ("几天", (2, 9, True)),
            ("几个月", (60, 270, True)),
            ("四十八小时", (2, 2, False)),
        ]
    )


def _zh_cases(rng: random.Random) -> Iterator[Case]:
    rules: list[Callable[[random.Random], Case]] = [
        _zh_plain, _zh_neighbours, _zh_teens, _zh_more, _zh_half, _zh_range, _zh_bound, _zh_idiom,
    ]  # fmt: skip
    while True:
        yield rng.choice(rules)(rng)


def _en_plain(rng: random.Random) -> Case:
    unit, days = rng.choice(list(EN_UNITS.items()))
    n = rng.randint(1, 40)
    word = english(n) if rng.random() < 0.6 else str(n)
    if n == 1 and rng.random() < 0.5:
        word = "a"
    return f"{word} {plural(unit, n)}", (n * days, n * days, False)


def _en_range(rng: random.Random) -> Case:
    unit, days = rng.choice(list(EN_UNITS.items()))
    low = rng.randint(1, 9)
    high = low + rng.randint(1, 9)
    pattern = rng.choice(
        ["{} to {} {}s", "{} or {} {}s", "between {} and {} {}s", "anywhere from {} to {} {}s"]
    )
    spell: Callable[[int], str] = english if rng.random() < 0.6 else str
    return pattern.format(spell(low), spell(high), unit), (low * days, high * days, False)


def _en_or_two(rng: random.Random) -> Case:
    unit, days = rng.choice(list(EN_UNITS.items()))
    return f"a {unit} or two", (days, 2 * days, False)


def _en_half(rng: random.Random) -> Case:
    return rng.choice(
        [
            ("half a year", (180, 180, False)),
            ("half a month", (15, 15, False)),
            ("a year and a half", (545, 545, False)),
            ("a month and a half", (45, 45, False)),
            ("two and a half years", (910, 910, False)),
            ("a fortnight", (14, 14, False)),
        ]
    )


def _en_bound(rng: random.Random) -> Case:
    unit, days = rng.choice(list(EN_UNITS.items()))
    n = rng.randint(2, 20)
    value = n * days
    figure = f"{english(n)} {unit}s"
    template, expected = rng.choice(
        [
            ("within {}", (None, value, False)),
            ("up to {}", (None, value, False)),
            ("no more than {}", (None, value, False)),
            ("at most {}", (None, value, False)),
            ("{} at the most", (None, value, False)),
            ("less than {}", (None, value, True)),
            ("under {}", (None, value, True)),
            ("at least {}", (value, None, False)),
            ("{} at least", (value, None, False)),
            ("{} or more", (value, None, False)),
            ("{} and upwards", (value, None, False)),
            ("more than {}", (value, None, True)),
            ("over {}", (value, None, True)),
            ("about {}", (value, value, True)),
            ("around {}", (value, value, True)),
            ("{} or so", (value, value, True)),
            ("nearly {}", (value, value, True)),
            ("as little as {}", (value, value, False)),
        ]
    )
    return template.format(figure), expected


def _en_few(rng: random.Random) -> Case:
    unit, days = rng.choice(list(EN_UNITS.items()))
    template, low, high = rng.choice(
        [("a couple of {}s", 2, 3), ("a few {}s", 2, 9), ("several {}s", 2, 9)]
    )
    return template.format(unit), (low * days, high * days, True)


def _en_odd(rng: random.Random) -> Case:
    tens = rng.randint(2, 9)
    return f"{EN_TENS[tens]}-odd days", (tens * 10 + 1, tens * 10 + 9, True)


def _en_cases(rng: random.Random) -> Iterator[Case]:
    rules: list[Callable[[random.Random], Case]] = [
        _en_plain, _en_range, _en_or_two, _en_half, _en_bound, _en_few, _en_odd,
    ]  # fmt: skip
    while True:
        yield rng.choice(rules)(rng)


def _prepare(text: str) -> str:
    """As the extractor prepares it: half-width digits, lower case."""
    from calltools.language.normalise import casefold, nfkc, normalise

    return normalise(text, [nfkc, casefold]).text


@pytest.mark.parametrize(
    ("language", "cases", "frame"),
    [
        ("zh", _zh_cases, "嗯要等{},你看行吗"),
        ("en", _en_cases, "well, the wait is {}, I hear."),
    ],
)
def test_generated_durations_are_read_as_the_rules_say(
    language: str, cases: Callable[[random.Random], Iterator[Case]], frame: str
) -> None:
    rng = random.Random(20061)
    wrong = []
    total = 600
    for _, (expression, expected) in zip(range(total), cases(rng), strict=False):
        for text in (expression, frame.format(expression)):
            found = [
                q for q in find_quantities(_prepare(text), language)
                if q.kind == "duration"
            ]  # fmt: skip
            values = [(q.low, q.high, q.vague) for q in found]
            if values != [expected]:
                wrong.append((text, values, expected))
    assert len(wrong) <= 0.01 * 2 * total, wrong[:20]


def _zh_counted(rng: random.Random) -> Case:
    """Operations and donors: plain, neighbouring, rounded and bounded."""
    classifier = rng.choice("例台个")
    n = rng.randint(11, 4999)
    tens = rng.randint(2, 9)
    place, size = rng.choice([("百", 100), ("千", 1000)])
    figure, value = f"{HANZI[tens] if tens != 2 else '两'}{place}", tens * size
    text, expected = rng.choice(
        [
            (hanzi(n), (n, n, False)),
            (str(n), (n, n, False)),
            (f"{figure}多", (value + 1, value + size - 1, True)),
            (f"{figure}来", (value, value + size - 1, True)),
            (f"近{figure}", (value, value, True)),
            (f"不下{figure}", (value, None, False)),
            (f"超过{figure}", (value, None, True)),
            (f"不到{figure}", (None, value, True)),
            (f"上{place}", (size, None, True)),
            (f"近{place}", (size, size, True)),
            (f"{place}余", (size + 1, 2 * size - 1, True)),
            (f"{place}把", (size, 2 * size, True)),
            (f"几{place}", (2 * size, 10 * size - 1, True)),
            (f"{tens}0几", (tens * 10 + 1, tens * 10 + 9, True)),
        ]
    )
    return f"{text}{classifier}", expected


def _en_counted(rng: random.Random) -> Case:
    """The same in English."""
    n = rng.randint(21, 999)
    tens = rng.randint(2, 9)
    word = english(n) if rng.random() < 0.6 else str(n)
    return rng.choice(
        [
            (f"{word} cases", (n, n, False)),
            (f"about {word} cases", (n, n, True)),
            (f"at least {word} cases", (n, None, False)),
            (f"no more than {word} cases", (None, n, False)),
            (f"over {word} cases", (n, None, True)),
            (f"fewer than {word} cases", (None, n, True)),
            (f"{EN_TENS[tens]}-odd cases", (tens * 10 + 1, tens * 10 + 9, True)),
            (f"{english(tens)} or {english(tens + 1)} cases", (tens, tens + 1, False)),
            ("several hundred cases", (200, 999, True)),
        ]
    )


@pytest.mark.parametrize(
    ("language", "make", "frame"),
    [("zh", _zh_counted, "我们做了{}，都成了"), ("en", _en_counted, "we have done {} so far.")],
)
def test_generated_counts_are_read_as_the_rules_say(
    language: str, make: Callable[[random.Random], Case], frame: str
) -> None:
    rng = random.Random(1984)
    wrong = []
    total = 500
    for _ in range(total):
        expression, expected = make(rng)
        found = find_quantities(frame.format(expression), language)
        values = [(q.low, q.high, q.vague) for q in found if q.kind == "count"]
        if values != [expected]:
            wrong.append((expression, values, expected))
    assert len(wrong) <= 0.01 * total, wrong[:20]


def _zh_sums(rng: random.Random) -> Case:
    n = rng.randint(11, 98)
    form = rng.randrange(5)
    if form == 0:
        return f"{hanzi(n)}万", (n * 10_000, n * 10_000, False)
    if form == 1:
        tens = rng.randint(2, 9)
        return f"{HANZI[tens]}十多万", (tens * 100_000, (tens + 1) * 100_000, True)
    if form == 2:
        a, b = rng.randint(2, 9), rng.randint(1, 9)
        return f"{counted(a)}万{HANZI[b]}", (a * 10_000 + b * 1000,) * 2 + (False,)
    if form == 3:
        low = rng.randint(11, 49)
        return f"{hanzi(low)}到{hanzi(low + 5)}万", (low * 10_000, (low + 5) * 10_000, False)
    tens = rng.randint(1, 8)
    return (
        f"{HANZI[tens]}{HANZI[tens + 1]}十万",
        (tens * 100_000, (tens + 1) * 100_000, False),
    )


def test_generated_sums_are_read_as_the_rules_say() -> None:
    rng = random.Random(7)
    wrong = []
    for _ in range(300):
        expression, expected = _zh_sums(rng)
        found = find_quantities(f"大夫说{expression}", "zh")
        values = [(*q.smooth, q.vague) for q in found]
        if values != [expected]:
            wrong.append((expression, values, expected))
    assert len(wrong) <= 3, wrong[:20]
