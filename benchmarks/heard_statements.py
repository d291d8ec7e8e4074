"""How many statements of clean transcripts are found again in what a recogniser heard.

    python benchmarks/heard_statements.py CLEAN HEARD [--dialogues ../shared/gold/statements]

CLEAN holds calls as they were spoken (NAME.json with turns, roles and milliseconds), HEARD the
transcripts of their recordings as ``calltools transcribe`` writes them (NAME.json or
NAME.stereo.json).  A record of the clean call is found again if one of the same category and the
same figures stands within three seconds of it.  Each call is read twice, with vocabulary matched
by sound and without.  ``--dialogues`` adds the recall on the labelled dialogues that are written
as a recogniser writes, without punctuation.  Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from calltools.evaluation.counts import Matches
from calltools.evaluation.statements import pair_statements
from calltools.page.parse_files import read_file
from calltools.statements import extract
from calltools.statements.dialogues import read_dialogues
from calltools.statements.record import Statement
from calltools.transcripts.model import Transcript, Turn

NEAR_MS = 3000
FIGURES = (
    "wait_min_days", "wait_max_days", "count_min", "count_max", "price_min", "price_max",
    "modality",
)  # fmt: skip


def records(transcript: Transcript, by_sound: bool) -> list[Statement]:
    """The statements of a machine transcript, with or without matching by sound."""
    return extract(replace(transcript, origin="machine" if by_sound else "published"))


def spoken(file: Path) -> Transcript:
    """A call as it was spoken."""
    turns = json.loads(file.read_text("utf-8"))["turns"]
    return Transcript(
        tuple(
            Turn(t["text"], role=t["role"], start_ms=t["start_ms"], end_ms=t["end_ms"])
            for t in turns
        )
    )


def found_again(clean: Iterable[Statement], heard: Iterable[Statement]) -> list[Statement]:
    """The records of ``clean`` that ``heard`` has too, one to one."""
    left = list(heard)
    found = []
    for statement in clean:
        for other in left:
            if _same(statement, other):
                found.append(statement)
                left.remove(other)
                break
    return found


def _same(one: Statement, other: Statement) -> bool:
    if one.category != other.category or None in (one.start_ms, other.start_ms):
        return False
    begins = max(one.start_ms or 0, other.start_ms or 0)
    ends = min(one.end_ms or 0, other.end_ms or 0)
    figures = all(getattr(one, name) == getattr(other, name) for name in FIGURES)
    return figures and begins - ends <= NEAR_MS


def recordings(clean: Path, heard: Path) -> dict[str, Any]:
    """Counts over all calls that both folders hold, and what was lost."""
    counts = {"clean": 0, "heard": 0, "without": 0, "by_sound": 0, "gained": [], "lost": []}
    totals: dict[str, Any] = counts
    for file in sorted(clean.glob("*.json")):
        for twin in (heard / f"{file.stem}.stereo.json", heard / file.name):
            if twin.exists():
                break
        else:
            continue
        said = extract(spoken(file))
        transcript = read_file(twin).calls[0]
        without = found_again(said, records(transcript, by_sound=False))
        made = records(transcript, by_sound=True)
        with_sound = found_again(said, made)
        totals["clean"] += len(said)
        totals["heard"] += len(made)
        totals["without"] += len(without)
        totals["by_sound"] += len(with_sound)
        totals["gained"] += [s.quote for s in with_sound if s not in without]
        totals["lost"] += [f"{s.category}: {s.quote}" for s in said if s not in with_sound]
    return totals


def dialogues(gold: Path) -> dict[str, Any]:
    """Recall on the labelled dialogues without punctuation."""
    calls = read_dialogues((gold / "dialogues.jsonl").read_text("utf-8"), "dialogues.jsonl")
    heard = {name: call for name, call in calls if call.origin == "machine"}
    rows = [
        row
        for line in (gold / "statements.jsonl").read_text("utf-8").splitlines()
        if (row := json.loads(line))["dialogue_id"] in heard
    ]
    recall: dict[str, Any] = {"dialogues": len(heard), "labelled": len(rows)}
    for name, by_sound in (("without", False), ("by_sound", True)):
        found = [
            replace(s, dialogue_id=dialogue).to_json()
            for dialogue, call in heard.items()
            for s in records(call, by_sound)
        ]
        recall[name] = Matches.of(pair_statements(rows, found)).to_json()
    return recall


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("clean", type=Path)
    arguments.add_argument("heard", type=Path)
    arguments.add_argument("--dialogues", type=Path)
    options = arguments.parse_args()
    figures: dict[str, Any] = {"recordings": recordings(options.clean, options.heard)}
    if options.dialogues:
        figures["dialogues"] = dialogues(options.dialogues)
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
