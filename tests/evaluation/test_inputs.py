"""What is compared, from the files that people have it in: texts, and who speaks when."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import TranscriptError
from calltools.evaluation.diarization import Spoken
from calltools.evaluation.inputs import pair, read_spoken, read_texts
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.writers.json import to_json
from calltools.transcripts.writers.rttm import to_rttm

JSON = "expected JSON"
RTTM = "expected RTTM: .*line 1 is not: "


def write(path: Path, content: object) -> Path:
    if not isinstance(content, (str, bytes)):
        content = json.dumps(content, ensure_ascii=False)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def line(name: str, start: str, duration: str, speaker: str) -> str:
    return f"SPEAKER {name} 1 {start} {duration} <NA> <NA> {speaker} <NA> <NA>\n"


OF_CALLTOOLS = to_json(
    Transcript((Turn("有", speaker="SPEAKER_01", role="hospital", start_ms=1234, end_ms=1500),))
)
WHO_SPEAKS: dict[str, tuple[str, object, list[Spoken]]] = {
    "RTTM of one recording, by its file's name": (
        "c.rttm", ";; comment\n" + line("x", "6.690", "0.430", "B") + line("x", "0.5", "1.25", "A"),
        [Spoken(500, 1750, "A"), Spoken(6690, 7120, "B")],
    ),
    "an empty RTTM: nobody speaks": ("c.rttm", "", []),
    "turns, in milliseconds, with roles": (
        "c.json",
        {"turns": [{"role": "investigator", "start_ms": 10, "end_ms": 900, "text": "喂"}]},
        [Spoken(10, 900, "investigator", "investigator")],
    ),
    "a transcript of calltools": (
        "c.json", OF_CALLTOOLS, [Spoken(1234, 1500, "SPEAKER_01", "hospital")],
    ),
    "spans of a diarization": (
        "c.json", {"spans": [{"start_ms": 0, "end_ms": 5, "speaker": "X"}]}, [Spoken(0, 5, "X")],
    ),
    "a segment without a speaker": (
        "c.json", {"segments": [{"start": 0.5, "end": 1.0, "text": "嗯"}]},
        [Spoken(500, 1000, "unknown")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "spoken"), WHO_SPEAKS.values(), ids=WHO_SPEAKS)
def test_who_speaks_is_read(
    name: str, content: object, spoken: list[Spoken], tmp_path: Path
) -> None:
    assert read_spoken(write(tmp_path / name, content)) == {"c": spoken}


def test_rttm_of_several_recordings_goes_by_their_names(tmp_path: Path) -> None:
    of_two = line("a", "0", "1", "A") + line("b", "1", "1", "A")
    spoken = {"a": [Spoken(0, 1000, "A")], "b": [Spoken(1000, 2000, "A")]}
    assert read_spoken(write(tmp_path / "all.rttm", of_two)) == spoken


SPANS = st.tuples(
    st.integers(0, 10_000_000), st.integers(0, 100_000), st.sampled_from(["SPEAKER_00", "S1"])
)


@given(st.lists(SPANS, min_size=1))
def test_what_the_rttm_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, spans: list[tuple[int, int, str]]
) -> None:
    whole = [(start, start + length, name) for start, length, name in spans]
    turns = (Turn("", name, start_ms=start, end_ms=end) for start, end, name in whole)
    rttm = to_rttm(Transcript(tuple(turns)), "c")
    file = write(tmp_path_factory.mktemp("rttm") / "c.rttm", rttm)
    assert read_spoken(file)["c"] == [Spoken(*span) for span in sorted(whole)]


def test_a_manifest_gives_texts_by_the_stem_of_the_sound_file(tmp_path: Path) -> None:
    text = 'file\tseconds\treference\nx.wav\t3\t他说"好\ny.wav\t2\t行\n'
    assert read_texts(write(tmp_path / "manifest.tsv", text)) == {"x": '他说"好', "y": "行"}


@pytest.mark.parametrize(
    ("read", "name", "content", "problem"),
    [
        (read_texts, "a.json", "{", JSON),
        (read_texts, "a.json", "[]", JSON),
        (read_texts, "a.json", '{"segments": [{}]}', JSON),
        (read_texts, "a.tsv", "name\ttext\n", "expected the columns"),
        (read_texts, "a.tsv", "file\treference\nx.wav\n", "line 2 has too few"),
        (read_texts, "a.txt", b"\xff\xfe\xfa", "a.txt"),
        (read_spoken, "a.rttm", ";; no voices", "found no line that begins with SPEAKER"),
        (read_spoken, "a.rttm", "SPEAKER a 1 zero 1 <NA> <NA> A <NA> <NA>", RTTM),
        (read_spoken, "a.rttm", "SPEAKER a 1 0.5", RTTM),
        (read_spoken, "a.rttm", line("a", "5", "-1", "A"), RTTM),
        (read_spoken, "a.rttm", line("a", "nan", "1", "A"), RTTM),
        (read_spoken, "a.rttm", line("a", "inf", "1", "A"), RTTM),
        (read_spoken, "a.json", "{", JSON),
        (read_spoken, "a.json", "[]", JSON),
        (read_spoken, "a.json", "{}", JSON),
        (read_spoken, "a.json", '{"segments": [{"start": null, "end": 1}]}', JSON),
        (read_spoken, "a.json", '{"turns": [{"start_ms": 9, "end_ms": 1}]}', JSON),
    ],
)
def test_anything_else_is_told_with_its_file(
    read: Callable[[Path], Any], name: str, content: object, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(TranscriptError, match=problem) as told:
        read(write(tmp_path / name, content))
    assert name in str(told.value)


def test_a_folder_is_read_by_name(tmp_path: Path) -> None:
    for path, problem in ((tmp_path, "found none"), (tmp_path / "no.rttm", "no such file")):
        with pytest.raises(TranscriptError, match=problem):
            read_spoken(path)
    write(tmp_path / "a.rttm", line("x", "0", "1", "A"))
    write(tmp_path / "b.json", {"turns": []})
    write(tmp_path / "notes.txt", "nothing")
    assert set(read_spoken(tmp_path)) == {"a", "b"}
    write(tmp_path / "a.json", {"turns": []})
    with pytest.raises(TranscriptError, match="second file for a"):
        read_spoken(tmp_path)


def test_what_belongs_together_has_one_name_or_is_alone() -> None:
    assert pair({"a": "肝"}, {"b": "干"}) == {"a": ("肝", "干")}
    # To leave a reference out would better the score.
    with pytest.raises(TranscriptError, match="1 of 2 references"):
        pair({"a": "肝", "b": "肾"}, {"a": "肝", "c": ""})
