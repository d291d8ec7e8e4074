"""Published transcripts read: files a second, and growth with the length of a call.

    python -m benchmarks parse [--files 1000] [--longest 10000]

Beside: no peer.
Takes: two minutes; --longest 100000 takes ten.

Files are invented calls in changing layouts.  ``exponent`` is the slope of log time over log
turns, about 1 if time grows in proportion.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from benchmarks.measure import best_s, growth, options_of, show
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


def seconds(files: Sequence[bytes]) -> float:
    """The time to read all; fails if a call is missed."""

    def read_all() -> None:
        for data in files:
            if not read_bytes(data, "a.txt").calls:
                raise SystemExit("a call was not found")

    return best_s(read_all)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options_of(__name__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--longest", type=int, default=10_000)
    options = parser.parse_args(arguments)
    rng = random.Random(1)
    files = [call(rng.randint(6, 60), rng) for _ in range(options.files)]
    taken = seconds(files)
    figures: dict[str, object] = {
        "files": len(files),
        "files_per_second": round(len(files) / taken, 1),
        "megabytes_per_second": round(sum(map(len, files)) / taken / 1e6, 2),
    }
    show(figures | growth(options.longest, lambda n: seconds([call(n, random.Random(1))])))
