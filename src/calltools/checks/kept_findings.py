"""The findings of the last check of a workspace, kept for people to answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from calltools.checks.finding import CallFinding
from calltools.errors import WorkspaceError
from calltools.files import atomic_write
from calltools.records import Row, dump_rows, read_objects
from calltools.store.workspace import Workspace

_FILE = ".calltools/checks.jsonl"
_NEEDED = ("id", "kind", "weight", "calls", "note", "evidence")


def checks_file(workspace: Workspace) -> Path:
    """Where they are kept; no file before the first check."""
    return workspace.root / _FILE


def keep_findings(workspace: Workspace, findings: Sequence[CallFinding]) -> None:
    """Let ``findings`` be those of the last check."""
    atomic_write(checks_file(workspace), dump_rows(findings))


def kept_findings(workspace: Workspace) -> list[Row]:
    """The findings of the last check, as rows with the fields of a CallFinding.

    Raises WorkspaceError for a file that can't be read, naming the line of what is not a finding.
    """
    return list(read_objects(checks_file(workspace), *_NEEDED, kind=WorkspaceError))
