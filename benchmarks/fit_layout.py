"""Fits the models that read publications: what each line is, who is a party of a call, where a new
call begins, and whether what was found is a call at all.

    python benchmarks/fit_layout.py GOLD … [--judged GOLD …] [--folds 5] [--out WEIGHTS.json]

GOLD are folders of documents with expected.json; from those that are ``judged`` only the last of
the models learns.  Whole documents are left out in folds and parsed by models that never saw them;
prints what was right, by set and document.  With --out all documents are fitted and the weights
written, with --only-calls those of the last model beside those that the package has.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from calltools.evaluation.formats import Score, score_file
from calltools.transcripts.layout.boundaries import Begun, CallSoFar, boundary_cues
from calltools.transcripts.layout.chain import best
from calltools.transcripts.layout.cues import Surroundings, cues, survey
from calltools.transcripts.layout.drafts import Account
from calltools.transcripts.layout.judge import call_measures, matters
from calltools.transcripts.layout.models import Models, fitted
from calltools.transcripts.layout.readings import Reading
from calltools.transcripts.layout.speakers import speaker_cues, speakers, topic_vectors
from calltools.transcripts.parse import find_calls, parse
from calltools.transcripts.writers.published import to_published
from chain_fit import fit_chain
from layout_data import LabelledDocument, labelled_documents, plain, sheets, shortened

INNER = 3
"""Folds in which speakers are found by a fit that never saw the document."""
RIDGE = 0.3
CALL_RIDGE = 1.0
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Example:
    """What speaks for and against something (each cue once, or measures), and whether it is so."""

    cues: Sequence[str] | Mapping[str, float]
    truth: bool
    vector: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


def fit(documents: Sequence[LabelledDocument], judged: Sequence[LabelledDocument] = ()) -> Models:
    """The models of ``documents`` and of a call of each by itself; what a call is, of ``judged``,
    too."""
    whole = len(documents)
    documents = [*documents, *filter(None, map(shortened, documents))]
    around = [survey(d.lines, d.readings) for d in documents]
    own = [
        [cues(i, options, a) for i, options in enumerate(d.readings)]
        for d, a in zip(documents, around, strict=True)
    ]
    speaking: list[list[Example]] = [[] for _ in documents]
    between = [list(_boundary_examples(document)) for document in documents]
    chains = []
    for fold in range(INNER):
        kept = [i for i in range(len(documents)) if i % INNER != fold]
        weights = fit_chain(
            [documents[i] for i in kept], [around[i] for i in kept], [own[i] for i in kept]
        )
        chains.append(weights)
        for i in range(fold, len(documents), INNER):
            d = documents[i]
            chosen = best(around[i], d.readings, weights)
            speaking[i] += _speaker_examples(d, chosen, around[i])
            right = [_said(options, t) for options, t in zip(d.readings, d.truth, strict=True)]
            speaking[i] += _speaker_examples(d, right, around[i])
    found: list[Example] = []
    for fold in range(INNER):
        kept = [i for i in range(len(documents)) if i % INNER != fold]
        models = _models(chains[fold], [speaking[i] for i in kept], [between[i] for i in kept])
        for i in range(fold, whole, INNER):
            found += _call_examples(documents[i], models)
    models = _models(fit_chain(documents, around, own), speaking, between)
    for document in judged:
        found += _call_examples(document, models)
    calls, matters = fit_cues(found, CALL_RIDGE)
    return replace(models, calls=calls, matters=matters)


def _models(
    lines: dict[str, float],
    speaking: Sequence[Sequence[Example]],
    between: Sequence[Sequence[Example]],
) -> Models:
    speakers, topics = fit_cues([example for some in speaking for example in some])
    return Models(lines, speakers, topics, fit_cues([e for some in between for e in some])[0])


def _said(options: Sequence[Reading], right: Collection[int]) -> Reading:
    """The right reading, where several are the one under which somebody speaks."""
    return min((options[k] for k in right), key=lambda reading: reading.kind != "turn")


def fit_cues(
    examples: Sequence[Example], ridge: float = RIDGE
) -> tuple[dict[str, float], list[float]]:
    """The weights of cues and of each dimension of vectors (logistic regression)."""
    counts = Counter(cue for example in examples for cue in example.cues)
    rows = DictVectorizer()
    table = rows.fit_transform(
        [{cue: _value(e.cues, cue) for cue in e.cues if counts[cue] >= FEWEST} for e in examples]
    )
    vectors = np.array([e.vector for e in examples])
    model = LogisticRegression(C=ridge, max_iter=3000, fit_intercept=False)
    model.fit(hstack([table, csr_matrix(vectors)]).tocsr(), [e.truth for e in examples])
    names = rows.get_feature_names_out()
    weights = zip(names, model.coef_[0], strict=False)
    cues = {name: round(float(w), 3) for name, w in weights if abs(w) >= 0.01}
    return cues, [round(float(w), 4) for w in model.coef_[0][len(names) :]]


def _value(cues: Sequence[str] | Mapping[str, float], cue: str) -> float:
    return cues[cue] if isinstance(cues, Mapping) else 1.0


def _call_examples(document: LabelledDocument, models: Models) -> Iterator[Example]:
    """What is found as calls of a document, also where everybody who speaks may be a party, and
    whether it holds words of a labelled one."""
    said = {
        plain(words)
        for call in document.labels
        for key in ("turns", "merged_turns")
        for turn in call.get(key, ())
        for words in (turn["text"], turn.get("printed"))
        if words
    }
    of = document.document
    body = list(of.body)
    for least in (0.5, 0.0):
        lines, found, _unsure = find_calls(of, body, Account(of), models, least=least)
        for one in found:
            words = [plain(turn.text) for turn in one.words]
            right = sum(any(_same(w, true) for true in said) for w in words)
            if (right == 0 or 2 * right >= len(words)) and any(
                turn.kind != "cue" for turn in one.draft.turns
            ):
                yield Example(call_measures(one), right > 0, matters(one, lines))


def _same(words: str, other: str) -> bool:
    """Whether one holds the other, which is more than a word."""
    enough = min(len(words), len(other)) > 5
    return words == other or (enough and (words in other or other in words))


def _speaker_examples(
    document: LabelledDocument, chosen: Sequence[Reading], around: Surroundings
) -> Iterator[Example]:
    """The cues of each speaker, and whether most of his words are a party's."""
    found = speakers(document.lines, chosen)
    if not found or any(line.timed for line in document.lines):
        return
    vectors = topic_vectors(document.lines, found)
    cues = speaker_cues(document.lines, found, around)
    for (name, names), vector in zip(cues.items(), vectors, strict=True):
        lines = found[name].lines
        theirs = sum(document.calls[i] is not None for i in lines)
        yield Example(names, 2 * theirs > len(lines), vector)


