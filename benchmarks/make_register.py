"""Writes the invented register of calls that ``calltools check`` is measured on.

300 calls in two halves that have no hospital in common, with 30 contradictions planted in each, and
beside them what only looks like one.  Cities and area codes are real; hospitals, people and what
is said are invented, and no local number that begins with 0 can be dialled.

    python benchmarks/make_register.py tests/gold/register
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]

CITIES = (
    ("北京", "010", 8), ("上海", "021", 8), ("天津", "022", 8), ("重庆", "023", 8),
    ("广州", "020", 8), ("武汉", "027", 8), ("沈阳", "024", 8), ("南京", "025", 8),
    ("成都", "028", 8), ("西安", "029", 8), ("长春", "0431", 8), ("哈尔滨", "0451", 8),
    ("济南", "0531", 8), ("青岛", "0532", 8), ("合肥", "0551", 8), ("杭州", "0571", 8),
    ("温州", "0577", 8), ("福州", "0591", 8), ("厦门", "0592", 7), ("长沙", "0731", 8),
    ("深圳", "0755", 8), ("南宁", "0771", 7), ("南昌", "0791", 8), ("昆明", "0871", 8),
    ("郑州", "0371", 8), ("洛阳", "0379", 8), ("石家庄", "0311", 8), ("太原", "0351", 7),
    ("兰州", "0931", 7), ("大连", "0411", 8), ("无锡", "0510", 8), ("苏州", "0512", 8),
)  # fmt: skip
NAMES = (
    tuple(
        "云泽 澄岭 屏澜 霁川 沛然 栖梧 望舒 砚青 鸿渚 岚溪 芷汀 拙园 朔原 涵虚 知微 韫石".split()
    ),
    tuple(
        "青屿 钟屏 梓澜 映雪 静岚 葭洲 棠溪 翊云 浔阳路 听松 叠翠 洄澜 擎川 汀兰 采薇 玄圃".split()
    ),
)
KINDS = (
    "{city}市{name}医院",
    "{city}{name}医院",
    "{city}{name}中心医院",
    "{city}市第{n}{name}医院",
)
SURNAMES = tuple("褚 卫 蒋 沈 韩 杨 朱 秦 尤 许 何 吕 施 张 孔 曹 严 华 金 魏 陶 姜".split())
GIVEN = tuple("国栋 晓岚 建华 文静 志远 海燕 永康 雪梅 立新 秀兰 启明 佩云".split())
POSTS = ("主任", "医生", "护士", "护士长", "教授")
WARDS = ("肝移植科", "肾移植科", "移植中心", "泌尿外科", "普外科")
PRETEXTS = (
    "为父亲打听肝移植", "替哥哥问肾移植", "as the cousin of a liver patient",
    "as a doctor with a kidney patient", "替朋友咨询肝移植", "为母亲打听肾移植",
)  # fmt: skip
DAYS_ZH = "一二三四五六日"
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass
class Register:
    """A half as it grows."""

    prefix: str
    rng: random.Random
    calls: list[Row] = field(default_factory=list)
    published: list[Row] = field(default_factory=list)
    quotations: list[Row] = field(default_factory=list)
    expected: list[Row] = field(default_factory=list)

    def plant(self, kind: str, calls: Sequence[str], why: str) -> None:
        """Say that the calls hold a contradiction of the kind."""
        self.expected.append({"kind": kind, "calls": sorted(calls), "why": why})


@dataclass(frozen=True)
class Hospital:
    """An invented hospital in a real city."""

    name: str
    city: str
    code: str
    local: str
    liver_days: int
    kidney_days: int
    price: int

    @property
    def number(self) -> str:
        """Its switchboard."""
        return f"{self.code}-{self.local}"


def hospitals(half: int, rng: random.Random) -> list[Hospital]:
    """The hospitals of a half."""
    found = []
    for i, (city, code, digits) in enumerate(CITIES):
        name = NAMES[half][i % 16]
        kind = KINDS[(i + half) % len(KINDS)]
        local = f"0{rng.randrange(10 ** (digits - 1)):0{digits - 1}d}"
        title = kind.format(city=city, name=name, n="二三"[i % 2])
        found.append(
            Hospital(
                title, city, code, local, rng.choice((14, 21, 30)), rng.choice((30, 45, 60)),
                rng.choice((200_000, 260_000, 300_000)),
            )
        )  # fmt: skip
    return found


def weekday(day: dt.date, rng: random.Random) -> str:
    """The day of the week as somebody would print it."""
    n = day.weekday()
    return rng.choice((f"星期{DAYS_ZH[n]}", f"周{DAYS_ZH[n]}", DAYS_EN[n], DAYS_EN[n][:3]))


def call(register: Register, hospital: Hospital, number: int, day: dt.date) -> Row:
    """A call in which nothing is wrong, published four times in five."""
    rng = register.rng
    seconds = rng.randrange(60, 900)
    plain = hospital.number
    extension = f"{plain}转{rng.randrange(8000, 8999)}"
    abroad = f"+86 {hospital.code[1:]} {hospital.local}"
    written = (plain, plain, extension, abroad, f"({hospital.code}){hospital.local}")
    row: Row = {
        "name": f"{register.prefix}{number:03d}",
        "hospital": hospital.name,
        "date": day.isoformat(),
        "phone": rng.choice(written),
        "recording_no": f"{register.prefix.upper()}-{number:04d}",
        "pretext": rng.choice(PRETEXTS),
        "respondent": respondent(rng),
        "investigator": rng.choice(("调查员甲", "调查员乙", "调查员丙")),
        "duration_ms": seconds * 1000 + rng.randrange(1000),
        "words": int(seconds * rng.uniform(2.2, 4.4)),
        "statements": statements(hospital, rng),
    }
    if rng.random() < 0.5:
        row["weekday"] = weekday(day, rng)
    register.calls.append(row)
    if number % 5:
        publish(register, row)
    return row


def publish(register: Register, row: Row, **other: Any) -> Row:
    """The publication of a call, with ``other`` things printed than are so."""
    rng = register.rng
    seconds, number = row["duration_ms"] // 1000, len(register.published)
    printed = {
        "name": f"report-{register.prefix}-{number // 25 + 1}.html#{number + 1}",
        "hospital": row["hospital"],
        "date": row["date"],
        "phone": row["phone"] if rng.random() < 0.7 else None,
        "recording_no": row["recording_no"] if rng.random() < 0.8 else None,
        "pretext": row["pretext"] if rng.random() < 0.3 else None,
        "duration_ms": (seconds + rng.choice((0, 0, 1))) * 1000,
        "words": int(row["words"] * rng.uniform(0.93, 1.02)),
    }
    if rng.random() < 0.3:
        printed["weekday"] = weekday(dt.date.fromisoformat(row["date"]), rng)
    printed = {k: v for k, v in (printed | other).items() if v is not None}
    register.published.append(printed)
    return printed


def respondent(rng: random.Random) -> str:
    """Who answers: a ward, mostly with a surname, as registers write it."""
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(("值班护士", "接线员", "女医生", "男医生", "一名护士"))
    return f"{rng.choice(WARDS)}{rng.choice(SURNAMES)}{rng.choice(POSTS)}"


def statements(hospital: Hospital, rng: random.Random) -> list[Row]:
    """What was said of waits and prices, near the hospital's usual."""
    found = []
    for organ, usual in (("liver", hospital.liver_days), ("kidney", hospital.kidney_days)):
        if rng.random() < 0.45:
            days = max(3, round(usual * rng.uniform(0.7, 1.35)))
            found.append(said("wait_time", organ, rng, wait_min_days=days, wait_max_days=days + 7))
    if rng.random() < 0.35:
        price = round(hospital.price * rng.uniform(0.85, 1.2), -3)
        found.append(
            said("price", "liver", rng, price_min=int(price), price_max=int(price), currency="CNY")
        )
    return found


