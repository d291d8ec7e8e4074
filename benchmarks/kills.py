"""Kills at random moments: what is lost, doubled or half-written when calltools dies.

    python -m benchmarks kills [--correct 20] [--run 20] [--custody 20] [--seed 1]

Beside: the same commands that nobody killed.
Takes: twenty minutes.

The demonstration call is run once.  Then ``calltools correct`` is killed, and ``calltools run``
after a correction, from where it puts the corrected transcript together on.  After each kill the
folder is looked at, the command is given again, and everything is compared with a run that nobody
killed (tests/e2e/killing.py says what must hold).  Exports of bags, time stamps (of an authority of
our own, for which ``openssl`` is needed) and redactions are killed from their first write on: what
is half-written must never be taken for whole.  Fails with the first kill that lost anything.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import killing
from secrets_planted import planted_workspace

from authority import OwnAuthority
from benchmarks.measure import ROOT, options_of
from custody_kills import ExportKills, RedactKills, StampKills
from lived import lived_workspace
from signing import office_key


def finished_call(folder: Path) -> Path:
    """A workspace with the demonstration call, all of it done."""
    finished = folder / "finished"
    (finished / "recordings").mkdir(parents=True)
    for suffix in (".wav", ".toml"):
        shutil.copy(ROOT / "recordings" / f"demo-call{suffix}", finished / "recordings")
    killing.done(finished, os.environ, "init")
    killing.done(finished, os.environ, "run")
    return finished


def correction_kills(folder: Path, corrects: int, runs: int, moments: random.Random) -> None:
    """Kill so many corrections, and so many runs after them."""
    tally: Counter[str] = Counter()

    def tell(kill: killing.Killed) -> None:
        tally[f"{kill.what}: {kill.left.replace(', half a file', '')}"] += 1
        print(f"{kill.what:<32} {kill.after_s * 1000:>6.0f} ms  {kill.left}", flush=True)

    finished = finished_call(folder)
    root = Path(shutil.copytree(finished, folder / "corrected"))
    whole_s = killing.seconds_of_correct(root, os.environ)
    for number in range(corrects):
        if number % 4 == 3:  # a file edited in place, in a workspace of its own
            taken = Path(shutil.copytree(finished, folder / "taken"))
            tell(killing.taking_killed(taken, os.environ, number // 4, moments, whole_s))
            shutil.rmtree(taken)
        else:
            tell(killing.correct_killed(root, os.environ, number, moments, whole_s))
    killing.done(root, os.environ, "run")
    for number in range(runs):
        tell(killing.run_killed(root, os.environ, number, moments))
    summary(tally)


def custody_kills(folder: Path, count: int, chosen: random.Random) -> None:
    """Kill ``count`` exports, as many stampings and redactions, each at a moment from its first
    write on."""
    key = office_key(folder)
    authority = OwnAuthority(folder / "killing")
    workspace = lived_workspace(folder / "killed", key, None, seed=7)
    tally: Counter[str] = Counter()
    exports = ExportKills(workspace, key, folder / "office.pem")
    began = time.perf_counter()
    exports.finish()
    whole_s = time.perf_counter() - began
    for _ in range(count):
        tally[f"export: {exports.kill(chosen.uniform(0, whole_s / 2))}"] += 1
    exports.finish()
    with authority.served() as url:
        stamps = StampKills(workspace, key, folder / "office.pem", url, authority.root)
        for _ in range(count):
            tally[f"timestamp: {stamps.kill(chosen.uniform(0, whole_s / 2))}"] += 1
        stamps.finish()
    planted = planted_workspace(folder / "killed-copying" / "office")
    copies = RedactKills(planted, key, folder / "office.pem")
    whole_s = copies.whole_s()
    for _ in range(count):
        tally[f"redact: {copies.kill(chosen.uniform(0, whole_s))}"] += 1
    copies.finish()
    summary(tally)


def summary(tally: Counter[str]) -> None:
    """Print how often what was left."""
    for what, count in sorted(tally.items()):
        print(f"{count:>6} × {what}")
    print(f"{tally.total()} kills: nothing lost, doubled or taken for whole")


def main(arguments: Sequence[str]) -> None:
    """Kill, look and tell."""
    parser = options_of(__name__)
    parser.add_argument("--correct", type=int, default=20)
    parser.add_argument("--run", type=int, default=20)
    parser.add_argument("--custody", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    moments = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        if options.correct or options.run:
            correction_kills(folder, options.correct, options.run, moments)
        if options.custody:
            custody_kills(folder, options.custody, moments)
