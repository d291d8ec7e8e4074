"""Links between sentences: sentences a second, growth to 10,000, memory and F.

    python -m benchmarks alignment [--longest 10000] [--peers-longest 1000]

Beside: galechurch, and sentweave with the same embedder, where they are installed.
Takes: ten minutes; --longest 1000 takes one.

The text is invented: sentences of Chinese calls with their English, some left out, put in, merged
and split.  Each run is a process of its own; ``seconds`` hold the vectors and the links and not the
loading of the model, ``peak_mb`` everything.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.measure import exponent, measure_part, options_of, show
from calltools.alignment.align import link
from calltools.evaluation.alignment import count_links
from calltools.language.encoders import Encoder, load_encoder
from calltools.transcripts.model import Turn

Links = list[tuple[tuple[int, ...], tuple[int, ...]]]

TEMPLATES = (
    ("我{kin}得了{ill}，想问问能不能做手术。", "My {kin} has {ill}, can there be an operation?"),
    ("在{city}住院先交{n}万押金。", "In {city} the deposit on admission is {n}0,000."),
    ("上个月从{city}来的那位等了{n}天。", "The one from {city} last month waited {n} days."),
    ("{who}每个星期{day}出门诊。", "The {who} sees outpatients every {day}."),
    ("你把{paper}寄到我们科里来。", "Send the {paper} to our department."),
    ("{ill}的病人术后要吃{n}种药。", "Patients with {ill} take {n} drugs afterwards."),
    ("{who}说{city}那边没有合适的。", "The {who} says there is nothing suitable in {city}."),
    ("我们{day}做了{n}台手术。", "We did {n} operations on {day}."),
    ("{kin}的{paper}你带来了吗？", "Have you brought your {kin}'s {paper}?"),
    ("去{city}的火车{day}几点开？", "When does the {day} train to {city} leave?"),
    ("这件事你要问{who}，我只是值班的。", "Ask the {who} about that, I am only on duty."),
    ("{who}在{city}开会，{day}才回来。", "The {who} is at a meeting in {city} until {day}."),
)
WORDS = {
    "kin": (("爸爸", "father"), ("妈妈", "mother"), ("哥哥", "brother"), ("姐姐", "sister"),
            ("叔叔", "uncle"), ("儿子", "son"), ("女儿", "daughter"), ("爷爷", "grandfather")),
    "ill": (("肝硬化", "cirrhosis"), ("尿毒症", "uraemia"), ("肝癌", "liver cancer"),
            ("心衰", "heart failure"), ("肺纤维化", "lung fibrosis"), ("糖尿病", "diabetes")),
    "city": (("青屿", "Qingyu"), ("霁川", "Jichuan"), ("松岬", "Songjia"), ("北京", "Beijing"),
             ("上海", "Shanghai"), ("广州", "Guangzhou"), ("钟屏", "Zhongping")),
    "who": (("主任", "director"), ("护士长", "head nurse"), ("协调员", "coordinator"),
            ("麻醉医生", "anaesthetist"), ("会计", "accountant"), ("司机", "driver")),
    "day": (("礼拜一", "Monday"), ("礼拜二", "Tuesday"), ("礼拜三", "Wednesday"),
            ("礼拜五", "Friday"), ("礼拜天", "Sunday")),
    "paper": (("片子", "scans"), ("病历", "records"), ("化验单", "test results"),
              ("身份证", "identity card"), ("同意书", "consent form")),
    "n": tuple((zh, str(n)) for n, zh in enumerate("三四五六七八九", start=3)),
}  # fmt: skip


def text(count: int) -> tuple[list[str], list[str], Links]:
    """``count`` Chinese sentences, the English, and the links; always the same."""
    rng = random.Random(count)

    def pair() -> tuple[str, str]:
        zh, en = rng.choice(TEMPLATES)
        words = {name: rng.choice(choices) for name, choices in WORDS.items()}
        return (
            zh.format(**{name: word for name, (word, _) in words.items()}),
            en.format(**{name: word for name, (_, word) in words.items()}),
        )

    zh: list[str] = []
    en: list[str] = []
    links: Links = []
    while len(zh) < count:
        chinese, english = pair()
        i, j = len(zh), len(en)
        chance = rng.random()
        if chance < 0.03:
            zh.append(chinese)
            links.append(((i,), ()))
        elif chance < 0.05:
            en.append(english)
            links.append(((), (j,)))
        elif chance < 0.08:
            more, english_more = pair()
            zh += [chinese, more]
            en.append(f"{english[:-1]}, and {english_more}")
            links.append(((i, i + 1), (j,)))
        elif chance < 0.11:
            more, english_more = pair()
            zh.append(f"{chinese[:-1]}，{more}")
            en += [english, english_more]
            links.append(((i,), (j, j + 1)))
        else:
            zh.append(chinese)
            en.append(english)
            links.append(((i,), (j,)))
    return zh, en, links


def calltools(zh: list[str], en: list[str], encoder: Encoder) -> Links:
    """This package."""
    found = link([Turn(one) for one in zh], [Turn(one) for one in en], encoder)
    return [(one.zh, one.en) for one in found.links]


def sentweave(zh: list[str], en: list[str], encoder: Encoder) -> Links:
    """Vecalign's dynamic programming."""
    import sentweave  # type: ignore[import-not-found, import-untyped, unused-ignore]

    found = sentweave.align(zh, en, encoder.encode).alignments
    return [(tuple(one.src_indices), tuple(one.tgt_indices)) for one in found]


