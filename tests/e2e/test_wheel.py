"""The wheel as users get it: built, installed without the speech stack, run without the source."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a clean environment with the wheel in it."""
    environment = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    subprocess.run(
        [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", str(wheel)],
        check=True,
        capture_output=True,
    )
    return environment / "bin"


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


def run(installed: Path, cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(installed / "calltools"), *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd)},
    )


def test_translators_and_reviewers_need_no_speech_stack(installed: Path, tmp_path: Path) -> None:
    packages = subprocess.run(
        [str(installed / "python"), "-m", "pip", "list"], capture_output=True, text=True, check=True
    ).stdout.lower()
    assert "torch" not in packages
    assert "calltools" in packages
    for verb in ("--help", "run --help", "transcribe --help", "extract --help", "models list"):
        result = run(installed, tmp_path, *verb.split())
        assert result.returncode == 0, result.stderr


def test_what_is_missing_for_speech_is_named_with_the_remedy(
    installed: Path, tmp_path: Path
) -> None:
    assert run(installed, tmp_path, "init").returncode == 0
    result = run(installed, tmp_path, "run", str(ROOT / "recordings" / "demo-call.wav"))
    assert result.returncode == 1
    assert "calltools[speech-light]" in result.stderr
    assert "Traceback" not in result.stderr
    doctor = run(installed, tmp_path, "doctor")
    assert doctor.returncode == 1
    assert "calltools[speech-light]" in doctor.stdout + doctor.stderr
