"""What tests of custody share: a workspace of two calls, a key outside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calltools.proof.acts import record
from calltools.store.workspace import Workspace
from signing import key, keys_folder
from store.made_calls import add_call, transcript

__all__ = ["key", "keys_folder"]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Workspace.init(tmp_path_factory.mktemp("made") / "office")
    for number, name in enumerate(("b01", "b02")):
        add_call(made, name, transcript(number))
    record(made)
    return made.root


@pytest.fixture
def workspace(made_once: Path, tmp_path: Path) -> Workspace:
    """Two calls, entered in the ledger."""
    return Workspace(Path(shutil.copytree(made_once, tmp_path / "office")))
