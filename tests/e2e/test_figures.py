"""What the four calls of the shared material must show, measured by the commands users have.

They are left out where that material is absent.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calltools.alignment.monolingual import compare
from calltools.media import decode
from calltools.transcripts.model import Turn
from calltools.transcripts.readers.calltools_json import read_transcript

Run = Callable[..., "subprocess.CompletedProcess[str]"]

CALLS = ("b01", "b05", "b13", "syn-zhs-01")

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("figures")


@pytest.fixture
def transcribed(calltools: Run, shared: Path, folder: Path) -> Path:
    """Folders ``mixed`` and ``stereo`` with transcripts, ``…-said`` with what was said."""
    for kind, suffix in (("mixed", ""), ("stereo", ".stereo")):
        if (folder / kind).exists():
            continue
        said = folder / f"{kind}-said"
        said.mkdir()
        for call in CALLS:
            shutil.copy(shared / f"audio/calls/{call}.json", said / f"{call}{suffix}.json")
        sounds = [shared / f"audio/calls/{call}{suffix}.wav" for call in CALLS]
        result = calltools("transcribe", *sounds, "--output-dir", folder / kind)
        assert result.returncode == 0, result.stderr
    return folder


def evaluate(calltools: Run, what: str, reference: Path, hypothesis: Path) -> Any:
    result = calltools("evaluate", what, reference, hypothesis, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(("kind", "most"), [("mixed", 0.02), ("stereo", 0.01)])
def test_speech_goes_to_the_party_who_spoke_and_roles_are_right(
    calltools: Run, transcribed: Path, kind: str, most: float
) -> None:
    said = transcribed / f"{kind}-said"
    figures = evaluate(calltools, "diarization", said, transcribed / kind)
    assert figures["pooled"]["collar_0_ms"]["wrong_party"] <= most
    assert figures["pooled"]["by_role"]["wrong_party"] <= most
    for path in (transcribed / kind).iterdir():
        parties = json.loads(path.read_text("utf-8"))["parties"]
        assert sorted(party["role"] for party in parties) == ["hospital", "investigator"]


def test_no_more_characters_are_wrong_than_with_the_engine_alone(
    calltools: Run, transcribed: Path, shared: Path, models_dir: Path
) -> None:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(models_dir / "whisper-base"), compute_type="int8", cpu_threads=1)
    plain = transcribed / "plain"
    plain.mkdir()
    for call in CALLS:
        with decode(shared / f"audio/calls/{call}.wav") as pcm:
            segments, _ = model.transcribe(
                pcm.read(),
                language="zh",
                beam_size=5,
                temperature=0.0,
                condition_on_previous_text=False,
                vad_filter=True,
                word_timestamps=True,
            )
            text = "\n".join(segment.text for segment in segments)
        (plain / f"{call}.txt").write_text(text, "utf-8")
    said = transcribed / "mixed-said"
    ours, theirs = (
        evaluate(calltools, "asr", said, hypothesis)["pooled"]
        for hypothesis in (transcribed / "mixed", plain)
    )
    assert ours["errors"] <= theirs["errors"]
    assert ours["length"] == theirs["length"]


@pytest.mark.parametrize("kind", ["mixed", "stereo"])
def test_printed_turns_get_their_times_from_what_was_heard(
    transcribed: Path, shared: Path, kind: str
) -> None:
    rows = (shared / "gold/bilingual/calls.jsonl").read_text("utf-8").splitlines()
    printed = {row["id"]: row["zh_turns"] for row in map(json.loads, rows)}
    near = []
    for name in ("b01", "b05", "b13"):
        suffix = ".stereo" if kind == "stereo" else ""
        said = json.loads((transcribed / f"{kind}-said" / f"{name}{suffix}.json").read_bytes())
        heard = read_transcript((transcribed / kind / f"{name}{suffix}.json").read_bytes())
        timed = compare([Turn(turn["text"]) for turn in printed[name]], heard.turns).turns
        for turn, reference in zip(timed, said["turns"], strict=True):
            near.append(
                turn.start_ms is not None
                and turn.end_ms is not None
                and abs(turn.start_ms - reference["start_ms"]) <= 500
                and abs(turn.end_ms - reference["end_ms"]) <= 500
            )
    assert sum(near) / len(near) >= 0.9
