"""Statements extracted: turns a second and growth, and how many are found again in what is heard.

    python -m benchmarks statements [--calls 200] [--longest 10000] [--heard SPOKEN HEARD]

Beside: the same words as they were spoken, for those that are heard.
Takes: five minutes; --heard one more.

Calls for speed are invented, Chinese and English; seconds are those of one core.  ``start_s`` is a
whole ``calltools --help``.  For ``--heard``, SPOKEN holds calls as they were spoken (NAME.json with
turns, roles and ms) and HEARD what ``calltools transcribe`` wrote of their recordings (NAME.json).
A record of the spoken call is found again if the heard one has one of the same category, figures
and modality within three seconds; ``without`` is the same without vocabulary matched by sound.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.measure import CALLTOOLS, best_s, growth, measure, options_of, show
from calltools.page.parse_files import read_file
from calltools.statements import extract
from calltools.statements.record import Statement
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn

EXCHANGES = {
    "zh": (
        ("肝移植要等多久？", "快的话{n}天，慢的{m}个月，要看血型。"),
        ("一年能做{m}0台吗？", "没有那么多，去年做了{m}2例。"),
        ("现在有肾源吗？", "目前没有，{n}天之内应该会有一批。"),
        ("费用要{m}0万？", "嗯，差不多。押金先交{n}万。"),
        ("供体是哪里来的？", "这个电话里不好说，你来了找主任谈。"),
        ("我爸爸今年六十岁了，能做吗？", "先住院检查，大概要{n}天。"),
    ),
    "en": (
        ("How long is the wait for a liver?", "With a match {n} days, otherwise {m} months."),
        ("Do you do {m}00 a year?", "No, nowhere near. Last year it was {m}2."),
        ("Are there kidneys now?", "Not at this time. We expect {n} next week."),
        ("Would it be {m}0,000 dollars?", "That is about right, and {n},000 as a deposit."),
        ("Where do the organs come from?", "That is not something for the telephone."),
        ("My father is sixty, can he have it?", "He must be seen first. The tests take {n} days."),
    ),
}
NEAR_MS = 3000
FIGURES = (
    "category", "wait_min_days", "wait_max_days", "count_min", "count_max", "price_min",
    "price_max", "modality",
)  # fmt: skip


def call(turns: int, language: str, rng: random.Random) -> Transcript:
    """An invented call of so many turns."""
    made: list[Turn] = []
    while len(made) < turns:
        figures = {"n": rng.randint(2, 9), "m": rng.randint(2, 9)}
        asked, said = rng.choice(EXCHANGES[language])
        made.append(Turn(asked.format(**figures), role=INVESTIGATOR))
        made.append(Turn(said.format(**figures), role=HOSPITAL))
    return Transcript(tuple(made[:turns]), language=language)


def seconds(calls: Sequence[Transcript]) -> float:
    """The time to extract from all; fails if a call gives nothing."""

    def extract_all() -> None:
        if not all(map(extract, calls)):
            raise SystemExit("a call without statements")

    return best_s(extract_all)


def speed(language: str, count: int, longest: int) -> dict[str, object]:
    """Turns a second, and growth with the turns of a call."""
    rng = random.Random(1)
    calls = [call(rng.randint(10, 60), language, rng) for _ in range(count)]
    turns = sum(len(each.turns) for each in calls)
    figures: dict[str, object] = {"turns_per_second": round(turns / seconds(calls))}
    grown = growth(longest, lambda n: seconds([call(n, language, random.Random(1))]))
    return figures | grown


def found_again(spoken: Iterable[Statement], heard: Iterable[Statement]) -> list[Statement]:
    """The records of ``spoken`` that ``heard`` has too, one to one."""
    left = list(heard)
    found = []
    for statement in spoken:
        other = next((each for each in left if _same(statement, each)), None)
        if other is not None:
            found.append(statement)
            left.remove(other)
    return found


def _same(one: Statement, other: Statement) -> bool:
    if one.start_ms is None or other.start_ms is None:
        return False
    begins, ends = max(one.start_ms, other.start_ms), min(one.end_ms or 0, other.end_ms or 0)
    same = all(getattr(one, name) == getattr(other, name) for name in FIGURES)
    return same and begins - ends <= NEAR_MS


def heard_again(spoken: Path, heard: Path) -> dict[str, Any]:
    """Counts over the calls that both folders hold, and what was lost."""
    counts = dict.fromkeys(("spoken", "heard", "without", "by_sound"), 0)
    lost = []
    for file in sorted(spoken.glob("*.json")):
        if not (heard / file.name).exists():
            continue
        rows = json.loads(file.read_text("utf-8"))["turns"]
        names = ("role", "start_ms", "end_ms")
        turns = tuple(Turn(row["text"], **{name: row[name] for name in names}) for row in rows)
        said = extract(Transcript(turns))
        transcript = read_file(heard / file.name).calls[0]
        made = extract(replace(transcript, origin="machine"))
        without = extract(replace(transcript, origin="published"))
        again = found_again(said, made)
        counts["spoken"] += len(said)
        counts["heard"] += len(made)
        counts["without"] += len(found_again(said, without))
        counts["by_sound"] += len(again)
        lost += [f"{s.category}: {s.quote}" for s in said if s not in again]
    return {**counts, "lost": lost}


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options_of(__name__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--longest", type=int, default=10_000)
    parser.add_argument("--heard", type=Path, nargs=2, metavar=("SPOKEN", "HEARD"))
    options = parser.parse_args(arguments)
    figures: dict[str, object] = {
        language: speed(language, options.calls, options.longest) for language in EXCHANGES
    }
    with tempfile.TemporaryDirectory() as folder:
        usages = [measure((*CALLTOOLS, "--help"), cwd=Path(folder)) for _ in range(3)]
    figures["start_s"] = round(min(usage.wall_s for usage in usages), 3)
    if options.heard:
        figures["heard"] = heard_again(*options.heard)
    show(figures)
