"""Documents with quotations in prose, labelled: what benchmarks/fit_prose.py learns from.

Documents written for it (``training/publications``) have a tag at the beginning of the words of a
turn: ``[h2]`` is the hospital in the second call, ``[c1]`` the caller in the first.  ``[t]``
begins a line that holds a labelled turn.  Labelled sets of publications have ``expected.json``;
there a quotation with the words of a turn is that turn.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from calltools.transcripts.layout.prose_cues import letters
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Line
from layout_data import labelled_documents

TAG = re.compile(r"\[([hc])(\d+)\]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A turn: its role, its call, its label; the letters of its words, or where they begin in
    the source."""

    letters: str
    role: str
    call: int
    label: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A document: which lines hold labelled turns, and the turns that prose holds."""

    name: str
    group: str
    lines: tuple[Line, ...]
    taken: tuple[bool, ...]
    wanted: tuple[Wanted, ...]


def written(folder: Path) -> Iterator[Example]:
    """The documents written for the fit."""
    for path in sorted(folder.iterdir()):
        text = path.read_text("utf-8")
        wanted, removed = [], 0
        for tag in TAG.finditer(text):
            role = {"h": "hospital", "c": "caller"}[tag[1]]
            wanted.append(Wanted("", role, int(tag[2]), place=tag.start() - removed))
            removed += len(tag[0])
        document = read_document(TAG.sub("", text).encode(), path.name)
        turns = [t.casefold() for t in re.findall(r"^\[t\](.*)", text, re.M)]
        lines = tuple(
            replace(line, text=line.text.replace("[t]", "   ")) for line in document.lines
        )
        taken = tuple(line.text.strip().casefold() in turns for line in lines)
        yield Example(path.name, "written", lines, taken, tuple(wanted))


def labelled(folder: Path, prose: dict[str, Sequence[int]]) -> Iterator[Example]:
    """The documents of a labelled set; ``prose`` tells which calls of which stand in prose."""
    files: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))["files"]
    for name, expected in files.items():
        if name.endswith((".srt", ".vtt", ".json")):
            continue
        lines = read_document((folder / name).read_bytes(), name).lines
        calls = expected["calls"]
        in_prose = prose.get(name, ())
        said = [
            letters(turn.get("printed") or turn["text"])
            for k, call in enumerate(calls)
            for turn in call["turns"]
            if k not in in_prose
        ]
        said += [
            letters(t["translation"]) for c in calls for t in c["turns"] if t.get("translation")
        ]
        wanted = [
            Wanted(
                letters(turn.get("printed") or turn["text"]), turn["role"], k, turn["speaker_label"]
            )
            for k in in_prose
            for turn in calls[k]["turns"]
        ]
        yield Example(name, folder.name, lines, tuple(_taken(lines, said)), tuple(wanted))


def told_in_prose(folder: Path) -> dict[str, Sequence[int]]:
    """The calls of a labelled set most of whose turns begin no line of their own."""
    files: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))["files"]
    found: dict[str, Sequence[int]] = {}
    for document in labelled_documents([folder]):
        begun = Counter(call for call in document.calls if call is not None)
        name = document.name.split("/")[1]
        calls = [
            k
            for k, call in enumerate(files[name]["calls"])
            if 2 * begun[k] < len(call["turns"]) or (begun[k] <= 1 < len(call["turns"]))
        ]
        if calls:
            found[name] = calls
    return found


def _taken(lines: Sequence[Line], said: Sequence[str]) -> list[bool]:
    """Which lines hold the words of labelled turns."""
    whole, owner = "", list[int]()
    for i, line in enumerate(lines):
        found = letters(line.text)
        whole += found
        owner += [i] * len(found)
    taken = [False] * len(lines)
    at = 0
    for words in said:
        place = whole.find(words, at) if words else -1
        if place >= 0:
            for i in owner[place : place + len(words)]:
                taken[i] = True
            at = place + len(words)
            continue
        for i, line in enumerate(lines):  # something breaks into it
            own = letters(line.text)
            taken[i] = taken[i] or (len(own) > 5 and own in words)
    return taken


PROSE: dict[str, Sequence[int]] = {
    "en-f05_four_replies_prose.md": range(4),
    "en-f06_survey_results.docx": range(7),
    "zh-f04_prose.txt": range(3),
    "zh-f06_resultlist.pdf": range(9),
    "hant-f12_firstperson.md": range(3),
    "x-zh-03_prose_four_cities.txt": range(3),
    "x-zh-04_result_table.docx": range(6),
    "x-en-03_hearing_annex.docx": (2,),
    "x-en-06_two_columns.pdf": (1,),
}
"""Calls of the labelled sets that are told in prose, in lists of results or in tables of them."""
