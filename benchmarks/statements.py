"""How fast statements are extracted: turns per second on one core, and time against length.

``python benchmarks/statements.py [--calls 200] [--longest 10000]`` prints one JSON object.  Calls
are invented, Chinese and English; the best of three runs counts.  If time grows in proportion to
length, ``exponent`` (the slope of log time over log turns, from 100 turns up) is about 1.
``start`` is a whole ``calltools --help`` in a process of its own.  Seconds are those of the
processor, so that other work on the machine does not count.  General tools beside it:
``benchmarks/duration_tools.py``.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
import time
from pathlib import Path

from calltools.statements import extract
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn
from measure import measure

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


def call(turns: int, language: str, rng: random.Random) -> Transcript:
    """An invented call of so many turns."""
    made: list[Turn] = []
    while len(made) < turns:
        figures = {"n": rng.randint(2, 9), "m": rng.randint(2, 9)}
        asked, said = rng.choice(EXCHANGES[language])
        made.append(Turn(asked.format(**figures), role=INVESTIGATOR))
        made.append(Turn(said.format(**figures), role=HOSPITAL))
    return Transcript(tuple(made[:turns]), language=language)


def seconds(calls: list[Transcript]) -> float:
    """The time to extract from all, the best of three runs; fails if a call gives nothing."""
    best = math.inf
    for _ in range(3):
        start = time.process_time()
        for transcript in calls:
            if not extract(transcript):
                raise SystemExit("a call without statements")
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--calls", type=int, default=200)
    arguments.add_argument("--longest", type=int, default=10_000)
    options = arguments.parse_args()
    figures: dict[str, object] = {}
    for language in EXCHANGES:
        rng = random.Random(1)
        calls = [call(rng.randint(10, 60), language, rng) for _ in range(options.calls)]
        turns = sum(len(c.turns) for c in calls)
        taken = seconds(calls)
        lengths = [n for n in (10, 100, 1000, 10_000) if n <= options.longest]
        times = {n: seconds([call(n, language, random.Random(1))]) for n in lengths}
        last = lengths[-1]
        grown = math.log(times[last] / times[100]) / math.log(last / 100) if last > 100 else None
        figures[language] = {
            "turns": turns,
            "turns_per_second": round(turns / taken),
            "seconds_by_turns": {n: round(t, 4) for n, t in times.items()},
            "exponent": None if grown is None else round(grown, 3),
        }
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "calltools", "--help"]
        start = min(measure(program, cwd=Path(folder)).wall_s for _ in range(3))
    print(json.dumps({**figures, "start_s": round(start, 3)}, indent=1))


if __name__ == "__main__":
    main()
