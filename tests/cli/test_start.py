"""The command line loads little when it starts, and says what can be done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import sounds
import user
from calltools.cli import _VERBS, cli
from calltools.store.recordings import register
from calltools.store.workspace import Workspace


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


HELP = """\
import sys; from click.testing import CliRunner; from calltools.cli import cli
for verb in sys.argv[1:]:
    assert CliRunner().invoke(cli, [verb, '--help']).exit_code == 0, verb
print(*sys.modules)"""


def test_neither_the_library_nor_the_help_of_a_verb_loads_what_is_heavy() -> None:
    for code, heavy in (
        ("import calltools, sys; print(*sys.modules)", "torch pandas numpy av click"),
        (HELP, "torch pandas faster_whisper pyannote.audio"),
    ):
        done = python(code, *_VERBS)
        assert done.returncode == 0, done.stderr
        assert not {*heavy.split()}.intersection(done.stdout.split())
    done = subprocess.run(user.command("transcripe"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "transcribe" in done.stderr, "a usage error names the nearest verb"


def test_ended_from_outside_it_says_interrupted_as_with_ctrl_c() -> None:
    done = python(
        "import os, signal\nfrom calltools import cli\n"
        "cli.cli.main = lambda **_: os.kill(os.getpid(), signal.SIGTERM)\ncli.main()"
    )
    assert (done.returncode, done.stderr) == (130, "interrupted; what was finished is kept\n")


def test_alone_in_a_workspace_it_says_how_to_open_it_and_what_waits_elsewhere_it_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Usage: " in CliRunner().invoke(cli, []).output
    workspace = Workspace.init(tmp_path / "office")
    sounds.write_wav(workspace.recordings / "a.wav", sounds.white_noise(0.3))
    register(workspace, workspace.recordings / "a.wav")
    (workspace.recordings / "b.mp3").touch()
    (workspace.root / ".calltools" / "jobs.json").write_text(
        '[{"id": "1", "kind": "run", "subject": "a", "actor": "ann", "asked": 1}]'
    )
    monkeypatch.chdir(workspace.recordings)
    told = CliRunner().invoke(cli, [])
    assert told.exit_code == 0
    standing = "1 call; 1 not run yet; 1 recording not added yet; 1 job waiting"
    assert told.stdout.startswith(f"{workspace.root}: {standing}\n")
    assert "calltools review" in told.stdout
