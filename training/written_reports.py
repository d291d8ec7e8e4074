"""Reports written for tests, with their quotations, in a notation.

``NAME.labels`` beside a report names it in its first line; each other line is a quotation, in the
order of the report:

``words | speaker | hospital | verdict | transcript turns | more``

with - for what there is none of; turns are ``7`` or ``7-9``.  ``more`` holds, parted by `` ; ``,
``frame second_hand``, ``place table``, ``question`` (the words stand under another question than
the one asked), ``claimed tb03-zh`` (the call that the report names), ``also tb03-zh 5``, ``note …``
and edits, ``replace from → to``.  Transcripts are those of the calls in training/bilingual that
some label names, ``-zh`` or ``-en``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from calltools.quotations.report import Report, read_report
from training.written_pairs import read_pairs

REPORTS = Path(__file__).parent / "reports"
CALLS = Path(__file__).parent / "bilingual"

Row = dict[str, Any]
"""A quotation with the fields of gold/quotes/quotes.jsonl, or a transcript with those beside it."""

_MARKS = {"“": "“”", "‘": "‘’", "「": "「」", "『": "『』", '"': '""', "'": "''", "《": "《》"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_NAMED = ("frame", "place", "note")


def read_reports(folder: Path = REPORTS) -> tuple[list[Row], list[Row]]:
    """The quotations of the reports in ``folder``, and the transcripts that they are of.

    Raises:
        ValueError: the words of a label are not in the report.
    """
    calls = {call["id"]: call for file in sorted(CALLS.glob("*.txt")) for call in read_pairs(file)}
    quotations = [row for file in sorted(folder.glob("*.labels")) for row in _labelled(file)]
    named = {row[name] for row in quotations for name in ("transcript", "claimed_transcript")}
    transcripts = {name: _transcript(name, calls) for name in sorted(named - {None})}
    return [_judged(row, transcripts) for row in quotations], list(transcripts.values())


def _transcript(name: str, calls: dict[str, Row]) -> Row:
    call, side = name.split("-")
    row = calls[call]
    language = "en" if side == "en" else f"zh-{row['zh_script']}"
    return {
        "id": name, "call": call, "synthetic": True, "lang": language,
        "hospital": row[f"{side}_hospital"], "date": row["date"], "turns": row[f"{side}_turns"],
    }  # fmt: skip


def _labelled(file: Path) -> Iterator[Row]:
    name, *lines = file.read_text("utf-8").splitlines()
    report = read_report(file.parent / name)
    start = 0
    for number, line in enumerate(lines, 1):
        words, speaker, hospital, verdict, place, *more = line.split(" | ")
        start = _find(report, words, start + 1)
        row: Row = {
            "id": f"{file.stem}-q{number:02}", "report": name, "report_lang": report.language,
            "quote": words, "start": start, "end": start + len(words),
            "mark": _MARKS[report.text[start - 1]],
            "attributed_speaker": None if speaker == "-" else speaker,
            "attributed_hospital": None if hospital == "-" else hospital,
            "frame": None if verdict == "not_a_quotation" else "own", "verdict": verdict,
            "transcript": None, "claimed_transcript": None, "turn_range": None, "edits": [],
            "note": "", "question_mismatch": None, "place": "body", "also_in": [],
        }  # fmt: skip
        if place != "-":
            row["transcript"], turns = place.split()
            first, _, last = turns.partition("-")
            row |= {"turn_range": [int(first), int(last or first)], "question_mismatch": False}
        for told in " ".join(more).split(" ; ") if more else ():
            _take(row, *told.partition(" ")[::2])
        yield row


def _find(report: Report, words: str, start: int) -> int:
    """Where ``words`` stand behind an opening mark, at ``start`` or later."""
    while (start := report.text.find(words, start)) > 0 and report.text[start - 1] not in _MARKS:
        start += 1
    if start < 1:
        raise ValueError(f"{report.name}: not in the report, or out of order: {words}")
    return start


def _take(row: Row, name: str, value: str) -> None:
    if name in _NAMED:
        row[name] = value
    elif name == "claimed":
        row["claimed_transcript"] = value
    elif name == "question":
        row["question_mismatch"] = True
    elif name == "also":
        transcript, turn = value.split()
        row["also_in"].append([transcript, int(turn)])
    else:
        before, _, after = value.partition(" →")
        row["edits"].append({"op": name, "from": before, "to": after.strip()})


def _judged(row: Row, transcripts: dict[str, Row]) -> Row:
    """``row`` with what follows from its place."""
    if row["transcript"] is None:
        return row | dict.fromkeys(("true_speaker", "true_role", "translated", "script_converted"))
    call = transcripts[row["transcript"]]
    first, last = row["turn_range"]
    turns = call["turns"][first : last + 1]
    translated = call["lang"][:2] != ("zh" if _HAN.search(row["quote"]) else "en")
    return row | {
        "true_speaker": list(dict.fromkeys(turn["label"] for turn in turns)),
        "true_role": list(dict.fromkeys(turn["role"] for turn in turns)),
        "translated": translated,
        "script_converted": not translated and call["lang"] != row["report_lang"],
    }
