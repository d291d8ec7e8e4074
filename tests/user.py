"""The command line as a user runs it: a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from pathlib import Path

import forked

_LOOKS_EVERY_S = 0.0002


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "calltools", *map(str, args)]


def environment(models_dir: Path | str) -> dict[str, str]:
    """No setting of ours but the folder of models, and no CI, in which some packages keep quiet
    that would otherwise report home."""
    kept = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("CALLTOOLS_")}
    return {**kept, "CALLTOOLS_MODELS_DIR": str(models_dir), "CALLTOOLS_THREADS": "1"}


def run(
    cwd: Path, environment: Mapping[str, str], *args: object
) -> subprocess.CompletedProcess[str]:
    """``calltools ARGS`` in the folder ``cwd``; no traceback ever reaches a user.

    The process is forked from one in which Python has started, unless ``environment`` says how
    Python is to start.
    """
    if forked.read_at_start(environment) == forked.read_at_start(os.environ):
        done = forked.run(cwd, environment, list(map(str, args)))
    else:
        done = subprocess.run(
            command(*args), cwd=cwd, env=environment, capture_output=True, timeout=600, check=False
        )
    out, err = (TextIOWrapper(BytesIO(told), "utf-8").read() for told in (done.stdout, done.stderr))
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def killed(
    cwd: Path,
    environment: Mapping[str, str],
    arguments: Sequence[object],
    after_s: float,
    awaited: Callable[[], bool] = lambda: True,
) -> tuple[str, bool]:
    """Run a command and kill it ``after_s`` seconds after what is awaited came about; what it said
    by then, and whether it had ended by itself."""
    process = subprocess.Popen(
        command(*arguments),
        cwd=cwd,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while process.poll() is None and not awaited():
        time.sleep(_LOOKS_EVERY_S)
    moment = time.perf_counter() + after_s
    while process.poll() is None and time.perf_counter() < moment:
        time.sleep(_LOOKS_EVERY_S)
    ended = process.poll() is not None
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    _, said = process.communicate()
    return said.decode("utf-8"), ended
