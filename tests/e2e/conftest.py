"""The command line as a user runs it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from calltools.media import decode
from sounds import write_wav

DEMO = Path(__file__).parents[2] / "recordings" / "demo-call.wav"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "calltools", *map(str, args)]


@pytest.fixture
def demo() -> Path:
    return DEMO


@pytest.fixture
def short_call(tmp_path: Path) -> Path:
    """Fifteen seconds of it, with words of both parties, where the whole would tell no more."""
    path = tmp_path / "short-call.wav"
    with decode(DEMO) as pcm:
        samples = pcm.read(5_000, 20_000)
    write_wav(path, samples)
    return path


@pytest.fixture
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment of a user: the installed models where the test is marked to load them, no
    other setting of ours, and no CI, in which some packages keep quiet that would otherwise report
    home."""
    models = "/nonexistent"
    if request.node.get_closest_marker("model"):
        models = str(request.getfixturevalue("models_dir"))
    kept = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("CALLTOOLS_")}
    return {**kept, "CALLTOOLS_MODELS_DIR": models, "CALLTOOLS_THREADS": "1"}


@pytest.fixture
def demo_workspace(
    once: Callable[[str, Callable[[Path], object]], Path],
    demo: Path,
    environment: dict[str, str],
) -> Path:
    """A workspace with the demonstration call, run once for all tests: copy it to change it."""

    def run(root: Path) -> None:
        for args in (("init",), ("add", demo), ("run",)):
            subprocess.run(command(*args), cwd=root, env=environment, check=True, timeout=600)

    return once("demo-workspace", run)


@pytest.fixture
def calltools(tmp_path: Path, environment: dict[str, str]) -> Run:
    """``calltools("run", …)`` in ``tmp_path``; no traceback ever reaches a user."""

    def run(
        *args: object, env: Mapping[str, str] | None = None, cwd: Path = tmp_path
    ) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(
            command(*args),
            cwd=cwd,
            env={**environment, **(env or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        assert "Traceback" not in result.stderr, result.stderr
        return result

    return run
