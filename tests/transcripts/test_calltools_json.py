from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import transcripts

from calltools.errors import TranscriptError
from calltools.transcripts.model import Transcript, Turn, Word
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.writers import write


@given(transcripts)
def test_what_was_written_is_read_back_equal(transcript: Transcript) -> None:
    assert read_transcript(write(transcript, "json")) == transcript


def test_the_shape_is_that_of_whisperx() -> None:
    word = Word("肝", 0, 1, 1200, 1500, 0.5, "SPEAKER_00")
    turn = Turn("肝。", "SPEAKER_00", "hospital", 1200, 2345, (word,))
    data = json.loads(write(Transcript((turn,)), "json"))
    segment = data["segments"][0]
    assert data["language"] == "zh"
    assert (segment["start"], segment["end"], segment["text"]) == (1.2, 2.345, "肝。")
    assert segment["words"][0] | {"char_start": 0} == {
        "word": "肝",
        "start": 1.2,
        "end": 1.5,
        "start_ms": 1200,
        "end_ms": 1500,
        "score": 0.5,
        "speaker": "SPEAKER_00",
        "char_start": 0,
        "char_end": 1,
    }


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda d: d | {"schema_version": 2}, "schema_version 1 expected, found 2"),
        (lambda d: {k: v for k, v in d.items() if k != "schema_version"}, "found None"),
        (lambda d: d | {"segments": {}}, "segments: expected a list, found an object"),
        (lambda d: d | {"segments": [3]}, "segments[0]: expected an object, found a whole number"),
        (lambda d: d | {"language": None}, "language: expected text, found null"),
        (
            lambda d: d | {"segments": [{"text": "x", "role": "cook"}]},
            "segments[0].role: invalid enum value 'cook'",
        ),
        (
            lambda d: d | {"duration_ms": 1.5},
            "duration_ms: expected a whole number or null, found a number",
        ),
        (lambda d: d | {"measures": [1]}, "measures: expected an object, found a list"),
    ],
)
def test_damage_is_told_in_one_line(damage, reason: str) -> None:  # type: ignore[no-untyped-def]
    data = damage(json.loads(write(Transcript(()), "json")))
    with pytest.raises(TranscriptError) as error:
        read_transcript(json.dumps(data), "a.json")
    assert reason in str(error.value)
    assert str(error.value).startswith("a.json: ")
    assert "\n" not in str(error.value)


@given(st.binary() | st.text().map(lambda t: ('{"schema_version":1,' + t).encode()))
def test_any_bytes_are_refused_with_a_transcript_error(data: bytes) -> None:
    with pytest.raises(TranscriptError):
        read_transcript(data)


def test_half_a_character_is_refused() -> None:
    data = write(Transcript((Turn("甲"),)), "json").replace("甲", "\\ud800")  # type: ignore[union-attr,arg-type]
    with pytest.raises(TranscriptError):
        read_transcript(data)
