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


@pytest.fixture
def untold(tmp_path: Path) -> Path:
    return write(tmp_path / "call.json", {})


def test_turns_without_a_role_are_told(calltools: Run, untold: Path) -> None:
    done = calltools("extract", untold.name)
    assert (done.returncode, done.stdout) == (3, "")
    (line,) = done.stderr.splitlines()
    assert "call.json: 3 of 3 turns have no role and were not read" in line
    assert "--roles SPEAKER_00=ROLE,SPEAKER_01=ROLE" in line


@pytest.mark.parametrize(
    "options",
    [
        ["--roles", "SPEAKER_00=investigator,SPEAKER_01=hospital"],
        ["--roles", "SPEAKER_00=investigator", "--roles", "SPEAKER_01=hospital"],
    ],
)
def test_roles_are_given_for_a_run(calltools: Run, untold: Path, options: list[str]) -> None:
    done = calltools("extract", untold.name, *options)
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["turn_index"], row["wait_min_days"], row["introduced_by"]) == (1, 14, "hospital")
    assert '"unknown"' in untold.read_text("utf-8")


def test_the_rest_is_read_and_what_is_not_is_told(calltools: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "call.json", {"SPEAKER_01": HOSPITAL})
    done = calltools("extract", file.name)
    assert done.returncode == 3
    assert "2 of 3 turns have no role" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_a_call_with_roles_says_nothing(calltools: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "call.json", {"SPEAKER_00": INVESTIGATOR, "SPEAKER_01": HOSPITAL})
    done = calltools("extract", file.name)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("SPEAKER_01", "expected NAME=VALUE"),
        ("SPEAKER_01=nurse", "expected one of investigator, hospital"),
        (
            "SPEAKER_07=hospital",
            "call.json: has no label 'SPEAKER_07', found SPEAKER_00, SPEAKER_01",
        ),
    ],
)
def test_roles_that_can_not_be_are_told(
    calltools: Run, untold: Path, given: str, told: str
) -> None:
    done = calltools("extract", untold.name, "--roles", given)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
