"""Labelled publications as lines with what each is: for fitting the layout's models."""

from __future__ import annotations

import importlib
import json
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from calltools.transcripts.layout.keyed_rows import keyed_rows
from calltools.transcripts.layout.lines import printed_lines
from calltools.transcripts.layout.readings import Reading, readings
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Document, Line
from calltools.transcripts.readers.tables import columns_apart

Row = dict[str, Any]
APART = 0.3
PRINTED = {"investigator": "caller"}
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A document with its lines; ``truth[i]`` are the right ones of ``readings[i]``, several
    where the labels don't tell, ``calls[i]`` is the call whose turn begins in line ``i`` (None:
    nobody's, or somebody's who is no party of a call)."""

    name: str
    document: Document
    lines: tuple[Line, ...]
    readings: tuple[tuple[Reading, ...], ...]
    truth: tuple[frozenset[int], ...]
    calls: tuple[int | None, ...]
    labels: tuple[Row, ...]


def labelled_documents(sets: Sequence[Path]) -> Iterator[LabelledDocument]:
    """The documents of labelled sets (folders with ``expected.json``)."""
    for folder in sets:
        files = json.loads((folder / "expected.json").read_bytes())["files"]
        for name, labels in files.items():
            data = (folder / name).read_bytes()
            yield labelled(data, name, labels["calls"], f"{folder.name}/{name}")


def sheets(count: int) -> Iterator[LabelledDocument]:
    """So many documents laid out at random, as tests/transcripts/layouts.py does."""
    sys.path.insert(0, str(ROOT / "tests/transcripts"))
    lay_out = importlib.import_module("layouts").lay_out

    rows = (ROOT / "tests/gold/statements/dialogues.jsonl").read_text("utf-8").splitlines()
    rng = random.Random(5)
    for number in range(count):
        sheet = lay_out(json.loads(rng.choice(rows)), rng)
        labels = dict(zip(("investigator", "hospital"), sheet.choices["labels"], strict=True))
        turns = [
            {"role": PRINTED.get(role, role), "speaker_label": labels[role], "text": words}
            for role, words in sheet.turns
        ]
        yield labelled(sheet.data, sheet.name, [{"turns": turns}], f"sheets/{number}")


def shortened(document: LabelledDocument) -> LabelledDocument | None:
    """One call of a document alone: few lines above it and its first turns, as short documents
    are, some with a blank line between any two; None where no line begins a turn."""
    rng = random.Random(document.name)
    begun = [(i, call) for i, call in enumerate(document.calls) if call is not None]
    if not begun:
        return None
    chosen = rng.choice([call for _i, call in begun])
    own = [i for i, call in begun if call == chosen]
    first = max(own[0] - rng.randint(0, 4), 0)
    count = rng.randint(2, 6)
    last = own[count] if count < len(own) else own[-1] + 1
    while last < len(document.lines) and count >= len(own) and _goes_on(document, last):
        last += 1
    part = slice(first, last)
    lines = document.lines[part]
    if rng.random() < APART:
        lines = tuple(replace(line, gap=True) for line in lines)
    return replace(
        document,
        name=f"{document.name} in short",
        lines=lines,
        readings=document.readings[part],
        truth=document.truth[part],
        calls=document.calls[part],
    )


def _goes_on(document: LabelledDocument, i: int) -> bool:
    return {document.readings[i][k].kind for k in document.truth[i]} == {"goes_on"}


def labelled(data: bytes, file: str, calls: Sequence[Row], name: str) -> LabelledDocument:
    """A document whose labelled turns are found again in its lines."""
    document = read_document(data, file)
    body = list(document.body)
    sides = columns_apart(body)
    lines = tuple(printed_lines(keyed_rows(sides.first if sides else body).lines))
    found = tuple(readings(line) for line in lines)
    chars: list[str] = []
    at: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        for j, char in enumerate(line.text):
            for part in plain(char):
                chars.append(part)
                at.append((i, j))
    text = "".join(chars)
    begins: dict[int, list[tuple[int, Row, int]]] = {}
    inside: set[int] = set()
    position = 0
    for number, call in enumerate(calls):
        for turn in call["turns"]:
            start, end = _find(text, turn, position)
            if start < 0:
                continue
            position = end
            row, column = at[start]
            if row and (alone := _alone(lines[row - 1], found[row - 1], turn)):
                begins.setdefault(row - 1, []).append((alone, turn, number))
                inside.update(at[k][0] for k in range(start, end))
                continue
            begins.setdefault(row, []).append((column, turn, number))
            inside.update(at[k][0] for k in range(start, end))
    notes = [plain(note["text"]) for call in calls for note in call.get("notes", ())]
    translated = {
        letters
        for call in calls
        for turn in call["turns"]
        if (letters := plain(turn.get("translation") or ""))
    }
    recur = Counter(key for options in found for key in {_key(r) for r in options} if key)
    truth: list[frozenset[int]] = []
    owner: list[int | None] = []
    for i, line in enumerate(lines):
        letters = plain(line.text)
        noted = len(letters) > 2 and any(note.startswith(letters) for note in notes)
        if i in begins and _is_entry(line, begins[i][0], calls):
            right = {k for k, r in enumerate(found[i]) if r.kind == "outside"}
        elif i in begins:
            right = _begun(line, found[i], begins[i][0])
        elif any(letters.endswith(t) for t in translated) or (i in inside and not noted):
            right = {k for k, r in enumerate(found[i]) if r.kind == "goes_on"}
        else:
            third = {k for k, r in enumerate(found[i]) if r.kind == "turn"}
            known = {k for k in third if (key := _key(found[i][k])) and recur[key] > 1}
            said = noted and any(_is_said(line, found[i][k]) for k in third)
            right = known or third if said else set()
            if not calls or not said:
                right |= {k for k, r in enumerate(found[i]) if r.kind == "outside"}
            if not calls:
                right |= known | {k for k, r in enumerate(found[i]) if r.kind == "goes_on"}
        truth.append(frozenset(right or {len(found[i]) - 1}))
        told = i in begins and begins[i][0][1]["role"] != "other"
        told = told and not _is_entry(line, begins[i][0], calls)
        owner.append(begins[i][0][2] if told else None)
    return LabelledDocument(name, document, lines, found, tuple(truth), tuple(owner), tuple(calls))


def _alone(line: Line, found: Sequence[Reading], turn: Row) -> int | None:
    """Where the words under a label that stands on a line by itself would begin."""
    label = plain(turn.get("speaker_label") or "")
    for reading in found:
        head = reading.head
        if label and head and head.style == "alone" and plain(head.label) == label:
            return len(line.text)
    return None


def _key(reading: Reading) -> tuple[str, str] | None:
    """What tells a third party's label from others."""
    if reading.head is None:
        return None
    return reading.head.style, reading.head.key


