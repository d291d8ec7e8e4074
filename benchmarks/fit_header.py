"""Fits ``layout/header.toml``: what a key of a header tells, where a hospital's name begins, and
which of the dates, names and numbers around a call are the call's.

    python benchmarks/fit_header.py training/headers ../shared/gold/formats…

Logistic regressions, most with an L1 penalty, so that what earns nothing goes.  Prints for each set
how many facts are right when whole documents are left out of the fit (the models of keys and names
are fitted to training/headers alone), and what is wrong.  Needs scikit-learn and scipy.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calltools.transcripts.layout import header, institutions, keys
from calltools.transcripts.layout.facts import KINDS, Candidate, candidates, features
from calltools.transcripts.layout.passages import HeaderLine, passages
from header_regions import Region, labelled, written

TARGET = Path(keys.__file__).with_name("header.toml")
FOLDS = 10
STRENGTH = {"time": 1.0, "recording_no": 1.0}
"""C of the regressions whose examples are few for what they tell apart; 2 otherwise."""

Weights = dict[str, dict[str, float]]
Floats = NDArray[np.float64]


def regression(
    rows: Sequence[dict[str, float]], right: Sequence[bool], c: float, weight: int = 1
) -> dict[str, float]:
    """Weights by name, with ``bias``."""
    from sklearn.linear_model import LogisticRegression

    names = sorted({name for row in rows for name in row} - {"bias"})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    model = LogisticRegression(
        l1_ratio=1, solver="liblinear", C=c, class_weight={0: 1, 1: weight}, random_state=0,
        max_iter=1000,
    )  # fmt: skip
    model.fit(x, np.array(right, dtype=int))
    pairs = zip(names, model.coef_[0], strict=True)
    return {"bias": round(float(model.intercept_[0]), 2)} | {
        name: round(float(w), 2) for name, w in pairs if abs(w) >= 0.05
    }


def fit_keys(path: Path) -> Weights:
    """For each fact what the words of its keys weigh."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        if line and line[0] != "#":
            fact, _, names = line.partition(": ")
            split = names.split(" | ") if "|" in names else names.split()
            rows += [(dict.fromkeys(keys.key_parts(name), 1.0), fact) for name in split]
    parts = [part for part, _fact in rows]
    return {
        f"key_{fact}": regression(parts, [f == fact for _p, f in rows], 2.0, weight=3)
        for fact in keys.FACTS
    }


def fit_names(path: Path) -> dict[str, float]:
    """Where the name of a Chinese hospital begins: a conditional regression over its places."""
    from scipy.optimize import minimize

    parts = dict(
        line.split(": ", 1) for line in path.read_text("utf-8").splitlines() if line[0] != "#"
    )
    places, levels, tails, before = (
        parts[name].split() for name in ("places", "levels", "tails", "before")
    )
    rng = random.Random(1)
    choices = []
    names = list(institutions.name_features("ab", 0))
    for _ in range(1200):
        name = rng.choice(places) + rng.choice([*levels, "", ""]) + rng.choice(tails)
        if rng.random() < 0.12:
            name = rng.choice(places) + "省" + name
        lead = rng.choice(before) if rng.random() < 0.6 else ""
        text = lead + name
        told = [institutions.name_features(text, i) for i in range(len(text) - 1)]
        choices.append((np.array([list(t.values()) for t in told]), len(lead)))

    def loss(w: Floats) -> tuple[float, Floats]:
        total, slope = 0.001 * float(w @ w) / 2, 0.001 * w
        for x, right in choices:
            z = np.exp(x @ w - (x @ w).max())
            p = z / z.sum()
            total -= float(np.log(p[right] + 1e-12)) / len(choices)
            slope = slope + (p @ x - x[right]) / len(choices)
        return total, slope

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(w), 2) for name, w in zip(names, fitted, strict=True)}


def is_right(one: Candidate, facts: dict[str, Any]) -> bool:
    """Whether the candidate is the fact that is labelled."""
    if one.kind == "date":
        return one.iso == facts["date"] if facts.get("date") else (
            one.iso is None and facts.get("date_printed") == one.value
        )  # fmt: skip
    if one.kind in ("time", "duration"):
        said = one.iso if one.kind == "time" else one.seconds
        wanted = facts.get("time" if one.kind == "time" else "duration_s")
        return wanted is not None and said == wanted
    wanted = facts.get(one.kind)
    return wanted is not None and _plain(one.kind, wanted) == _plain(one.kind, one.value)


