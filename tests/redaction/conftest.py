"""What tests of redacted copies share: a key of the office, a call with secrets."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from secrets_planted import planted_workspace

from calltools.store.workspace import Workspace
from signing import key, keys_folder

__all__ = ["key", "keys_folder"]


@pytest.fixture(scope="session")
def planted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted_workspace(tmp_path_factory.mktemp("planted") / "office").root


@pytest.fixture
def planted(planted_once: Path, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(planted_once, tmp_path / "office")))
