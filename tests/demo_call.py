"""The demonstration call as a transcript with words, and its statements, for tests of pages."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from calltools.media import decode
from calltools.provenance import Step
from calltools.statements.record import Statement
from calltools.transcripts.model import Call, Gap, Party, Transcript, Turn, Word
from sounds import write_wav

FOLDER = Path(__file__).parent / "gold" / "demo-call"
RECORDING = Path(__file__).parents[1] / "recordings" / "demo-call.wav"
_SPEAKERS = {"investigator": "SPEAKER_00", "hospital": "SPEAKER_01"}


def short(path: Path) -> Path:
    """Fifteen seconds of the recording in the WAV ``path``, with words of both parties, and beside
    it what is known of the call."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with decode(RECORDING) as pcm:
        write_wav(path, pcm.read(5_000, 20_000))
    shutil.copy(RECORDING.with_suffix(".toml"), path.with_suffix(".toml"))
    return path


def words_of(text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """``text`` in words of two characters, evenly over the time; every fifth is doubtful."""
    size = len(text)
    spans = [(first, min(first + 2, size)) for first in range(0, size, 2)]
    length = end_ms - start_ms
    return tuple(
        Word(
            text[first:last],
            first,
            last,
            start_ms + length * first // size,
            start_ms + length * last // size,
            0.3 if number % 5 == 4 else 0.9,
        )
        for number, (first, last) in enumerate(spans)
    )


def transcript() -> Transcript:
    """All twelve turns, with flags on the last three and a gap of each kind that is drawn."""
    data = json.loads((FOLDER / "turns.json").read_text("utf-8"))
    flags = {9: ("low_confidence",), 10: ("overlap",), 11: ("overlap", "likely_invented")}
    turns = tuple(
        Turn(
            text=row["text"],
            speaker=_SPEAKERS[row["role"]],
            role=row["role"],
            start_ms=row["start_ms"],
            end_ms=row["end_ms"],
            words=words_of(row["text"], row["start_ms"], row["end_ms"]),
            flags=flags.get(row["turn"], ()),
        )
        for row in data["turns"]
    )
    return Transcript(
        turns,
        call=Call(
            hospital="郑州云泽医院",
            date="2005-11-08",
            pretext="relative",
            respondent="nurse",
            synthetic=True,
            notes="Invented demonstration call; never evidence of anything.",
        ),
        parties=(
            Party("SPEAKER_00", "investigator", 0.94, "inferred", ("asks for the waiting time",)),
            Party("SPEAKER_01", "hospital", 0.91, "inferred", ("answers the ringing",)),
        ),
        gaps=(Gap("ringback", 500, 1500), Gap("speech_without_text", 18500, 19300)),
        duration_ms=data["duration_ms"],
        audio_sha256="ab" * 32,
        pcm_sha256="cd" * 32,
        provenance=(
            Step(
                "transcribe",
                inputs={"audio": "ab" * 32},
                models={"whisper-base": "ef" * 32},
                parameters={"beam_size": 5},
                actor="tester",
                time="2025-01-01T00:00:00Z",
            ),
        ),
        measures={"bandwidth": "narrow"},
    )


def statements(call: Transcript) -> list[Statement]:
    """The labelled statements of the call, with times by their share of the turn."""
    found = []
    known = {field.name for field in fields(Statement)}
    for line in (FOLDER / "statements.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        turn = call.turns[row["turn_index"]]
        assert turn.start_ms is not None and turn.end_ms is not None
        length, size = turn.end_ms - turn.start_ms, len(turn.text)
        row["start_ms"] = turn.start_ms + length * row["start"] // size
        row["end_ms"] = turn.start_ms + length * row["end"] // size
        row["tags"] = tuple(row["tags"])
        found.append(Statement(**{name: row[name] for name in row if name in known}))
    return found


def changed(statement: Statement, **values: Any) -> Statement:
    """``statement`` with other values."""
    return replace(statement, **values)
