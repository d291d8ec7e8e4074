"""The names of people in labelled sets (``redaction_names.json``), and the calls that they are in.

Of ``training.redaction_names``, which learns from them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from calltools.page.parse_files import read_bytes
from calltools.records import read_objects
from calltools.transcripts.model import Transcript, Turn

FILE = Path(__file__).with_name("redaction_names.json")

NamedCall = Sequence[tuple[str, Transcript]]
"""A call by its name, with its other language where it has one."""

_TITLED = re.compile(
    "(?:Dr|Mr|Mrs|Ms|Director|Deputy|Doctor|Consultant|President|Professor|Nurse|nurse|doctor|young"
    r"|old|Old|name|This|Sister|Section|Lord)\b"
)
_BESIDE = re.compile(
    "[姓老小]|主任|医|醫|师|師|长|長|教授|大夫|先生|某|○|書記|协调员|小姐|name|This|[Oo]ld|young|Lao|"
    + _TITLED.pattern
)


def labels() -> dict[str, Any]:
    """What the file holds: ``labelled`` names, and ``fresh`` calls with theirs."""
    read: dict[str, Any] = json.loads(FILE.read_bytes())
    return read


def names_alone() -> set[str]:
    """The names in labelled sets, without what introduces them: of 姓申 and Dr. Chu none."""
    names = labels()["labelled"]
    plain = {name for name in names if not _BESIDE.search(name)}
    return plain | {bare(name) for name in names if name.isascii() and _TITLED.match(name)}


def names_with_titles() -> set[str]:
    """What people are called in Chinese by family name and title."""
    return {
        name
        for name in labels()["labelled"]
        if not name.isascii() and name[0] not in "姓老小" and _BESIDE.search(name)
    }


def bare(name: str) -> str:
    """A name without a title in English: of Dr. Chu, Chu has to be found."""
    return name.split()[-1] if name.isascii() and _TITLED.match(name) else name


def calls_of(sets: Iterable[Path]) -> Iterator[NamedCall]:
    """The calls of labelled sets: publications, or calls in two languages."""
    for folder in sets:
        if (folder / "calls.jsonl").exists():
            yield from _aligned_calls(folder / "calls.jsonl")
            continue
        for name in json.loads((folder / "expected.json").read_bytes())["files"]:
            for call in read_bytes((folder / name).read_bytes(), name).calls:
                yield [(f"{folder.name}/{name}", call)]


def _aligned_calls(path: Path) -> Iterator[NamedCall]:
    for row in read_objects(path):
        yield [
            (row["id"], Transcript(tuple(Turn(t["text"], t.get("label")) for t in row[side])))
            for side in ("zh_turns", "en_turns")
        ]
