"""Programs of the system that some tests use: they are skipped where one is not there."""

from __future__ import annotations

import os
import shutil


def program(name: str) -> str | None:
    """The path of a program, or None.

    `make test` brings none of them.  So that no test comes to need one by its bare name, CI runs
    with a PATH that lacks them, and names the whole PATH in CALLTOOLS_TEST_PATH.
    """
    return shutil.which(name, path=os.environ.get("CALLTOOLS_TEST_PATH"))
