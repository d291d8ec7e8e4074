"""Every labelled set with the figures that count, beside those of a release.

Scores the sets below ``tests/gold`` and, where it is there, below ``../shared/gold``.
``--keep FILE`` writes the figures; ``--against FILE`` puts kept ones beside them and ends with
exit code 3 if one is worse by more than .01.  ``--only WORD`` takes the sets with that word in
their name.  Figures of sets that a fit has seen flatter: docs/measuring.md tells which these are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDERS = {"": ROOT / "tests" / "gold", "shared/": ROOT.parent / "shared" / "gold"}

# A change by this much may be chance: one row more or less of a small set.
TOLERANCE = 0.01

Figures = dict[str, float]
Report = Mapping[str, Any]

# Figures of which less is better; of all others more is.
LESS_IS_BETTER = {
    "spurious",
    "denied as claim",
    "negatives taken",
    "false a faithful call",
    "grave called clean",
    "clean called grave",
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


# The beginning of a set's name, the verb that scores it, and the figures of its report.
KINDS: dict[str, tuple[str, Callable[[Report], dict[str, float | None]]]] = {
    "statements": ("statements", _of_statements),
    "formats": ("formats", _of_formats),
    "bilingual": ("alignment", _of_alignment),
    "quotes": ("quotations", _of_quotations),
}


def labelled_sets(folders: Mapping[str, Path]) -> Iterator[tuple[str, str, Path]]:
    """Name, kind and path of each set, smallest folders last so that workers end together."""
    for prefix, folder in folders.items():
        for path in sorted(folder.glob("*")):
            kind = next((kind for kind in KINDS if path.name.startswith(kind)), None)
            if kind and path.is_dir():
                yield prefix + path.name, kind, path


def score(kind: str, path: Path) -> Figures | str:
    """The figures of one set, or why there are none."""
    verb, of_report = KINDS[kind]
    target = path / "calls.jsonl" if kind == "bilingual" else path
    command = [sys.executable, "-m", "calltools", "evaluate", verb, str(target), "--json"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    try:
        figures = of_report(json.loads(result.stdout))
    except (ValueError, KeyError):
        return (result.stderr.strip() or "no figures").splitlines()[-1]
    return {name: round(value, 4) for name, value in figures.items() if value is not None}


def is_worse(name: str, before: float, now: float) -> bool:
    change = before - now if name in LESS_IS_BETTER else now - before
    return change < -TOLERANCE


def _cell(name: str, before: float | None, now: float | None) -> str:
    if now is None or before is None or before == now:
        return f"{name} " + ("-" if now is None else f"{now:.3f}".lstrip("0") or "0")
    mark = " WORSE" if is_worse(name, before, now) else ""
    return f"{name} {before:.3f}→{now:.3f}{mark}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="sets beside")
    parser.add_argument("--against", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()

    folders = {**FOLDERS, **{f"{folder.name}/": folder for folder in options.folder}}
    sets = [
        row
        for row in labelled_sets(folders)
        if not options.only or any(word in row[0] for word in options.only)
    ]
    kept: dict[str, Figures] = json.loads(options.against.read_text()) if options.against else {}
    figures: dict[str, Figures] = {}
    worse = 0
    started = time.monotonic()
    with ThreadPoolExecutor(options.workers) as pool:
        scored = pool.map(lambda row: score(row[1], row[2]), sets)
        for (name, _, _), outcome in zip(sets, scored, strict=True):
            if isinstance(outcome, str):
                print(f"{name}: {outcome}", file=sys.stderr)
                continue
            figures[name] = outcome
            before = kept.get(name, {})
            worse += sum(
                is_worse(figure, before[figure], value)
                for figure, value in outcome.items()
                if figure in before
            )
            print(
                f"{name:28}",
                " · ".join(_cell(key, before.get(key), value) for key, value in outcome.items()),
                flush=True,
            )
    print(f"{len(figures)} sets, {worse} figures worse, {time.monotonic() - started:.0f} s")
    if options.keep:
        options.keep.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    return 3 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