def _boundary_examples(document: LabelledDocument) -> Iterator[Example]:
    """The cues of each turn but the first, and whether a call begins with it."""
    turns = _begun(document)
    other = [
        owner is None and bool({options[k].kind for k in right} & {"outside", "turn"})
        for options, right, owner in zip(
            document.readings, document.truth, document.calls, strict=True
        )
    ]
    for k in range(1, len(turns)):
        call = [turn for turn, number in turns[:k] if number == turns[k - 1][1]]
        others = [i for i in range(turns[k - 1][0].line + 1, turns[k][0].line) if other[i]]
        coming = [turn for turn, _number in turns[k : k + 4]]
        found = boundary_cues(document.lines, CallSoFar.of(call), coming, others)
        yield Example(list(found), turns[k][1] != turns[k - 1][1])


def _begun(document: LabelledDocument) -> list[tuple[Begun, int]]:
    """The turns of a labelled document with the calls they belong to."""
    around = survey(document.lines, document.readings)
    found = []
    for i, call in enumerate(document.calls):
        reading = document.readings[i][min(document.truth[i])]
        if call is None or reading.kind not in ("turn", "bare"):
            continue
        line, head = document.lines[i], reading.head
        start_ms = line.start_ms if line.timed else head.prefix.start_ms if head else None
        number = around.numbers[i] if reading.kind == "bare" else None
        words = line.text[reading.start :]
        found.append((Begun(i, head.key if head else None, words, number, start_ms), call))
    return found


def left_out(
    documents: Sequence[LabelledDocument], judged: Sequence[LabelledDocument], folds: int
) -> dict[str, Score]:
    """What models that never saw a document make of it."""
    every = [*documents, *judged]
    order = list(range(len(every)))
    random.Random(1).shuffle(order)
    scores = {}
    with ProcessPoolExecutor(2) as pool:
        parts = [set(order[fold::folds]) for fold in range(folds)]
        kept = [[d for i, d in enumerate(documents) if i not in part] for part in parts]
        more = [
            [d for i, d in enumerate(judged, len(documents)) if i not in part] for part in parts
        ]
        for part, models in zip(parts, pool.map(fit, kept, more), strict=True):
            for i in part:
                scores[every[i].name] = _score(every[i], models)
    return scores


def _score(document: LabelledDocument, models: Models) -> Score:
    calls = parse(document.document, models=models).calls
    return score_file(document.labels, [to_published(call) for call in calls])


def main() -> None:
    """Cross-validate, then fit all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--judged", nargs="+", type=Path, default=[])
    parser.add_argument("--folds", type=int, default=5, help="0: none is left out")
    parser.add_argument("--sheets", type=int, default=40, help="documents laid out at random")
    parser.add_argument("--only-calls", action="store_true", help="write the last model anew alone")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    documents = [d for d in labelled_documents(options.sets) if d.lines]
    documents += sheets(options.sheets)
    judged = [d for d in labelled_documents(options.judged) if d.lines]
    if options.folds:
        _print(left_out(documents, judged, options.folds))
    if options.out:
        models = fit(documents, judged)
        if options.only_calls:
            models = replace(fitted(), calls=models.calls, matters=models.matters)
        text = json.dumps(asdict(models), ensure_ascii=False, indent=0, sort_keys=True)
        options.out.write_text(text + "\n", "utf-8")


def _print(scores: dict[str, Score]) -> None:
    by_set: dict[str, list[Score]] = defaultdict(list)
    for name, score in sorted(scores.items()):
        by_set[name.split("/")[0]].append(score)
        print(_line(score), name)
    for name, found in by_set.items():
        print(_line(sum(found, Score())), name)
        empty = [s for s in found if not s.calls]
        read = sum(s.calls_found > 0 for s in empty)
        print(f"      of {len(empty)} without a call {read} were read as calls")


def _line(score: Score) -> str:
    return (
        f"turns {score.turns_exact:4}/{score.turns:<4} spurious {score.spurious:3} "
        f"calls {score.calls_separated:3}/{score.calls:<3} found {score.calls_found:3} "
        f"header {score.fields_exact:3}/{score.fields:<3}"
    )


if __name__ == "__main__":
    main()
