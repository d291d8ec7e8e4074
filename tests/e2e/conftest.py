"""The command line as a user runs it, in a folder of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import demo_call
import user

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def demo() -> Path:
    return demo_call.RECORDING


@pytest.fixture
def short_call(tmp_path: Path) -> Path:
    """Fifteen seconds of it, where the whole would tell no more; nothing is known of the call."""
    path = demo_call.short(tmp_path / "short-call.wav")
    path.with_suffix(".toml").unlink()
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
