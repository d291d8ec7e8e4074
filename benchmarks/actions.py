"""How many things a person has to say of a page until it is read exactly.

For every document of labelled sets a script plays the person: it says the first thing that is
wrong (whose a label is, where a call begins, a line that is no speech), has the page read again,
and counts until the turns, roles and calls are as labelled, or there is nothing left to say.
"""

from __future__ import annotations

import argparse
import json
import statistics
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from calltools.evaluation.formats import score_file
from calltools.page.directions import Directions
from calltools.page.parse import parse
from calltools.page.published import to_published
from calltools.transcripts.model import Role, Transcript
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Document, line_starts

MOST = 12
ROLES: dict[str, Role] = {"caller": "investigator", "hospital": "hospital", "other": "other"}
Row = dict[str, Any]


def actions(document: Document, labels: Sequence[Row]) -> int | None:
    """How many things are said until the document is read as labelled; None if saying what can be
    said does not get there."""
    directions = Directions()
    for said in range(MOST + 1):
        calls = parse(document, directions).calls
        score = score_file(labels, [to_published(call) for call in calls])
        exact = score.turns_exact == score.turns and not score.spurious
        if exact and score.calls_separated == score.calls:
            return said
        further = next_action(document, labels, calls, directions)
        if further is None:
            return None
        directions = further
    return None


def next_action(
    document: Document, labels: Sequence[Row], calls: Sequence[Transcript], directions: Directions
) -> Directions | None:
    """``directions`` with the first thing more that is wrong; None if nothing can be said."""
    found = [(plain(t.text), t.role, t) for call in calls for t in call.turns]
    right = {(text, role) for text, role, _turn in found}
    known = {plain(name) for name in directions.roles}
    expected = [turn for call in labels for turn in call["turns"] if turn["role"] in ROLES]
    for turn in expected:
        label, role = turn.get("speaker_label"), ROLES[turn["role"]]
        if (plain(turn["text"]), role) in right or turn["role"] == "other":
            continue
        if label and plain(label) not in known:
            named: dict[str, Role] = {**directions.roles, label: role}
            return replace(directions, roles=named)
    wanted = {plain(turn["text"]) for turn in expected}
    labelled = {plain(turn["speaker_label"]) for turn in expected if turn.get("speaker_label")}
    for text, role, turn in found:
        if text in wanted or role == "other":
            continue
        name = plain(turn.speaker or "")
        if name and name not in known and name not in labelled:
            others: dict[str, Role] = {**directions.roles, turn.speaker or "": "other"}
            return replace(directions, roles=others)
        number = bisect_right(line_starts(document), turn.places[0].start)
        if not any(number in span for span in directions.dropped):
            return replace(directions, dropped=(*directions.dropped, range(number, number + 1)))
    for call in labels[1:]:
        start = line_of(document, call["turns"][0])
        if start and start not in directions.starts:
            return replace(directions, starts=tuple(sorted((*directions.starts, start))))
    return None


def line_of(document: Document, turn: Row) -> int | None:
    """The number of the line in which a labelled turn begins."""
    words = plain(turn["text"])[:12]
    for line in document.lines:
        place = line.place()
        if words and words in plain(line.text) and place is not None:
            return bisect_right(line_starts(document), place[0])
    return None


def plain(text: str) -> str:
    """Letters and digits alone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def main() -> None:
    """Counts for each set, and of all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    options = parser.parse_args()
    counts: list[int | None] = []
    for folder in options.sets:
        files = json.loads((folder / "expected.json").read_bytes())["files"]
        own = []
        for name, labels in files.items():
            document = read_document((folder / name).read_bytes(), name)
            own.append(actions(document, labels["calls"]))
        counts += own
        print(folder.name, summary(own), flush=True)
    print("all", summary(counts))


def summary(counts: Sequence[int | None]) -> dict[str, float]:
    """The median, and how many took six at most."""
    reached = [MOST + 1 if count is None else count for count in counts]
    return {
        "documents": len(counts),
        "median": statistics.median(reached),
        "at most 6": sum(count <= 6 for count in reached) / len(reached),
        "never": sum(count is None for count in counts),
    }


if __name__ == "__main__":
    main()
