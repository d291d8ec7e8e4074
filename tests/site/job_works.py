"""What jobs of tests do, in processes of their own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from typing import Any

from calltools.errors import MediaError
from calltools.site.job_process import Telling
from calltools.store.workspace import Workspace


def count(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Writes down that it ran."""
    telling.begin("count")
    telling(0.5)
    telling.say("一行")
    sys.stdout.write("what a library prints\n")
    with (workspace.root / "counted").open("a") as file:
        file.write(f"{arguments['number']}\n")
    return {"by": arguments["actor"]}


soon = count


def fail(workspace: Workspace, _arguments: Mapping[str, Any], _telling: Telling) -> dict[str, Any]:
    """Fails as work does."""
    raise MediaError(workspace.recordings / "a.wav", "holds no sound", "look at it")


def crash(*_: Any) -> dict[str, Any]:
    """A native library that takes the process with it."""
    os.abort()


def wait(_workspace: Workspace, _arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Takes for ever."""
    telling.begin("wait")
    telling(0.5)
    telling.say(str(os.getpid()))
    time.sleep(600)
    return {}
