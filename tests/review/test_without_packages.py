"""A light install, which has no packages of the review, says in one line what to install."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from calltools.store.workspace import Workspace

COMMANDS = (
    ("export", "--reviewed"),
    ("export", "--reviewed", "--table", "links"),
    ("review", "export"),
    ("review", "user", "list"),
)
WITHOUT = """
import runpy, sys
for package in ("argon2", "sqlalchemy"):
    sys.modules[package] = None
runpy.run_module("calltools", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_what_to_install_is_told_before_anything_is_imported(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    root = Workspace.init(tmp_path).root
    command = [sys.executable, "-c", WITHOUT, *arguments]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    (line,) = told.stderr.splitlines()
    assert re.search(r"pip install .*\[review\]'", line)
