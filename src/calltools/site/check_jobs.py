"""What the jobs that check do, in the processes of their own: calls against each other, and what is
here against what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calltools.proof.keys import office_fingerprint
from calltools.proof.trust import NOBODY, Trust
from calltools.review.quotation_items import audits
from calltools.site.job_child import Telling
from calltools.site.made_files import MadeFiles, in_words
from calltools.store.workspace import Workspace


def check(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Check the calls against each other, with what reports of the workspace quote."""
    from calltools.checks.workspace_check import check_workspace
    from calltools.views.check_text import findings_summary

    del arguments
    telling.begin("read")
    checked = check_workspace(workspace, list(audits(workspace)), telling)
    for error in checked.failed:
        telling.say(in_words(error))
    telling.say(findings_summary(checked.findings, checked.calls, checked.publications))
    return {"findings": len(checked.findings)}


def verified(
    workspace: Workspace, arguments: Mapping[str, Any], telling: Telling
) -> dict[str, Any]:
    """Check the workspace, or a bag or copy that was made of it, as ``calltools verify`` does; who
    must have signed is the office, where its key is known here."""
    from calltools.proof.verify import verify
    from calltools.redaction.check import is_copy, verify_copy

    made_files, made_id = MadeFiles(workspace), arguments.get("made", "")
    path = made_files.path(made_files.get(made_id)) if made_id else workspace.root
    telling.begin("verify")
    fingerprint = office_fingerprint()
    trust = Trust.of(signers=[fingerprint]) if fingerprint else NOBODY
    if is_copy(path):
        found = verify_copy(path, trust, telling)
    else:
        found = verify(path, trust, sound=bool(arguments.get("sound")), progress=telling)
    for line in found.lines():
        telling.say(line)
    return {"state": found.state}
