"""Keys for tests of custody and of redacted copies, made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from calltools.proof.keys import OfficeKey, load_key, new_key

PASSPHRASE = "six words that nobody else knows"


@cache
def office_key(folder: Path, name: str = "office") -> OfficeKey:
    """A key in ``folder``, the same one whenever it is asked for."""
    path = folder / f"{name}.pem"
    new_key(path, PASSPHRASE)
    return load_key(path, PASSPHRASE)


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def key(keys_folder: Path) -> OfficeKey:
    return office_key(keys_folder)
