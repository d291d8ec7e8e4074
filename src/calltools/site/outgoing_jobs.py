"""What the jobs that make tables and packages do, in the processes of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calltools.files import atomic_write, safe_name
from calltools.messages import N_, Message
from calltools.proof.bag import log_export
from calltools.review.desk import Review
from calltools.site.job_child import Telling
from calltools.site.made_files import CHOSEN, MADE, MadeFiles, in_words
from calltools.store.workspace import Workspace
from calltools.tables.columns import REVIEW_TABLES
from calltools.tables.export import how_many
from calltools.tables.export.formats import export
from calltools.tables.export.reviewed import SelectedEntries, Selection, reviewed_entries
from calltools.tables.package import package as packaged
from calltools.tables.package import zipped
from calltools.tables.rows import calls_in

OF_ONE_TABLE = ("csv", "jsonl", "parquet")
"""Formats of which a file holds one table."""


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


def selection_of(arguments: Mapping[str, Any]) -> Selection:
    """What somebody chose of what they may see."""
    return Selection(arguments["actor"], **{name: arguments[name] for name in CHOSEN})


def _doubts(review: Review, selected: SelectedEntries) -> list[str]:
    """What could not be read, and what is left out."""
    unread = [*selected.failed, *review.decisions.unreadable()]
    told: list[str] = [in_words(error) for error in unread]
    if selected.not_known:
        left_out = N_("left out, for what is chosen by is not known of them: {names}")
        told.append(Message(left_out, names=selected.not_known))
    return told
