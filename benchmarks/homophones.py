"""How many readings that are proposed beside what was heard were said, and how many were not.

    python benchmarks/homophones.py CALLS WORKSPACE [--stereo]

CALLS holds recordings with what was spoken (NAME.wav, NAME.stereo.wav, NAME.json with turns).  They
are run in WORKSPACE (made where it is not there; what is done there is not done again), and what
was heard is held against what was spoken.  Prints one JSON object.

``right`` of the readings ``proposed`` are what was spoken there.  ``misheard`` are the places where
a term was spoken and something else was heard, ``offered`` those of them with a right reading.

Measured: see docs/investigators.md.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from calltools.alignment.monolingual.letter_pairs import Pairs, pair
from calltools.alignment.monolingual.letters import Letters, letters_of
from calltools.arrays import Ints
from calltools.records import parse_as
from calltools.run.pipeline import Pipeline
from calltools.settings import load
from calltools.speech.homophones import ProposedReading, trade_terms
from calltools.speech.model import Diarization, Heard
from calltools.speech.turns import to_turns
from calltools.store.call_folder import READINGS, SPEAKERS, WORDS
from calltools.store.recordings import register
from calltools.store.workspace import Workspace

COUNTS = ("proposed", "right", "misheard", "offered")


def scored(
    turns: Sequence[str], readings: Sequence[ProposedReading], spoken: Sequence[str]
) -> dict[str, Any]:
    """The readings proposed in ``turns`` against the turns ``spoken``."""
    heard, said = letters_of(turns), letters_of(spoken)
    pairs = pair(heard, said)
    right = [reading for reading in readings if _is_said(reading, heard, said, pairs)]
    misheard = list(_misheard(heard, said, pairs))
    inside = {i for reading in right for i in _letters(heard, reading)}
    missed = [(term, there) for term, there in misheard if inside.isdisjoint(there[1:-1])]
    return {
        "proposed": len(readings),
        "right": len(right),
        "misheard": len(misheard),
        "offered": len(misheard) - len(missed),
        "wrong": [f"{r.heard} {r.proposed}" for r in readings if r not in right],
        "missed": [f"{_text(heard, there)} {term}" for term, there in missed],
    }


def _letters(heard: Letters, reading: ProposedReading) -> list[int]:
    of_turn = [i for i in range(len(heard)) if heard.turn[i] == reading.turn]
    return [i for i in of_turn if heard.start[i] < reading.end and reading.start < heard.end[i]]


def _between(partner: Ints, first: int, last: int, size: int) -> range:
    """What lies between the partners of the nearest letters before ``first`` and behind ``last``
    that have one, both with it; there are ``size``."""
    before = partner[:first][partner[:first] >= 0]
    behind = partner[last + 1 :][partner[last + 1 :] >= 0]
    return range(int(before[-1]) if before.size else 0, int(behind[0]) + 1 if behind.size else size)


def _is_said(reading: ProposedReading, heard: Letters, said: Letters, pairs: Pairs) -> bool:
    """Whether ``proposed`` is spoken where the reading stands."""
    inside = _letters(heard, reading)
    there = _between(pairs.partner, inside[0], inside[-1], len(said))
    return reading.proposed in "".join(said.sounds[0][there.start : there.stop])


def _misheard(heard: Letters, said: Letters, pairs: Pairs) -> Iterator[tuple[str, range]]:
    """Terms spoken where other letters were heard: the term, and the letters around."""
    back = pairs.backward(len(said))
    terms = "|".join(sorted(trade_terms(), key=len, reverse=True))
    for match in re.finditer(terms, "".join(said.sounds[0])):
        there = _between(back, match.start(), match.end() - 1, len(heard))
        if len(there) > 2 and match[0] not in _text(heard, there):
            yield match[0], there


def _text(letters: Letters, there: range) -> str:
    return "".join(letters.sounds[0][there.start : there.stop])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("calls", type=Path)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--stereo", action="store_true")
    given = parser.parse_args()
    workspace = Workspace.init(given.workspace)
    pipeline = Pipeline(workspace, load(None, {}))
    rows = {}
    for file in sorted(given.calls.glob("*.json")):
        recording = register(workspace, file.with_suffix(".stereo.wav" if given.stereo else ".wav"))
        outcome = pipeline.run(recording)
        if outcome.error:
            raise outcome.error
        folder = workspace.folder(recording.name)
        heard, diarization = (
            parse_as(folder.read(WORDS), Heard),
            parse_as(folder.read(SPEAKERS), Diarization),
        )
        rows[recording.name] = scored(
            [turn.text for turn in to_turns(heard.segments, diarization)],
            parse_as(folder.read(READINGS), tuple[ProposedReading, ...]),
            [turn["text"] for turn in json.loads(file.read_text("utf-8"))["turns"]],
        )
    total = {key: sum(row[key] for row in rows.values()) for key in COUNTS}
    print(json.dumps({"calls": rows, "all": total}, ensure_ascii=False))


if __name__ == "__main__":
    main()