def galechurch(zh: list[str], en: list[str], _: Encoder) -> Links:
    """Lengths alone; ``mean_xy`` is source characters for one of the target, despite its docs."""
    import galechurch  # type: ignore[import-not-found, import-untyped, unused-ignore]

    ratio = sum(map(len, zh)) / sum(map(len, en))
    found = galechurch.align(zh, en, mean_xy=ratio, max_block_size=10**9).beads
    return [
        (
            tuple(range(bead.source_start, bead.source_end)),
            tuple(range(bead.target_start, bead.target_end)),
        )
        for bead in found
    ]


ALIGNERS: dict[str, Callable[[list[str], list[str], Encoder], Links]] = {
    "calltools": calltools,
    "sentweave": sentweave,
    "galechurch": galechurch,
}


def aligned(name: str, count: int) -> dict[str, float]:
    """Seconds and F of one aligner on so many sentences."""
    zh, en, links = text(count)
    encoder = load_encoder()
    encoder.encode(["开始", "start"])
    start = time.perf_counter()
    found = ALIGNERS[name](zh, en, encoder)
    seconds = time.perf_counter() - start
    figures = count_links(links, found).to_json()
    return {"seconds": seconds, **{kind: figures[kind]["f"] or 0.0 for kind in ("strict", "lax")}}


def measured(name: str, longest: int) -> dict[str, object]:
    """What an aligner takes and gives, for growing numbers of sentences."""
    rows: dict[int, dict[str, float]] = {}
    for size in (n for n in (100, 300, 1000, 3000, 10_000) if n <= longest):
        with tempfile.TemporaryDirectory() as folder:
            used = measure_part("alignment", "--run", name, size, cwd=Path(folder))
            row = json.loads(Path(folder, "command.log").read_text().splitlines()[-1])
        row |= {"per_second": round(size / row["seconds"]), "peak_mb": round(used.peak_mb)}
        rows[size] = {key: round(value, 3) for key, value in row.items()}
    seconds = {size: row["seconds"] for size, row in rows.items()}
    return {"sentences": rows, "exponent": exponent(seconds)}


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options_of(__name__)
    parser.add_argument("--longest", type=int, default=10_000)
    parser.add_argument("--peers-longest", type=int, default=1000)
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.run:
        print(json.dumps(aligned(options.run[0], int(options.run[1]))))
    else:
        names = [n for n in ALIGNERS if n == "calltools" or importlib.util.find_spec(n)]
        longest = {"calltools": options.longest}
        show({name: measured(name, longest.get(name, options.peers_longest)) for name in names})
