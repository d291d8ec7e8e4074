"""Installs calltools with the releases that it was tested with, each file checked by its hash.

``python requirements/install_locked.py LOCK [PROJECT]`` into the environment of that python: LOCK
is a file beside this one (base, speech-light, review, dev); PROJECT is a wheel of calltools, and
without one the repository itself, editable.  RELEASES=newest in the environment takes the newest
releases that pyproject.toml allows instead; so does, with a line that says so, a Python or a system
that the lock is not for.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

HERE = Path(__file__).parent
EXTRAS: Mapping[str, str] = {
    "base": "",
    "speech-light": "[speech-light]",
    "review": "[speech-light,review,custody]",
    "dev": "[speech,dev]",
}
"""What each lock holds the packages of."""

_IF_THERE = ("--no-index",)
"""Only from folders that pip is configured to look into (``find-links``).  A build of torch for
CPUs that lies there goes before the index's, which is for GPUs; pip by itself takes the index's,
for the index tells hashes beforehand.  Where none is there, the index is asked."""

PYTHONS = ((3, 11), (3, 12), (3, 13))
SYSTEMS = (("Linux", "x86_64"),)


def why_not(python: tuple[int, int], system: tuple[str, str], releases: str) -> str:
    """Why the lock is not taken; empty where it is."""
    if releases == "newest":
        return "RELEASES=newest was asked for"
    if python not in PYTHONS:
        return f"the lock is for Python 3.11 to 3.13, this is {python[0]}.{python[1]}"
    if system not in SYSTEMS:
        return f"the lock is for Linux on x86_64, this is {' on '.join(system)}"
    return ""


def commands(lock: str, project: str) -> Iterator[Sequence[str]]:
    """What is given to ``pip install``, one after the other."""
    checked = ("--require-hashes", "--no-deps")
    yield (*checked, "-r", f"{HERE / 'build.txt'}")
    if lock == "dev":
        yield (*checked, *_IF_THERE, "-r", f"{HERE / 'torch.txt'}")
    # Without isolation: what builds a package is of the lock, too.
    yield (*checked, "--no-build-isolation", "-r", f"{HERE / lock}.txt")
    if torch_is_for_gpus():
        yield (*checked, "-r", f"{HERE / 'gpu.txt'}")
    yield ("--no-deps", "--no-build-isolation", *_project(project))


def newest(lock: str, project: str) -> Sequence[str]:
    """What is given to ``pip install`` for the newest releases that pyproject.toml allows."""
    *editable, path = _project(project)
    return (*editable, f"{path}{EXTRAS[lock]}")


def _project(project: str) -> Sequence[str]:
    return (project,) if project else ("--editable", str(HERE.parent))


def torch_is_for_gpus() -> bool:
    """Whether the torch that is installed is a build that needs the libraries of a GPU."""
    try:
        return any(needed.startswith(("nvidia-", "cuda-")) for needed in requires("torch") or ())
    except PackageNotFoundError:
        return False


def main(lock: str, project: str = "") -> None:
    """Install; the exit code is pip's where it fails."""
    system = (platform.system(), platform.machine())
    reason = why_not(sys.version_info[:2], system, os.environ.get("RELEASES", ""))
    if reason:
        sys.stderr.write(f"{reason}: the newest releases in the ranges are installed, untested\n")
        _pip("--upgrade", "pip")
        _pip(*newest(lock, project))
        return
    for arguments in commands(lock, project):
        _pip(*arguments)


def _pip(*arguments: str) -> None:
    may_fail = set(_IF_THERE) <= set(arguments)
    result = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", *arguments],
        stderr=subprocess.DEVNULL if may_fail else None,
        check=False,
    )
    if result.returncode and not may_fail:
        raise SystemExit(result.returncode)


if __name__ == "__main__":
    main(*sys.argv[1:])
