"""calltools doctor: what it finds, what it advises, how it exits."""

from __future__ import annotations

import importlib.metadata
import json
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
from calltools.models.advice import advice, this_machine
from calltools.models.catalogue import load_catalogue
from calltools.models.packages import lacking
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.recordings import register
from calltools.store.workspace import Workspace

Doctor = Callable[..., Result]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The workspace here."""
    monkeypatch.chdir(tmp_path)
    return Workspace.init(tmp_path)


def look(models_dir: Path, **settings: str) -> Result:
    given = {f"CALLTOOLS_{name.upper()}": value for name, value in settings.items()}
    given |= {"CALLTOOLS_MODELS_DIR": str(models_dir)}
    return CliRunner().invoke(doctor.command, ["--json"], env=given)


def checks(result: Result) -> dict[str, dict[str, Any]]:
    return {check["name"]: check for check in json.loads(result.stdout)["checks"]}


def of_status(result: Result, status: str) -> set[str]:
    return {name for name, check in checks(result).items() if check["status"] == status}


@pytest.mark.model
@pytest.mark.usefixtures("workspace")
def test_all_is_there(models_dir: Path) -> None:
    result = look(models_dir)
    assert result.exit_code == 0, result.stdout
    assert not of_status(result, "lack")
    assert "sha256 d01c3014881c" in checks(result)["model whisper-base"]["found"]
    assert {"packages for speech", "folder transcripts/", "disk"} <= of_status(result, "ok")


@pytest.mark.usefixtures("workspace")
def test_missing_models_exit_1_with_the_command_that_brings_them(tmp_path: Path) -> None:
    result = look(tmp_path / "none")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)
    campplus = checks(result)["model campplus"]
    assert campplus["status"] == "lack"
    assert "calltools models install campplus" in campplus["remedy"]
    (tmp_path / "none" / "community-1").mkdir(parents=True)
    larger = look(tmp_path / "none", diarizer="pyannote")
    assert "model community-1" in of_status(larger, "lack")
    assert "model campplus" not in checks(larger)


def test_packages_for_what_is_not_set_are_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    requirements = [
        "click>=8",
        "no-such-whisper>=1; extra == 'speech'",
        "click>=8; extra == 'speech-light'",
        "no-such-parquet>=1; extra == 'tables'",
        "no-such-old>=1; python_version < '3'",
    ]
    monkeypatch.setattr(importlib.metadata, "requires", lambda _name: requirements)
    monkeypatch.chdir(tmp_path)
    for chosen in ({}, {"engine": "whisper"}, {"diarizer": "pyannote"}):
        found = checks(look(tmp_path, **chosen))
        assert found["packages"]["status"] == found["packages for speech"]["status"] == "ok"
        larger = [check for name, check in found.items() if name.startswith("packages for whi")]
        assert len(larger) == len(chosen)
        for check in larger:
            assert (check["status"], check["found"]) == ("lack", "no-such-whisper is not installed")
            assert "[speech]'" in check["remedy"]
        parquet = found["package for Parquet"]
        assert parquet["status"] == "note"
        told = "no-such-parquet is not installed; so no Parquet can be exported"
        assert parquet["found"] == told
        assert "[tables]'" in parquet["remedy"]


@pytest.fixture
def base_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Doctor:
    """``calltools doctor`` where only the base is installed, and what is named; no model is."""
    version = importlib.metadata.version

    def doctor_with(*installed: str, **settings: str) -> Result:
        extras = {"faster-whisper", "kaldi-native-fbank", "onnxruntime", "pyarrow"} - set(installed)

        def of_base(name: str) -> str:
            if name in extras or name in ("openai-whisper", "pyannote.audio"):
                raise importlib.metadata.PackageNotFoundError(name)
            return version(name)

        monkeypatch.setattr(importlib.metadata, "version", of_base)
        return look(tmp_path / "models", **settings)

    return doctor_with


@pytest.mark.usefixtures("workspace")
def test_who_transcribes_nothing_lacks_nothing(base_install: Doctor) -> None:
    for installed in ((), ("onnxruntime",)):  # which may be another program's
        result = base_install(*installed)
        assert result.exit_code == 0, result.stdout
        found = checks(result)
        assert "recogniser" not in found
        for absent, without, remedy in (
            ("packages for speech", "recordings can't be transcribed", "[speech-light]'"),
            ("package for Parquet", "no Parquet can be exported", "[tables]'"),
            ("model whisper-base", "recordings can't be transcribed", "install whisper-base"),
            ("model campplus", "recordings can't be transcribed", "install campplus"),
            ("model e5-small", "no statements are read", "install e5-small"),
        ):
            assert found[absent]["status"] == "note"
            assert found[absent]["found"].endswith(f"; so {without}")
            assert remedy in found[absent]["remedy"]


def test_what_the_work_needs_is_lacking_whoever_installed_what(
    workspace: Workspace, base_install: Doctor
) -> None:
    assert base_install(model="whisper-small").exit_code == 1
    assert base_install("faster-whisper").exit_code == 1, "installed by halves"
    sounds.write_wav(workspace.recordings / "一.wav", sounds.white_noise(0.5))
    assert base_install().exit_code == 1
    recording = register(workspace, workspace.recordings / "一.wav")
    assert base_install().exit_code == 1
    (workspace.folder(recording.name).path / TRANSCRIPT).write_text("{}")
    (workspace.recordings / "notes.txt").touch()
    assert base_install().exit_code == 0, "it was transcribed elsewhere"
    (workspace.recordings / "二.mp3").touch()
    assert "model whisper-base" in of_status(base_install(), "lack")


@pytest.mark.usefixtures("workspace")
def test_a_damaged_model_is_a_lack_even_where_nothing_is_transcribed(
    base_install: Doctor, tmp_path: Path
) -> None:
    damaged = set()
    for model in ("campplus", "e5-small"):
        folder = tmp_path / "models" / model
        folder.mkdir(parents=True)
        for file in load_catalogue().get(model).files:
            (folder / file.name).write_bytes(b"no weights")
        damaged.add(f"model {model}")
        result = base_install()
        assert result.exit_code == 1
        assert of_status(result, "lack") == damaged


def test_what_is_wrong_is_told_and_the_rest_is_still_looked_at(workspace: Workspace) -> None:
    workspace.settings_file.write_text("beam_size = 0\n")
    workspace.transcripts.rmdir()
    found = checks(look(workspace.root))
    assert found["settings"]["status"] == "lack" and "beam_size" in found["settings"]["found"]
    assert found["folder transcripts/"]["remedy"] == f"calltools init {workspace.root}"
    assert {"model whisper-base", "disk"} <= found.keys()


def test_run_without_being_installed_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def none(_name: str) -> str:
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(importlib.metadata, "requires", none)
    monkeypatch.setattr(importlib.metadata, "version", none)
    assert checks(look(tmp_path))["packages"]["found"] == "calltools is not installed"


def test_the_recogniser_that_suits_this_machine_is_told_with_its_command(tmp_path: Path) -> None:
    best = advice(this_machine())
    chosen = {"model": best.model, "device": best.device}
    assert checks(look(tmp_path, **chosen))["recogniser"]["status"] == "ok"
    told = checks(look(tmp_path, **{**chosen, "model": "whisper-medium"}))["recogniser"]
    assert told["status"] == "note"
    assert str(this_machine()) in told["found"] and best.model in told["found"]
    assert told["remedy"] == (
        f'`calltools models install {best.model}`, then model = "{best.model}" in calltools.toml'
    )
    # For people each check is a line with its remedy below.
    environment = {"CALLTOOLS_MODELS_DIR": str(tmp_path)}
    lines = CliRunner().invoke(doctor.command, env=environment).stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if " model e5-small: " in line)
    assert lines[at + 1].strip() == "→ run `calltools models install e5-small`"


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


def test_requirements_are_compared_with_what_is_installed() -> None:
    for requirement, lack in (
        ("click>=8.1", ""),
        ('click>=8.1; extra == "speech"', ""),
        ("click>=999", ">=999 is needed"),
        ("click<1", "<1 is needed"),
        ("no-such-package-here>=1", "no-such-package-here is not installed"),
    ):
        found = lacking(Requirement(requirement))
        assert lack in found if lack else found == "", requirement
