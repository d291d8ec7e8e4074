"""Downloads done by child processes, watched by the bytes that arrive in a folder."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from calltools.progress import Progress

_LOOK_EVERY_S = 0.2  # for the progress bar


def run_watched(
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    size: int,
    progress: Progress,
) -> tuple[int, str]:
    """Run a ``module`` of Python in ``folder`` and tell how many of ``size`` bytes lie under it.

    Returns the exit code and everything that it printed.  If anything interrupts the wait, the
    child is ended with it.
    """
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            while child.poll() is None:
                progress(min(0.99, bytes_under(folder) / size))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(_LOOK_EVERY_S)
        finally:
            child.terminate()
            code = child.wait()
        output.seek(0)
        return code, output.read().decode("utf-8", "replace")


def bytes_under(folder: Path) -> int:
    """Bytes of all files under ``folder``, which may change at any moment."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total
