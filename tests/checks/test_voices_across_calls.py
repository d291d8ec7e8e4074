"""Voices across calls: who is proposed as one person, and as the investigator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import demo_call
import demo_voices
import sounds
from calltools.checks.embedded_voices import VOICES, voices_of_workspace
from calltools.checks.voices_across_calls import (
    PartyVoice,
    VoicePoint,
    compared_voices,
    probability_of_one,
)
from calltools.cli import cli
from calltools.media import RATE
from calltools.provenance import Step
from calltools.settings import Settings
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.recordings import register
from calltools.store.workspace import Workspace
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Party, Role, Turn
from calltools.transcripts.writers.json import to_json

DIRECTIONS = np.linalg.qr(np.random.default_rng(2).normal(size=(192, 8)))[0].T


def voice(
    who: int, role: Role = HOSPITAL, *, heard: int = 0, confirmed: bool = False
) -> PartyVoice:
    """The voice of a person, a little otherwise each time that it is ``heard``."""
    rng = np.random.default_rng(100 * who + heard)
    point = DIRECTIONS[who] + 0.013 * rng.normal(size=192)
    centre = tuple(float(x) for x in point / np.linalg.norm(point))
    return PartyVoice("SPEAKER_01", role, confirmed, VoicePoint(30.0, centre))


def brief(of: PartyVoice) -> PartyVoice:
    """The voice where it says little."""
    return replace(of, point=replace(of.point, seconds=2.0))


def found(calls: dict[str, Sequence[PartyVoice]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.kind, finding.calls) for finding in compared_voices(calls)]


def test_the_nearer_and_the_longer_the_likelier() -> None:
    one, again, other = voice(0).point, voice(0, heard=1).point, voice(1).point
    assert probability_of_one(one, again) > 0.9 > 0.1 > probability_of_one(one, other)
    assert probability_of_one(one, other) == pytest.approx(probability_of_one(other, one))


def test_respondents_who_sound_alike_are_one_group_in_several_calls() -> None:
    calls = {f"c{i}": [voice(0, heard=i)] for i in range(3)} | {"d": [voice(1)]}
    assert found(calls) == [("same_voice", ("c0", "c1", "c2"))]
    assert found({"a": [voice(0), voice(0, heard=1)]}) == [], "parties of one call"
    assert found({"a": [voice(0)], "b": [brief(voice(0, heard=1))]}) == [], "short ones"


def test_the_investigator_known_from_a_confirmed_call_is_found_in_others() -> None:
    calls = {
        "known": [voice(0, INVESTIGATOR, confirmed=True), voice(1)],
        "swapped": [voice(0, HOSPITAL, heard=1), voice(2, INVESTIGATOR)],
        "open": [voice(0, UNKNOWN, heard=2), voice(3)],
        "right": [voice(0, INVESTIGATOR, heard=3), voice(4)],
    }
    assert found(calls) == [
        ("investigator_voice", ("swapped", "known")), ("investigator_voice", ("open", "known")),
    ]  # fmt: skip
    (first, _) = compared_voices(calls)
    assert "calltools correct swapped --role SPEAKER_01=investigator" in first.note
    assert first.weight == "proposal"
    assert first.score is not None


def test_what_a_machine_inferred_enrols_nobody_and_what_a_person_said_stands() -> None:
    inferred = {"a": [voice(0, INVESTIGATOR)], "b": [voice(0, UNKNOWN, heard=1)]}
    confirmed = {
        "a": [voice(0, INVESTIGATOR, confirmed=True)],
        "b": [voice(0, HOSPITAL, heard=1, confirmed=True)],
    }
    assert found(inferred) == found(confirmed) == []


def workspace_of_two(folder: Path) -> Workspace:
    """The demonstration call, its investigator confirmed; and one with its voices exchanged in
    role, cut from other turns."""
    workspace = Workspace.init(folder / "ws")
    transcript = demo_call.transcript()
    halves = []
    for role in (demo_voices.INVESTIGATOR, demo_voices.HOSPITAL):
        clips = demo_voices.said_by(role)
        halves.append(demo_voices.in_a_row(*clips[: len(clips) // 2]))
        halves.append(demo_voices.in_a_row(*clips[len(clips) // 2 :]))
    for name, parts, roles, source in (
        ("known", (halves[0], halves[2]), (INVESTIGATOR, HOSPITAL), "given"),
        ("swapped", (halves[1], halves[3]), (HOSPITAL, INVESTIGATOR), "inferred"),
    ):
        sound = sounds.write_wav(folder / f"{name}.wav", np.concatenate(parts), RATE)
        recording = register(workspace, sound)
        middle = len(parts[0]) * 1000 // RATE
        spans = ((0, middle), (middle, recording.probe.duration_ms))
        turns = tuple(
            Turn("说话", f"SPEAKER_0{i}", roles[i], *span) for i, span in enumerate(spans)
        )
        parties = tuple(Party(f"SPEAKER_0{i}", role, 1.0, source) for i, role in enumerate(roles))
        call = replace(transcript, turns=turns, parties=parties, gaps=())
        workspace.folder(name).commit(Step("transcript"), {TRANSCRIPT: to_json(call)})
    return workspace


@pytest.mark.model
def test_voices_of_recordings_are_made_once_and_tell_who_is_who(
    tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_of_two(tmp_path)
    settings = Settings(models_dir=models_dir)
    voices = voices_of_workspace(workspace, settings)
    assert [finding.calls for finding in compared_voices(voices)] == [("swapped", "known")]
    before = (workspace.folder("known").path / VOICES).stat().st_mtime_ns
    assert voices_of_workspace(workspace, settings) == voices
    assert (workspace.folder("known").path / VOICES).stat().st_mtime_ns == before
    step = workspace.folder("swapped").step("voices")
    assert step is not None
    path = workspace.folder("swapped").path / TRANSCRIPT
    told = path.read_text("utf-8").replace('"source": "inferred"', '"source": "given"')
    assert told != path.read_text("utf-8")
    path.write_text(told, "utf-8")
    again = voices_of_workspace(workspace, settings)
    assert all(voice.confirmed for voice in again["swapped"])
    assert workspace.folder("swapped").step("voices") == step
    path.write_text(told.replace('"source": "given"', '"source": "inferred"'), "utf-8")
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    done = CliRunner().invoke(cli, ["check", "--voices"])
    assert done.exit_code == 3, done.output
    assert "sounds like the investigator of known" in " ".join(done.stdout.split())
