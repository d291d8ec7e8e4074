"""What the jobs about redacted copies do, in the processes of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calltools.files import safe_name
from calltools.messages import N_, Message
from calltools.progress import part
from calltools.proof.keys import office_key
from calltools.proof.trust import NOBODY, Trust
from calltools.redaction.check import verify_copy
from calltools.redaction.draft import RedactionDrafts
from calltools.redaction.listen import listener
from calltools.redaction.redact import redact
from calltools.settings import load
from calltools.site.job_child import Telling
from calltools.site.made_files import MADE, MadeFiles
from calltools.store.shelf import calls_named
from calltools.store.workspace import Workspace


def propose(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Begin a plan with all that is proposed for the calls named."""
    telling.begin("read")
    draft = RedactionDrafts(workspace).begin(arguments["calls"], arguments["actor"], telling)
    told = N_("{count} proposals; what is missing has to be found by reading")
    telling.say(Message(told, count=len(draft.entries)))
    return {"draft": draft.id, "at": f"/redactions/{draft.id}"}


def copy(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Make the copy of a plan of which every word was answered, prove it, and check it anew."""
    draft, actor = RedactionDrafts(workspace).get(arguments["draft"]), arguments["actor"]
    removals = draft.removals()
    key = office_key(arguments.get("passphrase", "")) if arguments["signed"] else None
    listen = listener(load(workspace.settings_file)) if arguments["listen"] else None
    made_files = MadeFiles(workspace)
    folder = made_files.new()
    path = folder / safe_name(f"{workspace.root.name}-redacted")
    telling.begin("copy")
    try:
        redacted = redact(
            workspace, calls_named(workspace, draft.calls), removals, path,
            fill=arguments["fill"], key=key, listen=listen, progress=part(telling, 0.0, 0.8),
            actor=actor,
        )  # fmt: skip
        telling.begin("verify")
        trust = Trust.of(signers=[key.public.fingerprint]) if key else NOBODY
        found = verify_copy(path, trust, part(telling, 0.8, 1.0))
        lines = (*redacted.lines(removals), *found.lines())
        made = made_files.keep(path, "copy", actor, lines, calls=draft.calls, state=found.state)
    finally:
        made_files.throw_away(folder)
        workspace.hashes.save()
    for line in redacted.lines(removals):
        telling.say(line)
    telling.say(found.outcome())
    return {"made": made.id, "at": f"{MADE}#{made.id}"}
