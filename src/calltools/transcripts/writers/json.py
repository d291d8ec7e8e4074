"""calltools JSON: the shape of WhisperX, with everything else a transcript holds beside it.

``segments[{start, end, text, speaker, role, words[{word, start, end, score, speaker}]}]`` has
float seconds as other programs expect; ``start_ms``/``end_ms`` beside them are the exact integer
times, ``char_start``/``char_end`` the place of a word in its segment's text.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from calltools.times import to_seconds
from calltools.transcripts.model import Transcript, Turn, Word

SCHEMA_VERSION = 1


def to_json(transcript: Transcript) -> str:
    """The transcript as JSON text; ``readers.calltools_json`` gives an equal one back."""
    return json.dumps(to_data(transcript), ensure_ascii=False, indent=1) + "\n"


def to_data(transcript: Transcript) -> dict[str, Any]:
    """The transcript as plain JSON values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "language": transcript.language,
        "origin": transcript.origin,
        "audio_sha256": transcript.audio_sha256,
        "pcm_sha256": transcript.pcm_sha256,
        "duration_ms": transcript.duration_ms,
        "flags": list(transcript.flags),
        "call": asdict(transcript.call),
        "parties": [asdict(party) for party in transcript.parties],
        "segments": [_segment(turn) for turn in transcript.turns],
        "gaps": [asdict(gap) for gap in transcript.gaps],
        "notes": [asdict(note) for note in transcript.notes],
        "warnings": list(transcript.warnings),
        "measures": dict(transcript.measures),
        "source": asdict(transcript.source) if transcript.source else None,
        "provenance": [step.to_json() for step in transcript.provenance],
    }


def _segment(turn: Turn) -> dict[str, Any]:
    segment = {
        **_times(turn.start_ms, turn.end_ms),
        "text": turn.text,
        "speaker": turn.speaker,
        "role": turn.role,
        "flags": list(turn.flags),
        "confidence": turn.confidence,
        "words": [_word(word) for word in turn.words],
    }
    optional = {
        "raw_text": turn.raw_text,
        "printed": turn.printed,
        "glosses": list(turn.glosses),
        "stage_directions": list(turn.stage_directions),
        "footnotes": list(turn.footnotes),
        "translation": turn.translation,
        "places": [asdict(place) for place in turn.places],
    }
    return segment | {k: v for k, v in optional.items() if v is not None and v != []}


def _word(word: Word) -> dict[str, Any]:
    data = {
        "word": word.text,
        **_times(word.start_ms, word.end_ms),
        "score": word.score,
        "speaker": word.speaker,
        "char_start": word.start,
        "char_end": word.end,
    }
    return data if word.raw is None else data | {"raw": word.raw}


def _times(start_ms: int | None, end_ms: int | None) -> dict[str, float | int | None]:
    return {
        "start": None if start_ms is None else to_seconds(start_ms),
        "end": None if end_ms is None else to_seconds(end_ms),
        "start_ms": start_ms,
        "end_ms": end_ms,
    }
