"""What a check or a sign of two texts earns: translations and quotations with it and without it.

    python -m benchmarks ablation --cache build/ablation --keep before.json
    python -m benchmarks ablation --cache build/ablation --against before.json --rows
    python -m benchmarks ablation --against before.json --without MODULE:FUNCTION

Beside: the same labelled sets before a change.
Takes: half an hour on two cores; ten minutes with a --cache of what the models read.

``--without calltools.comparison.hedges:hedge_differences`` replaces a function, wherever it is
imported, by one that finds nothing (``=VALUE`` by one that answers this literal);
``--without sign:contrary`` takes a sign away from what a rendering is weighed by.  Without
--without it shows what a change of the code did, row by row with --rows.  Only sets marked * tell
what a sign earns: no fit has seen them.
"""

from __future__ import annotations

import ast
import hashlib
import json
import multiprocessing
import os
import pickle
import pkgutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measure import options_of
from benchmarks.scores import FOLDERS, Figures, cells, figures_of, labelled_sets

ROOMS = ("language", "comparison", "alignment", "quotations")
UNSEEN = ("fresh", "unseen", "hedged", "names")

Rows = Mapping[str, str]
Counted = Mapping[str, float]
Measured = tuple[Figures, Rows, Counted]
"""The figures of a set, what was made of each row, and counts that add up over sets."""


def switch_off(names: Iterable[str]) -> None:
    """Replaces what is named by what finds nothing.  Raises SystemExit for a name of nothing."""
    signs = {name.removeprefix("sign:") for name in names if name.startswith("sign:")}
    if signs:
        _without_signs(signs)
    for name in names:
        if not name.startswith("sign:"):
            place, _, value = name.partition("=")
            _replace(place, ast.literal_eval(value) if value else ())


def _replace(place: str, answer: object) -> None:
    module_name, _, name = place.partition(":")
    original = getattr(import_module(module_name), name, None)
    if original is None:
        sys.exit(f"{place}: no such function")

    def nothing(*_args: object, **_options: object) -> object:
        return iter(()) if answer == () else answer

    for module in [m for n, m in sys.modules.items() if n.startswith("calltools")]:
        for key, value in list(vars(module).items()):
            if value is original:
                setattr(module, key, nothing)


def _without_signs(signs: set[str]) -> None:
    from calltools.quotations.judging import translated

    likelihood: Callable[[Mapping[str, float], Mapping[str, float]], float]
    likelihood = vars(translated)["likelihood"]

    def weighed(known: Mapping[str, float], weights: Mapping[str, float]) -> float:
        return likelihood({n: v for n, v in known.items() if n not in signs}, weights)

    vars(translated)["likelihood"] = weighed


