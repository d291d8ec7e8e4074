"""Damage to faithful translations that is found, by kind of change, and false alarms.

    python -m benchmarks findings [CALLS.jsonl] [--each N] [--seed N]

Beside: what was changed.
Takes: fifteen minutes.

Each kind of change of training/damage.py is made N times in each side of each faithful call,
one at a time; the links are found anew each time.  Then the invented renderings of
tests/alignment/data: changes found by type, and alarms on faithful ones.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import invented
from benchmarks.measure import ROOT, options_of
from calltools.alignment.align import align, read_row
from calltools.comparison.pair_reader import MISSING, PairReader, pair_reader
from calltools.comparison.pairs import RenderedPair, compare_pair, for_translators
from calltools.comparison.weighing import read_links
from calltools.language.encoders import Encoder, load_encoder
from training import damage

RENDERINGS = ("pairs.tsv", "pairs_later.tsv", "pairs_third.tsv", "pairs_fourth.tsv")


def damaged(calls: Path, each: int, seed: int, encoder: Encoder, reader: PairReader) -> None:
    """Prints recall by kind of change."""
    rows = [json.loads(line) for line in calls.read_text("utf-8").splitlines()]
    sides = [read_row(row) for row in rows if row["faithful"] and row["zh_kind"] == "edited"]
    tally = damage.measure(
        [(zh.turns, en.turns) for zh, en in sides],
        lambda zh, en: align(zh, en, encoder, reader, machine=False).findings,
        random.Random(seed),
        each=each,
    )
    print(f"{'change':18} made found recall  other findings")
    for name in damage.CHANGES:
        due = name not in ("merge_turns", "split_turn")
        recall = f"{tally.recall(name):.2f}" if due else "   -"
        made, found, extra = tally.made[name], tally.found[name], tally.extra[name]
        print(f"{name:18} {made:4} {found:5} {recall:>6} {extra:7}")
    print(f"precision {tally.precision():.2f}")


def rendered(name: str, encoder: Encoder, reader: PairReader) -> None:
    """Prints what is found of the changed renderings, and alarms on the faithful ones."""
    total, found = Counter[str](), Counter[str]()
    for one in invented.renderings(name):
        (read,) = read_links([(one.zh, one.en)], reader)
        changes = for_translators(compare_pair(RenderedPair(one.zh, one.en), read, encoder))
        types = {change.kind for change in changes}
        total[one.finding] += 1
        found[one.finding] += one.finding in types if one.finding else bool(types)
    print(f"{name}: {found.pop('')} of {total.pop('')} faithful renderings with an alarm")
    for finding, count in total.items():
        print(f"  {finding:18} {found[finding]:2} of {count}")


def main(arguments: Sequence[str]) -> None:
    """Measure both and print."""
    parser = options_of(__name__)
    gold = ROOT / "tests" / "gold" / "bilingual" / "calls.jsonl"
    parser.add_argument("calls", nargs="?", type=Path, default=gold)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args(arguments)
    encoder, reader = load_encoder(), pair_reader()
    if reader is None:
        raise SystemExit(MISSING)
    if options.each:
        damaged(options.calls, options.each, options.seed, encoder, reader)
    for name in RENDERINGS:
        rendered(name, encoder, reader)
