"""What the program makes of every labelled set, call and workspace, saved to be compared.

    python -m benchmarks frozen save FOLDER [--python PATH] [--only WORD]…
    python -m benchmarks frozen compare BEFORE AFTER [--rows]

Beside: the outputs of another state of the code.
Takes: half an hour on two cores.

``save`` writes the output of `parse`, `extract`, `align --pairs` and `audit` for each labelled set,
of `transcribe` for ../shared/audio, the exported tables of a workspace with the demonstration call,
the list of files of its bag, and the figures that the outputs score.  ``compare`` counts the rows
that differ and prints figures that changed; exit code 3 where one fell by more than .01.  A change
that moves code and deletes nothing must leave all rows as they are.  FOLDER must be outside the
repository or ignored by git: it holds text of sets that are not committed.
"""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, SHARED, options_of
from benchmarks.scores import FOLDERS, cells, figures_of, labelled_sets

FIGURES = "figures.json"
_NO_OUTPUT = ("checks", "calls heard")  # kinds of sets that have figures alone


def _calltools(python: Path, *arguments: object, cwd: Path = ROOT) -> str:
    """What a command prints to stdout.  Raises RuntimeError where it fails outright."""
    command = [str(part) for part in (python, "-m", "calltools", *arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 3):
        raise RuntimeError(f"{' '.join(command[2:])}: {done.stderr.strip()}")
    return done.stdout


def _rows(kind: str, python: Path, folder: Path) -> list[Any]:
    """The rows that a command gives for a labelled set."""
    if kind == "formats":
        files = json.loads((folder / "expected.json").read_text("utf-8"))["files"]
        paths = [folder / name for name in files]
        made: dict[str, Any] = json.loads(_calltools(python, "parse", *paths, "--output", "-"))
        for call in made["calls"]:
            call["file"] = Path(call["file"]).name
        return [*made["calls"]]
    if kind == "statements":
        given: tuple[object, ...] = ("extract", folder / "dialogues.jsonl")
    elif kind == "alignment":
        given = ("align", "--pairs", folder / "calls.jsonl", "--anyway")
    else:
        reports = sorted((folder / "reports").glob("*.*"))
        given = ("audit", *reports, "--format", "jsonl")
        given += ("--transcripts", folder / "transcripts.jsonl")
    printed = _calltools(python, *given, "--output", "-")
    return [json.loads(line) for line in printed.splitlines()]


def _figures(kind: str, python: Path, folder: Path, rows: Path) -> dict[str, float]:
    """The figures that the rows of a labelled set score."""
    options: tuple[object, ...] = ("--json",)
    if kind in ("alignment", "quotations"):
        options += ("--predicted", rows)
    if kind == "statements":
        options += ("--predictions", rows)
    gold = folder / "calls.jsonl" if kind == "alignment" else folder
    return figures_of(kind, json.loads(_calltools(python, "evaluate", kind, gold, *options)))


def _save_set(python: Path, name: str, kind: str, folder: Path, out: Path) -> dict[str, float]:
    rows = out / kind / f"{name.replace('/', '-')}.jsonl"
    rows.parent.mkdir(parents=True, exist_ok=True)
    _write(rows, _rows(kind, python, folder))
    return _figures(kind, python, folder, rows)


def _write(path: Path, rows: Sequence[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    path.write_text("".join(lines), "utf-8")


def _save_audio(python: Path, out: Path) -> None:
    """Transcripts of the shared recordings, a turn a row."""
    for folder in sorted((SHARED / "audio").glob("*/")):
        with tempfile.TemporaryDirectory() as made:
            _calltools(python, "transcribe", *sorted(folder.glob("*.wav")), "--output-dir", made)
            for path in sorted(Path(made).glob("*.json")):
                transcript = json.loads(path.read_text("utf-8"))
                transcript.pop("provenance")
                segments = transcript.pop("segments")
                _write(out / "transcribe" / f"{path.stem}.jsonl", [transcript, *segments])


def _save_workspace(python: Path, out: Path) -> None:
    """Exported tables and the list of files of a bag, of the demonstration call with its run."""
    with tempfile.TemporaryDirectory() as place:
        at = Path(place) / "calls"
        _calltools(python, "init", at)
        _calltools(python, "add", ROOT / "recordings" / "demo-call.wav", cwd=at)
        _calltools(python, "run", cwd=at)
        for table in ("statements", "calls", "turns"):
            printed = _calltools(python, "export", "--table", table, "--format", "csv", cwd=at)
            _write(out / "tables" / f"{table}.jsonl", printed.splitlines())
        key = ("--passphrase-file", Path(place) / "passphrase")
        (Path(place) / "passphrase").write_text("an invented passphrase\n", "utf-8")
        _calltools(python, "keys", "new", "--key", Path(place) / "office.pem", *key, cwd=at)
        bag = Path(place) / "bag"
        _calltools(
            python, "export", "--bag", bag, "--key", Path(place) / "office.pem", *key, cwd=at
        )
        files = (path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file())
        _write(out / "bag" / "files.jsonl", sorted(files))


def save(python: Path, out: Path, only: Sequence[str], workers: int) -> None:
    """Write all outputs, and the figures that they score."""
    sets = [row for row in labelled_sets(FOLDERS) if row[1] not in _NO_OUTPUT]
    sets = [row for row in sets if not only or any(word in row[0] for word in only)]
    figures: dict[str, dict[str, float]] = {}
    started = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        made = [(row[0], pool.submit(_save_set, python, *row, out)) for row in sets]
        works = () if only else (_save_audio, _save_workspace)
        other = [pool.submit(work, python, out) for work in works]
        for name, figures_of_set in made:
            figures[name] = figures_of_set.result()
            print(f"{name}  {time.monotonic() - started:.0f} s", flush=True)
        for one in other:
            one.result()
    text = json.dumps(figures, indent=1, ensure_ascii=False, sort_keys=True)
    (out / FIGURES).write_text(text + "\n", "utf-8")


def _changed(before: Path, after: Path) -> Iterator[str]:
    """The rows that only one of two files has."""
    then, now = (
        path.read_text("utf-8").splitlines() if path.exists() else [] for path in (before, after)
    )
    for line in difflib.unified_diff(then, now, lineterm="", n=0):
        if line[0] in "+-" and not line.startswith(("+++", "---")):
            yield line


def compare(before: Path, after: Path, *, show_rows: bool) -> int:
    """Print rows and figures that differ; 3 where a figure fell by more than .01."""
    names = {path.relative_to(side) for side in (before, after) for path in side.rglob("*.jsonl")}
    for name in sorted(names):
        if rows := [*_changed(before / name, after / name)]:
            print(f"{name}: {len(rows)} rows differ")
            print(*(rows if show_rows else ()), sep="\n", end="\n" if show_rows else "")
    worse = 0
    then, now = (json.loads((side / FIGURES).read_text("utf-8")) for side in (before, after))
    for name in sorted(then.keys() & now.keys()):
        if then[name] != now[name]:
            line, fell = cells(then[name], now[name])
            worse += fell
            print(f"{name:28} {' · '.join(part for part in line.split(' · ') if '→' in part)}")
    print(f"{len(names)} files compared, {worse} figures worse by more than .01")
    return 3 if worse else 0


def main(arguments: Sequence[str]) -> int:
    """Save outputs or compare two folders of them."""
    parser = options_of(__name__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    saving = verbs.add_parser("save")
    saving.add_argument("folder", type=Path)
    saving.add_argument("--python", type=Path, default=Path(sys.executable))
    saving.add_argument("--only", action="append", default=[], metavar="WORD")
    saving.add_argument("--workers", type=int, default=os.cpu_count())
    comparing = verbs.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--rows", action="store_true")
    options = parser.parse_args(arguments)
    if options.verb == "save":
        save(options.python, options.folder.resolve(), options.only, options.workers)
        return 0
    return compare(options.before, options.after, show_rows=options.rows)
