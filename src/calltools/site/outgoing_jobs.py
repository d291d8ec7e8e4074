"""What the jobs about what goes out do, in the processes of their own: as the command line does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from calltools.checks.workspace_check import check_workspace
from calltools.errors import CalltoolsError
from calltools.files import atomic_write, safe_name
from calltools.messages import N_, Message, as_message
from calltools.proof.bag import log_export
from calltools.proof.export import export_bag
from calltools.proof.keys import office_fingerprint, office_key
from calltools.proof.trust import NOBODY, Trust
from calltools.proof.verify import verify
from calltools.redaction.check import is_copy, verify_copy
from calltools.review.desk import Review
from calltools.review.quotation_items import audits
from calltools.site.job_child import Telling
from calltools.site.made_files import MadeFiles
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace
from calltools.tables.columns import REVIEW_TABLES
from calltools.tables.export import how_many
from calltools.tables.export.formats import export
from calltools.tables.export.reviewed import SelectedEntries, Selection, reviewed_entries
from calltools.tables.package import package as packaged
from calltools.tables.package import zipped
from calltools.tables.rows import calls_in
from calltools.views.check_text import findings_summary

OF_ONE_TABLE = ("csv", "jsonl", "parquet")
"""Formats of which a file holds one table."""
CHOSEN = ("held", "since", "until", "hospital")
"""What somebody chooses by among all that they may see."""
MADE = "/outgoing"


def check(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Check the calls against each other, with what reports of the workspace quote."""
    del arguments
    telling.begin("read")
    checked = check_workspace(workspace, list(audits(workspace)), telling)
    _tell(telling, checked.failed)
    telling.say(findings_summary(checked.findings, checked.calls, checked.publications))
    return {"findings": len(checked.findings)}


def table(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """A table, or all of them, of what the person who asks may see."""
    review, format_name, name = Review(workspace), arguments["format"], arguments["table"]
    telling.begin("read")
    selected = reviewed_entries(review, selection_of(arguments), arguments["calls"], telling)
    telling.begin("write")
    is_csv = format_name == "csv"
    data = export(selected.entries, format_name, REVIEW_TABLES[name], bom=is_csv)
    stem = name if format_name in OF_ONE_TABLE else "calls"
    told = [*_doubts(review, selected), how_many(selected.entries, name)]
    return _kept(workspace, arguments, "table", f"{stem}.{format_name}", data, selected, told)


def package(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """A package of what the person who asks may see."""
    review = Review(workspace)
    telling.begin("read")
    selection, language = selection_of(arguments), arguments["language"]
    files, selected = packaged(review, selection, arguments["calls"], language, telling)
    telling.begin("write")
    opened = Message("{count} files; open index.html in it", count=len(files))
    told = [*_doubts(review, selected), opened]
    name = f"{safe_name(workspace.root.name)}.zip"
    return _kept(workspace, arguments, "package", name, zipped(files), selected, told)


def _kept(
    workspace: Workspace,
    arguments: Mapping[str, Any],
    kind: Any,
    name: str,
    data: bytes,
    selected: SelectedEntries,
    told: list[str],
) -> dict[str, Any]:
    made_files = MadeFiles(workspace)
    path = made_files.new() / name
    atomic_write(path, data)
    log_export(workspace.log, name, data, arguments["actor"])
    calls = tuple(call.recording for call in calls_in(selected.entries))
    made = made_files.keep(path, kind, arguments["actor"], told, calls=calls)
    return {"made": made.id, "at": f"{MADE}#{made.id}"}


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


def verified(
    workspace: Workspace, arguments: Mapping[str, Any], telling: Telling
) -> dict[str, Any]:
    """Check the workspace, or a bag or copy that was made of it, as ``calltools verify`` does; who
    must have signed is the office, where its key is known here."""
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


def selection_of(arguments: Mapping[str, Any]) -> Selection:
    """What somebody chose of what they may see."""
    return Selection(arguments["actor"], **{name: arguments[name] for name in CHOSEN})


def _doubts(review: Review, selected: SelectedEntries) -> list[str]:
    """What could not be read, and what is left out."""
    unread = [*selected.failed, *review.decisions.unreadable()]
    told: list[str] = [_in_words(error) for error in unread]
    if selected.not_known:
        left_out = N_("left out, for what is chosen by is not known of them: {names}")
        told.append(Message(left_out, names=selected.not_known))
    return told


def _tell(telling: Telling, errors: Iterable[CalltoolsError]) -> None:
    for error in errors:
        telling.say(_in_words(error))


def _in_words(error: CalltoolsError) -> Message:
    where, problem = Path(error.where).name, as_message(error.problem)
    return Message("error: {where}: {problem}", where=where, problem=problem)
