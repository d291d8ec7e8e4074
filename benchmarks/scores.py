"""Every labelled set with the figures that count, beside those of the last release.

    python -m benchmarks scores [--only WORD]… [--keep FILE] [--against FILE] [--python PATH]

Beside: what the last release gave (benchmarks/released.json).
Takes: an hour on two cores; a set takes from ten seconds to three minutes.

Sets are the folders of tests/gold, of ../shared/gold where it is there, and of each --folder, by
their kind.  A line has the name of the set, how many rows were labelled, and its figures; one that
changed is printed ``before→now``.  Ends with exit code 3 where one is worse by more than .01.
--keep writes the figures to a file; with --python, those of the release that this interpreter has:

    python -m benchmarks scores --python RELEASE/.venv/bin/python --keep benchmarks/released.json

Sets whose name has the word fresh, unseen, hedged or names no fit has seen; figures of the others
flatter.  Calls are heard with the default model.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, SHARED, options_of

FOLDERS = {"": ROOT / "tests" / "gold", "shared/": SHARED / "gold"}
RELEASED = ROOT / "benchmarks" / "released.json"

# A change by this much may be chance: one row more or less of a small set.
TOLERANCE = 0.01

Figures = Mapping[str, float]
Report = Mapping[str, Any]

# Figures of which less is better; of all others more is.
LESS_IS_BETTER = {
    "spurious",
    "denied as claim",
    "negatives taken",
    "false a faithful call",
    "grave called clean",
    "clean called grave",
    "worked-on false alarms",
    "held false alarms",
    "characters wrong",
    "speakers wrong",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Sets whose names begin alike: how a folder is scored by an interpreter's calltools, the
    figures of the report, and the file whose rows (of ``rows_of``, where it is one object) are the
    labels."""

    begins: str
    report: Callable[[Path, Path], Report]
    figures: Callable[[Report], Mapping[str, float | None]]
    file: str
    rows_of: str = ""

    def rows(self, folder: Path) -> int:
        """How many rows are labelled."""
        text = (folder / self.file).read_text("utf-8")
        return len(json.loads(text)[self.rows_of] if self.rows_of else text.splitlines())


def _printed(python: Path, *arguments: object) -> Report:
    """The JSON object that a command of that interpreter prints.

    Raises:
        ValueError: it prints none; the message is the last line of what it says instead.
    """
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = [str(part) for part in (python, "-m", *arguments)]
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    try:
        report: Report = json.loads(result.stdout)
    except ValueError:
        lines = result.stderr.strip().splitlines() or ["no figures"]
        raise ValueError(lines[-1]) from None
    return report


def _evaluated(verb: str, file: str = "") -> Callable[[Path, Path], Report]:
    return lambda python, folder: _printed(
        python, "calltools", "evaluate", verb, folder / file, "--json"
    )


def _checked(python: Path, _folder: Path) -> Report:
    return _printed(python, "benchmarks", "checks")


def _heard(python: Path, folder: Path) -> Report:
    """The words and speakers of a call that is transcribed now."""
    recordings = [*folder.glob("call.*"), ROOT / "recordings" / f"{folder.name}.wav"]
    with tempfile.TemporaryDirectory() as made:
        command = [python, "-m", "calltools", "transcribe", recordings[0]]
        command += ["--output-dir", made, "--format", "json"]
        subprocess.run([str(part) for part in command], capture_output=True, check=False)
        (heard, *_) = [*Path(made).glob("*.json"), Path(made)]
        both = [folder / "turns.json", heard, "--json"]
        return {
            name: _printed(python, "calltools", "evaluate", name, *both)
            for name in ("asr", "diarization")
        }


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _of_statements(report: Report) -> dict[str, float | None]:
    fields = report["fields"]
    return {
        "P": report["all"]["precision"],
        "R": report["all"]["recall"],
        "F": report["all"]["f1"],
        "availability F": report["categories"].get("organ_availability", {}).get("f1"),
        "waits right": report["values"].get("wait_time"),
        "prices right": report["values"].get("price"),
        "modality": fields["modality"],
        "introduced by": fields["introduced_by"],
        "qualifier": fields["qualifier"],
        "historic": fields["historic"],
        "denied as claim": _share(report["denied_as_claim"], report["denied"]),
        "negatives taken": report["negatives_taken_rate"],
    }


def _of_formats(report: Report) -> dict[str, float | None]:
    without = [figures for figures in report["files"].values() if not figures["calls"]]
    return {
        "turns": report["turn_accuracy"],
        "spurious": _share(report["spurious"], report["turns"]),
        "facts": report["header_accuracy"],
        "calls": report["separated"],
        "left alone": _share(sum(not figures["calls_found"] for figures in without), len(without)),
    }


def _of_alignment(report: Report) -> dict[str, float | None]:
    edited = report["edited"]
    findings = edited["findings"]["all"]
    return {
        "links F": edited["links"]["strict"]["f"],
        "findings P": findings["precision"],
        "findings R": findings["recall"],
        "false a faithful call": edited["findings_per_faithful_call"],
    }


