"""calltools doctor: what it finds, what it advises, how it exits."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from packaging.requirements import Requirement

import sounds
from calltools.cli import doctor
from calltools.models.catalogue import load_catalogue
from calltools.store.recordings import register
from calltools.store.workspace import TRANSCRIPT, Workspace


def run_doctor(cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "calltools", "doctor", "--json"],
        env=os.environ | environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def checks(result: subprocess.CompletedProcess[str] | Result) -> dict[str, dict[str, Any]]:
    return {check["name"]: check for check in json.loads(result.stdout)["checks"]}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "calltools.toml").write_text("beam_size = 5\n")
    (tmp_path / "recordings").mkdir()
    (tmp_path / "transcripts").mkdir()
    return tmp_path


@pytest.mark.model
def test_all_is_there(workspace: Path, models_dir: Path) -> None:
    result = run_doctor(workspace, CALLTOOLS_MODELS_DIR=str(models_dir))
    assert result.returncode == 0, result.stdout
    found = checks(result)
    assert {check["status"] for check in found.values()} <= {"ok", "note"}
    assert "sha256 d01c3014881c" in found["model whisper-base"]["found"]
    assert found["packages for speech"]["status"] == "ok"
    assert found["folder transcripts/"]["status"] == "ok"


def test_missing_models_exit_1_with_the_command_that_brings_them(workspace: Path) -> None:
    result = run_doctor(workspace, CALLTOOLS_MODELS_DIR=str(workspace / "none"))
    assert result.returncode == 1
    assert json.loads(result.stdout)["ok"] is False
    campplus = checks(result)["model campplus"]
    assert campplus["status"] == "lack"
    assert "calltools models install campplus" in campplus["remedy"]
    (workspace / "none" / "community-1").mkdir(parents=True)
    larger = {"CALLTOOLS_DIARIZER": "pyannote", "CALLTOOLS_MODELS_DIR": str(workspace / "none")}
    found = checks(run_doctor(workspace, **larger))
    assert found["model community-1"]["status"] == "lack"
    assert "model campplus" not in found


@pytest.mark.parametrize("chosen", [{}, {"ENGINE": "whisper"}, {"DIARIZER": "pyannote"}])
def test_packages_for_what_is_not_set_are_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: dict[str, str]
) -> None:
    requirements = [
        "click>=8",
        "no-such-whisper>=1; extra == 'speech'",
        "click>=8; extra == 'speech-light'",
        "no-such-parquet>=1; extra == 'tables'",
    ]
    monkeypatch.setattr(importlib.metadata, "requires", lambda _name: requirements)
    monkeypatch.chdir(tmp_path)
    settings = {f"CALLTOOLS_{name}": value for name, value in chosen.items()}
    settings |= {"CALLTOOLS_MODELS_DIR": str(tmp_path)}
    found = checks(CliRunner().invoke(doctor.command, ["--json"], env=settings))
    assert found["packages"]["status"] == found["packages for speech"]["status"] == "ok"
    larger = [check for name, check in found.items() if name.startswith("packages for whisper")]
    assert [check["status"] for check in larger] == ["lack"] * len(chosen)
    for check in larger:
        assert "no-such-whisper is not installed" in check["found"]
        assert "calltools[speech]" in check["remedy"]
    parquet = found["package for Parquet"]
    assert parquet["status"] == "note"
    assert parquet["found"] == "no-such-parquet is not installed; so no Parquet can be exported"
    assert "calltools[tables]" in parquet["remedy"]


@pytest.fixture
def base_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """``calltools doctor`` where only the base is installed, and what is named; no model is."""
    version = importlib.metadata.version

    def doctor_with(cwd: Path, *installed: str, **environment: str) -> Result:
        extras = {"faster-whisper", "kaldi-native-fbank", "torch", "pyarrow"} - set(installed)

        def of_base(name: str) -> str:
            if name in extras or name in ("openai-whisper", "pyannote.audio"):
                raise importlib.metadata.PackageNotFoundError(name)
            return version(name)

        monkeypatch.setattr(importlib.metadata, "version", of_base)
        monkeypatch.chdir(cwd)
        models = {"CALLTOOLS_MODELS_DIR": str(tmp_path / "models"), "PATH": "/nonexistent"}
        return CliRunner().invoke(doctor.command, env=models | environment)

    return doctor_with


def test_who_transcribes_nothing_lacks_nothing(
    workspace: Path, base_install: Callable[..., Result]
) -> None:
    # Torch may be there for another program.
    for result in (base_install(workspace), base_install(workspace, "torch")):
        assert result.exit_code == 0, result.stdout
        assert "lack " not in result.stdout
        for absent, without in (
            ("packages for speech", "recordings can't be transcribed"),
            ("model whisper-base", "recordings can't be transcribed"),
            ("model campplus", "recordings can't be transcribed"),
            ("model e5-small", "no statements are read"),
        ):
            (line,) = (x for x in result.stdout.splitlines() if f"note  {absent}: " in x)
            assert line.endswith(f"; so {without}")
        assert "→ run `calltools models install e5-small`" in result.stdout
        assert "pyarrow is not installed; so no Parquet can be exported" in result.stdout
        assert "calltools[speech-light]" in result.stdout and "calltools[tables]" in result.stdout


def test_what_the_work_needs_is_lacking_whoever_installed_what(
    workspace: Path, base_install: Callable[..., Result]
) -> None:
    assert base_install(workspace, CALLTOOLS_MODEL="whisper-small").exit_code == 1
    assert base_install(workspace, "faster-whisper").exit_code == 1, "installed by halves"
    room = Workspace(workspace)
    sounds.write_wav(room.recordings / "一.wav", sounds.white_noise(0.5))
    assert base_install(workspace).exit_code == 1
    transcript = room.folder(register(room, room.recordings / "一.wav").name).path / TRANSCRIPT
    assert base_install(workspace).exit_code == 1
    transcript.write_text("{}")
    (workspace / "recordings" / "notes.txt").touch()
    assert base_install(workspace).exit_code == 0, "it was transcribed elsewhere"
    (workspace / "recordings" / "二.mp3").touch()
    result = base_install(workspace)
    assert result.exit_code == 1
    assert "lack  model whisper-base" in result.stdout


@pytest.mark.parametrize("model", ["campplus", "e5-small"])
def test_a_damaged_model_is_a_lack_even_where_nothing_is_transcribed(
    workspace: Path, base_install: Callable[..., Result], tmp_path: Path, model: str
) -> None:
    folder = tmp_path / "models" / model
    folder.mkdir(parents=True)
    for file in load_catalogue().get(model).files:
        (folder / file.name).write_bytes(b"no weights")
    result = base_install(workspace)
    assert result.exit_code == 1
    assert result.stdout.count("lack ") == 1
    assert f"lack  model {model}: " in result.stdout


@pytest.mark.model
def test_bad_settings_are_reported_and_the_rest_still_looked_at(
    workspace: Path, models_dir: Path
) -> None:
    (workspace / "calltools.toml").write_text("beam_size = 0\n")
    result = run_doctor(workspace, CALLTOOLS_MODELS_DIR=str(models_dir))
    found = checks(result)
    assert result.returncode == 1
    assert found["settings"]["status"] == "lack" and "beam_size" in found["settings"]["found"]
    assert found["model whisper-base"]["status"] == "ok" and "disk" in found


def test_missing_folder_of_the_workspace(workspace: Path) -> None:
    (workspace / "transcripts").rmdir()
    folder = checks(run_doctor(workspace))["folder transcripts/"]
    assert folder["status"] == "lack"
    assert folder["remedy"] == f"calltools init {workspace}"


def test_doctor_loads_no_heavy_package_and_opens_no_socket(tmp_path: Path) -> None:
    code = (
        "import sys, socket\n"
        "def refuse(*_): raise SystemExit('tried to connect')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from click.testing import CliRunner\n"
        "from calltools.cli.doctor import command\n"
        "CliRunner().invoke(command)\n"
        "heavy = {'torch', 'pandas', 'pyannote.audio', 'whisper', 'faster_whisper', 'av'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


@pytest.mark.parametrize(
    ("requirement", "lack"),
    [
        ("click>=8.1", ""),
        ('click>=8.1; extra == "speech"', ""),
        ("click>=999", ">=999 is needed"),
        ("click<1", "<1 is needed"),
        ("no-such-package-here>=1", "no-such-package-here is not installed"),
    ],
)
def test_requirements_are_compared_with_what_is_installed(requirement: str, lack: str) -> None:
    found = doctor._lacking(Requirement(requirement))
    assert lack in found if lack else found == ""


def test_packages_of_an_extra_are_those_that_it_alone_asks_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    declared = ["click>=8", "a; extra == 'speech'", "b; extra == 'x'", "c; python_version < '3'"]
    monkeypatch.setattr(importlib.metadata, "requires", lambda _name: declared)
    assert [r.name for r in doctor._requirements("")] == ["click"]
    assert [r.name for r in doctor._requirements("speech")] == ["a"]
