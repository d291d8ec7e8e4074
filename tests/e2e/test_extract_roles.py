"""Turns without a role: told, never passed over in silence, and given one with --roles."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role, Transcript, Turn
from calltools.transcripts.writers.json import to_json

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("models_dir")]

Run = Callable[..., "subprocess.CompletedProcess[str]"]
LINES = (("SPEAKER_00", "换肝要等多久？"), ("SPEAKER_01", "两周。"), ("SPEAKER_00", "好的。"))


def write(path: Path, roles: dict[str, Role]) -> Path:
    turns = tuple(Turn(text, voice, roles.get(voice, "unknown")) for voice, text in LINES)
    path.write_text(to_json(Transcript(turns)), "utf-8")
    return path


ROLES: tuple[dict[str, Role], ...] = (
    {},
    {"SPEAKER_01": HOSPITAL},
    {"SPEAKER_00": INVESTIGATOR, "SPEAKER_01": HOSPITAL},
)


def test_turns_without_a_role_are_told_and_the_rest_is_read(calltools: Run, tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    told = []
    for roles in ROLES:
        done = calltools("extract", write(file, roles).name)
        told.append((done.returncode, len(done.stdout.splitlines())))
        if not roles:
            (line,) = done.stderr.splitlines()
            assert "call.json: 3 of 3 turns have no role and were not read" in line
            assert "--roles SPEAKER_00=ROLE,SPEAKER_01=ROLE" in line
    assert told == [(3, 0), (3, 1), (0, 1)]
    assert done.stderr == "", "a call with roles says nothing"


def test_roles_are_given_for_a_run(calltools: Run, tmp_path: Path) -> None:
    untold = write(tmp_path / "call.json", {})
    for options in (
        ["--roles", "SPEAKER_00=investigator,SPEAKER_01=hospital"],
        ["--roles", "SPEAKER_00=investigator", "--roles", "SPEAKER_01=hospital"],
    ):
        done = calltools("extract", untold.name, *options)
        assert (done.returncode, done.stderr) == (0, "")
        (row,) = map(json.loads, done.stdout.splitlines())
        told = row["turn_index"], row["wait_min_days"], row["introduced_by"]
        assert told == (1, 14, "hospital")
    assert '"unknown"' in untold.read_text("utf-8")
    for given, problem in (
        ("SPEAKER_01", "expected NAME=VALUE"),
        ("SPEAKER_01=nurse", "expected one of investigator, hospital"),
        (
            "SPEAKER_07=hospital",
            "call.json: has no label 'SPEAKER_07', found SPEAKER_00, SPEAKER_0",
        ),
    ):
        done = calltools("extract", untold.name, "--roles", given)
        assert done.returncode == 2
        assert problem in done.stderr