def _is_said(line: Line, reading: Reading) -> bool:
    """Whether a note reads as somebody's words: a label, a colon or the like, a sentence."""
    assert reading.head is not None
    text = line.text[reading.start :].strip()
    return reading.head.style in ("colon", "bold", "quote", "cell", "bracket") and len(text) > 5


def plain(text: str) -> str:
    """Letters and digits alone, as words are compared."""
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", text))


def _find(text: str, turn: Row, after: int) -> tuple[int, int]:
    """Where the words of a turn stand in the joined text; (-1, -1) if nowhere."""
    for words in (turn.get("printed"), turn["text"]):
        if words and (letters := plain(words)):
            start = text.find(letters, after)
            if start >= 0:
                return start, start + len(letters)
    letters = plain(turn["text"])
    for length in (16, 8):
        if len(letters) >= length and (start := text.find(letters[:length], after)) >= 0:
            last = text.find(letters[-length:], start)
            return start, (
                last + length if 0 <= last < start + 3 * len(letters) else start + length
            )
    return -1, -1


def _is_entry(line: Line, begins: tuple[int, Row, int], calls: Sequence[Row]) -> bool:
    """Whether the line is a call by itself, as in a list of results: its hospital stands before
    the words.  ``layout/listed.py`` reads those."""
    column, _turn, number = begins
    hospital = plain((calls[number].get("header") or {}).get("hospital") or "")
    return bool(hospital) and hospital in plain(line.text[:column])


def _begun(line: Line, found: Sequence[Reading], begins: tuple[int, Row, int]) -> set[int]:
    """The readings under which the labelled turn begins where it does, with its label."""
    column, turn, _number = begins
    label = plain(turn.get("speaker_label") or "")
    close = []
    for k, reading in enumerate(found):
        if reading.kind not in ("turn", "bare"):
            continue
        between = plain(line.text[min(reading.start, column) : max(reading.start, column)])
        if between:
            continue
        same = reading.head is not None and plain(reading.head.label) == label
        if (reading.head is not None) == bool(label) or same:
            close.append((not same, k))
    return {k for other, k in close if other == min(close)[0]}
