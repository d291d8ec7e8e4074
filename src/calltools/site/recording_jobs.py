"""What the jobs about recordings do, in the processes of their own: ``add`` and ``run``."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calltools.errors import BusyError, WorkspaceError
from calltools.review.reach import let_bringer_open
from calltools.run.pipeline import Pipeline
from calltools.settings import load
from calltools.site.job_child import Telling
from calltools.store.recordings import register
from calltools.store.shelf import call_named
from calltools.store.workspace import Workspace
from calltools.views.index_page import calls_of, write_index_page


def add(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Register the recording ``file``, as ``calltools add`` does; with ``moved`` the file lies in a
    folder of its own and goes into ``recordings/`` without a copy.  Who asked may open it."""
    file = Path(arguments["file"])
    telling.begin("register")
    try:
        recording = register(workspace, file, telling, moved=bool(arguments.get("moved")))
    finally:
        if arguments.get("moved"):
            shutil.rmtree(file.parent, ignore_errors=True)
    if recording.is_new and arguments.get("actor"):
        let_bringer_open(workspace, recording.name, arguments["actor"])
    for remark in recording.probe.damage:
        telling.say(remark)
    return {"call": recording.name, "is_new": recording.is_new}


def run(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Do what is not done of the recording ``call``, as ``calltools run`` does; gives what was
    made."""
    name = arguments["call"]
    recording = call_named(workspace, name)
    pipeline = Pipeline(workspace, load(workspace.settings_file, {"operator": arguments["actor"]}))
    try:
        outcome = pipeline.run(recording, telling, begin=telling.begin)
    finally:
        workspace.hashes.save()
    if outcome.error:
        raise outcome.error
    if outcome.state == "busy":
        raise BusyError(name, "another run is at work on it", "wait for it to end")
    if outcome.made:
        calls = calls_of(workspace)
        for call in calls:
            for warning in call.warnings if call.name == name else ():
                telling.say(warning.words)
        with contextlib.suppress(WorkspaceError):
            write_index_page(workspace, calls)
    return {"call": name, "made": list(outcome.made)}
