"""The commands that a bag's README tells people to type, typed where nothing of ours is found."""

from __future__ import annotations

import subprocess
from pathlib import Path

_VERBS = ("sha256sum ", "openssl ", "grep ", "p=;", "for ", "while ", "bagit.py ")


def commands(bag: Path, name: str = "README.txt") -> list[str]:
    """Its commands, in order."""
    lines = (bag / name).read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.startswith("    ") and _is_command(line.strip())]


def run_command(command: str, bag: Path, *path: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in the bag, with the system's programs and those in ``path`` alone."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=bag,
        env={"PATH": ":".join([*map(str, path), "/usr/bin:/bin"]), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def _is_command(line: str) -> bool:
    return line.startswith(_VERBS)
