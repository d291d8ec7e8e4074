"""Downloads done by child processes, watched by the bytes that arrive in a folder."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from calltools.progress import Progress

_LOOK_EVERY_S = 0.2


def run_watched(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    size: int,
    progress: Progress,
) -> tuple[int, str]:
    """Run ``command`` in ``folder`` and tell how many of ``size`` bytes lie under it.

    Returns the exit code and everything the command printed.  If anything interrupts the wait,
    the child is ended with it.
    """
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            while (code := _wait(child)) is None:
                progress(min(0.99, bytes_under(folder) / size))
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()
        output.seek(0)
        return code, output.read().decode("utf-8", "replace")


def bytes_under(folder: Path) -> int:
    """Bytes of all files under ``folder``, which may change at any moment."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def _wait(child: subprocess.Popen[bytes]) -> int | None:
    try:
        return child.wait(_LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return None
