"""How fast published transcripts are read: files per second, and time against length.

``python benchmarks/parse.py [--files 1000] [--longest 10000]`` prints one JSON object.  Files are
invented calls in changing layouts; the best of three runs counts.  If time grows in proportion to
length, ``exponent`` (the slope of log time over log length, from 100 turns up) is about 1.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time

from calltools.page.parse_files import read_bytes

LAYOUTS = (
    "{label}：{words}", "{label}:{words}", "【{label}】{words}", "{label}：“{words}”",
    "**{label}：** {words}", "{n}. {label}：{words}", "[00:00:{s:02d}] {label}：{words}",
)  # fmt: skip
LABELS = (("调查员", "医生"), ("问", "答"), ("来电者", "王主任"), ("记者", "护士站"))
SENTENCES = (
    "请问肾移植要等多久？", "快的话两个星期，慢的一个多月。", "费用多少？",
    "三十万左右（不算后面的药），看恢复得怎么样。", "那我再问一下血型。", "（笑）这个说不准。",
)  # fmt: skip


def call(turns: int, rng: random.Random) -> bytes:
    """An invented call of so many turns in one of the layouts."""
    layout, labels = rng.choice(LAYOUTS), rng.choice(LABELS)
    lines = [
        layout.format(label=labels[n % 2], words=rng.choice(SENTENCES), n=n + 1, s=n % 60)
        for n in range(turns)
    ]
    return ("青屿市中心医院　2018年3月6日\n\n" + "\n".join(lines) + "\n").encode()


def seconds(files: list[bytes]) -> float:
    """The time to read all, the best of three runs; fails if a turn is missed."""
    best = math.inf
    for _ in range(3):
        start = time.perf_counter()
        for data in files:
            if not read_bytes(data, "a.txt").calls:
                raise SystemExit("a call was not found")
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--files", type=int, default=1000)
    arguments.add_argument("--longest", type=int, default=10_000)
    options = arguments.parse_args()
    rng = random.Random(1)
    files = [call(rng.randint(6, 60), rng) for _ in range(options.files)]
    taken = seconds(files)
    lengths = [n for n in (10, 100, 1000, 10_000, 100_000) if n <= options.longest]
    times = {n: seconds([call(n, random.Random(1))]) for n in lengths}
    last = lengths[-1]
    grown = math.log(times[last] / times[100]) / math.log(last / 100) if last > 100 else None
    figures = {
        "files": len(files),
        "files_per_second": round(len(files) / taken, 1),
        "megabytes_per_second": round(sum(map(len, files)) / taken / 1e6, 2),
        "seconds_by_turns": {n: round(t, 4) for n, t in times.items()},
        "exponent": None if grown is None else round(grown, 3),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
