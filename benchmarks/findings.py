"""What damage to faithful translations is found: recall by kind of change, and false alarms.

    python benchmarks/findings.py [CALLS.jsonl] [--each N] [--seed N]

Every kind of change of tests/alignment/damage.py is made N times in each side of each
faithful call, one at a time; the links are found anew each time.  Then the invented renderings of
tests/alignment/data: changes found by type, and alarms on faithful ones.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / part) for part in ("tests", "tests/alignment")]

import damage  # type: ignore[import-not-found]  # noqa: E402

import invented  # type: ignore[import-not-found]  # noqa: E402
from calltools.alignment.align import align  # noqa: E402
from calltools.alignment.exchange.contract import read_row  # noqa: E402
from calltools.comparison.pair_reader import MISSING, PairReader, pair_reader  # noqa: E402
from calltools.comparison.pairs import RenderedPair, compare_pair, for_translators  # noqa: E402
from calltools.comparison.weighing import read_links  # noqa: E402
from calltools.language.encoders import Encoder, load_encoder  # noqa: E402


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
    pairs = [(one.zh, one.en, one.finding) for one in invented.renderings(name)]
    tell(name, pairs, encoder, reader)


def tell(
    name: str, pairs: Iterable[tuple[str, str, str]], encoder: Encoder, reader: PairReader
) -> None:
    """Prints what is found of Chinese and English with the type of what was changed, "" for
    nothing."""
    total, found = Counter[str](), Counter[str]()
    for zh, en, due in pairs:
        (read,) = read_links([(zh, en)], reader)
        changes = for_translators(compare_pair(RenderedPair(zh, en), read, encoder))
        types = {change.kind for change in changes}
        total[due] += 1
        found[due] += due in types if due else bool(types)
    print(f"{name}: {found.pop('')} of {total.pop('')} faithful renderings with an alarm")
    for finding, count in total.items():
        print(f"  {finding:18} {found[finding]:2} of {count}")


def main() -> None:
    """Runs both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "calls", nargs="?", type=Path, default=ROOT / "tests/gold/bilingual/calls.jsonl"
    )
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20)
    chosen = parser.parse_args()
    encoder, reader = load_encoder(), pair_reader()
    if reader is None:
        raise SystemExit(MISSING)
    damaged(chosen.calls, chosen.each, chosen.seed, encoder, reader)
    for name in ("pairs.tsv", "pairs_later.tsv", "pairs_third.tsv", "pairs_fourth.tsv"):
        rendered(name, encoder, reader)


if __name__ == "__main__":
    main()
