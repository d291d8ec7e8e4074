"""What a check of two texts earns: the labelled sets with it and without it, row by row.

``--without calltools.comparison.hedges:hedge_differences`` replaces a function, wherever it is
imported, by one that finds nothing (``=VALUE`` by one that answers this literal);
``--without sign:contrary`` takes a sign away from what a rendering is weighed by.  The figures and
rows that change are printed.  ``--keep FILE`` writes figures and rows, ``--against FILE`` compares
with kept ones: without ``--without`` that shows what a change of the code did.  ``--cache FOLDER``
keeps what the models read, which is most of the time of a run.

Sets whose name has a word of ``UNSEEN`` no fit has seen; only these tell what a sign earns.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import multiprocessing
import os
import pickle
import pkgutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from scores import FOLDERS, KINDS, Figures, is_worse, labelled_sets

ROOMS = ("language", "comparison", "alignment", "quotations")
UNSEEN = ("fresh", "unseen", "hedged", "names")

Rows = dict[str, str]
Counted = dict[str, float]
Kept = dict[str, tuple[Figures, Rows, Counted]]


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


class Reading:
    """What the models read, kept by text: the same in each run, whatever is switched off."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        kept = pickle.loads(file.read_bytes()) if file and file.exists() else ()
        self.vectors, self.states, self.readings = (*kept, {}, {}, {})[:3]
        self._size = self._entries()

    def _entries(self) -> int:
        return len(self.vectors) + len(self.states) + len(self.readings)

    def models(self) -> Any:
        """An aligner whose models ask here first."""
        from functools import partial

        from calltools.alignment.call_aligner import Aligner
        from calltools.comparison.pair_texts import LAYERS, texts_encoder
        from calltools.language.token_encoder import TokenEncoder
        from calltools.models.model_files import locate
        from calltools.settings import load

        aligner = Aligner(load())
        encoder: Any = aligner.encoder
        encoder._embed = self._asked(encoder._embed, self.vectors)
        if aligner.reader is not None:
            folder = locate("e5-small", load().models_dir).path
            layered = partial(TokenEncoder.open(folder).layered, layers=LAYERS)
            aligner.reader._encode = texts_encoder(folder, self._asked(layered, self.states))
            vars(aligner.reader)["_reading"] = self._read(aligner.reader._reading)
        return aligner

    def _read(self, read: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        """Readings of pairs, by all that the reader is given of them."""

        def reading(zh: Any, en: Any) -> Any:
            digest = hashlib.blake2b(digest_size=16)
            for side in (zh, en):
                digest.update(repr(side.places).encode() + side.states.tobytes())
                digest.update(side.marks.tobytes())
            key = digest.digest()
            if key not in self.readings:
                self.readings[key] = read(zh, en)
            return self.readings[key]

        return reading

    @staticmethod
    def _asked(
        read: Callable[[Any], Sequence[Any]], known: dict[Any, Any]
    ) -> Callable[[Sequence[Any]], Any]:
        import numpy as np

        def asked(inputs: Sequence[Any]) -> Any:
            keys = [one if isinstance(one, str) else tuple(one) for one in inputs]
            new = [key for key in dict.fromkeys(keys) if key not in known]
            if new:
                known.update(zip(new, read(new), strict=True))
            found = [known[key] for key in keys]
            return np.stack(found) if keys and isinstance(keys[0], str) else found

        return asked

    def keep(self) -> None:
        """Writes what is new."""
        if self._file and self._entries() > self._size:
            partial = self._file.with_suffix(f".{os.getpid()}")
            partial.write_bytes(pickle.dumps((self.vectors, self.states, self.readings)))
            partial.replace(self._file)


def _aligned(folder: Path, aligner: Any) -> tuple[Figures, Rows, Counted]:
    from calltools.evaluation.alignment import score_alignments
    from calltools.evaluation.predicted import aligned
    from calltools.records import read_objects

    gold = folder / "calls.jsonl"
    found = aligned(gold, aligner)
    labelled = read_objects(gold, "id", "links", "findings")
    rows = {
        f"{row['id']} {one['type']} zh {one['zh_turns']} en {one['en_turns']}": "told"
        for row in found
        for one in row["findings"]
    }
    rows |= {f"{row['id']} links": json.dumps(row["links"]) for row in found}
    report = score_alignments(labelled, found)
    told = report.get("all", report["edited"])
    counted = {name: told["findings"]["all"][name] for name in ("matched", "predicted", "labelled")}
    faithful = told["faithful_calls"]
    alarms = {"alarms": round((told["findings_per_faithful_call"] or 0) * faithful)}
    return _figures("bilingual", report), rows, {**counted, **alarms, "faithful calls": faithful}


def _audited(folder: Path, aligner: Any) -> tuple[Figures, Rows, Counted]:
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
    rows = {
        f"{row['report']} {row['start']} [{labels.get((row['report'], row['start']), '-')}] "
        f"{row['quote'][:50]!r}": f"{row['verdict']} {row['transcript']} {row['turn_range']} "
        f"{row['attributed_speaker']} {row['attributed_hospital']}"
        for row in found
    }
    counted = {
        "rows": scores["rows"],
        "right": round(scores["verdict_accuracy"] * scores["rows"]),
        "grave called clean": len(scores["grave_called_clean"]),
        "clean called grave": len(scores["clean_called_grave"]),
    }
    return _figures("quotes", scores), rows, counted


def _figures(kind: str, report: Mapping[str, Any]) -> Figures:
    figures = KINDS[kind][1](report)
    return {name: round(value, 4) for name, value in figures.items() if value is not None}


def _measure(
    task: tuple[str, str, Path, Path | None],
) -> tuple[str, Figures, Rows, Counted, float]:
    name, kind, folder, cache = task
    reading = Reading(cache / f"{name.replace('/', '-')}.pickle" if cache else None)
    aligner = reading.models()
    started = time.process_time()
    figures, rows, counted = (_aligned if kind == "bilingual" else _audited)(folder, aligner)
    took = time.process_time() - started
    reading.keep()
    return name, figures, rows, counted, took


def _changes(before: Rows, now: Rows) -> Iterator[str]:
    for key in sorted(before.keys() | now.keys()):
        if before.get(key) != now.get(key):
            yield f"    {key}: {before.get(key, '-')} → {now.get(key, '-')}"


def _warm() -> None:
    """Reads, once for all workers, what a run reads once: a call and a quotation do so."""
    aligner = Reading(None).models()
    call = {
        "id": "warm",
        "zh_turns": [{"i": 0, "role": "hospital", "label": "", "text": "王医生说要等两周。"}],
        "en_turns": [{"i": 0, "role": "hospital", "label": "", "text": "Dr Wang says two weeks."}],
    }
    from calltools.alignment.rows import align_row
    from calltools.evaluation import quotations  # noqa: F401

    align_row(json.dumps(call, ensure_ascii=False).encode(), "warm", aligner, anyway=True)


def _pooled(kept: Kept) -> Iterator[str]:
    """The counts of the sets that no fit has seen, and of the others, each together."""
    for title, unseen in (("unseen", True), ("others", False)):
        total: Counter[str] = Counter()
        for name, (_, _, counted) in kept.items():
            if any(word in name for word in UNSEEN) is unseen:
                total.update(counted)
        parts = []
        if total["labelled"]:
            precision = total["matched"] / max(total["predicted"], 1)
            recall = total["matched"] / total["labelled"]
            f = 2 * precision * recall / max(precision + recall, 1e-9)
            parts.append(
                f"findings P {precision:.3f} R {recall:.3f} F {f:.3f} "
                f"({total['alarms']} in {total['faithful calls']} faithful calls)"
            )
        if total["rows"]:
            parts.append(
                f"verdicts {total['right'] / total['rows']:.3f} of {total['rows']}, grave called "
                f"clean {total['grave called clean']}, clean called grave "
                f"{total['clean called grave']}"
            )
        if parts:
            yield f"{title}: {'; '.join(parts)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="sets beside")
    parser.add_argument("--against", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--rows", action="store_true", help="print the rows that change")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()

    for room in ROOMS:
        package = import_module(f"calltools.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"calltools.{room}."):
            import_module(module.name)
    _warm()
    switch_off(options.without)
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    folders = {**FOLDERS, **{f"{folder.name}/": folder for folder in options.folder}}
    tasks = [
        (name, kind, path, options.cache)
        for name, kind, path in labelled_sets(folders)
        if kind in ("bilingual", "quotes")
        and (not options.only or any(word in name for word in options.only))
    ]
    kept: Kept = json.loads(options.against.read_text()) if options.against else {}
    measured: Kept = {}
    worse = 0
    seconds = 0.0
    with multiprocessing.get_context("fork").Pool(options.workers, maxtasksperchild=1) as pool:
        for name, figures, rows, counted, took in pool.imap(_measure, tasks):
            measured[name] = figures, rows, counted
            seconds += took
            before_figures, before_rows, _ = kept.get(name, ({}, {}, {}))
            cells = []
            for key, value in figures.items():
                before = before_figures.get(key)
                if before is None or before == value:
                    cells.append(f"{key} {value:.3f}")
                    continue
                marked = " WORSE" if is_worse(key, before, value) else ""
                worse += bool(marked)
                cells.append(f"{key} {before:.3f}→{value:.3f}{marked}")
            mark = "*" if any(word in name for word in UNSEEN) else " "
            changes = list(_changes(before_rows, rows)) if kept else []
            if not kept or changes or options.rows:
                print(f"{mark}{name:24}", " · ".join(cells), f"· {len(changes)} rows", flush=True)
            if options.rows:
                print("\n".join(changes))
    for kept_or_now, title in ((kept, "before"), (measured, "now")):
        for line in _pooled({name: kept_or_now[name] for name in measured if name in kept_or_now}):
            print(f"{title:7}{line}")
    print(f"{len(measured)} sets, {worse} figures worse, {seconds:.0f} s of processor time")
    if options.keep:
        options.keep.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")
    return 3 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