def said(category: str, organ: str, rng: random.Random, **figures: Any) -> Row:
    """A statement."""
    return {
        "category": category, "organ": organ,
        "modality": rng.choice(("asserted", "asserted", "asserted", "hedged")),
        "introduced_by": rng.choice(("hospital", "hospital", "investigator")), **figures,
    }  # fmt: skip


def make(half: int) -> Register:
    """A half: calls in order of their dates, then what is wrong and what only looks so."""
    rng = random.Random(20_160 + half)
    register = Register("ab"[half], rng)
    houses = hospitals(half, rng)
    usual, special = houses[:20], houses[20:]
    day = dt.date(2014 + half, 3, 3)
    for number in range(1, 101):
        call(register, rng.choice(usual), number, day)
        day += dt.timedelta(days=rng.choice((0, 0, 1, 2, 3, 5)))
    plain = list(register.calls)
    rng.shuffle(plain)
    plant(register, plain, houses)
    by_hand(register, half, special)
    register.calls.sort(key=lambda row: str(row["name"]))
    return register


def take(plain: list[Row], *, published: bool, register: Register) -> tuple[Row, Row]:
    """A call that is still as it was, and its publication."""
    while True:
        row = plain.pop()
        found = [
            p for p in register.published
            if p.get("recording_no") == row["recording_no"] and p["date"] == row["date"]
        ]  # fmt: skip
        if bool(found) == published:
            return row, (found[0] if found else {})


