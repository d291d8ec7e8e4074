from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import TranscriptError
from calltools.evaluation.diarization import Spoken
from calltools.evaluation.inputs import read_spoken
from calltools.speech.model import Span
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.writers.json import to_json
from calltools.transcripts.writers.rttm import to_rttm


def write(path: Path, content: object) -> Path:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, "utf-8")
    return path


def line(name: str, start: str, duration: str, speaker: str) -> str:
    return f"SPEAKER {name} 1 {start} {duration} <NA> <NA> {speaker} <NA> <NA>\n"


def test_rttm_of_one_recording_has_its_files_name(tmp_path: Path) -> None:
    text = line("sample", "6.690", "0.430", "B") + line("sample", "0.5", "1.25", "A")
    file = write(tmp_path / "call.rttm", ";; comment\n" + text)
    assert read_spoken(file) == {
        "call": [Spoken(500, 1750, "A"), Spoken(6690, 7120, "B")],
    }


def test_rttm_of_several_recordings_has_their_names(tmp_path: Path) -> None:
    file = write(tmp_path / "all.rttm", line("a", "0", "1", "A") + line("b", "1", "1", "A"))
    assert set(read_spoken(file)) == {"a", "b"}


@given(
    spans=st.lists(
        st.builds(
            lambda start, length, name: Span(start, start + length, name),
            st.integers(0, 10_000_000),
            st.integers(0, 100_000),
            st.sampled_from(["SPEAKER_00", "SPEAKER_01"]),
        ),
        min_size=1,
    )
)
def test_what_the_rttm_writer_writes_is_read_back(
    spans: list[Span], tmp_path_factory: pytest.TempPathFactory
) -> None:
    turns = (Turn("", s.speaker, start_ms=s.start_ms, end_ms=s.end_ms) for s in spans)
    rttm = to_rttm(Transcript(tuple(turns)), "c")
    file = write(tmp_path_factory.mktemp("rttm") / "c.rttm", rttm)
    read = [(s.start_ms, s.end_ms, s.speaker) for s in read_spoken(file)["c"]]
    assert read == sorted((s.start_ms, s.end_ms, s.speaker) for s in spans)


def test_turns_have_times_in_milliseconds_and_roles(tmp_path: Path) -> None:
    turns = [{"role": "investigator", "start_ms": 10, "end_ms": 900, "text": "喂"}]
    file = write(tmp_path / "b01.json", {"turns": turns})
    assert read_spoken(file) == {"b01": [Spoken(10, 900, "investigator", "investigator")]}


def test_a_transcript_of_calltools_is_read(tmp_path: Path) -> None:
    turn = Turn("有", speaker="SPEAKER_01", role="hospital", start_ms=1234, end_ms=1500)
    file = write(tmp_path / "t.json", to_json(Transcript((turn,))))
    assert read_spoken(file) == {"t": [Spoken(1234, 1500, "SPEAKER_01", "hospital")]}


def test_spans_of_a_diarization_are_read(tmp_path: Path) -> None:
    file = write(tmp_path / "s.json", {"spans": [{"start_ms": 0, "end_ms": 5, "speaker": "X"}]})
    assert read_spoken(file) == {"s": [Spoken(0, 5, "X", None)]}


def test_a_segment_without_speaker_is_an_unknown_ones(tmp_path: Path) -> None:
    file = write(tmp_path / "w.json", {"segments": [{"start": 0.5, "end": 1.0, "text": "嗯"}]})
    assert read_spoken(file) == {"w": [Spoken(500, 1000, "unknown", None)]}


def test_a_folder_is_read_by_name_and_other_files_left_out(tmp_path: Path) -> None:
    write(tmp_path / "a.rttm", line("x", "0", "1", "A"))
    write(tmp_path / "b.json", {"turns": []})
    write(tmp_path / "notes.txt", "nothing")
    assert set(read_spoken(tmp_path)) == {"a", "b"}


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.rttm", ";; no voices", "found no line that begins with SPEAKER"),
        ("a.rttm", "SPEAKER a 1 zero 1 <NA> <NA> A <NA> <NA>", "line 1 is not RTTM"),
        ("a.rttm", "SPEAKER a 1 0.5", "line 1 is not RTTM"),
        ("a.rttm", line("a", "5", "-1", "A"), "line 1 is not RTTM"),
        ("a.rttm", line("a", "nan", "1", "A"), "line 1 is not RTTM"),
        ("a.rttm", line("a", "inf", "1", "A"), "line 1 is not RTTM"),
        ("a.json", "{", "expected JSON"),
        ("a.json", "[]", "expected JSON"),
        ("a.json", "{}", "expected JSON"),
        ("a.json", '{"segments": [{"start": null, "end": 1}]}', "expected JSON"),
        ("a.json", '{"turns": [{"start_ms": 9, "end_ms": 1}]}', "expected JSON"),
    ],
)
def test_anything_else_is_told(tmp_path: Path, name: str, content: str, problem: str) -> None:
    with pytest.raises(TranscriptError, match=problem) as told:
        read_spoken(write(tmp_path / name, content))
    assert name in str(told.value)


def test_an_empty_rttm_is_a_recording_in_which_nobody_speaks(tmp_path: Path) -> None:
    assert read_spoken(write(tmp_path / "a.rttm", "")) == {"a": []}


def test_two_files_of_one_name_are_told(tmp_path: Path) -> None:
    write(tmp_path / "a.rttm", line("x", "0", "1", "A"))
    write(tmp_path / "a.json", {"turns": []})
    with pytest.raises(TranscriptError, match="second file for a"):
        read_spoken(tmp_path)


def test_an_empty_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="found none"):
        read_spoken(tmp_path)
    with pytest.raises(TranscriptError, match="no such file"):
        read_spoken(tmp_path / "missing.rttm")
