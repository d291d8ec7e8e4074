"""The lanes tests run in, and what many of them share: models, made once for all workers."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from filelock import FileLock
from hypothesis import settings
from sqlalchemy.engine import URL

import demo_call
import user
from calltools.comparison.pair_reader import PairReader
from calltools.language.encoders import Encoder
from calltools.models import install
from calltools.store.workspace import Workspace
from demo_call import RECORDING
from postgresql import PostgresServer, cluster, emptied, programs, setting_of
from programs import program
from shared_encoder import shared_encoder, shared_reader

# For a few words Whisper compiles a loop: six seconds in each process that hears with it.
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")

IN_CI = os.environ.get("CI", "").lower() == "true"

# What brings a test into a lane: the fixtures it asks for, and packages hidden from all others.
FIXTURES = {
    "models_dir": "model", "wheel_folder": "model", "encoder": "model", "reader": "model",
    "browser": "browser", "site": "server", "postgresql": "server",
}  # fmt: skip
PACKAGES = {
    "faster_whisper": "model", "whisper": "model", "pyannote.audio": "model",
    "sherpa_onnx": "model", "playwright": "browser",
}  # fmt: skip

# How many examples a property is tried on, where it doesn't say so itself; on a busy machine any
# of them may take long.  Every run takes others.  For a night: --hypothesis-profile long.
settings.register_profile("fast", settings(), deadline=None, max_examples=25)
settings.register_profile("usual", settings(), deadline=None, max_examples=50)
settings.register_profile("long", settings(), deadline=None, max_examples=2_000)
settings.load_profile("usual")

Once = Callable[[str, Callable[[Path], object]], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures",
        type=Path,
        help="run the tests alone that make the guides' pictures, and keep these in this folder",
    )
    parser.addoption(
        "--times",
        type=int,
        default=1,
        help="kill and damage at random so many times as often",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse tests that use a model, a browser or a server and aren't marked with it.

    Files with the longest tests come first, so that all workers have something to do at the end.
    """
    unmarked = [
        f"{item.nodeid} asks for {fixture}: mark it with {FIXTURES[fixture]}"
        for item in items
        for fixture in FIXTURES.keys() & set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker(FIXTURES[fixture]) is None
    ]
    if unmarked:
        raise pytest.UsageError("\n".join(unmarked))

    def length(item: pytest.Item) -> int:
        return len({"model", "slow"} & {marker.name for marker in item.iter_markers()})

    if config.getoption("--pictures"):
        items[:] = [item for item in items if "pictures" in getattr(item, "fixturenames", ())]
    longest: dict[Path, int] = defaultdict(int)
    for item in items:
        longest[item.path] = max(longest[item.path], length(item))
    items.sort(key=lambda item: -longest[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Hide what a test isn't marked with: no model, no browser and no server are to be had."""
    marked = {marker.name for marker in item.iter_markers()}
    with pytest.MonkeyPatch.context() as patch:
        for package, marker in PACKAGES.items():
            if marker not in marked:
                patch.setitem(sys.modules, package, None)
        models = _models_folder(item.config) if "model" in marked else "/nonexistent"
        patch.setenv("CALLTOOLS_MODELS_DIR", str(models))
        if "server" not in marked:
            patch.setattr(socket.socket, "listen", _refuse_to_listen)
        return (yield)


@pytest.fixture(scope="session")
def times(pytestconfig: pytest.Config) -> int:
    """How many times as often as usual something is killed or damaged at random."""
    number: int = pytestconfig.getoption("--times")
    return number


def _refuse_to_listen(*_: Any) -> NoReturn:
    pytest.fail("a test that opens a server is marked with server")


CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --autoplay-policy=no-user-gesture-required"
).split()


@pytest.fixture(scope="module")
def browser(lacks: Callable[[str], NoReturn]) -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacks("package playwright")
    path = program("chromium") or program("google-chrome")
    if path is None:
        lacks("program chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()


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
    folder = _models_folder(pytestconfig)
    for outcome in install((), folder):
        if outcome.error:
            _lacks(f"model {outcome.name} ({outcome.error})")
    return folder


def _models_folder(config: pytest.Config) -> Path:
    given = os.environ.get("CALLTOOLS_TEST_MODELS")
    return Path(given or config.cache.mkdir("models"))  # type: ignore[union-attr]


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return shared_encoder()


@pytest.fixture(scope="session")
def reader() -> PairReader:
    return shared_reader()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the repository."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside the repository")
    return folder


@pytest.fixture(scope="session")
def postgresql_server(lacks: Callable[[str], NoReturn]) -> Iterator[PostgresServer]:
    """A PostgreSQL server of the tests' own."""
    folder = programs()
    if folder is None:
        lacks("PostgreSQL (apt-get install postgresql)")
    with cluster(folder) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(postgresql_server: PostgresServer) -> URL:
    """The address of its database."""
    return postgresql_server.url


@pytest.fixture(params=["files", pytest.param("postgresql", marks=pytest.mark.server)])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The setting ``database``, for a test to be run with a log in files and with a team's."""
    if request.param == "files":
        return ""
    return setting_of(emptied(request.getfixturevalue("postgresql")), monkeypatch)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
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


def _run_over(models_dir: Path, folder: Path, *sounds: Path) -> None:
    """``calltools run`` in a workspace of its own in ``folder``, as a user would."""
    recordings = Workspace.init(folder).recordings
    for sound in sounds:
        for file in filter(Path.exists, (sound, sound.with_suffix(".toml"))):
            shutil.copy(file, recordings)
    result = user.run(folder, user.environment(models_dir), "run")
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="session")
def demo_workspace(once: Once, models_dir: Path) -> Workspace:
    """Where a run over the demonstration call ended well: to be copied, not to be changed."""
    return Workspace(once("demo", lambda folder: _run_over(models_dir, folder, RECORDING)))


