"""The command line as a user runs it, in a folder of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import user
from calltools.media import decode
from sounds import write_wav

DEMO = Path(__file__).parents[2] / "recordings" / "demo-call.wav"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


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
    """The environment of a user: the installed models where the test is marked to load them."""
    if request.node.get_closest_marker("model"):
        return user.environment(request.getfixturevalue("models_dir"))
    return user.environment("/nonexistent")


@pytest.fixture
def calltools(tmp_path: Path, environment: dict[str, str]) -> Run:
    """``calltools("run", …)`` in ``tmp_path``."""

    def run(
        *args: object, env: Mapping[str, str] | None = None, cwd: Path = tmp_path
    ) -> subprocess.CompletedProcess[str]:
        return user.run(cwd, environment | dict(env or {}), *args)

    return run
