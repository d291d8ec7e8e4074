"""Fits what is learnt from labelled calls, documents and reports.

    python -m training fit [NAME…] [--write] [--folder FOLDER]… [--seed N] [-v]

Without a name all are fitted, in the order of fits.toml: a fit uses the weights of those before it.
The scores that a weight file tells of and those of the fit are printed side by side; nothing is
overwritten but with ``--write``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from training.fitting import (
    PACKAGE,
    ROOT,
    Header,
    Options,
    current_commit,
    file_of,
    kept_scores,
    score_table,
)

WORK = ROOT / "build" / "fits"
FOLDERS = (ROOT, ROOT / "tests" / "gold", ROOT.parent / "shared" / "gold", ROOT.parent / "shared")
"""Where sets are looked for by their names, after the folders that somebody names."""


@dataclass(frozen=True)
class Fit:
    """A fit: the module ``training.NAME``, its sets, and the weight files that it makes, below
    src/calltools."""

    name: str
    sets: Sequence[str]
    weights: Sequence[str]
    seed: int = 1


def fits() -> list[Fit]:
    """All fits, in the order of their dependencies."""
    tables = tomllib.loads((ROOT / "training" / "fits.toml").read_text("utf-8"))
    return [Fit(name, **table) for name, table in tables.items()]


class MissingSetError(Exception):
    """A set that a fit learns from is in none of the folders."""


def find_sets(fit: Fit, folders: Sequence[Path]) -> dict[str, Path]:
    """The sets of a fit by their names.

    Raises:
        MissingSetError: no folder has one of them.
    """
    found = {}
    for name in fit.sets:
        places = [folder / name for folder in folders if (folder / name).exists()]
        if not places:
            raise MissingSetError(f"{name} is in none of {', '.join(map(str, folders))}")
        found[name] = places[0]
    return found


def run_fit(fit: Fit, options: Options, *, write: bool) -> None:
    """Makes the weights of a fit, and prints its scores beside those of the files."""
    started = time.monotonic()
    options.work.mkdir(parents=True, exist_ok=True)
    fitted = import_module(f"training.{fit.name}").fit(options)
    print(f"{fit.name}: fitted in {time.monotonic() - started:.0f} s", flush=True)
    by = f"python -m training fit {fit.name}"
    header = Header(by, fit.sets, options.seed, current_commit(), fitted.scores)
    for name in fit.weights:
        before = kept_scores(PACKAGE / name)
        print(f"{fit.name}: {name}\n{score_table(before, fitted.scores)}", flush=True)
        made = file_of(fitted.weights[name], header, Path(name).suffix)
        for folder in (options.work, PACKAGE) if write else (options.work,):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(made)


def _arguments(names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    verb = parser.add_subparsers(required=True).add_parser("fit", help="fits, and shows the scores")
    verb.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    verb.add_argument("--write", action="store_true", help="put the weights into src/calltools")
    verb.add_argument("--folder", type=Path, action="append", default=[], help="has sets, too")
    verb.add_argument("--seed", type=int, help="[default: that of each fit]")
    verb.add_argument("-v", "--verbose", action="store_true", help="print each error")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(names):
        parser.error(f"no such fit: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return chosen


def main() -> int:
    """Runs the command; 3 where a set was missing, so that not all was fitted."""
    every = {fit.name: fit for fit in fits()}
    chosen = _arguments(list(every))
    if len(chosen.names) == 1:
        fit = every[chosen.names[0]]
        try:
            sets = find_sets(fit, (*chosen.folder, *FOLDERS))
        except MissingSetError as error:
            print(f"{fit.name}: not fitted: {error}", file=sys.stderr)
            return 3
        seed = fit.seed if chosen.seed is None else chosen.seed
        run_fit(fit, Options(sets, WORK / fit.name, seed, chosen.verbose), write=chosen.write)
        return 0
    # Each in a process of its own: what one wrote is read anew by the next, and memory is freed.
    flags = [f"--folder={folder}" for folder in chosen.folder]
    flags += [] if chosen.seed is None else [f"--seed={chosen.seed}"]
    flags += [f"--{name}" for name in ("write", "verbose") if getattr(chosen, name)]
    codes = [
        subprocess.run([sys.executable, "-m", "training", "fit", name, *flags], cwd=ROOT).returncode
        for name in every
        if not chosen.names or name in chosen.names
    ]
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