@pytest.fixture(scope="session")
def short_workspace(once: Once, models_dir: Path) -> Workspace:
    """The same for the first sentences of it, where the whole would tell no more."""

    def make(folder: Path) -> None:
        sound = demo_call.short(folder / "short-call.wav")
        _run_over(models_dir, folder / "calls", sound)

    return Workspace(once("short", make) / "calls")


@pytest.fixture(scope="session")
def transcribed(once: Once, models_dir: Path) -> Path:
    """What ``transcribe`` writes of a file that is no recording, and of a short call in every
    format, with how it ended."""

    def make(folder: Path) -> None:
        (folder / "bad.wav").write_text("这不是录音", "utf-8")
        recording = demo_call.short(folder / "heard" / "short-call.wav")
        arguments = ("transcribe", "bad.wav", recording, "-o", ".", "-f", "all")
        result = user.run(folder, user.environment(models_dir), *arguments)
        (folder / "code").write_text(str(result.returncode))
        (folder / "stderr").write_text(result.stderr, "utf-8")

    return once("transcribed", make)


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """``figure(name, value, least=…)`` or ``most=…``: holds the limit, and shows both at the end.

    ``tolerance`` is how far beyond the limit a value may lie, where there is a reason for it.
    """

    def hold(
        name: str,
        value: float | None,
        *,
        least: float | None = None,
        most: float | None = None,
        tolerance: float = 0,
    ) -> None:
        record_property("figure", [name, value, least, most, tolerance])
        assert value is not None, name
        assert least is None or value >= least - tolerance, name
        assert most is None or value <= most + tolerance, name

    return hold


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that were measured, in one table."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    rows = sorted(row for r in reports for name, row in r.user_properties if name == "figure")
    if rows:
        terminalreporter.section("figures")
    for name, value, least, most, tolerance in rows:
        limits = [f"at least {least:g}"] if least is not None else []
        limits += [f"at most {most:g}"] if most is not None else []
        limits += [f"tolerance {tolerance:g}"] if tolerance else []
        shown = "none" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
        terminalreporter.write_line(f"{name:<72} {shown:>8}  ({', '.join(limits)})")
