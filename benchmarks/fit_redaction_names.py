"""Weights of the evidence for names without a title (src/calltools/custody/redaction/likely.json).

    python benchmarks/fit_redaction_names.py GOLD … [--write]

GOLD are folders of labelled publications (expected.json) or of pairs (calls.jsonl); the names in
them are those of benchmarks/redaction_names.json.  Hardly any Chinese name stands there without a
title: so people with one get an invented full name in its place, a family name of the dictionary
and given characters of the people that it knows; most titles in English go.  Prints what weights
do that were fitted without the call.  Seeded.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from calltools.comparison.dictionary import family_names, people_known
from calltools.comparison.names import people, title_end, titled_names
from calltools.custody.redaction.likely import PROPOSED, NamesOfCall
from calltools.records import dumps
from calltools.transcripts.model import Transcript
from redaction import calls_of, labelled_names, labelled_with_titles, shares

OUT = Path(__file__).parents[1] / "src/calltools/custody/redaction/likely.json"
FOLDS = 5
RIDGE = 1.0
TIMES = 3
"""How often each call is taken, with other names."""


def main() -> None:
    """Fit, print what is found in calls that were left out, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = list(_rows(calls_of(options.sets)))
    found: dict[str, dict[str, float]] = {}
    for language in ("zh", "en"):
        of = [row for row in rows if row[1] == language]
        names = sorted({name for row in of for name in row[2]})
        x = np.array([[1.0, *(row[2][name] for name in names)] for row in of])
        y = np.array([row[3] for row in of], float)
        call = np.array([row[0] for row in of])
        told = np.zeros(len(y))
        for fold in range(FOLDS):
            out = call % FOLDS == fold
            told[out] = 1 / (1 + np.exp(-x[out] @ _fit(x[~out], y[~out])))
        hit = told >= PROPOSED
        print(language, "candidates", len(y), "names", int(y.sum()), "recall of folds",
              shares(list(hit[y == 1])), "precision", shares(list(y[hit] == 1)))  # fmt: skip
        weights = _fit(x, y)
        pairs = zip(["bias", *names], weights, strict=True)
        found[language] = {name: round(float(weight), 3) for name, weight in pairs}
        print(json.dumps(found[language], ensure_ascii=False))
    if options.write:
        OUT.write_text(dumps(found), "utf-8")


Row = tuple[int, str, dict[str, float], bool]
"""Number of the call, language, evidence, whether it is a name."""


def _rows(calls: Sequence[Sequence[tuple[str, Transcript]]]) -> Iterator[Row]:
    known = labelled_names()
    known_titled = set(map(_before_title, labelled_with_titles()))
    chosen = random.Random(3)
    for number, call in enumerate(calls):
        texts = [
            text
            for _name, one in call
            for turn in one.turns
            for text in (turn.speaker, turn.text, turn.translation)
            if text
        ]
        for _ in range(TIMES):
            invented: set[str] = set()
            changed = [_with_names(text, chosen, invented) for text in texts]
            names = {*map(re.escape, known), *known_titled, *invented}
            of_call = NamesOfCall(changed)
            for text in changed:
                spans = [
                    m.span()
                    for name in names
                    for m in re.finditer(rf"(?<![A-Za-z]){name}(?![A-Za-z])", text)
                ]
                for one in of_call.candidates(text):
                    is_name = (one.start, one.end) in spans
                    if is_name or not any(a < one.end and one.start < b for a, b in spans):
                        yield number, one.language, dict(one.evidence), is_name


def _with_names(text: str, chosen: random.Random, invented: set[str]) -> str:
    """The text with an invented name for each of the people in it, half of them without a title."""
    found = sorted(people(text), key=lambda one: -one.place[0])
    for one in found:
        start, end = one.place
        family = chosen.choice(sorted(family_names()))
        title = text[end : title_end(text, end)]
        given = chosen.choice((0, 1, 2, 2) if title else (1, 2, 2))
        name = family + "".join(chosen.sample(_given(), given))
        goes = title and given and chosen.random() < 0.5
        text = text[:start] + name + text[end + (len(title) if goes else 0) :]
        invented.add(name if given else _before_title(name + title))
    for start, _end in reversed(list(titled_names(text))):
        if chosen.random() < 0.6:
            text = re.sub(r"[A-Z][A-Za-z]+\.?\s+$", "", text[:start]) + text[start:]
    return text


def _before_title(called: str) -> str:
    """A pattern for the name alone in 邝主任."""
    at = next((i for i in range(1, len(called)) if title_end(called, i) > i), len(called))
    return rf"{re.escape(called[:at])}(?={re.escape(called[at:])})"


def _given() -> list[str]:
    characters: dict[str, int] = defaultdict(int)
    for name in people_known():
        for character in name[1:]:
            characters[character] += 1
    return sorted(characters)


def _fit(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Weights of a logistic regression by Newton's method, the bias without a penalty."""
    weights = np.zeros(x.shape[1])
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[0, 0] = 0
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (p - y) + penalty @ weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        weights -= np.linalg.solve(hessian + 1e-9 * np.eye(len(weights)), gradient)
    return weights


if __name__ == "__main__":
    main()
