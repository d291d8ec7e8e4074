"""What each segment of a document is, and who speaks in it: src/calltools/page/weights.npz.

A conditional random field over the segments of labelled publications (:mod:`training.chain`), and
a small head over what it finds: where a call begins.  Documents are left out in three parts, all
those by one hand together.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from calltools.arrays import Floats
from calltools.evaluation.parsed_calls import Score, score_file
from calltools.language.encoders import Vectors
from calltools.page.call_begins import CallSoFar, begin_cues, begun_of
from calltools.page.parse import parse
from calltools.page.rows import to_published
from calltools.page.tagger import DIMENSIONS, PageModel, WeighedPage, dense_blocks, reduced, weighed
from calltools.page.vectors import BLOCKS
from training.chain import Chain, fit_chain
from training.fitting import Fitted, Options
from training.page_data import (
    Labelled,
    apart,
    excerpts,
    labelled_documents,
    publications,
    shortened,
)

WEIGHTS = "page/weights.npz"
PARTS = 3
FEWEST = 3
"""A feature seen less often is left out."""
RIDGE, DENSE_RIDGE = 4.0, 20.0
"""Chosen on hands left out (1 to 30, 6 to 150), which hardly differ; higher ones are less sure of
plain pages."""
BEGINS_C = 0.5
_NO_PAIR = -2
"""Of nodes that can't follow one another (:class:`training.chain.Chain`)."""


@dataclass(frozen=True)
class Example:
    """A labelled document with what is weighed of it, as numbers: columns and values of the
    features of its nodes, and the chain of its pairs."""

    labelled: Labelled
    weighed: WeighedPage
    columns: tuple[NDArray[np.int64], NDArray[np.int64], Floats]
    chain: Chain


class Names(dict[str, int]):
    """Numbers for names, in the order in which they come."""

    def of(self, name: str) -> int:
        return self.setdefault(name, len(self))


def fit(options: Options) -> Fitted:
    """The page model, and what documents left out of the fit give."""
    sets = dict(options.sets)
    documents = list(publications(sets.pop("training/publications")))
    at_random = sets.pop("training/layouts/sheets")
    documents += [d for d in labelled_documents(list(sets.values())) if d.page.segments]
    whole = len(documents)
    variants = [make(one) for make in (shortened, apart, excerpts) for one in documents]
    documents += [one for one in variants if one is not None]
    documents += labelled_documents([at_random])
    names, moves = Names(), Names()
    mean, basis, examples = _examples(documents, names, moves)
    part_of = _parts(documents, options.seed)
    shared = _Shared(names, moves, mean, basis)
    models = [
        _chain_model([e for e, p in zip(examples, part_of, strict=True) if p != part], shared)
        for part in range(PARTS)
    ]
    results = [
        (example.labelled.name, score(example.labelled, models[part]))
        for example, part in zip(examples[:whole], part_of, strict=False)
    ]
    scores = _summary(results)
    if options.verbose:
        _print(results)
    model = _chain_model(examples, shared)
    return Fitted(scores, {WEIGHTS: arrays_of(model)})


@dataclass(frozen=True)
class _Shared:
    names: Names
    moves: Names
    mean: Floats
    basis: Floats


def _parts(documents: Sequence[Labelled], seed: int) -> list[int]:
    groups = sorted({d.group for d in documents})
    random.Random(seed).shuffle(groups)
    part_of = {group: k % PARTS for k, group in enumerate(groups)}
    return [part_of[d.group] for d in documents]


def _examples(
    documents: Sequence[Labelled], names: Names, moves: Names
) -> tuple[Floats, Floats, list[Example]]:
    found = [weighed(d.page) for d in documents]
    mean, basis = _reduction([w.blocks for w in found])
    examples = []
    for document, one in zip(documents, found, strict=True):
        pairs = [_pairs(one.moves(n), moves) for n in range(1, len(one.nodes))]
        right = _joined(document.right, pairs)
        chain = Chain(
            [len(own) for own in one.nodes], [not ok for row in right for ok in row], pairs
        )
        columns = _numbers(one, reduced(one.blocks, mean, basis), names)
        examples.append(Example(document, one, columns, chain))
    return mean, basis, examples


