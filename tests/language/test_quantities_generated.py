"""Expressions generated from the labelling rules, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from calltools.language.normalise import casefold, nfkc, normalise
from calltools.language.numerals import amount
from calltools.language.quantities import find_quantities

Bounds = tuple[int | None, int | None, bool]
Case = tuple[str, Bounds]

ZH_UNITS = {"天": 1, "周": 7, "个星期": 7, "个礼拜": 7, "个月": 30, "年": 365}
EN_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
# What stands around a figure, the ends that it leaves open, and whether it is vague.
AROUND_ZH = [
    ("{}以内 {}之内 不超过{}", (None, 1, False)),
    ("不到{} {}不到", (None, 1, True)),
    ("超过{}的很少", (None, 1, False)),
    ("至少{} 起码{} 少说也要{} {}以上 {}往上", (1, None, False)),
    ("没有{}下不来 没有{}是做不上的 不到{}轮不上", (1, None, False)),
    ("超过{} {}打不住", (1, None, True)),
    ("{}左右 大概{} {}上下 差不多{} 将近{}", (1, 1, True)),
]
AROUND_EN = [
    ("within {}/up to {}/no more than {}/at most {}/{} at the most", (None, 1, False)),
    ("less than {}/under {}", (None, 1, True)),
    ("at least {}/{} at least/{} or more/{} and upwards", (1, None, False)),
    ("more than {}/over {}", (1, None, True)),
    ("about {}/around {}/{} or so/nearly {}", (1, 1, True)),
    ("as little as {}", (1, 1, False)),
]
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS = ["", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split()]


def english(n: int) -> str:
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    rest = f" and {english(n % 100)}" if n % 100 else ""
    return f"{ONES[n // 100]} hundred{rest}"


def counted(n: int) -> str:
    """A number before a unit: two is 两."""
    return "两" if n == 2 else amount(n)


def times(value: int, ends: Bounds) -> Bounds:
    low, high, vague = ends
    return low and low * value, high and high * value, vague


def wide(figures: int) -> str:
    return str(figures).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def around(said: str, value: int, texts: list[tuple[str, Bounds]], apart: str) -> Iterator[Case]:
    """What is said of a figure within the words around it."""
    for forms, ends in texts:
        yield from ((form.format(said), times(value, ends)) for form in forms.split(apart))


def zh_durations() -> Iterator[Case]:
    for unit, days in ZH_UNITS.items():
        for n in range(2, 30):
            spelled = [counted(n)] if unit == "年" else [counted(n), str(n), wide(n)]
            yield from ((number + unit, (n * days, n * days, False)) for number in spelled)
        for n in range(1, 9):
            first, second = ("一", "两") if n == 1 else (counted(n), amount(n + 1))
            for joint in ("", "、"):
                yield first + joint + second + unit, (n * days, (n + 1) * days, False)
        for n in range(2, 10):
            yield from around(counted(n) + unit, n * days, AROUND_ZH, " ")
            ends = n * days, (n + 3) * days, False
            spelled = [f"{counted(n)}{joint}{counted(n + 3)}{unit}" for joint in "到至"]
            spelled += [f"{n}{joint}{n + 3}{unit}" for joint in "-~"]
            yield from ((text, ends) for text in spelled)
    for n in range(1, 10):
        stem = amount(10 * n)
        yield f"{stem}几天", (10 * n + 1, 10 * n + 9, True)
        yield f"{stem}来天", (10 * n, 10 * n + 9, True)
        yield f"{stem}多天", (10 * n + 1, 10 * n + 9, True)
        yield f"{counted(n)}个多月", (30 * n + 1, 30 * n + 29, True)
        yield f"{counted(n)}年多", (365 * n + 1, 365 * n + 364, True)
        yield f"{counted(n)}个半月", (30 * n + 15, 30 * n + 15, False)
        yield f"{counted(n)}年半", (365 * n + 180, 365 * n + 180, False)


def en_durations() -> Iterator[Case]:
    for unit, days in EN_UNITS.items():
        yield f"a {unit}", (days, days, False)
        yield f"a {unit} or two", (days, 2 * days, False)
        yield f"a couple of {unit}s", (2 * days, 3 * days, True)
        yield from ((f"{few} {unit}s", (2 * days, 9 * days, True)) for few in ("a few", "several"))
        for n in range(2, 41):
            ends = n * days, n * days, False
            yield from ((f"{number} {unit}s", ends) for number in (english(n), str(n)))
        for n in range(2, 10):
            ends = n * days, (n + 4) * days, False
            for first, second in ((english(n), english(n + 4)), (str(n), str(n + 4))):
                for text in ("{} to {}", "{} or {}", "between {} and {}"):
                    yield f"{text.format(first, second)} {unit}s", ends
            yield from around(f"{english(n)} {unit}s", n * days, AROUND_EN, "/")
    for n in range(2, 10):
        yield f"{TENS[n]}-odd days", (10 * n + 1, 10 * n + 9, True)
        yield f"{english(n)} and a half years", (365 * n + 180, 365 * n + 180, False)


def zh_counts() -> Iterator[Case]:
    for n in range(11, 5000, 67):
        yield from ((f"{number}例", (n, n, False)) for number in (amount(n), str(n)))
    for place, size in (("百", 100), ("千", 1000)):
        for n in range(2, 10):
            figure, value = f"{counted(n)}{place}", n * size
            yield f"{figure}多台", (value + 1, value + size - 1, True)
            yield f"{figure}来台", (value, value + size - 1, True)
            yield f"近{figure}台", (value, value, True)
            yield f"不下{figure}台", (value, None, False)
        yield f"上{place}台", (size, None, True)
        yield f"{place}余台", (size + 1, 2 * size - 1, True)
        yield f"{place}把台", (size, 2 * size, True)
        yield f"几{place}台", (2 * size, 10 * size - 1, True)


def en_counts() -> Iterator[Case]:
    before = [
        ("/".join(t for t in s.split("/") if t.endswith("{}")), ends) for s, ends in AROUND_EN
    ]
    for n in range(21, 1000, 31):
        for number in (english(n), str(n)):
            yield f"{number} cases", (n, n, False)
            yield from around(f"{number} cases", n, before, "/")


def zh_sums() -> Iterator[Case]:
    for n in range(2, 10):
        yield f"{amount(10 * n + 1)}万", ((10 * n + 1) * 10_000,) * 2 + (False,)
        yield f"{amount(10 * n)}多万", (n * 100_000, (n + 1) * 100_000, True)
        yield f"{counted(n)}万{amount(n)}", (11_000 * n, 11_000 * n, False)
        yield f"{amount(n + 10)}到{amount(n + 15)}万", ((n + 10) * 10_000, (n + 15) * 10_000, False)
        if n < 9:
            yield f"{amount(n)}{amount(n + 1)}十万", (n * 100_000, (n + 1) * 100_000, False)


@pytest.mark.parametrize(
    ("language", "kind", "cases", "frame"),
    [
        ("zh", "duration", zh_durations, "嗯要等{},你看行吗"),
        ("en", "duration", en_durations, "well, the wait is {}, i hear."),
        ("zh", "count", zh_counts, "我们做了{},都成了"),
        ("en", "count", en_counts, "we have done {} so far."),
        ("zh", "sum", zh_sums, "大夫说{}"),
    ],
)
def test_generated_figures_are_read_as_the_rules_say(
    language: str, kind: str, cases: Callable[[], Iterator[Case]], frame: str
) -> None:
    wrong = []
    for said, expected in cases():
        for text in (said, frame.format(said)):
            read = find_quantities(normalise(text, [nfkc, casefold]).text, language)
            values = [
                ((*q.smooth, q.vague) if kind == "sum" else (q.low, q.high, q.vague)) for q in read
            ]
            if values != [expected]:
                wrong.append((text, values, expected))
    assert wrong == []
