"""Corrections under SIGKILL: what is lost, doubled or half-written when calltools dies.

    python benchmarks/kills.py [--correct 20] [--run 20] [--seed 1]

The demonstration call is run once, with the models that are installed.  Then ``calltools correct``
is killed at random moments, and ``calltools run`` after a correction, from where it puts the
corrected transcript together on.  After each kill the folder is looked at, the command is given
again, and everything is compared with what a run gives that nobody killed (tests/e2e/killing.py
says what must hold).  Prints a line a kill and fails with the first that lost anything.

Measured, seeds 1 and 2: 40 kills of ``correct``, one by one and of files edited in place (12 had
kept the corrections, 3 came too late), and 37 of ``run`` (25 with no more than the corrected text
done, 7 too late): nothing lost, doubled or half-written.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "e2e")]

import killing  # type: ignore[import-not-found]  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--correct", type=int, default=20)
    parser.add_argument("--run", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    moments = random.Random(options.seed)
    environment = dict(os.environ)
    tally: Counter[str] = Counter()

    def tell(number: int, kill: killing.Killed) -> None:
        tally[f"{kill.what}: {kill.left.replace(', half a file', '')}"] += 1
        print(
            f"{number:>3}  {kill.what:<32} {kill.after_s * 1000:>6.0f} ms  {kill.left}", flush=True
        )

    with tempfile.TemporaryDirectory() as folder:
        finished = Path(folder).resolve() / "finished"
        (finished / "recordings").mkdir(parents=True)
        for suffix in (".wav", ".toml"):
            shutil.copy(ROOT / "recordings" / f"demo-call{suffix}", finished / "recordings")
        killing.done(finished, environment, "init")
        killing.done(finished, environment, "run")
        root = finished.with_name("corrected")
        shutil.copytree(finished, root)
        whole_s = killing.seconds_of_correct(root, environment)
        for number in range(options.correct):
            if number % 4 == 3:  # a file edited in place, in a workspace of its own
                taken = finished.with_name(f"taken{number}")
                shutil.copytree(finished, taken)
                tell(
                    number, killing.taking_killed(taken, environment, number // 4, moments, whole_s)
                )
                shutil.rmtree(taken)
            else:
                tell(number, killing.correct_killed(root, environment, number, moments, whole_s))
        killing.done(root, environment, "run")
        for number in range(options.run):
            tell(number, killing.run_killed(root, environment, number, moments))
    for what, count in sorted(tally.items()):
        print(f"{count:>3} × {what}")
    print(f"{options.correct + options.run} kills: nothing lost, doubled or half-written")


if __name__ == "__main__":
    main()
