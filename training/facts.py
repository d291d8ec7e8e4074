"""The facts of a call: what a printed key tells, where a hospital's name begins, and which of the
dates, names and numbers around a call are the call's.

Keys and names are fitted to ``training/headers``.  The facts are fitted to the calls that ``parse``
finds in labelled documents, each with the lines that it reads for it: a regression for each kind,
most with an L1 penalty, so that what earns nothing goes.  The scores are the shares of facts right
in documents left out (all of one hand together), by set.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calltools.evaluation.counts import paired
from calltools.page import facts, header, institutions, keyed_passages
from calltools.page.drafts import Account, FactLines
from calltools.page.fact_lines import add_fact_lines
from calltools.page.facts import KINDS, Candidate, FactKind, candidates, features
from calltools.page.keyed_passages import HeaderLine
from calltools.page.parse import find_calls
from calltools.page.tagger import page_model
from calltools.transcripts.readers import read_document
from training.fitting import Fitted, Options, Scores
from training.learning import Choice, conditional_logit

FOLDS = 10
WITHOUT = 0.2
"""How much a choice tells that was made by leaving the right candidates out."""
PENALTY = 1.0
"""Of .1, 1 and 4 the best on documents left out."""
OFTEN_UNLABELLED = ("recording_no", "time")
"""Kinds that not all labelled sets label wherever they are printed."""
UNLABELLED = 0.2
"""How much a call without such a label tells; with 1 the others are found in fewer calls."""
NAMES = (
    "hospital",
    "date",
    "date_printed",
    "date_hospital",
    "time",
    "tz",
    "phone",
    "recording_no",
    "respondent",
    "investigator",
)

Tables = dict[str, dict[str, float]]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FoundFacts:
    """The lines that are read for a call that was found, and its facts as they are labelled."""

    document: str
    labelled: Mapping[str, Any]
    lines: FactLines

    @property
    def group(self) -> str:
        """What is left out together: a document, or all of one hand."""
        folder = self.document.split("/")[0]
        return folder if folder.startswith("hand") else self.document


def fit(options: Options) -> Fitted:
    """Fits ``page/header.toml``."""
    written = options.sets["training/headers"]
    known = {"name": fit_names(written / "names.txt", options.seed)}
    known |= fit_keys(written / "keys.txt")
    sets = [path for name, path in options.sets.items() if name != "training/headers"]
    calls = [call for path in sets for call in found_calls(path)]
    scores = left_out_scores(calls, known, options)
    use(known)
    return Fitted(scores, {"page/header.toml": fit_facts(calls) | known})


def found_calls(folder: Path) -> Iterator[FoundFacts]:
    """The labelled calls that are found in the documents of a set."""
    files = json.loads((folder / "expected.json").read_bytes())["files"]
    for name, labels in files.items():
        document = read_document((folder / name).read_bytes(), name)
        found = find_calls(document.body, Account(document), page_model())
        drafts = [call.draft for call in found.calls]
        add_fact_lines(found.lines, drafts)
        words = [{_plain(turn.text) for turn in call.words} for call in found.calls]
        for wanted, k in _paired(labels["calls"], words):
            yield FoundFacts(f"{folder.name}/{name}", wanted["header"], drafts[k].fact_lines)


def _paired(labelled: Sequence[Any], found: Sequence[set[str]]) -> Iterator[tuple[Any, int]]:
    """Each labelled call with the number of the found one that shares most words with it."""

    def shared(i: int, k: int) -> int:
        return sum(_plain(turn["text"]) in found[k] for turn in labelled[i]["turns"])

    for i, k in paired(range(len(labelled)), range(len(found)), shared):
        if i is not None and k is not None:
            yield labelled[i], k


def fit_keys(path: Path) -> Tables:
    """For each fact what the words of its keys weigh: regressions with an L1 penalty."""
    from sklearn.linear_model import LogisticRegression

    rows: list[tuple[list[str], str]] = []
    for line in path.read_text("utf-8").splitlines():
        if line and line[0] != "#":
            fact, _, printed = line.partition(": ")
            split = printed.split(" | ") if "|" in printed else printed.split()
            rows += [(keyed_passages.key_parts(key), fact) for key in split]
    names = sorted({part for parts, _fact in rows for part in parts})
    x = np.array([[float(name in parts) for name in names] for parts, _fact in rows])
    tables: Tables = {}
    for fact in keyed_passages.FACTS:
        model = LogisticRegression(
            l1_ratio=1, solver="liblinear", C=2.0, class_weight={0: 1, 1: 3}, max_iter=1000
        )
        model.fit(x, np.array([of == fact for _parts, of in rows]))
        weights = {"bias": model.intercept_[0], **dict(zip(names, model.coef_[0], strict=True))}
        tables[f"key_{fact}"] = {
            name: round(float(weight), 2) for name, weight in weights.items() if abs(weight) >= 0.05
        }
    return tables


def fit_names(path: Path, seed: int) -> dict[str, float]:
    """Where the name of a Chinese hospital begins."""
    parts = dict(
        line.split(": ", 1) for line in path.read_text("utf-8").splitlines() if line[0] != "#"
    )
    places, levels, tails, before = (
        parts[name].split() for name in ("places", "levels", "tails", "before")
    )
    rng = random.Random(seed)
    choices = []
    for _ in range(1200):
        name = rng.choice(places) + rng.choice([*levels, "", ""]) + rng.choice(tails)
        if rng.random() < 0.12:
            name = rng.choice(places) + "省" + name
        lead = rng.choice(before) if rng.random() < 0.6 else ""
        rows = [institutions.name_features(lead + name, i) for i in range(len(lead + name) - 1)]
        choices.append(Choice(rows, [i == len(lead) for i in range(len(rows))]))
    return conditional_logit(choices, PENALTY, none=False)


def is_right(one: Candidate, labelled: Mapping[str, Any]) -> bool:
    """Whether the candidate is the fact that is labelled."""
    if one.kind == "date":
        return one.iso == labelled["date"] if labelled.get("date") else (
            one.iso is None and labelled.get("date_printed") == one.value
        )  # fmt: skip
    if one.kind in ("time", "duration"):
        said = one.iso if one.kind == "time" else one.seconds
        wanted = labelled.get("time" if one.kind == "time" else "duration_s")
        return wanted is not None and said == wanted
    wanted = labelled.get(one.kind)
    return wanted is not None and _same(one.kind, wanted, one.value)


def _same(name: str, one: Any, other: Any) -> bool:
    return bool(_compared(name, one) == _compared(name, other))


def _compared(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = _plain(value)
    return "".join(filter(str.isdecimal, text)) if name == "phone" else text


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def fit_facts(calls: Sequence[FoundFacts]) -> Tables:
    """For each kind of fact what speaks for and against a candidate."""
    choices: dict[FactKind, list[Choice]] = {kind: [] for kind in KINDS}
    for call in calls:
        found = keyed_passages.passages(call.lines)
        every = header.at_the_caller(found, candidates(found))
        date = next((c for c in every if c.kind == "date" and is_right(c, call.labelled)), None)
        for kind in KINDS:
            choices[kind] += _choices(kind, call, found, every, date)
    return {kind: conditional_logit(choices[kind], PENALTY) for kind in KINDS}


def _choices(
    kind: FactKind,
    call: FoundFacts,
    found: Sequence[HeaderLine],
    every: Sequence[Candidate],
    date: Candidate | None,
) -> Iterator[Choice]:
    """The choice among the candidates of a kind, and that which a page without the right ones
    would leave: of the others none is right."""
    own = [one for one in every if one.kind == kind]
    right = [is_right(one, call.labelled) for one in own]
    unlabelled = kind in OFTEN_UNLABELLED and call.labelled.get(kind) is None
    if own:
        rows = [features(one, every, found, date) for one in own]
        yield Choice(rows, right, UNLABELLED if unlabelled else 1.0)
    if any(right) and not all(right) and kind not in OFTEN_UNLABELLED:
        rest = [one for one in every if one.kind != kind or not is_right(one, call.labelled)]
        date = None if kind == "date" else date
        rows = [features(one, rest, found, date) for one in rest if one.kind == kind]
        yield Choice(rows, [False] * len(rows), WITHOUT)


def use(weights: Tables) -> None:
    """Let the package weigh with these."""
    for module in (facts, institutions, keyed_passages):
        module.fact_models = lambda: weights  # type: ignore[attr-defined]
    keyed_passages.key_tells.cache_clear()


def facts_of(call: FoundFacts) -> dict[str, Any]:
    """What the package reads of the call, named as in the labels."""
    read = header.read_header(call.lines)
    told = {name: getattr(read.call, name) for name in NAMES}
    return told | {"duration_s": read.duration_ms // 1000 if read.duration_ms is not None else None}


def left_out_scores(calls: Sequence[FoundFacts], known: Tables, options: Options) -> Scores:
    """By set, the share of facts right where each document is left out of the fit."""
    groups = sorted({call.group for call in calls})
    random.Random(options.seed).shuffle(groups)
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for k in range(FOLDS):
        held = set(groups[k::FOLDS])
        use(known)
        use(known | fit_facts([call for call in calls if call.group not in held]))
        for call in (call for call in calls if call.group in held):
            for fact, value in facts_of(call).items():
                wanted = call.labelled.get(fact)
                if value is None and fact not in call.labelled:
                    continue
                is_same = _same(fact, wanted, value)
                for name in (call.document.split("/")[0], "all"):
                    every[name] += 1
                    right[name] += is_same
                if options.verbose and not is_same:
                    print(f"  {call.document}: {fact} is {wanted}, read {value}")
    return {name: right[name] / every[name] for name in every}
