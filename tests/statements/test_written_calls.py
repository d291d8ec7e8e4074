"""Calls of many registers and denials, written down before the rules were tried on them.

``data/*.txt`` (English; denials in both languages): ``== id`` opens a call, ``C:`` and ``H:`` are
the turns of caller and hospital.  The indented lines below a turn are its statements: category,
a quotation of it, values (``7..14``, ``100../year``) and manner as the labelling guide has them.

``english_third`` to ``english_seventh`` and ``en_blind`` were scored before the rules were widened
on them: F was .74, .58, .75, .74, .60 and .60.  The second half of ``en_blind`` was read last and
stood at .58 then.  The floors keep what is reached; they are no measure of unseen
calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calltools.evaluation.statements import StatementScores, score_statements
from calltools.statements import extract
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn

DATA = Path(__file__).parent / "data"
_LABEL = re.compile(r"  (\w+) \"([^\"]*)\" ?(.*)")
_RANGE = re.compile(r"(\d*)\.\.(\d*)(?:/(\w+))?")
_NAMES = {"wait_time": ("wait_min_days", "wait_max_days"), "price": ("price_min", "price_max")}
_MANNER = {
    "denied": "denied", "hedged": "hedged", "cond": "conditional", "hyp": "hypothetical",
}  # fmt: skip
_WORDS: dict[str, dict[str, Any]] = {
    "yes": {"assent": True}, "no": {"assent": False}, "inv": {"introduced_by": "investigator"},
    "vague": {"vague": True}, "past": {"historic": True}, "other": {"about_other_place": True},
}  # fmt: skip
_FIELDS = ("modality", "assent", "introduced_by")


def read_calls(file: Path) -> Iterator[tuple[str, list[Turn], list[dict[str, Any]]]]:
    """The calls of ``file``: id, turns, labelled rows."""
    for block in re.split(r"^== ", file.read_text("utf-8"), flags=re.M)[1:]:
        head, *lines = block.splitlines()
        name = head.split()[0]
        turns: list[Turn] = []
        rows: list[dict[str, Any]] = []
        for line in lines:
            if label := _LABEL.fullmatch(line):
                rows.append(_row(name, len(turns) - 1, turns[-1].text, *label.groups()))
            elif line:
                speaker, text = line.split(": ", 1)
                turns.append(Turn(text, role=HOSPITAL if speaker == "H" else INVESTIGATOR))
        yield name, turns, rows


def _row(name: str, turn: int, text: str, category: str, quote: str, rest: str) -> dict[str, Any]:
    start = text.index(quote)
    row: dict[str, Any] = {
        "id": f"{name}-{turn}-{start}", "dialogue_id": name, "turn_index": turn, "start": start,
        "end": start + len(quote), "quote": quote, "category": category, "modality": "asserted",
        "assent": None, "introduced_by": "hospital",
    }  # fmt: skip
    row |= dict.fromkeys(f"{n}_{end}" for n in ("price", "count") for end in ("min", "max"))
    row |= {"wait_min_days": None, "wait_max_days": None}
    for word in rest.split():
        if bounds := _RANGE.fullmatch(word):
            low, high = _NAMES.get(category, ("count_min", "count_max"))
            row[low], row[high] = (int(n) if n else None for n in bounds.groups()[:2])
            row["count_period"] = bounds[3]
        elif word in _MANNER:
            row["modality"] = _MANNER[word]
        elif word in ("available", "scarce", "unavailable"):
            row["availability"] = word
        elif word in ("fastest", "slowest", "typical"):
            row["qualifier"] = word
        else:
            row |= _WORDS.get(word, {})
    return row


def score(file: Path) -> StatementScores:
    """What ``extract`` finds in the calls of ``file`` against their labels."""
    labelled: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for name, turns, rows in read_calls(file):
        labelled += rows
        found += [s.to_json() for s in extract(Transcript(tuple(turns)), name)]
    return score_statements(labelled, found)


def share(counts: list[int]) -> float:
    return counts[0] / counts[1]


@pytest.mark.parametrize(
    ("name", "least_f1", "least_manner"),
    [
        ("english_first", 0.94, 0.93),
        ("english_second", 0.91, 0.94),
        ("english_third", 0.88, 0.9),
        ("english_fourth", 0.7, 0.83),
        ("english_fifth", 0.88, 0.9),
        ("english_sixth", 0.81, 0.72),
        ("english_seventh", 0.8, 0.8),
        ("en_blind", 0.69, 0.78),
        ("denials", 0.95, 0.94),
    ],
)
def test_calls_of_many_registers_keep_their_level(
    name: str, least_f1: float, least_manner: float
) -> None:
    scores = score(DATA / f"{name}.txt")
    assert (scores.rates().f1 or 0) >= least_f1
    assert all(share(scores.fields[field]) >= least_manner for field in _FIELDS)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("english_first", 14),
        ("english_second", 14),
        ("english_third", 4),
        ("english_fourth", 4),
        ("english_fifth", 3),
        ("english_sixth", 0),
        ("english_seventh", 2),
        ("en_blind", 6),
        ("denials", 24),
    ],
)
def test_hardly_any_denied_figure_is_recorded_as_a_claim(name: str, found: int) -> None:
    scores = score(DATA / f"{name}.txt")
    assert scores.denied >= found
    assert len(scores.denied_as_claim) <= 1
