"""calltools models list, install and path, as a user runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import user

pytestmark = pytest.mark.model


def models(models_dir: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = user.environment(models_dir) | {"COLUMNS": "100"}
    return user.run(models_dir.parent, environment, "models", *arguments)


@pytest.fixture
def broken_dir(models_dir: Path, tmp_path: Path) -> Path:
    """Segmentation intact, CAM++ with one byte changed, nothing else."""
    for name in ("segmentation-3.0", "campplus"):
        shutil.copytree(models_dir / name, tmp_path / "models" / name)
    file = tmp_path / "models" / "campplus" / "campplus_cn_en_common.pt"
    data = bytearray(file.read_bytes())
    data[1000] ^= 1
    file.write_bytes(data)
    return tmp_path / "models"


def test_list_tells_installed_missing_and_broken_and_as_json_what_is_wrong(
    broken_dir: Path,
) -> None:
    result = models(broken_dir, "list")
    assert result.returncode == 0
    lines = {line.split()[0]: line.split() for line in result.stdout.splitlines()}
    assert lines["segmentation-3.0"][-1] == "yes"
    assert lines["campplus"][-1] == "broken"
    assert lines["whisper-large-v3"][-4:] == ["MIT", "3,091", "MB", "no"]
    assert str(broken_dir) in result.stderr
    rows = {row["name"]: row for row in json.loads(models(broken_dir, "list", "--json").stdout)}
    assert rows["campplus"]["installed"] == "broken"
    assert "expected sha256" in rows["campplus"]["problems"]["campplus_cn_en_common.pt"]
    assert rows["community-1"] | {"task": "diarization", "installed": "no"} == rows["community-1"]
    default = {name for name, row in rows.items() if row["default"]}
    assert default == {"whisper-base", "segmentation-3.0", "campplus", "e5-small"}


def test_install_mends_what_is_broken_and_repeats_cheaply(
    broken_dir: Path, models_dir: Path
) -> None:
    result = models(broken_dir, "install", "--from", models_dir)
    assert result.returncode == 0, result.stderr
    assert result.stderr.splitlines() == [
        "whisper-base: installed",
        "segmentation-3.0: was already installed",
        "campplus: installed",
        "e5-small: installed",
    ]
    again = models(broken_dir, "install", "--from", models_dir)
    assert again.stderr.count("was already installed") == 4


def test_install_in_part_exits_3_and_in_vain_1(models_dir: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(models_dir / "campplus", stick / "campplus")
    result = models(tmp_path / "m", "install", "whisper-small", "campplus", "--from", stick)
    assert result.returncode == 3
    assert "holds no whisper-small/model.bin" in result.stderr
    assert "campplus: installed" in result.stderr
    assert models(tmp_path / "n", "install", "whisper-small", "--from", stick).returncode == 1


def test_a_broken_or_unknown_model_is_one_line(broken_dir: Path) -> None:
    for arguments, told in (
        (("path", "campplus"), "run `calltools models install campplus`"),
        (("install", "whisper-huge"), "is not a model of the catalogue"),
    ):
        result = models(broken_dir, *arguments)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("error: ") and result.stderr.count("\n") == 1
        assert told in result.stderr


def test_folder_of_the_workspace_is_used(models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "calltools.toml").write_text('models_dir = "weights"\n')
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CALLTOOLS_")}
    shutil.copytree(models_dir / "campplus", tmp_path / "weights" / "campplus")
    (tmp_path / "recordings").mkdir()
    result = user.run(tmp_path / "recordings", environment, "models", "path", "campplus")
    assert result.stdout == f"{tmp_path / 'weights' / 'campplus'}\n", result.stderr
