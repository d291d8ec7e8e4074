"""What the job that makes a bag does, in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calltools.files import safe_name
from calltools.proof.export import export_bag
from calltools.proof.keys import office_key
from calltools.site.job_child import Telling
from calltools.site.made_files import MADE, MadeFiles
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace


def bag(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """A bag of the calls named, or of all, signed with the office's key and checked."""
    key = office_key(arguments.get("passphrase", ""))
    made_files, names, actor = MadeFiles(workspace), arguments["calls"], arguments["actor"]
    telling.begin("write")
    folder = made_files.new()
    path = folder / safe_name(f"{workspace.root.name}-bag")
    try:
        found = export_bag(workspace, path, key, names, telling, actor=actor)
        calls = tuple(names) or tuple(one.name for one in recordings(workspace))
        made = made_files.keep(path, "bag", actor, found.lines(), calls=calls, state=found.state)
    finally:
        made_files.throw_away(folder)
        workspace.hashes.save()
    telling.say(found.outcome())
    return {"made": made.id, "at": f"{MADE}#{made.id}"}