def _plain(name: str, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    text = "".join(unicodedata.normalize("NFKC", value).split())
    return "".join(filter(str.isdecimal, text)) if name == "phone" else text


def fit_facts(regions: Sequence[Region]) -> Weights:
    """For each kind of fact what speaks for and against a candidate."""
    read = [(r, *_read(r)) for r in regions]
    result: Weights = {}
    for kind in KINDS:
        rows, right = [], []
        for region, found, every in read:
            date = next((c for c in every if c.kind == "date" and is_right(c, region.facts)), None)
            for one in every:
                if one.kind == kind:
                    told = features(one, every, found, date=date, last_ms=region.last_ms)
                    rows.append(told)
                    right.append(is_right(one, region.facts))
        result[kind] = regression(rows, right, STRENGTH.get(kind, 2.0))
    return result


def _read(region: Region) -> tuple[list[HeaderLine], list[Candidate]]:
    found = passages(
        region.before[-60:], region.within[:60], region.after[:8], titles=region.titles
    )
    return found, header.at_the_caller(found, candidates(found))


def use(weights: Weights) -> None:
    """Let the package weigh with these."""
    for module in (header, institutions, keys):
        module.fitted_tables = lambda _file: weights  # type: ignore[attr-defined]
    keys.key_tells.cache_clear()


def facts_of(region: Region) -> dict[str, Any]:
    """What the package reads of the region, named as in the labels."""
    read = header.read_header(
        region.before, within=region.within, footers=region.after, titles=region.titles,
        last_ms=region.last_ms,
    )  # fmt: skip
    call = read.call
    names = (
        "hospital date date_printed date_hospital time tz phone recording_no respondent "
        "investigator"
    ).split()
    told: dict[str, Any] = {name: getattr(call, name) for name in names}
    return told | {"duration_s": read.duration_ms // 1000 if read.duration_ms is not None else None}


def report(regions: Sequence[Region], read: Sequence[dict[str, Any]]) -> None:
    """Facts right by set and by name, then those wrong."""
    sets = dict.fromkeys(r.document.split("/")[0] for r in regions)
    for name in sets:
        right: Counter[str] = Counter()
        every: Counter[str] = Counter()
        wrong = []
        for region, got in zip(regions, read, strict=True):
            if region.document.split("/")[0] != name:
                continue
            for fact, value in got.items():
                wanted = region.facts.get(fact)
                if value is None and fact not in region.facts:
                    continue
                every[fact] += 1
                right[fact] += _plain(fact, wanted) == _plain(fact, value)
                if _plain(fact, wanted) != _plain(fact, value):
                    wrong.append(f"    {region.document}: {fact} is {wanted}, read {value}")
        total, all_of = sum(right.values()), sum(every.values())
        each = ", ".join(f"{fact} {right[fact]}/{n}" for fact, n in every.items())
        print(f"{name}: {total}/{all_of} = {total / all_of:.3f} ({each})", *wrong, sep="\n")


def main() -> None:
    """Fits, reports and writes."""
    training, *gold = map(Path, sys.argv[1:])
    regions = [r for folder in gold for r in labelled(folder)]
    regions += written(training / "regions.txt")
    shared: Weights = {"name": fit_names(training / "names.txt")} | fit_keys(training / "keys.txt")
    use(shared)
    documents = sorted({r.document for r in regions})
    random.Random(0).shuffle(documents)
    read: dict[int, dict[str, Any]] = {}
    for k in range(FOLDS):
        held = set(documents[k::FOLDS])
        use(shared | fit_facts([r for r in regions if r.document not in held]))
        read |= {i: facts_of(r) for i, r in enumerate(regions) if r.document in held}
    report(regions, [read[i] for i in range(len(regions))])
    use(shared)
    weights = fit_facts(regions) | shared
    lines = ["# Fitted by benchmarks/fit_header.py: do not edit."]
    for name, table in weights.items():
        lines += ["", f"[{name}]", *(f'"{n}" = {w}' for n, w in table.items() if w or n == "bias")]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
