"""Calls written for tests, with their statements, in two notations.

English (and ``denials``): ``== id`` opens a call, ``C:`` and ``H:`` are the turns of caller and
hospital.  The indented lines below a turn are its statements: category, a quotation of it, values
(``7..14``, ``100../year``) and manner as the labelling guide has them.

Chinese (``chinese_*`` and ``zh_*``): 问 and 答 are the turns; a blank line or ``==`` ends a call.
``{words}[label]`` marks a statement: category (w wait, a availability, v volume, p price,
s source, d scheduling), values and manner (``~`` vague, ``+`` and ``-`` assent, ``inv`` the caller
said it first).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Origin, Transcript, Turn

DATA = Path(__file__).parent / "calls"

Row = dict[str, Any]
"""A statement with the fields of the labelled set."""

_LABEL = re.compile(r"  (\w+) \"([^\"]*)\" ?(.*)")
_MARK = re.compile(r"\{([^{}]*)\}\[([^\]]*)\]")
_RANGE = re.compile(r"(\d+|-)?\.\.(\d+|-)?(?:/(\w+))?")
_LETTERS = {
    "w": "wait_time", "a": "organ_availability", "v": "transplant_volume", "p": "price",
    "s": "organ_source", "d": "scheduling",
}  # fmt: skip
_BOUNDS = {"wait_time": ("wait_min_days", "wait_max_days"), "price": ("price_min", "price_max")}
_WORDS: dict[str, Row] = {
    "denied": {"modality": "denied"}, "hedged": {"modality": "hedged"},
    "cond": {"modality": "conditional"}, "hyp": {"modality": "hypothetical"},
    "yes": {"assent": True}, "+": {"assent": True}, "no": {"assent": False},
    "-": {"assent": False}, "inv": {"introduced_by": "investigator"},
    "vague": {"vague": True}, "~": {"vague": True},
    "past": {"historic": True}, "hist": {"historic": True}, "other": {"about_other_place": True},
    "available": {"availability": "available"}, "scarce": {"availability": "scarce"},
    "unavailable": {"availability": "unavailable"},
    "fastest": {"qualifier": "fastest"}, "fast": {"qualifier": "fastest"},
    "slowest": {"qualifier": "slowest"}, "slow": {"qualifier": "slowest"},
    "typical": {"qualifier": "typical"}, "typ": {"qualifier": "typical"},
    "TWD": {"currency": "TWD"},
}  # fmt: skip


def is_chinese(file: Path) -> bool:
    """Whether ``file`` is in the notation for Chinese."""
    return file.name.startswith(("chinese", "zh"))


def read_calls(file: Path) -> Iterator[tuple[str, Transcript, list[Row]]]:
    """The calls of ``file``: id, transcript, labelled statements.

    What has no punctuation is taken for a recogniser's.
    """
    for name, turns, rows in _marked(file) if is_chinese(file) else _listed(file):
        said = "".join(turn.text for turn in turns)
        origin: Origin = "published" if any(c in said for c in "，。？！,.?!") else "machine"
        language = "zh" if any("一" <= c <= "龥" for c in said) else "en"
        yield name, Transcript(tuple(turns), language=language, origin=origin), rows


def _listed(file: Path) -> Iterator[tuple[str, list[Turn], list[Row]]]:
    for block in re.split(r"^== ", file.read_text("utf-8"), flags=re.M)[1:]:
        head, *lines = block.splitlines()
        name = head.split()[0]
        turns: list[Turn] = []
        rows: list[Row] = []
        for line in lines:
            if label := _LABEL.fullmatch(line):
                category, quote, words = label.groups()
                start = turns[-1].text.index(quote)
                rows.append(written_row(name, len(turns) - 1, start, quote, category, words))
            elif line:
                speaker, text = line.split(": ", 1)
                turns.append(Turn(text, role=HOSPITAL if speaker == "H" else INVESTIGATOR))
        yield name, turns, rows


def _marked(file: Path) -> Iterator[tuple[str, list[Turn], list[Row]]]:
    blocks = re.split(r"\n(?:==.*)?\n(?:==.*\n)?", file.read_text("utf-8"))
    for number, block in enumerate(filter(str.strip, blocks)):
        name = f"{file.stem}-{number:03}"
        turns: list[Turn] = []
        rows: list[Row] = []
        for line in block.strip().splitlines():
            speaker, marked = line.split("：", 1)
            cut = 0
            for mark in _MARK.finditer(marked):
                letter, _, words = mark[2].partition(" ")
                start = mark.start() - cut
                rows.append(written_row(name, len(turns), start, mark[1], _LETTERS[letter], words))
                cut += len(mark[0]) - len(mark[1])
            text = _MARK.sub(r"\1", marked)
            turns.append(Turn(text, role=HOSPITAL if speaker == "答" else INVESTIGATOR))
        yield name, turns, rows


def written_row(name: str, turn: int, start: int, quote: str, category: str, words: str) -> Row:
    row: Row = {
        "id": f"{name}-{turn}-{start}", "dialogue_id": name, "turn_index": turn, "start": start,
        "end": start + len(quote), "quote": quote, "category": category, "modality": "asserted",
        "assent": None, "introduced_by": "hospital",
    }  # fmt: skip
    row |= dict.fromkeys(f"{n}_{end}" for n in ("price", "count") for end in ("min", "max"))
    row |= {"wait_min_days": None, "wait_max_days": None}
    for word in words.split():
        if bounds := _RANGE.fullmatch(word):
            low, high = _BOUNDS.get(category, ("count_min", "count_max"))
            row[low], row[high] = (int(n) if n and n != "-" else None for n in bounds.groups()[:2])
            row["count_period"] = bounds[3]
        else:
            row |= _WORDS[word]
    return row
