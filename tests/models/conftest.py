"""Fixtures: a small catalogue, a folder that holds its model, and a web server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_model import CONTENT, small_model
from web_site import Site, served

from calltools.models import Catalogue


@pytest.fixture
def small() -> Catalogue:
    """A catalogue of the one small model."""
    return Catalogue({"small": small_model()}, ("small",))


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder of models that holds the small one."""
    folder = tmp_path / "models"
    for name, data in CONTENT.items():
        path = folder / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server that starts empty."""
    with served() as site:
        yield site
