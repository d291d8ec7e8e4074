"""Labelled calls and clauses as examples for the fit of the reader of statements.

An example is a passage of one hospital turn with what its tokens, clauses and spans say.  Sets
are folders as tests/gold/statements (dialogues.jsonl, statements.jsonl), training/calls among them,
and the clauses of training/clauses.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from calltools.arrays import Floats
from calltools.records import read_objects
from calltools.statements.dialogues import read_dialogues
from calltools.statements.encoder_input import OWN, Passage, passages
from calltools.statements.proposal import CATEGORIES, CHOICES
from calltools.statements.view import View, views_of
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn

Row = dict[str, Any]
CALLS, CLAUSES = "calls", "clauses"
"""The sets below ``training/``."""
UNKNOWN = -100
"""The number of a field that is not labelled; losses leave it out."""
_PART = 0.34
"""A clause says what a span says if the span covers this share of it, or the other way round."""
_OF_CATEGORIES = {
    "qualifier": ("wait_time",),
    "availability": ("organ_availability",),
    "count_period": ("transplant_volume", "organ_availability"),
}
"""Fields that only some categories have."""


@dataclass(frozen=True, slots=True)
class LabelledCall:
    """A call of the set ``source`` and its statements.

    ``judged`` are the turns that people answered for (None: all); of a ``partial`` one only the
    words of its statements are labelled, so that it teaches their fields and nothing else.
    """

    source: str
    identity: str
    transcript: Transcript
    rows: Sequence[Row]
    judged: frozenset[int] | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A statement of a passage: its tokens, the clauses that it touches (numbers in the passage),
    its category, and the number of each field of CHOICES, UNKNOWN where unlabelled."""

    tokens: tuple[int, int]
    clauses: tuple[int, int]
    category: int
    fields: tuple[int, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A passage with its labels: ``token_labels`` (tokens, 6) and ``clause_labels`` (clauses, 6),
    each with a mask, and the labelled spans."""

    call: LabelledCall
    views: Sequence[View]
    passage: Passage
    token_labels: Floats
    token_mask: Floats
    clause_labels: Floats
    clause_mask: Floats
    spans: Sequence[LabelledSpan]


def labelled_calls(sets: Iterable[Path]) -> Iterator[LabelledCall]:
    """The calls of folders, and the clauses of ``training/clauses``."""
    for folder in sets:
        is_clauses = folder.name == CLAUSES
        if (dialogues := folder / "dialogues.jsonl").exists():
            yield from _of_gold(folder, dialogues, partial=is_clauses)
        for file in sorted(folder.glob("h*.jsonl")) if is_clauses else ():
            yield from _of_clauses(file)


def _of_gold(folder: Path, dialogues: Path, *, partial: bool) -> Iterator[LabelledCall]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in read_objects(folder / "statements.jsonl", "dialogue_id"):
        rows[row["dialogue_id"]].append(row)
    judged = {row["id"]: row.get("judged") for row in read_objects(dialogues, "id")}
    for identity, transcript in read_dialogues(dialogues.read_bytes(), str(dialogues)):
        turns = judged[identity]
        known = None if turns is None else frozenset(turns)
        yield LabelledCall(folder.name, identity, transcript, rows[identity], known, partial)


def _of_clauses(file: Path) -> Iterator[LabelledCall]:
    for number, line in enumerate(file.read_text("utf-8").splitlines()):
        row = json.loads(line) | {"turn_index": 1}
        turns = (Turn(row["question"], role=INVESTIGATOR), Turn(row["answer"], role=HOSPITAL))
        transcript = Transcript(turns, language=row["lang"].split("-")[0], origin="published")
        # Two rows in a row are a pair: they stay in one fold.
        identity = f"{file.stem}/{number // 2}"
        yield LabelledCall(CLAUSES, identity, transcript, [row], partial=True)


def is_left_out(call: LabelledCall) -> bool:
    """Whether the call is of the third that a fit is scored on, by its name: none of the written
    calls, which only teach, nor of those that are labelled in part."""
    if call.source == CALLS or call.partial or call.judged is not None:
        return False
    return int(hashlib.sha1(call.identity.encode()).hexdigest(), 16) % 3 == 0


def examples(call: LabelledCall, tokens: Tokenizer) -> Iterator[Example]:
    """The examples that a call makes: one for each passage of the hospital's turns."""
    views = views_of(call.transcript)
    for view in views:
        if view.role == HOSPITAL and (call.judged is None or view.index in call.judged):
            rows = [row for row in call.rows if row["turn_index"] == view.index]
            for passage in passages(views, view.index, tokens):
                yield _example(call, views, passage, rows)


def _example(
    call: LabelledCall, views: Sequence[View], passage: Passage, rows: Sequence[Row]
) -> Example:
    shape = len(passage.ids), len(CATEGORIES)
    own = np.array([part == OWN for part in passage.parts], np.float32)
    token_labels = np.zeros(shape, np.float32)
    token_mask = np.repeat((own * (not call.partial))[:, None], shape[1], 1)
    clause_labels = np.zeros((len(passage.clauses), shape[1]), np.float32)
    clause_mask = np.full_like(clause_labels, not call.partial)
    spans = [(span, row) for row in rows if (span := _span(passage, row))]
    for span, row in spans:
        doubtful = [*(row.get("alt_categories") or ()), *[row["category"]] * span.optional]
        for number in map(CATEGORIES.index, doubtful):
            token_mask[slice(*span.tokens), number] = 0
            clause_mask[span.clauses[0] : span.clauses[1] + 1, number] = 0
    for span, _ in spans:
        if span.optional:
            continue
        token_labels[slice(*span.tokens), span.category] = 1
        token_mask[slice(*span.tokens), span.category] = not call.partial
        for at in range(span.clauses[0], span.clauses[1] + 1):
            _, start, end = passage.clauses[at]
            common = min(span.tokens[1], end) - max(span.tokens[0], start)
            is_said = common / min(end - start, span.tokens[1] - span.tokens[0]) >= _PART
            clause_labels[at, span.category] = max(clause_labels[at, span.category], is_said)
            clause_mask[at, span.category] = clause_labels[at, span.category] * (not call.partial)
    return Example(
        call, views, passage, token_labels, token_mask, clause_labels, clause_mask,
        [span for span, _ in spans],
    )  # fmt: skip


def _span(passage: Passage, row: Row) -> LabelledSpan | None:
    """What the labelled row covers of the passage; None where it is another's."""
    inside = [
        i
        for i, (start, end) in enumerate(passage.offsets)
        if passage.parts[i] == OWN
        and (at := passage.view.original_span(start, end))[0] < row["end"]
        and row["start"] < at[1]
    ]
    touched = [
        number
        for number, (_, start, end) in enumerate(passage.clauses)
        if inside and start <= inside[-1] and inside[0] < end
    ]
    if not touched:
        return None
    return LabelledSpan(
        (inside[0], inside[-1] + 1), (touched[0], touched[-1]),
        CATEGORIES.index(row["category"]), fields_of(row), bool(row.get("optional")),
    )  # fmt: skip


def fields_of(row: Row) -> tuple[int, ...]:
    """The numbers of the CHOICES of a labelled row, UNKNOWN where unlabelled."""
    numbers = []
    for name, values in CHOICES.items():
        value = {None: "none", True: "true", False: "false"}.get(row.get(name), row.get(name))
        if value == "none" and values == ("false", "true"):
            value = "false"
        is_known = name in row and value in values
        is_known &= row["category"] in _OF_CATEGORIES.get(name, (row["category"],))
        numbers.append(values.index(value) if is_known else UNKNOWN)
    return tuple(numbers)