def _joined(
    right: Sequence[Sequence[bool]], pairs: Sequence[NDArray[np.int64]]
) -> list[Sequence[bool]]:
    """What each segment may rightly be, as far as one can follow the other: where labels leave
    nothing that can follow, anything may."""
    found: list[Sequence[bool]] = [right[0]]
    reached = np.array(right[0])
    for own, pair in zip(right[1:], pairs, strict=True):
        follows = (reached[:, None] & (pair[:, :, 0] != _NO_PAIR)).any(0)
        kept = follows & np.array(own)
        if not kept.any():
            own, kept = [True] * len(own), follows
        found.append(own)
        reached = kept
    return found


def _reduction(blocks: Sequence[Vectors]) -> tuple[Floats, Floats]:
    """The mean of vectors and the directions in which they differ most, scaled alike."""
    every = np.concatenate([b.reshape(-1, b.shape[-1]) for b in blocks]).astype(float)
    every = every[np.abs(every).sum(1) > 0]
    mean = every.mean(0)
    _u, _s, directions = np.linalg.svd(
        (every - mean)[:: max(1, len(every) // 20_000)], full_matrices=False
    )
    basis = directions[:DIMENSIONS].T
    scaled: Floats = basis / ((every - mean) @ basis).std(0) / np.sqrt(DIMENSIONS) * 2
    return mean, scaled


def _numbers(
    one: WeighedPage, blocks: Floats, names: Names
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Rows (of the document's nodes), columns and values of what is weighed."""
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    values: list[Floats] = []
    row = 0
    for number, own in enumerate(one.nodes):
        quotation = one.page.segments[number].quotation is not None
        for node, named in zip(own, one.features(number), strict=True):
            found = [(names.of(name), value) for name, value in named.items() if value]
            for weights, block in dense_blocks(node, quotation=quotation):
                vector = blocks[number, BLOCKS.index(block)]
                found += [
                    (names.of(f"{weights}: {block}/{k}"), float(v)) for k, v in enumerate(vector)
                ]
            rows.append(np.full(len(found), row))
            columns.append(np.array([c for c, _v in found], np.int64))
            values.append(np.array([v for _c, v in found]))
            row += 1
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)


def _pairs(cues: Sequence[Sequence[tuple[str, str] | None]], moves: Names) -> NDArray[np.int64]:
    pairs = np.full((len(cues), len(cues[0]), 2), _NO_PAIR)
    for i, row in enumerate(cues):
        for j, pair in enumerate(row):
            if pair is not None:
                pairs[i, j] = [moves.of(name) for name in pair]
    return pairs


def _chain_model(examples: Sequence[Example], shared: _Shared) -> PageModel:
    """The chain and the head of beginnings."""
    offset, rows, columns, values = 0, [], [], []
    for example in examples:
        r, c, v = example.columns
        rows.append(r + offset)
        columns.append(c)
        values.append(v)
        offset += sum(example.chain.counts)
    matrix = csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(offset, len(shared.names)),
    )
    dense = np.array(["/" in name and ": " in name for name in shared.names])
    seen = np.asarray((matrix != 0).sum(0)).ravel() >= FEWEST
    kept = np.flatnonzero(seen)
    ridge = np.concatenate(
        [np.where(dense[kept], DENSE_RIDGE, RIDGE), np.full(len(shared.moves), RIDGE)]
    )
    found = fit_chain([e.chain for e in examples], matrix[:, kept], len(shared.moves), ridge)
    by_name = dict(zip(np.array(list(shared.names))[kept], found[: len(kept)], strict=True))
    blocks: dict[str, Floats] = {}
    for name in [n for n in by_name if "/" in n and ": " in n]:
        block, _, k = name.rpartition("/")
        blocks.setdefault(block, np.zeros(DIMENSIONS))[int(k)] = by_name.pop(name)
    weights = {name: float(w) for name, w in by_name.items() if abs(w) >= 0.01}
    moves = dict(zip(shared.moves, map(float, found[len(kept) :]), strict=True))
    return PageModel(weights, blocks, moves, _begins(examples), shared.mean, shared.basis)


def _begins(examples: Sequence[Example]) -> dict[str, float]:
    rows, truth = [], []
    for example in examples:
        for cues, begins in _beginnings(example.labelled):
            rows.append(dict.fromkeys(cues, 1.0))
            truth.append(begins)
    return _head(rows, truth, BEGINS_C)


def _beginnings(document: Labelled) -> Iterator[tuple[list[str], bool]]:
    """The cues of each turn but the first, and whether a call begins with it."""
    page = document.page
    turns, outside = [], set()
    for segment, nodes, right, call in zip(
        page.segments, document.nodes, document.right, document.calls, strict=True
    ):
        good = [node for node, ok in zip(nodes, right, strict=True) if ok]
        is_line = segment.quotation is None
        speaks = [n for n in good if n.role in ("caller", "hospital") and (is_line or n.open)]
        if speaks and call is not None:
            turns.append((begun_of(page, segment, segment.options[speaks[0].state.option]), call))
        elif is_line and any(n.kind == "outside" for n in good):
            outside.add(segment.line)
    for k in range(1, len(turns)):
        last = turns[k - 1]
        so_far = CallSoFar.of(page.lines, [turn for turn, number in turns[:k] if number == last[1]])
        others = [i for i in range(last[0].line + 1, turns[k][0].line) if i in outside]
        coming = [turn for turn, _number in turns[k : k + 4]]
        yield begin_cues(page, so_far, coming, others), turns[k][1] != last[1]


def _head(
    rows: Sequence[Mapping[str, float]], truth: Sequence[bool], strength: float
) -> dict[str, float]:
    counts = Counter(name for row in rows for name in row)
    table = DictVectorizer()
    matrix = table.fit_transform(
        [{name: v for name, v in row.items() if counts[name] >= FEWEST} for row in rows]
    )
    model = LogisticRegression(C=strength, max_iter=3000, fit_intercept=False)
    model.fit(matrix, truth)
    return dict(zip(table.get_feature_names_out(), map(float, model.coef_[0]), strict=True))


def score(document: Labelled, model: PageModel) -> Score:
    """A labelled document as ``model`` reads it."""
    calls = parse(document.document, model=model).calls
    return score_file(document.labels, [to_published(call) for call in calls])


def _summary(results: Sequence[tuple[str, Score]]) -> dict[str, float]:
    whole = sum((one for _name, one in results), Score())
    without = [one for _name, one in results if not one.calls]
    return {
        "turns of documents left out": whole.turns_exact / max(whole.turns, 1),
        "turns that are none": -whole.spurious / max(whole.turns, 1),
        "calls told apart": whole.calls_separated / max(whole.calls, 1),
        "facts of calls": whole.fields_exact / max(whole.fields, 1),
        "documents without a call left alone": (
            sum(not one.calls_found for one in without) / max(len(without), 1)
        ),
    }


def _print(results: Sequence[tuple[str, Score]]) -> None:
    sets: dict[str, list[Score]] = {}
    for name, one in results:
        sets.setdefault(name.split("/")[0], []).append(one)
    for name, scores in sorted(sets.items()):
        print(name, {k: round(v, 3) for k, v in _summary([(name, s) for s in scores]).items()}
              if sum(scores, Score()).turns else "")  # fmt: skip


def arrays_of(model: PageModel) -> dict[str, NDArray[np.generic]]:
    """The model as arrays of a weight file."""
    found: dict[str, NDArray[np.generic]] = {
        "dense_names": np.array(list(model.dense)),
        "dense": np.array(list(model.dense.values()), np.float32),
        "mean": model.mean.astype(np.float32),
        "basis": model.basis.astype(np.float32),
    }
    for name in ("weights", "moves", "begins"):
        kept: Mapping[str, float] = getattr(model, name)
        found[f"{name}_names"] = np.array(list(kept))
        found[name] = np.array(list(kept.values()), np.float32)
    return found
