"""Fits what is learnt from labelled calls, documents and reports.

    python -m training fit [NAME…] [--write] [--again] [--folder FOLDER]… [--seed N] [-v]

Without a name all are fitted, in the order of ``FITS``: a fit uses the weights of those before it.
What was fitted with the same inputs (sets, code, weights of other fits, seed) is taken from
build/fits instead of being fitted again.  The scores that a weight file tells of and those of the
fit are printed side by side; nothing is overwritten but with ``--write``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from training.fitting import (
    PACKAGE,
    ROOT,
    Header,
    Options,
    Scores,
    current_commit,
    file_of,
    kept_scores,
    score_table,
)

DONE = ROOT / "build" / "fits"
FOLDERS = (ROOT, ROOT / "tests" / "gold", ROOT.parent / "shared" / "gold", ROOT.parent / "shared")
"""Where sets are looked for by their names, after the folders that somebody names."""
SHARED = ("fitting.py", "learning.py")
"""Code that every fit rests on, beside the module of its name."""


@dataclass(frozen=True)
class Fit:
    """A fit: the module ``training.NAME``, its sets, the rooms of the program that it rests on, the
    weight files that it makes, below src/calltools, and what else of this folder it rests on."""

    name: str
    sets: tuple[str, ...]
    rooms: tuple[str, ...]
    weights: tuple[str, ...]
    beside: tuple[str, ...] = ()
    seed: int = 1


BILINGUAL = (
    "bilingual",
    "bilingual-field",
    "bilingual-field-2",
    "bilingual-third",
    "bilingual-fourth",
)
QUOTES = ("training/reports", "quotes", "quotes-field", "quotes-field-2")
REPORTS = ("labelled_reports.py", "written_reports.py", "written_pairs.py", "bilingual")
"""What labelled reports are read by, and the calls that those written for training quote."""
PUBLICATIONS = ("formats", "formats-field", "formats-field-2")
LOOKED_AT = ("formats-fresh", "formats-fresh-2", "formats-fresh-3", "formats-single")
"""Once mirrors; since they were looked at they are learnt from, too."""

STATEMENTS = tuple(
    f"statements{name}"
    for name in (
        "",
        "-field",
        "-field-en",
        "-field-hans",
        "-field-hant",
        "-field-hard",
        "-field-heard",
    )
)

LAYOUTS = ("mixed", "parties", "reports", "short", "pages", "odd", "tables")
HANDS = tuple(f"training/layouts/hand-{number}" for number in range(1, 19))
"""Documents by eighteen people who saw no code."""

FITS: tuple[Fit, ...] = (
    Fit(
        "page",
        (
            "training/publications",
            *(f"training/layouts/{name}" for name in LAYOUTS),
            *HANDS,
            *PUBLICATIONS,
            *LOOKED_AT,
        ),
        ("page", "transcripts", "language/quoting"),
        ("page/weights.npz",),
        ("page_data.py", "chain.py"),
    ),
    Fit(
        "facts",
        (
            "training/headers",
            *(f"training/layouts/{name}" for name in LAYOUTS),
            *HANDS,
            *PUBLICATIONS,
            *LOOKED_AT,
        ),
        ("page", "transcripts"),
        ("page/header.toml",),
    ),
    Fit(
        "statements",
        ("training/calls", "training/clauses", *STATEMENTS),
        ("language", "statements"),
        ("statements/reader.npz",),
        ("labelled_statements.py", "statements_net.py", "reader_torch.py", "written.py"),
    ),
    Fit(
        "pairs",
        ("training/pairs", "training/bilingual", "training/opposites", "cmn.txt"),
        ("comparison/pair_reader.py", "comparison/pair_texts.py", "language"),
        ("comparison/pairs.npz",),
        ("pair_net.py", "pairs_data.py", "reader_torch.py", "written_changes.py"),
    ),
    Fit(
        "comparison",
        BILINGUAL,
        ("comparison", "language"),
        ("comparison/weights.toml",),
    ),
    Fit(
        "alignment",
        BILINGUAL[:3],
        ("alignment", "comparison", "language"),
        ("alignment/weights.toml",),
    ),
    Fit(
        "role_cues",
        ("statements",),
        ("language", "speech"),
        ("language/role_weights.toml",),
        seed=0,
    ),
    Fit(
        "same_call",
        BILINGUAL,
        ("alignment", "language"),
        ("alignment/same_call.toml",),
    ),
    Fit(
        "attribution",
        QUOTES,
        ("language", "quotations/finding", "quotations/naming"),
        ("quotations/finding/weights.toml",),
        REPORTS,
    ),
    Fit(
        "judging",
        (*QUOTES, "tests/quotations/data"),
        ("language", "comparison", "quotations"),
        ("quotations/judging/weights.toml", "quotations/judging/worded.npz"),
        REPORTS,
    ),
    Fit(
        "voices",
        ("audio",),
        ("media", "speech"),
        ("checks/voice_score.toml",),
        seed=5,
    ),
    Fit(
        "redaction_names",
        (*PUBLICATIONS, *BILINGUAL[:3]),
        ("comparison", "redaction", "transcripts"),
        ("redaction/likely_names.toml",),
        ("labelled_names.py", "redaction_names.json"),
    ),
)
"""In the order of their dependencies."""


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


def inputs_of(fit: Fit, options: Options) -> str:
    """The sha256 of all that decides what the fit gives."""
    digest = hashlib.sha256(f"{fit.name} {options.seed}".encode())
    for path in _input_files(fit, options):
        digest.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()


def _input_files(fit: Fit, options: Options) -> Iterator[Path]:
    own = {PACKAGE / name for name in fit.weights}
    code = [ROOT / "training" / name for name in (f"{fit.name}.py", *SHARED, *fit.beside)]
    for place in (*code, *(PACKAGE / room for room in fit.rooms), *options.sets.values()):
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (f for f in files if f.is_file() and f not in own and f.suffix != ".pyc")


def run_fit(fit: Fit, options: Options, *, again: bool, write: bool) -> None:
    """Makes the weights of a fit, or takes what was made of the same inputs; prints the scores."""
    key = inputs_of(fit, options)
    folder = DONE / fit.name
    record = folder / "done.json"
    if again or not record.exists() or json.loads(record.read_text("utf-8"))["inputs"] != key:
        folder.mkdir(parents=True, exist_ok=True)
        record.unlink(missing_ok=True)
        scores = _make(fit, options, folder)
        record.write_text(json.dumps({"inputs": key, "scores": scores}), "utf-8")
    else:
        print(f"{fit.name}: done before with the same inputs (--again fits anew)")
    now = json.loads(record.read_text("utf-8"))["scores"]
    for name in fit.weights:
        print(f"{fit.name}: {name}\n{score_table(kept_scores(PACKAGE / name), now)}", flush=True)
        if write:
            (PACKAGE / name).write_bytes(_made(folder, name).read_bytes())


def _make(fit: Fit, options: Options, folder: Path) -> Scores:
    """Fits, and keeps the weight files in ``folder``; gives the scores."""
    started = time.monotonic()
    fitted = import_module(f"training.{fit.name}").fit(options)
    by = f"python -m training fit {fit.name}"
    header = Header(by, fit.sets, options.seed, current_commit(), fitted.scores)
    for name in fit.weights:
        made = _made(folder, name)
        made.write_bytes(file_of(fitted.weights[name], header, made.suffix))
    print(f"{fit.name}: fitted in {time.monotonic() - started:.0f} s", flush=True)
    scores: Scores = fitted.scores
    return scores


def _made(folder: Path, weights: str) -> Path:
    return folder / weights.replace("/", "-")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    verb = parser.add_subparsers(required=True).add_parser("fit", help="fits, and shows the scores")
    names = [fit.name for fit in FITS]
    verb.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    verb.add_argument("--write", action="store_true", help="put the weights into src/calltools")
    verb.add_argument("--again", action="store_true", help="fit what was done with these inputs")
    verb.add_argument("--folder", type=Path, action="append", default=[], help="has sets, too")
    verb.add_argument("--seed", type=int, help="[default: that of each fit]")
    verb.add_argument("-v", "--verbose", action="store_true", help="print each error")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(names):
        parser.error(f"no such fit: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return chosen


def main() -> int:
    """Runs the command; 3 where a set was missing, so that not all was fitted."""
    chosen = _arguments()
    if len(chosen.names) == 1:
        fit = next(fit for fit in FITS if fit.name == chosen.names[0])
        try:
            sets = find_sets(fit, (*chosen.folder, *FOLDERS))
            seed = fit.seed if chosen.seed is None else chosen.seed
            options = Options(sets, DONE / fit.name, seed, chosen.verbose)
            run_fit(fit, options, again=chosen.again, write=chosen.write)
        except MissingSetError as error:
            print(f"{fit.name}: not fitted: {error}", file=sys.stderr)
            return 3
        return 0
    # Each in a process of its own: what one wrote is read anew by the next, and memory is freed.
    flags = [f"--folder={folder}" for folder in chosen.folder]
    flags += [] if chosen.seed is None else [f"--seed={chosen.seed}"]
    flags += [f"--{name}" for name in ("write", "again", "verbose") if getattr(chosen, name)]
    commands = [
        [sys.executable, "-m", "training", "fit", fit.name, *flags]
        for fit in FITS
        if not chosen.names or fit.name in chosen.names
    ]
    codes = [subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands]
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
