"""Fixtures that many tests share: the real model files, and the project's shared material."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from calltools.models import install

IN_CI = os.environ.get("CI", "").lower() == "true"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures",
        type=Path,
        help="keep the guides' pictures that tests make in this folder",
    )


@pytest.fixture
def pictures(pytestconfig: pytest.Config, tmp_path: Path) -> Path:
    """Where a test leaves a picture for the guides: forgotten unless ``--pictures`` is given."""
    folder: Path = pytestconfig.getoption("--pictures") or tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _lacks(part: str) -> NoReturn:
    """Skip the test for want of ``part``, something that can be installed; fail it in CI."""
    if IN_CI:
        pytest.fail(f"missing in CI: {part}")
    pytest.skip(f"missing: {part}")


@pytest.fixture(scope="session")
def lacks() -> Callable[[str], NoReturn]:
    """Skips the test for want of the named part; fails it in CI."""
    return _lacks


@pytest.fixture(scope="session")
def models_dir(pytestconfig: pytest.Config) -> Path:
    """The default set of models, really installed, once for all runs.

    They lie in CALLTOOLS_TEST_MODELS or in pytest's cache.
    """
    given = os.environ.get("CALLTOOLS_TEST_MODELS")
    cache = pytestconfig.cache
    assert given or cache is not None
    folder = Path(given) if given or cache is None else Path(cache.mkdir("models"))
    for outcome in install((), folder):
        if outcome.error:
            _lacks(f"model {outcome.name} ({outcome.error})")
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the repository."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside the repository")
    return folder
