"""Fits the weights of transcripts/layout/prose.toml: quotations of running text that are turns.

    python benchmarks/fit_prose.py GOLD [PROSE.toml]

GOLD holds the sets ``formats-field`` and ``formats-field-2``; with them go ``tests/gold/formats``
and the documents of ``training/publications`` and ``training/layouts``.  Prints what
documents left out of the fit give, and writes the weights if told where.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TextIO

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from calltools.transcripts.layout.listed import Listed, listed, listed_cues
from calltools.transcripts.layout.paragraphs import Paragraphs
from calltools.transcripts.layout.prose_cues import (
    Cues,
    Ground,
    call_cues,
    letters,
    neighbour_cues,
    quotation_cues,
    role_cues,
)
from calltools.transcripts.layout.together import probabilities
from prose_data import PROSE, Example, Wanted, labelled, told_in_prose, written

FOLDS = 10
STRENGTH = {"quoted": 0.3, "listed": 0.5, "caller": 0.5, "call": 0.3}
"""How far weights may go: the inverse of the penalty."""


@dataclass
class Page:
    """A document with its candidates, and which turn each is."""

    example: Example
    ground: Ground
    paragraphs: Paragraphs
    in_turns: float
    entries: list[Listed]
    quoted: list[Wanted | None]
    listed: list[Wanted | None]
    missing: int


def page(example: Example) -> Page:
    """The candidates of a document."""
    paragraphs = Paragraphs(example.lines, example.taken)
    said = "".join(
        line.text for line, is_taken in zip(example.lines, example.taken, strict=True) if is_taken
    )
    ground = Ground(paragraphs.blocks, said)
    entries = listed(paragraphs, ground)
    spots = [
        (q.marked.first, q.marked.opened + 1, ground.words[i], "q", i)
        for i, q in enumerate(ground.quoted)
    ]
    spots += [
        (e.block, e.start, letters(ground.blocks[e.block].text[e.start : e.end]), "l", i)
        for i, e in enumerate(entries)
    ]
    spots.sort()
    found: dict[tuple[str, int], Wanted] = {}
    at = 0
    for wanted in example.wanted:
        for k in range(at, len(spots)):
            block, start, words, kind, i = spots[k]
            if wanted.place is None:
                same = words == wanted.letters
            else:
                line, offset = paragraphs.line_of(ground.blocks[block].at[start])
                same = example.lines[line].offsets()[offset] == wanted.place
            if same:
                found[kind, i] = wanted
                at = k + 1
                break
    whole = max(sum(len(line.text) for line in example.lines), 1)
    return Page(
        example,
        ground,
        paragraphs,
        len(said) / whole,
        entries,
        [found.get(("q", i)) for i in range(len(ground.quoted))],
        [found.get(("l", i)) for i in range(len(entries))],
        len(example.wanted) - len(found),
    )


@dataclass
class Rows:
    """Cues with their answers, and the document of each."""

    cues: list[Cues]
    answers: list[bool]
    groups: list[int]

    def matrix(self) -> tuple[list[str], np.ndarray]:
        """Names and values."""
        names = list(self.cues[0])
        return names, np.array([[float(c[n]) for n in names] for c in self.cues])


def fit(rows: Rows, keep: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    """Weights and intercept by the rows that ``keep`` tells."""
    _names, x = rows.matrix()
    y = np.array(rows.answers)
    scale = x[keep].std(0)
    scale[scale == 0] = 1.0
    if y[keep].min() == y[keep].max():
        return np.zeros(x.shape[1]), -9.0
    model = LogisticRegression(C=strength, max_iter=5000).fit(x[keep] / scale, y[keep])
    return model.coef_[0] / scale, float(model.intercept_[0])


def left_out(rows: Rows, folds: Sequence[np.ndarray], strength: float) -> np.ndarray:
    """The probability of each by the fit that did not see its document."""
    _names, x = rows.matrix()
    groups = np.array(rows.groups)
    p = np.zeros(len(x))
    for fold in folds:
        out = np.isin(groups, fold)
        weights, intercept = fit(rows, ~out, strength)
        p[out] = 1 / (1 + np.exp(-(x[out] @ weights + intercept)))
    return p


def main() -> None:
    """Fits, prints and writes."""
    gold = Path(sys.argv[1])
    repository = Path(__file__).parents[1]
    examples = [
        *written(repository / "training/publications"),
        *labelled(gold / "formats-field", PROSE),
        *labelled(gold / "formats-field-2", PROSE),
        *labelled(repository / "tests/gold/formats", PROSE),
    ]
    for folder in sorted((repository / "training/layouts").iterdir()):
        if folder.is_dir():
            sheets = folder.name == "parties"  # in its tables a row is a turn and not a call
            examples += labelled(folder, {} if sheets else told_in_prose(folder))
    pages = [page(example) for example in examples]
    order = np.random.default_rng(7).permutation(len(pages))
    with_any = [i for i in order if any(pages[i].quoted) or any(pages[i].listed)]
    others = [i for i in order if i not in set(with_any)]
    folds = [np.array(with_any[k::FOLDS] + others[k::FOLDS]) for k in range(FOLDS)]

    def gather(cues: Callable[[Page], list[tuple[Cues, bool]]]) -> Rows:
        rows = Rows([], [], [])
        for n, one in enumerate(pages):
            for found, answer in cues(one):
                rows.cues.append(found)
                rows.answers.append(answer)
                rows.groups.append(n)
        return rows

    alone = gather(
        lambda pg: [
            (quotation_cues(pg.ground, i, grouped=pg.in_turns), w is not None)
            for i, w in enumerate(pg.quoted)
        ]
    )
    chain = Chain(alone, [pg.ground for pg in pages])
    p_quoted = np.zeros(len(alone.answers))
    groups = np.array(alone.groups)
    for fold in folds:
        out = np.isin(groups, fold)
        chain.fit(~out)
        p_quoted[out] = chain.predict()[out]
    items = gather(
        lambda pg: [
            (c, w is not None)
            for c, w in zip(listed_cues(pg.ground, pg.entries), pg.listed, strict=True)
        ]
    )
    p_listed = left_out(items, folds, STRENGTH["listed"])

    def turns(pg: Page) -> list[tuple[int, Wanted]]:
        return [(i, w) for i, w in enumerate(pg.quoted) if w is not None]

    callers = gather(
        lambda pg: [(role_cues(pg.ground, i), w.role == "caller") for i, w in turns(pg)]
    )
    p_caller = left_out(callers, folds, STRENGTH["caller"])
    calls = gather(
        lambda pg: [
            (call_cues(pg.ground, i, j), w.call != v.call)
            for (i, w), (j, v) in zip(turns(pg), turns(pg)[1:], strict=False)
        ]
    )
    p_call = left_out(calls, folds, STRENGTH["call"])

    report("alone", alone, left_out(alone, folds, STRENGTH["quoted"]), pages)
    report("quoted", alone, p_quoted, pages)
    report("listed", items, p_listed, pages)
    report("caller", callers, p_caller, pages)
    report("call", calls, p_call, pages)
    print("in no candidate:", [(p.example.name, p.missing) for p in pages if p.missing])
    if "--prune" in sys.argv:
        prune("quoted", alone, folds)
    if "--show" in sys.argv:
        show(alone, p_quoted, pages)
    models = {"listed": items, "caller": callers, "call": calls}
    if len(sys.argv) > 2 and sys.argv[2].endswith(".toml"):
        with Path(sys.argv[2]).open("w", encoding="utf-8") as file:
            file.write("# Fitted: benchmarks/fit_prose.py.  A cue's weight, in log-odds.\n")
            chain.fit(np.full(len(alone.cues), True))
            for name, intercept, weights in chain.weights():
                write(file, name, intercept, weights)
            for name, rows in models.items():
                found, intercept = fit(rows, np.full(len(rows.cues), True), STRENGTH[name])
                write(file, name, intercept, dict(zip(rows.matrix()[0], found, strict=True)))


def write(file: TextIO, name: str, intercept: float, weights: Mapping[str, float]) -> None:
    """Writes one model."""
    file.write(f"\n[{name}]\nintercept = {intercept:.3f}\n")
    for cue, weight in weights.items():
        file.write(f'"{cue}" = {weight:.3f}\n')


class Chain:
    """The quotations of each document as a chain (transcripts/layout/together.py)."""

    def __init__(self, rows: Rows, grounds: Sequence[Ground]) -> None:
        self.names, x = rows.matrix()
        self.scale = x.std(0)
        self.scale[self.scale == 0] = 1.0
        self.x = np.hstack([x / self.scale, np.ones((len(x), 1))])
        self.y = np.array(rows.answers)
        self.first = [k == 0 or rows.groups[k] != rows.groups[k - 1] for k in range(len(x))]
        pairs, number = list[Cues](), 0
        for k, group in enumerate(rows.groups):
            number = 0 if self.first[k] else number + 1
            pairs.append(neighbour_cues(grounds[group], number) if number else {})
        self.pair_names = list(next(p for p in pairs if p))
        self.z = np.array([[float(p.get(n, 0)) for n in self.pair_names] for p in pairs])
        self.w = np.zeros(self.x.shape[1] + 2 * self.z.shape[1])

    def fit(self, keep: np.ndarray) -> None:
        """Fits to the rows ``keep``, which are whole documents."""
        bounds = [k for k in range(len(self.y)) if self.first[k]] + [len(self.y)]
        documents = [range(a, b) for a, b in pairwise(bounds) if keep[a]]
        n, m = self.x.shape[1], self.z.shape[1]
        ridge = np.full(n + 2 * m, 1 / STRENGTH["quoted"])
        ridge[n - 1] = 1e-3

        def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
            own, no, yes = self.x @ w[:n], self.z @ w[n : n + m], self.z @ w[n + m :]
            total = float((ridge * w * w).sum()) / 2
            slope = ridge * w
            for rows in documents:
                value, d_own, d_no, d_yes = chain_loss(own, no, yes, self.y, rows)
                total += value
                part = slice(rows.start, rows.stop)
                slope[:n] += d_own @ self.x[part]
                slope[n : n + m] += d_no @ self.z[part]
                slope[n + m :] += d_yes @ self.z[part]
            return total, slope

        self.w = minimize(loss, self.w * 0, jac=True, method="L-BFGS-B").x

    def predict(self) -> np.ndarray:
        """The probability of each."""
        n, m = self.x.shape[1], self.z.shape[1]
        own, no, yes = self.x @ self.w[:n], self.z @ self.w[n : n + m], self.z @ self.w[n + m :]
        bounds = [k for k in range(len(self.y)) if self.first[k]] + [len(self.y)]
        found = list[float]()
        for a, b in pairwise(bounds):
            alike = list(zip(no[a:b].tolist(), yes[a:b].tolist(), strict=True))
            found += probabilities(own[a:b].tolist(), alike)
        return np.array(found)

    def weights(self) -> Iterator[tuple[str, float, dict[str, float]]]:
        """Name, intercept and weights of the three models."""
        n, m = self.x.shape[1], self.z.shape[1]
        own = self.w[: n - 1] / self.scale
        yield "quoted", float(self.w[n - 1]), dict(zip(self.names, own, strict=True))
        yield "neither", 0.0, dict(zip(self.pair_names, self.w[n : n + m], strict=True))
        yield "both", 0.0, dict(zip(self.pair_names, self.w[n + m :], strict=True))


def chain_loss(
    own: np.ndarray, no: np.ndarray, yes: np.ndarray, y: np.ndarray, rows: range
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """The surprise at the answers of one document, and its slopes."""
    size = len(rows)
    score = [np.array([[no[k], 0.0], [0.0, yes[k]]]) + np.array([[0.0, own[k]]] * 2) for k in rows]
    ahead = [np.array([0.0, own[rows.start]])]
    for i in range(1, size):
        ahead.append(np.logaddexp.reduce(ahead[-1][:, None] + score[i], axis=0))
    whole = np.logaddexp.reduce(ahead[-1])
    behind = np.zeros(2)
    answers = y[rows.start : rows.stop].astype(int)
    d_own, d_no, d_yes = np.zeros(size), np.zeros(size), np.zeros(size)
    value = whole - own[rows.start] * answers[0]
    for i in range(size - 1, -1, -1):
        d_own[i] = np.exp(ahead[i][1] + behind[1] - whole) - answers[i]
        if i:
            both = np.exp(ahead[i - 1][:, None] + score[i] + behind[None, :] - whole)
            a, b = answers[i - 1], answers[i]
            d_no[i] = both[0, 0] - (not a and not b)
            d_yes[i] = both[1, 1] - (a and b)
            value -= score[i][a, b]
            behind = np.logaddexp.reduce(score[i] + behind[None, :], axis=1)
    return float(value), d_own, d_no, d_yes


def prune(name: str, rows: Rows, folds: Sequence[np.ndarray]) -> None:
    """Prints which cues earn nothing: without them left-out answers are no worse."""
    names, x = rows.matrix()
    y, groups = np.array(rows.answers, float), np.array(rows.groups)
    scale = x.std(0)
    x = x / np.where(scale == 0, 1, scale)
    outs = [out for fold in folds if (out := np.isin(groups, fold)).any()]

    def loss(columns: list[int]) -> float:
        p = np.zeros(len(y))
        for out in outs:
            p[out] = newton(x[~out][:, columns], y[~out], x[out][:, columns], STRENGTH[name])
        return float(-np.log(np.clip(np.where(y > 0, p, 1 - p), 1e-3, 1)).mean())

    kept = list(range(len(names)))
    best = loss(kept)
    print(name, f"{best:.4f}")
    while len(kept) > 1:
        least, column = min((loss([k for k in kept if k != c]), c) for c in kept)
        if least > best + 0.0003:
            break
        best = min(best, least)
        kept.remove(column)
        print(f"   without {names[column]}: {least:.4f}", flush=True)
    print("   kept:", [names[k] for k in kept])


def newton(x: np.ndarray, y: np.ndarray, unseen: np.ndarray, strength: float) -> np.ndarray:
    """Probabilities of ``unseen`` by a logistic regression, a few steps of Newton's."""
    x = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.full(x.shape[1], 1 / strength)
    penalty[-1] = 1e-6
    w = np.zeros(x.shape[1])
    for _step in range(7):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (p - y) + penalty * w
        bend = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        w -= np.linalg.solve(bend, slope)
    return 1 / (1 + np.exp(-np.clip(np.hstack([unseen, np.ones((len(unseen), 1))]) @ w, -30, 30)))


def report(name: str, rows: Rows, p: np.ndarray, pages: Sequence[Page]) -> None:
    """Prints what was found and what was false, by set."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for answer, likely, group in zip(rows.answers, p, rows.groups, strict=True):
        for key in (pages[group].example.group, "all"):
            counts[key][0] += answer
            counts[key][1] += answer and likely >= 0.5
            counts[key][2] += not answer and likely >= 0.5
    print(name, len(rows.answers))
    for key, (wanted, found, false) in counts.items():
        print(f"   {key:16} {found}/{wanted} found, {false} false")


def show(rows: Rows, p: np.ndarray, pages: Sequence[Page]) -> None:
    """Prints the quotations that were judged wrongly."""
    first = dict[int, int]()
    for k, (answer, likely, n) in enumerate(zip(rows.answers, p, rows.groups, strict=True)):
        first.setdefault(n, k)
        if answer != (likely >= 0.5):
            q = pages[n].ground.quoted[k - first[n]]
            on = [c for c, v in rows.cues[k].items() if v is True]
            print(f"{pages[n].example.name} {answer} {likely:.2f} {q.text[:50]!r} {on} {q.reason}")


if __name__ == "__main__":
    main()
