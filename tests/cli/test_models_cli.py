"""calltools models list, install and path, as a user runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.model


def models(
    *arguments: str, models_dir: Path, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "calltools", "models", *arguments],
        env=os.environ | {"CALLTOOLS_MODELS_DIR": str(models_dir), "COLUMNS": "100"},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def broken_dir(models_dir: Path, tmp_path: Path) -> Path:
    """Segmentation intact, CAM++ with one byte changed, nothing else."""
    for name in ("segmentation-3.0", "campplus"):
        shutil.copytree(models_dir / name, tmp_path / "models" / name)
    with (tmp_path / "models" / "campplus" / "campplus_cn_en_common.pt").open("rb+") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    return tmp_path / "models"


def test_list_tells_installed_missing_and_broken(broken_dir: Path) -> None:
    result = models("list", models_dir=broken_dir)
    assert result.returncode == 0
    rows = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert rows["segmentation-3.0"].split()[-1] == "yes"
    assert rows["campplus"].split()[-1] == "broken"
    assert rows["whisper-large-v3"].split()[-4:] == ["MIT", "3,091", "MB", "no"]
    assert str(broken_dir) in result.stderr


def test_list_as_json_says_what_is_wrong(broken_dir: Path) -> None:
    result = models("list", "--json", models_dir=broken_dir)
    rows = {row["name"]: row for row in json.loads(result.stdout)}
    assert rows["campplus"]["installed"] == "broken"
    assert "expected sha256" in rows["campplus"]["problems"]["campplus_cn_en_common.pt"]
    assert rows["community-1"] | {"task": "diarization", "installed": "no"} == rows["community-1"]
    assert {name for name, row in rows.items() if row["default"]} == {
        "whisper-base",
        "segmentation-3.0",
        "campplus",
        "e5-small",
    }


def test_install_mends_what_is_broken_and_repeats_cheaply(
    broken_dir: Path, models_dir: Path
) -> None:
    result = models("install", "--from", str(models_dir), models_dir=broken_dir)
    assert result.returncode == 0, result.stderr
    assert result.stderr.splitlines() == [
        "whisper-base: installed",
        "segmentation-3.0: was already installed",
        "campplus: installed",
        "e5-small: installed",
    ]
    again = models("install", "--from", str(models_dir), models_dir=broken_dir)
    assert again.stderr.count("was already installed") == 4


def test_install_in_part_exits_3_and_in_vain_1(models_dir: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(models_dir / "campplus", stick / "campplus")
    arguments = ("install", "whisper-small", "campplus", "--from", str(stick))
    result = models(*arguments, models_dir=tmp_path / "models")
    assert result.returncode == 3
    assert "holds no whisper-small/model.bin" in result.stderr
    assert "campplus: installed" in result.stderr
    result = models("install", "whisper-small", "--from", str(stick), models_dir=tmp_path / "m")
    assert result.returncode == 1


def test_path_of_a_broken_model_is_refused(broken_dir: Path) -> None:
    result = models("path", "campplus", models_dir=broken_dir)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("error: ") and result.stderr.count("\n") == 1
    assert "run `calltools models install campplus`" in result.stderr


def test_unknown_name_is_one_line(tmp_path: Path) -> None:
    result = models("install", "whisper-huge", models_dir=tmp_path)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1 and "is no model of the catalogue" in result.stderr


def test_folder_of_the_workspace_is_used(models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "calltools.toml").write_text('models_dir = "weights"\n')
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CALLTOOLS_")}
    shutil.copytree(models_dir / "campplus", tmp_path / "weights" / "campplus")
    (tmp_path / "recordings").mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "calltools", "models", "path", "campplus"],
        env=environment,
        cwd=tmp_path / "recordings",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == f"{tmp_path / 'weights' / 'campplus'}\n", result.stderr
