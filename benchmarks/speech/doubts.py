"""What is said of doubtful words: a second hearing's marks, and readings proposed by sound.

    python -m benchmarks speech.doubts CALLS WORKSPACE [--stereo] [--second-engine ENGINE]
        [--second-model MODEL]

Beside: what was spoken.
Takes: about as long as the calls on two cores, the first time.

CALLS holds recordings with what was spoken (NAME.wav, NAME.stereo.wav, NAME.json with turns).  They
are run in WORKSPACE (made where it is not there; what is done there is not done again).

``second_hearing``: ``wrong`` are figures and denials that were heard and not spoken, or spoken and
not heard, in turns that were heard at all, and how many of them are ``marked``; ``right`` are those
heard as spoken, and how many are marked ``in_vain``; ``marks`` are all, with those where neither
is; ``again`` is the share of the speech that was heard again.  ``readings``: ``right`` of those
``proposed`` are what was spoken there; ``misheard`` are places where a term of the trade was spoken
and something else heard, ``offered`` those of them with a right reading.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import options_of, show
from calltools.alignment.monolingual.hearings import heard_otherwise, places
from calltools.alignment.monolingual.letter_pairs import Pairs, pair
from calltools.alignment.monolingual.letters import Letters, letters_of
from calltools.arrays import Ints
from calltools.records import parse_as
from calltools.run.pipeline import Pipeline
from calltools.settings import load
from calltools.speech.hearing_differences import SecondHearing
from calltools.speech.homophones import ProposedReading, trade_terms
from calltools.speech.model import Diarization, Heard
from calltools.speech.turns import to_turns
from calltools.store.call_folder import READINGS, SECOND, SPEAKERS, WORDS, Folder
from calltools.store.recordings import register
from calltools.store.workspace import Workspace

_Place = tuple[int, int, int]
"""A turn, and where in it something begins and ends."""


def second_hearing(folder: Folder, texts: Sequence[str], spoken: Sequence[str]) -> dict[str, int]:
    """What the second hearing marked in turns, against the turns ``spoken``."""
    second = parse_as(folder.read(SECOND), SecondHearing)
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
    }


def _meets(place: _Place, others: Sequence[_Place]) -> bool:
    turn, start, end = place
    return any(t == turn and s < end and start < e for t, s, e in others)


def proposed_readings(
    folder: Folder, texts: Sequence[str], spoken: Sequence[str]
) -> dict[str, Any]:
    """The readings proposed in turns, against the turns ``spoken``."""
    readings = parse_as(folder.read(READINGS), tuple[ProposedReading, ...])
    heard, said = letters_of(texts), letters_of(spoken)
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
        "not_said": [f"{r.heard} {r.proposed}" for r in readings if r not in right],
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
    return reading.proposed in _text(said, there)


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


def main(arguments: Sequence[str]) -> None:
    """Run the calls, and print the figures of each and of all."""
    parser = options_of(__name__)
    parser.add_argument("calls", type=Path)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--stereo", action="store_true")
    parser.add_argument("--second-engine")
    parser.add_argument("--second-model")
    options = parser.parse_args(arguments)
    second = {name: getattr(options, name) for name in ("second_engine", "second_model")}
    workspace = Workspace.init(options.workspace)
    pipeline = Pipeline(workspace, load(None, second))
    rows: dict[str, dict[str, Any]] = {}
    total: dict[str, Counter[str]] = {"second_hearing": Counter(), "readings": Counter()}
    speech_ms = 0
    for file in sorted(options.calls.glob("*.json")):
        ending = ".stereo.wav" if options.stereo else ".wav"
        recording = register(workspace, file.with_suffix(ending))
        outcome = pipeline.run(recording)
        if outcome.error:
            raise outcome.error
        spoken = [turn["text"] for turn in json.loads(file.read_text("utf-8"))["turns"]]
        folder = workspace.folder(recording.name)
        heard = parse_as(folder.read(WORDS), Heard)
        turns = to_turns(heard.segments, parse_as(folder.read(SPEAKERS), Diarization))
        texts = [turn.text for turn in turns]
        speech_ms += sum(end - start for start, end in heard.regions)
        rows[recording.name] = {
            "second_hearing": second_hearing(folder, texts, spoken),
            "readings": proposed_readings(folder, texts, spoken),
        }
        for name, counts in rows[recording.name].items():
            total[name].update({k: n for k, n in counts.items() if isinstance(n, int)})
    again = total["second_hearing"]["again_ms"] / max(speech_ms, 1)
    show({"calls": rows, "all": total, "again": round(again, 3)})
