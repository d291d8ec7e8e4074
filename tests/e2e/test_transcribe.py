"""``calltools transcribe``: the contract that other programs rely on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import ctranslate2
import pytest

from calltools.page.parse_files import read_file
from calltools.provenance import sha256_file

Run = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.model


def test_json_has_the_shape_of_whisperx_and_everything_to_trace_it(transcribed: Path) -> None:
    transcript = json.loads((transcribed / "short-call.json").read_text("utf-8"))
    expected = "schema_version language segments audio_sha256 pcm_sha256 provenance flags".split()
    assert transcript.keys() >= set(expected)
    assert transcript["audio_sha256"] == sha256_file(transcribed / "heard" / "short-call.wav")
    assert transcript["flags"] == []
    assert transcript["call"]["synthetic"] is True, "the sidecar beside the recording is read"
    for segment in transcript["segments"]:
        assert segment.keys() >= {"start", "end", "text", "speaker", "role", "words"}
        assert segment["start_ms"] == round(segment["start"] * 1000)
        assert "".join(segment["text"].split()) == "".join(
            "".join(word["word"].split()) for word in segment["words"]
        )
        for word in segment["words"]:
            assert word.keys() >= {"word", "start", "end", "score", "speaker"}
            assert segment["start"] <= word["start"] <= word["end"] <= segment["end"]


def test_every_format_is_written_and_the_text_is_simplified(transcribed: Path) -> None:
    texts = {
        suffix: (transcribed / f"short-call.{suffix}").read_text("utf-8")
        for suffix in ("json", "srt", "vtt", "rttm", "txt")
    }
    assert texts["vtt"].startswith("WEBVTT")
    assert "-->" in texts["srt"]
    assert texts["rttm"].startswith("SPEAKER short-call 1 ")
    assert "一个星期" in texts["txt"]
    assert "個" not in texts["txt"]
    assert "個" in texts["json"], "what the engine wrote is kept beside"
    spoken = [segment["text"] for segment in json.loads(texts["json"])["segments"]]
    for suffix in ("eaf", "TextGrid", "csv"):
        (call,) = read_file(transcribed / f"short-call.{suffix}").calls
        assert [turn.text for turn in call.turns] == spoken
    assert read_file(transcribed / "short-call.docx").calls


def test_one_bad_file_does_not_stop_the_others(calltools: Run, transcribed: Path) -> None:
    assert (transcribed / "code").read_text() == "3"
    told = (transcribed / "stderr").read_text("utf-8").splitlines()
    assert len([line for line in told if "bad.wav" in line]) == 1
    assert (transcribed / "short-call.json").exists()
    assert calltools("transcribe", transcribed / "bad.wav").returncode == 1


def test_a_prompt_is_recorded_and_flags_the_whole_transcript(
    calltools: Run, short_call: Path, tmp_path: Path
) -> None:
    options = ("--initial-prompt", "肝移植", "--output-dir", tmp_path)
    assert calltools("transcribe", short_call, *options).returncode == 0
    transcript = json.loads((tmp_path / "short-call.json").read_text("utf-8"))
    assert transcript["flags"] == ["prompted"]
    parameters = [step["parameters"] for step in transcript["provenance"]]
    assert [p["initial_prompt"] for p in parameters if "initial_prompt" in p] == ["肝移植"]


WRONG = (
    (("--model", "whisper-large-v3"), 1, "whisper-large-v3: is not installed in"),
    (("--model", "large-v3"), 1, "did you mean whisper-large-v3?"),
    (("--language", "chinese"), 2, "--language: language: expected a language code"),
    (("--investigator", "me"), 2, "--investigator: investigator: expected left, right or"),
    (("--num-speakers", "-1"), 2, "num_speakers: expected 0 or more, found -1"),
    (("--models-dir", "none"), 1, "calltools models install"),
    (("--output-dir", "file/out"), 1, "file/out: can't be written: not a directory"),
)


def test_what_can_not_end_well_is_told_before_the_work(
    calltools: Run, demo: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    wrong = list(WRONG)
    if not ctranslate2.get_cuda_device_count():
        wrong.append((("--device", "cuda"), 2, "error: device: expected a CUDA device"))
    for options, code, problem in wrong:
        result = calltools("transcribe", demo, *options)
        assert result.returncode == code
        (line,) = result.stderr.splitlines()
        assert problem in line
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    unnamed = tmp_path / os.fsdecode(b"caf\xe9.wav")
    shutil.copy(demo, unnamed)
    for file in (".", "/", "", unnamed):
        result = calltools("transcribe", file)
        assert result.returncode == 1
        assert len(result.stderr.splitlines()) == 1


def test_nothing_is_written_over_whatever_it_is_called(
    calltools: Run, demo: Path, tmp_path: Path
) -> None:
    original, same = tmp_path / "call.txt", tmp_path / demo.name
    for copy in (original, same):
        shutil.copy(demo, copy)
    result = calltools("transcribe", original, "-o", tmp_path, "-f", "txt")
    assert result.returncode == 2
    assert "would be written over" in result.stderr
    assert original.read_bytes() == demo.read_bytes()
    result = calltools("transcribe", demo, same, "-o", tmp_path / "out")
    assert result.returncode == 2
    assert "same files" in result.stderr
    assert not (tmp_path / "out").exists()
