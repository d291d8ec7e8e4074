"""How many wrong figures and denials a second hearing marks, and how many right ones in vain.

    python benchmarks/second_hearing.py CALLS WORKSPACE [--second-engine ENGINE]
        [--second-model M] [--stereo]

CALLS holds recordings with what was spoken (NAME.wav, NAME.stereo.wav, NAME.json with turns).  They
are run in WORKSPACE (made where it is not there; what is done there is not done again), and what
was heard is held against what was spoken.  Prints one JSON object.

``wrong`` are figures and denials that were heard and not spoken, or spoken and not heard, in turns
that were heard at all, and how many of them are ``marked``; ``right`` are those heard as spoken,
and how many are marked ``in_vain``; ``marks`` are all, with those where neither is; ``again`` is
the share of the speech that was heard again.

Measured on the four read calls: see docs/investigators.md.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from calltools.alignment.monolingual.hearings import heard_otherwise, places
from calltools.records import parse_as
from calltools.run.pipeline import Pipeline
from calltools.settings import load
from calltools.speech.hearing_differences import SecondHearing
from calltools.speech.model import Diarization, Heard
from calltools.speech.turns import to_turns
from calltools.store.call_folder import SECOND, SPEAKERS, WORDS, Folder
from calltools.store.recordings import register
from calltools.store.workspace import Workspace

_Place = tuple[int, int, int]
"""A turn, and where in it something begins and ends."""


def scored(folder: Folder, spoken: list[str]) -> dict[str, Any]:
    """What the second hearing marked in the call of ``folder``, against the turns ``spoken``."""
    heard = parse_as(folder.read(WORDS), Heard)
    diarization = parse_as(folder.read(SPEAKERS), Diarization)
    second = parse_as(folder.read(SECOND), SecondHearing)
    texts = [turn.text for turn in to_turns(heard.segments, diarization)]
    wrong = [(d.turn, d.start, d.end) for d in heard_otherwise(texts, spoken, "zh")]
    marks = [(d.turn, d.start, d.end) for d in second.differences]
    right = [place for place in places(texts, "zh") if not _meets(place, wrong)]
    return {
        "wrong": len(wrong),
        "marked": sum(_meets(place, marks) for place in wrong),
        "right": len(right),
        "in_vain": sum(_meets(place, marks) for place in right),
        "marks": len(marks),
        "again_ms": sum(end - start for start, end in second.regions),
        "heard_ms": sum(end - start for start, end in heard.regions),
    }


def _meets(place: _Place, others: list[_Place]) -> bool:
    turn, start, end = place
    return any(t == turn and s < end and start < e for t, s, e in others)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("calls", type=Path)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--second-engine")
    parser.add_argument("--second-model")
    parser.add_argument("--stereo", action="store_true")
    options = vars(parser.parse_args())
    calls, ending = options.pop("calls"), ".stereo.wav" if options.pop("stereo") else ".wav"
    workspace = Workspace.init(options.pop("workspace"))
    pipeline = Pipeline(workspace, load(None, options))
    rows = {}
    for file in sorted(calls.glob("*.json")):
        recording = register(workspace, file.with_suffix(ending))
        outcome = pipeline.run(recording)
        if outcome.error:
            raise outcome.error
        turns = json.loads(file.read_text("utf-8"))["turns"]
        rows[recording.name] = scored(
            workspace.folder(recording.name), [turn["text"] for turn in turns]
        )
    total = {key: sum(row[key] for row in rows.values()) for key in next(iter(rows.values()))}
    again = round(total["again_ms"] / total["heard_ms"], 3)
    print(json.dumps({"calls": rows, "all": total, "again": again}, ensure_ascii=False))


if __name__ == "__main__":
    main()
