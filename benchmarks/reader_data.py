"""Labelled calls as examples for the fit of the trained reader.

An example is a passage of one hospital turn with what its tokens, clauses and spans say.  Sets are
folders as gold/statements (dialogues.jsonl, statements.jsonl) and the calls of training/calls.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from calltools.arrays import Floats
from calltools.reader.columns import of_vocabulary
from calltools.reader.cues import cue_rows
from calltools.reader.fields import CATEGORIES, CHOICES, FLAGS
from calltools.reader.passages import OWN, Passage, passages
from calltools.reader.view import View
from calltools.records import read_objects
from calltools.statements.dialogues import read_dialogues
from calltools.statements.views import views_of
from calltools.transcripts.model import HOSPITAL, Transcript

sys.path.insert(0, str(Path(__file__).parents[1]))

from training.written import DATA, read_calls

Row = dict[str, Any]
UNKNOWN = -100
"""The number of a field that is not labelled; losses leave it out."""
PART = 0.34
"""A clause says what a span says if the span covers this share of it, or the other way round."""


@dataclass(frozen=True, slots=True)
class LabelledCall:
    """A call of the set ``source`` and its statements; ``copy`` numbers altered ones, from 1."""

    source: str
    identity: str
    transcript: Transcript
    rows: Sequence[Row]
    copy: int = 0
    judged: frozenset[int] | None = None
    """The turns that people answered for; None: all of them."""


@dataclass(frozen=True, slots=True)
class Example:
    """A passage with its labels: for tokens, clauses (by category, with a mask each), spans.

    ``token_labels`` (tokens, 6); ``clause_labels`` and ``begins`` (clauses, 6); ``spans`` are
    first and last token, category, numbers of the CHOICES (UNKNOWN where unlabelled), FLAGS.
    """

    call: LabelledCall
    passage: Passage
    cues: Floats
    token_labels: Floats
    token_mask: Floats
    clause_labels: Floats
    clause_mask: Floats
    begins: Floats
    spans: Sequence[tuple[int, int, int, list[int], list[float]]]


def labelled_calls(folders: Sequence[Path], added: Sequence[Path] = ()) -> Iterator[LabelledCall]:
    """The calls of the sets in ``folders``, the written ones, and those of ``added`` folders."""
    for folder in (*folders, *added):
        dialogues = folder / "dialogues.jsonl"
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in read_objects(folder / "statements.jsonl", "dialogue_id"):
            rows[row["dialogue_id"]].append(row)
        judged = {row["id"]: row.get("judged") for row in read_objects(dialogues, "id")}
        for identity, transcript in read_dialogues(dialogues.read_bytes(), str(dialogues)):
            turns = judged[identity]
            known = None if turns is None else frozenset(turns)
            yield LabelledCall(folder.name, identity, transcript, rows[identity], judged=known)
    for file in sorted(DATA.glob("*.txt")):
        for identity, transcript, found in read_calls(file):
            yield LabelledCall("training", f"{file.stem}/{identity}", transcript, found)


def fold_of(call: LabelledCall, folds: int) -> int | None:
    """The fold that scores the call, by its name; None for calls that are only taught from: the
    written ones, and those that people judged in part."""
    if call.source == "training" or call.judged is not None:
        return None
    return int(hashlib.sha1(call.identity.encode()).hexdigest(), 16) % folds


def examples(call: LabelledCall, tokens: Tokenizer) -> Iterator[Example]:
    """The examples that a call makes: one for each passage of the hospital's turns."""
    views = views_of(call.transcript)
    for view in views:
        if view.role == HOSPITAL and (call.judged is None or view.index in call.judged):
            own = [r for r in call.rows if r["turn_index"] == view.index]
            for passage in passages(views, view.index, tokens):
                yield _example(call, views, passage, own)


def _example(
    call: LabelledCall, views: Sequence[View], passage: Passage, rows: Sequence[Row]
) -> Example:
    tokens, clauses = len(passage.ids), len(passage.clauses)
    six = len(CATEGORIES)
    own = np.array([part == OWN for part in passage.parts], np.float32)
    token_labels, token_mask = np.zeros((tokens, six), np.float32), np.repeat(own[:, None], six, 1)
    clause_labels, begins = (np.zeros((clauses, six), np.float32) for _ in range(2))
    clause_mask = np.ones((clauses, six), np.float32)
    placed = [(span, row) for row in rows if (span := _tokens(passage, row))]
    for (first, last), row in placed:
        doubtful = [*(row.get("alt_categories") or ())]
        doubtful += [row["category"]] if row.get("optional") else []
        for name in doubtful:
            token_mask[first:last, CATEGORIES.index(name)] = 0
            for at, _, _ in _covered(passage, first, last):
                clause_mask[at, CATEGORIES.index(name)] = 0
    for (first, last), row in placed:
        if row.get("optional"):
            continue
        category = CATEGORIES.index(row["category"])
        token_labels[first:last, category] = token_mask[first:last, category] = 1
        said = False
        for at, of_clause, of_span in _covered(passage, first, last):
            if of_clause >= PART or of_span >= PART:
                clause_labels[at, category] = clause_mask[at, category] = 1
                begins[at, category] = max(begins[at, category], not said)
                said = True
            else:
                clause_mask[at, category] = 0
    spans = [(*span, CATEGORIES.index(row["category"]), *fields_of(row)) for span, row in placed]
    clauses_read = [clause for clause, _, _ in passage.clauses]
    cues = cue_rows(views, passage.view.index, clauses_read, of_vocabulary())
    return Example(
        call, passage, cues, token_labels, token_mask, clause_labels, clause_mask, begins, spans
    )


def _tokens(passage: Passage, row: Row) -> tuple[int, int] | None:
    """The tokens of the passage that the labelled span covers, end exclusive."""
    inside = [
        i
        for i, (start, end) in enumerate(passage.offsets)
        if passage.parts[i] == OWN
        and (at := passage.view.original_span(start, end))[0] < row["end"]
        and row["start"] < at[1]
    ]
    return (inside[0], inside[-1] + 1) if inside else None


def _covered(passage: Passage, first: int, last: int) -> Iterator[tuple[int, float, float]]:
    """The clauses that the tokens touch: number, share of the clause, share of the span."""
    for at, (_, start, end) in enumerate(passage.clauses):
        common = min(last, end) - max(first, start)
        if common > 0:
            yield at, common / (end - start), common / (last - first)


def fields_of(row: Row) -> tuple[list[int], list[float]]:
    """The numbers of the CHOICES of a labelled row, UNKNOWN where unlabelled, and its FLAGS."""
    numbers = []
    for name, values in CHOICES.items():
        value = {None: "none", True: "true", False: "false"}.get(row.get(name), row.get(name))
        numbers.append(values.index(value) if value in values else UNKNOWN)
    return numbers, [float(bool(row.get(name))) for name in FLAGS]
