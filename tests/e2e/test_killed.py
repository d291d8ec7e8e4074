"""A run killed at any moment is finished by the next one; what was finished is not made again."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import user
from calltools.store.workspace import Workspace

Run = Callable[..., "subprocess.CompletedProcess[str]"]

RECORDINGS = ("one", "two")
STEPS = ("register", "diarize", "recognise", "second", "transcript", "extract")


def records(root: Path) -> dict[tuple[str, str], str]:
    """The steps that stand in the log, by call and name, with the moment each was done."""
    register = Workspace(root).register.refresh()
    assert not register.log.unreadable
    return {
        (name, step.name): step.time
        for name in register.names
        for step in register.steps_of(name).values()
    }


def assert_nothing_broken(root: Path) -> None:
    for path in (root / "transcripts").iterdir():
        for step in STEPS:
            assert Workspace(root).folder(path.name).broken(step) == []


@pytest.mark.model
@pytest.mark.slow
def test_kills_at_any_moment_lose_nothing(
    calltools: Run, short_call: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    calltools("init")
    sound = short_call.read_bytes()
    for number, name in enumerate(RECORDINGS):
        # Different bytes, the same sound: a chunk that players pass over is put at the end.
        extra = b"note" + (4).to_bytes(4, "little") + number.to_bytes(4, "little")
        (tmp_path / "recordings" / f"{name}.wav").write_bytes(sound + extra)

    moments = random.Random(20051108)
    for _ in range(4):
        before = records(tmp_path)
        user.killed(tmp_path, environment, ["run"], moments.uniform(0.2, 7.0))
        assert_nothing_broken(tmp_path)
        assert records(tmp_path).items() >= before.items(), "a finished artefact was made again"

    before = records(tmp_path)
    result = calltools("run")
    assert result.returncode == 0, result.stderr
    assert records(tmp_path).items() >= before.items()
    assert len(records(tmp_path)) == len(RECORDINGS) * len(STEPS)
    assert_nothing_broken(tmp_path)
    assert not list(tmp_path.glob("transcripts/**/*.part"))
    files = [tmp_path / "transcripts" / name / "transcript.json" for name in RECORDINGS]
    one, two = (json.loads(file.read_text("utf-8"))["segments"] for file in files)
    assert one == two, "the same sound gives the same transcript"

    done = records(tmp_path)
    assert calltools("run").returncode == 0
    assert records(tmp_path) == done, "a run over finished work makes nothing"
    shutil.rmtree(tmp_path / "transcripts" / "two")
    assert calltools("run").returncode == 0
    again = records(tmp_path)
    changed = {key[0] for key in done if again[key] != done[key]}
    assert changed == {"two"}