def _of_quotations(report: Report) -> dict[str, float | None]:
    return {
        "verdicts": report["verdict_accuracy"],
        "located": report["located"],
        "clean F": report["clean_f1"],
        "grave called clean": len(report["grave_called_clean"]),
        "clean called grave": report["clean_called_grave_rate"],
        "speaker": report["found"]["attributed_speaker"],
        "hospital": report["found"]["attributed_hospital"],
    }


def _of_checks(report: Report) -> dict[str, float | None]:
    return {
        name: value
        for half, figures in report.items()
        for name, value in (
            (f"{half} found", figures["found"] / figures["planted"]),
            (f"{half} false alarms", figures["false_alarms_a_call"]),
        )
    }


def _of_heard(report: Report) -> dict[str, float | None]:
    return {
        "characters wrong": report["asr"]["pooled"]["cer"],
        "speakers wrong": report["diarization"]["pooled"]["collar_0_ms"]["der"],
    }


KINDS = {
    "alignment": Kind(
        "bilingual", _evaluated("alignment", "calls.jsonl"), _of_alignment, "calls.jsonl"
    ),
    "calls heard": Kind("", _heard, _of_heard, "turns.json", "turns"),
    "checks": Kind("register", _checked, _of_checks, "held-expected.jsonl"),
    "formats": Kind("formats", _evaluated("formats"), _of_formats, "expected.json", "files"),
    "quotations": Kind("quotes", _evaluated("quotations"), _of_quotations, "quotes.jsonl"),
    "statements": Kind("statements", _evaluated("statements"), _of_statements, "statements.jsonl"),
}


def labelled_sets(folders: Mapping[str, Path]) -> Iterator[tuple[str, str, Path]]:
    """Name, kind and path of each set, by kind and name."""
    for name, kind in KINDS.items():
        for prefix, folder in folders.items():
            for path in sorted(folder.glob(f"{kind.begins}*")):
                if (path / kind.file).exists():
                    yield prefix + path.name, name, path


def figures_of(kind: str, report: Report) -> dict[str, float]:
    """The figures that count of a report."""
    figures = KINDS[kind].figures(report)
    return {name: round(value, 4) for name, value in figures.items() if value is not None}


def score(python: Path, kind: str, path: Path) -> Figures | str:
    """The figures of one set, or why there are none."""
    try:
        return figures_of(kind, KINDS[kind].report(python, path))
    except (ValueError, KeyError, TypeError) as error:
        return str(error)


def is_worse(name: str, before: float, now: float) -> bool:
    """Whether a figure is worse by more than may be chance."""
    change = before - now if name in LESS_IS_BETTER else now - before
    return change < -TOLERANCE


def cells(before: Figures, now: Figures) -> tuple[str, int]:
    """The figures of a set in a line, and how many are worse than before."""
    parts, worse = [], 0
    for name, value in now.items():
        if before.get(name, value) == value:
            parts.append(f"{name} {value:.3f}")
            continue
        marked = is_worse(name, before[name], value)
        worse += marked
        parts.append(f"{name} {before[name]:.3f}→{value:.3f}{' WORSE' if marked else ''}")
    return " · ".join(parts), worse


def main(arguments: Sequence[str]) -> int:
    """Score all sets; 3 where a figure is worse."""
    parser = options_of(__name__)
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="has sets, too")
    parser.add_argument("--against", type=Path, default=RELEASED)
    parser.add_argument("--keep", type=Path, metavar="FILE")
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    folders = {**FOLDERS, **{f"{folder.name}/": folder for folder in options.folder}}
    sets = [
        row
        for row in labelled_sets(folders)
        if not options.only or any(word in row[0] for word in options.only)
    ]
    released = json.loads(options.against.read_text("utf-8")) if options.against.exists() else {}
    known: Mapping[str, Figures] = released.get("sets", {})
    if known:
        print(f"beside {released['release']}")
    figures: dict[str, Figures] = {}
    worse, printed, started = 0, "", time.monotonic()
    with ThreadPoolExecutor(options.workers) as pool:
        scored = pool.map(lambda row: score(options.python, row[1], row[2]), sets)
        for (name, kind, path), outcome in zip(sets, scored, strict=True):
            if kind != printed:
                print(f"\n{kind}")
                printed = kind
            if isinstance(outcome, str):
                print(f"  {name:28}       {outcome}", flush=True)
                continue
            figures[name] = outcome
            line, more = cells(known.get(name, {}), outcome)
            worse += more
            print(f"  {name:28} {KINDS[kind].rows(path):5}  {line}", flush=True)
    seconds = time.monotonic() - started
    print(f"\n{len(figures)} of {len(sets)} sets, {worse} figures worse, {seconds:.0f} s")
    if options.keep:
        release = _release(options.python)
        kept = json.dumps({"release": release, "sets": figures}, indent=1, ensure_ascii=False)
        options.keep.write_text(kept + "\n", "utf-8")
    return 3 if worse or len(figures) < len(sets) else 0


def _release(python: Path) -> str:
    """The version of calltools that the interpreter has."""
    command = [str(python), "-c", "import calltools; print(calltools.__version__)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