def plant(register: Register, plain: list[Row], houses: Sequence[Hospital]) -> None:
    """Contradictions put into calls at random."""
    rng = register.rng
    by_name = {house.name: house for house in houses}
    for _ in range(3):  # the number of another city
        row, printed = take(plain, published=True, register=register)
        own = by_name[row["hospital"]]
        other = rng.choice(
            [h for h in houses if h.city != own.city and len(h.local) == len(own.local)]
        )
        row["phone"] = f"{other.code}-{own.local}"
        printed.pop("phone", None)
        register.plant("area_code", [row["name"]], f"{own.city} has {own.code}, not {other.code}")
    for _ in range(2):  # the number of another hospital of the city, which the register has
        row, printed = take(plain, published=True, register=register)
        own = by_name[row["hospital"]]
        others = [r for r in register.calls if r["hospital"] == own.name]
        row["hospital"] = printed["hospital"] = (
            f"{own.city}{rng.choice('景和 慈安 德济'.split())}医院"
        )
        register.plant("one_number_two_hospitals", [row["name"]], f"number of {own.name}")
        assert len(others) > 1
    for _ in range(2):  # a slip in the name
        row, printed = take(plain, published=True, register=register)
        name = row["hospital"]
        cut = len(name) - 3
        row["hospital"] = name[:cut] + {"医": "源"}.get(name[cut], "源") + name[cut + 1 :]
        printed["hospital"] = row["hospital"]
        register.plant("one_hospital_two_names", [row["name"]], f"{name} with a slip")
    for _ in range(2):  # the wrong day of the week
        row, _printed = take(plain, published=True, register=register)
        shown = dt.date.fromisoformat(row["date"]) + dt.timedelta(days=rng.choice((2, 3, 4)))
        row["weekday"] = weekday(shown, rng)
        register.plant("weekday", [row["name"]], f"{row['date']} is no {row['weekday']}")
    for _ in range(2):  # the wrong year, or the wrong month
        row, printed = take(plain, published=True, register=register)
        date = dt.date.fromisoformat(row["date"])
        wrong = date.replace(year=date.year - 1, day=min(date.day, 28))
        row["date"] = printed["date"] = wrong.isoformat()
        row.pop("weekday", None)
        printed.pop("weekday", None)
        register.plant("recording_order", [row["name"]], f"numbered with calls of {date}")
    for _ in range(2):  # printed longer or shorter than it is
        row, printed = take(plain, published=True, register=register)
        printed["duration_ms"] = int(row["duration_ms"] * rng.choice((0.6, 1.5)))
        register.plant(
            "duration_measured", [row["name"]], "printed length is not that of the sound"
        )
    row, printed = take(plain, published=True, register=register)  # words for three times the time
    row["words"] = printed["words"] = int(row["duration_ms"] / 1000 * 13)
    register.plant("duration_words", [row["name"]], "13 characters a second")
    row, printed = take(plain, published=True, register=register)
    printed["date"] = (dt.date.fromisoformat(row["date"]) + dt.timedelta(days=40)).isoformat()
    printed["recording_no"] = row["recording_no"]
    printed.pop("weekday", None)
    register.plant("published_otherwise", [row["name"]], "published with another date")
    organ, row = "liver", {}
    while sum(r["hospital"] == row.get("hospital") for r in register.calls) < 5:
        row, _printed = take(plain, published=False, register=register)
    row["statements"] = [said("wait_time", organ, rng, wait_min_days=900, wait_max_days=1000)]
    register.plant("outlier", [row["name"]], "900 days where others were told weeks")
    for r in register.calls:  # so that there is a usual to stand out from
        if r["hospital"] == row["hospital"] and r is not row and not r["statements"]:
            r["statements"] = [said("wait_time", organ, rng, wait_min_days=20, wait_max_days=25)]


def by_hand(register: Register, half: int, houses: Sequence[Hospital]) -> None:
    """What is written by hand: ``cases.json`` beside this, told for the hospitals of the half."""
    cases = json.loads((Path(__file__).with_name("register_cases.json")).read_text("utf-8"))[half]
    register.calls += cases["calls"]
    for row in cases["published"]:
        row["name"] = f"{row.pop('source')}#{len(register.published) + 1}"
        register.published.append(row)
    register.quotations += cases["quotations"]
    register.expected += cases["expected"]
    filler = 150 - len(register.calls)
    day = dt.date(2017 + half, 1, 9)
    for number in range(200, 200 + filler):
        call(register, register.rng.choice(houses), number, day)
        day += dt.timedelta(days=register.rng.choice((1, 2, 4)))


def main(folder: Path) -> None:
    """Write both halves."""
    folder.mkdir(parents=True, exist_ok=True)
    for half, name in enumerate(("worked-on", "held")):
        register = make(half)
        assert len(register.calls) == 150, len(register.calls)
        assert len(register.expected) == 30, len(register.expected)
        for kind in ("calls", "published", "quotations", "expected"):
            rows = getattr(register, kind)
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / f"{name}-{kind}.jsonl").write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