class Cache:
    """What the models read of texts and pairs: the same in each run, whatever is switched off."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        kept = pickle.loads(file.read_bytes()) if file and file.exists() else ({}, {})
        self._vectors, self._readings = kept
        self._size = len(self._vectors) + len(self._readings)

    def aligner(self) -> Any:
        """An aligner whose models ask here first."""
        from calltools.alignment.align import Aligner
        from calltools.settings import load

        aligner = Aligner(load())
        for owner, name, known in (
            (aligner.encoder, "_embed", self._vectors),
            (aligner.reader, "read", self._readings),
        ):
            if owner is not None:
                vars(owner)[name] = _asked(getattr(owner, name), known)
        return aligner

    def keep(self) -> None:
        """Writes what is new."""
        if self._file and len(self._vectors) + len(self._readings) > self._size:
            partial = self._file.with_suffix(f".{os.getpid()}")
            partial.write_bytes(pickle.dumps((self._vectors, self._readings)))
            partial.replace(self._file)


def _asked(read: Callable[[Any], Sequence[Any]], known: dict[Any, Any]) -> Callable[[Any], Any]:
    import numpy as np

    def asked(keys: Sequence[Any]) -> Any:
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            known.update(zip(new, read(new), strict=True))
        found = [known[key] for key in keys]
        return np.stack(found) if found and isinstance(found[0], np.ndarray) else found

    return asked


def _aligned(folder: Path, aligner: Any) -> Measured:
    from calltools.evaluation.alignment import score_alignments
    from calltools.evaluation.predicted import aligned
    from calltools.records import read_objects

    gold = folder / "calls.jsonl"
    found = aligned(gold, aligner)
    rows = {
        f"{row['id']} {one['type']} zh {one['zh_turns']} en {one['en_turns']}": "told"
        for row in found
        for one in row["findings"]
    }
    rows |= {f"{row['id']} links": json.dumps(row["links"]) for row in found}
    report = score_alignments(read_objects(gold, "id", "links", "findings"), found)
    told = report.get("all", report["edited"])
    counted = {name: told["findings"]["all"][name] for name in ("matched", "predicted", "labelled")}
    faithful = told["faithful_calls"]
    alarms = round((told["findings_per_faithful_call"] or 0) * faithful)
    counts = {**counted, "alarms": alarms, "faithful calls": faithful}
    return figures_of("alignment", report), rows, counts


def _audited(folder: Path, aligner: Any) -> Measured:
    from calltools.evaluation.predicted import audited
    from calltools.evaluation.quotations import hospital_keys, score_quotations
    from calltools.quotations.corpus import read_corpus
    from calltools.records import read_objects

    labelled = read_objects(folder / "quotes.jsonl")
    corpus = read_corpus([folder / "transcripts.jsonl"])
    reports = sorted({folder / "reports" / row["report"] for row in labelled})
    found = audited(reports, corpus, aligner)
    scores = score_quotations(labelled, found, hospital_keys(folder, corpus))
    labels = {(row["report"], row["start"]): row["verdict"] for row in labelled}
    rows = {}
    for row in found:
        label = labels.get((row["report"], row["start"]), "-")
        said = ("verdict", "transcript", "turn_range", "attributed_speaker", "attributed_hospital")
        name = f"{row['report']} {row['start']} [{label}] {row['quote'][:50]!r}"
        rows[name] = " ".join(str(row[field]) for field in said)
    counts = {
        "rows": scores["rows"],
        "right": round(scores["verdict_accuracy"] * scores["rows"]),
        "grave called clean": len(scores["grave_called_clean"]),
        "clean called grave": len(scores["clean_called_grave"]),
    }
    return figures_of("quotations", scores), rows, counts


def _measure(task: tuple[str, str, Path, Path | None]) -> tuple[str, Measured]:
    name, kind, folder, file = task
    cache = Cache(file)
    measured = (_aligned if kind == "alignment" else _audited)(folder, cache.aligner())
    cache.keep()
    return name, measured


def _pooled(kept: Mapping[str, Measured]) -> Iterator[str]:
    """The counts of the sets that no fit has seen, and of the others, each together."""
    for title, unseen in (("unseen", True), ("others", False)):
        total: Counter[str] = Counter()
        for name, (_, _, counted) in kept.items():
            if any(word in name for word in UNSEEN) is unseen:
                total.update(counted)
        if total["labelled"]:
            yield (
                f"{title}: findings {total['matched']} of {total['labelled']} found, "
                f"{total['predicted'] - total['matched']} false; {total['alarms']} in "
                f"{total['faithful calls']} faithful calls"
            )
        if total["rows"]:
            yield (
                f"{title}: verdicts {total['right']} of {total['rows']} right, "
                f"{total['grave called clean']} grave called clean, "
                f"{total['clean called grave']} clean called grave"
            )


def _cache_file(folder: Path | None, name: str) -> Path | None:
    """Where what is read of a set is kept, by the weights that read it."""
    if folder is None:
        return None
    from calltools.data import data_bytes

    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(data_bytes("comparison/pairs.npz")).hexdigest()[:8]
    return folder / f"{name.replace('/', '-')}-{digest}.pickle"


def main(arguments: Sequence[str]) -> int:
    """Measure all sets; 3 where a figure is worse."""
    parser = options_of(__name__)
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="has sets, too")
    parser.add_argument("--against", type=Path, metavar="FILE")
    parser.add_argument("--keep", type=Path, metavar="FILE")
    parser.add_argument("--cache", type=Path, metavar="FOLDER")
    parser.add_argument("--rows", action="store_true", help="print the rows that change")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for room in ROOMS:
        package = import_module(f"calltools.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"calltools.{room}."):
            import_module(module.name)
    switch_off(options.without)
    folders = {**FOLDERS, **{f"{folder.name}/": folder for folder in options.folder}}
    tasks = [
        (name, kind, path, _cache_file(options.cache, name))
        for name, kind, path in labelled_sets(folders)
        if kind in ("alignment", "quotations")
        and (not options.only or any(word in name for word in options.only))
    ]
    kept: dict[str, Measured] = json.loads(options.against.read_text()) if options.against else {}
    measured: dict[str, Measured] = {}
    worse = 0
    with multiprocessing.get_context("fork").Pool(options.workers, maxtasksperchild=1) as pool:
        for name, (figures, rows, counted) in pool.imap(_measure, tasks):
            measured[name] = figures, rows, counted
            before_figures, before, _ = kept.get(name, ({}, {}, {}))
            line, more = cells(before_figures, figures)
            worse += more
            changed = sorted(k for k in before.keys() | rows.keys() if before.get(k) != rows.get(k))
            mark = "*" if any(word in name for word in UNSEEN) else " "
            print(f"{mark}{name:24} {line} · {len(changed) if kept else 0} rows change", flush=True)
            for key in changed if options.rows else ():
                print(f"    {key}: {before.get(key, '-')} → {rows.get(key, '-')}")
    for title, some in (("before", kept), ("now", measured)):
        for line in _pooled({name: some[name] for name in measured if name in some}):
            print(f"{title:7}{line}")
    if options.keep:
        options.keep.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 3 if worse else 0
