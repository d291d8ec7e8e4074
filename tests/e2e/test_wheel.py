"""The wheel as users get it: built, installed bare and for recordings, run without the source."""

from __future__ import annotations

import email
import email.message
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import calltools
from calltools.store.workspace import Workspace

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CHANGELOG = ROOT / "CHANGELOG.md"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the files alone: a copy of the repository may have no history and no tags."""
    out = tmp_path_factory.mktemp("dist")
    files = tmp_path_factory.mktemp("files")
    for folder in ("src", "recordings"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, files / folder, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, files)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(files)],
        check=True,
        capture_output=True,
    )
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a clean environment with the wheel in it."""
    venv = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    return with_lock(venv / "bin", "base", wheel)


def with_lock(programs: Path, lock: str, wheel: Path) -> Path:
    """An environment into which the wheel comes with the releases of ``lock``, as the Makefile
    installs them."""
    subprocess.run(
        [programs / "python", ROOT / "requirements" / "install_locked.py", lock, str(wheel)],
        check=True,
        capture_output=True,
        env=os.environ | {"PIP_NO_COMPILE": "no"},  # so pip spells it: it compiles nothing
    )
    return programs


def packages_in(programs: Path) -> set[str]:
    """Names of the packages of an environment."""
    listed = subprocess.run(
        [programs / "python", "-m", "pip", "list", "--format=json"], capture_output=True, check=True
    )
    return {package["name"].lower() for package in json.loads(listed.stdout)}


def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"calltools"}
    data = {
        str(path.relative_to(ROOT / "src"))
        for path in (ROOT / "src" / "calltools").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert data <= names
    with zipfile.ZipFile(wheel) as archive:
        for name in ("demo-call.toml", "demo-call.wav"):
            packed = archive.read(f"calltools/recordings/{name}")
            assert packed == (ROOT / "recordings" / name).read_bytes()


def test_the_version_is_that_of_the_code_and_of_the_changelog(wheel: Path) -> None:
    told = metadata(wheel)["Version"]
    assert told == calltools.__version__
    closed = re.findall(
        r"^## \[(\d[^]]*)\] - \d{4}-\d{2}-\d{2}$", CHANGELOG.read_text("utf-8"), re.M
    )
    assert told == closed[0]


def test_licence_and_notice_go_with_the_wheel(wheel: Path) -> None:
    told = metadata(wheel)
    assert told["License-Expression"] == "Apache-2.0"
    assert told.get_all("License-File") == ["LICENSE", "NOTICE"]
    with zipfile.ZipFile(wheel) as archive:
        for name in ("LICENSE", "NOTICE"):
            (inside,) = (n for n in archive.namelist() if n.endswith(f"licenses/{name}"))
            assert archive.read(inside) == (ROOT / name).read_bytes()


def test_the_wheel_says_where_to_read_on(wheel: Path) -> None:
    urls = dict(url.split(", ") for url in metadata(wheel).get_all("Project-URL", []))
    assert urls.keys() >= {"Homepage", "Documentation", "Changelog", "Issues"}


def metadata(wheel: Path) -> email.message.Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def run(installed: Path, cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    # Which kernels numpy computes with may be set for this machine, and hearing hangs on them.
    kernels = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}
    return subprocess.run(
        [str(installed / "calltools"), *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), **kernels},
    )


def test_translators_and_reviewers_need_no_speech_stack(installed: Path, tmp_path: Path) -> None:
    assert "torch" not in packages_in(installed)
    assert "calltools" in packages_in(installed)
    for verb in ("--help", "run --help", "transcribe --help", "extract --help", "models list"):
        result = run(installed, tmp_path, *verb.split())
        assert result.returncode == 0, result.stderr


def test_what_is_missing_for_speech_is_named_with_the_remedy(
    installed: Path, tmp_path: Path
) -> None:
    assert run(installed, tmp_path, "init").returncode == 0
    result = run(installed, tmp_path, "run", str(ROOT / "recordings" / "demo-call.wav"))
    assert result.returncode == 1
    assert "[speech-light]'" in result.stderr
    assert "Traceback" not in result.stderr
    shown = run(installed, tmp_path, "demo")
    assert shown.returncode == 1
    assert "calltools demo --install-models" in shown.stderr
    assert (tmp_path / "calltools-demo" / "recordings" / "demo-call.wav").is_file()
    doctor = run(installed, tmp_path, "doctor")
    assert doctor.returncode == 0, "nothing here needs it yet"
    assert "[speech-light]'" in doctor.stdout + doctor.stderr


LARGER = {"openai-whisper", "numba", "pyannote-audio", "pyannote.audio", "scipy", "torchaudio"}
MADE = ("speakers.json", "words.json", "statements.jsonl", "statements.csv", "transcript.txt")


@pytest.mark.model
def test_the_light_install_does_with_a_call_what_the_full_one_does(
    installed: Path, wheel: Path, models_dir: Path, short_workspace: Workspace, tmp_path: Path
) -> None:
    light = with_lock(installed, "speech-light", wheel)  # last: the others are of the base alone
    assert not LARGER & packages_in(light)
    recording = short_workspace.recordings / "short-call.wav"
    workspace = tmp_path / "calls"
    workspace.mkdir()
    for args in (
        ("models", "install", "--from", str(models_dir)),
        ("doctor",),
        ("init",),
        ("add", str(recording)),
        ("run",),
    ):
        result = run(light, workspace, *args)
        assert result.returncode == 0, result.stderr + result.stdout
        if args[0] == "add":  # what is known of the call
            shutil.copy(recording.with_suffix(".toml"), workspace / "recordings")
    for option in (("--engine", "whisper"), ("--diarizer", "pyannote")):
        result = run(light, workspace, "run", *option)
        assert result.returncode == 1
        assert "[speech]'" in result.stderr and "Traceback" not in result.stderr
    ours, theirs = (
        root / "transcripts" / "short-call" for root in (workspace, short_workspace.root)
    )
    for name in MADE:
        assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name
    transcripts = [
        json.loads((folder / "transcript.json").read_bytes()) for folder in (ours, theirs)
    ]
    for transcript in transcripts:
        del transcript["provenance"]
    assert transcripts[0] == transcripts[1]
