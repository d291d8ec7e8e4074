"""The items of calls and reports as they lie on the disk, read once while nothing is written."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from calltools.alignment.corrected_alignment import CorrectedCall
from calltools.checks.kept_findings import checks_file, kept_findings
from calltools.corrections.editor import Editor
from calltools.errors import CalltoolsError, WorkspaceError
from calltools.quotations.verdict_context import REPORTS, ShownReport
from calltools.records import Row
from calltools.review.alignment_items import corrected_calls, restored_finding
from calltools.review.call_items import call_items, restored
from calltools.review.check_items import BETWEEN_CALLS, check_items
from calltools.review.decisions import Decisions
from calltools.review.event import Decision
from calltools.review.item import ReviewItem
from calltools.review.item_words import CallWords
from calltools.review.quotation_items import (
    audited_transcript,
    audits,
    quotation_items,
    reports,
    shown_reports,
)
from calltools.store.call_folder import ALIGNMENT, CORRECTED, STATEMENTS, TRANSCRIPT, Folder
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript

_Made = TypeVar("_Made")

_ARTEFACTS = (TRANSCRIPT, CORRECTED, STATEMENTS, ALIGNMENT)


@dataclass(frozen=True, eq=False)
class MadeItems:
    """The items of a call, with its corrections, the transcript as it stands and its alignment with
    a translation, or of a report; one is equal to itself alone."""

    recording: str
    items: Sequence[ReviewItem]
    editor: Editor | None = None
    transcript: Transcript | None = None
    aligned: Sequence[CorrectedCall] = ()

    def restored(self, event: Decision) -> ReviewItem | None:
        """The statement or finding that a person added to a call; None where its place is gone."""
        editor, transcript = self.editor, self.transcript
        if editor is None or transcript is None:
            return None
        if event.kind == "finding":
            return restored_finding(event, self.aligned, editor)
        return restored(event, editor.draft, transcript.turns, editor.transcript_sha256)


class ItemShelf:
    """The items of a workspace; what was corrected is known as far as ``decisions`` looked."""

    def __init__(self, workspace: Workspace, decisions: Decisions) -> None:
        self._workspace = workspace
        self._decisions = decisions
        self._kept: dict[tuple[str, str], tuple[str, Any]] = {}
        self._lock = threading.Lock()

    def _made(self, kind: str, name: str, stamp: str, make: Callable[[], _Made]) -> _Made:
        """What ``make`` gives, or gave while the files were those that ``stamp`` tells."""
        with self._lock:
            known, made = self._kept.get((kind, name), ("", None))
        if known == stamp and made is not None:
            kept: _Made = made
            return kept
        new = make()
        with self._lock:
            self._kept[kind, name] = stamp, new
        return new

    def folder(self, name: str) -> Folder:
        """The folder of a call.  Raises WorkspaceError where there is none."""
        folder = self._workspace.folder(name)
        if folder.path.parent != self._workspace.transcripts or not folder.path.is_dir():
            raise WorkspaceError(name, f"is no call in {self._workspace.transcripts}")
        return folder

    def call(self, name: str) -> MadeItems:
        """The items of a call.  Raises WorkspaceError for none, CalltoolsError for an artefact
        that can't be read."""
        where = f"{self._workspace.transcripts}/{name}/"
        recording = self._decisions.register.recording(name)
        corrections = self._decisions.corrections(recording)

        def make() -> MadeItems:
            folder = self.folder(name)
            editor = Editor.open(folder)
            aligned = corrected_calls(folder)
            items = call_items(folder, editor, aligned)
            return MadeItems(recording, items, editor, editor.folded.transcript, aligned)

        stamp = _stamp(where + one for one in _ARTEFACTS) + f"; {recording} {corrections}"
        return self._made("call", name, stamp, make)

    def has(self, name: str) -> bool:
        """Whether a call or report of that name was read already."""
        return any((kind, name) in self._kept for kind in ("call", "report", "checks"))

    def reports(self) -> list[str]:
        """The names of the reports that were audited."""
        return sorted(self._rows()[1])

    def report(self, name: str) -> MadeItems:
        """The items of a report.  Raises WorkspaceError for one that was not audited."""
        audited, reports_ = self._rows()
        rows = reports_.get(name)
        if rows is None:
            raise WorkspaceError(name, "is not an audited report", "see docs/review.md")
        calls = sorted({str(row.get("transcript") or "") for row in rows})
        files = (self._workspace.transcripts / call / one for call in calls for one in _ARTEFACTS)
        recordings = map(self._decisions.register.recording, calls)
        corrections = [self._decisions.corrections(recording) for recording in recordings]

        def make() -> MadeItems:
            return MadeItems("", quotation_items(name, rows, cache(self._words)))

        return self._made("report", name, f"{audited}{_stamp(files)}; {corrections}", make)

    def shown_report(self, name: str) -> ShownReport | None:
        """A report as it reads; None where its audit did not keep that."""
        files = list(audits(self._workspace))
        stamp = _stamp([*files, *(file.parent / REPORTS for file in files)])
        return self._made("audits", "as they read", stamp, lambda: shown_reports(files)).get(name)

    def has_checks(self) -> bool:
        """Whether the calls of the workspace were checked against each other."""
        return checks_file(self._workspace).is_file()

    def checks(self) -> MadeItems:
        """The findings between calls.  Raises WorkspaceError where they can't be read."""

        def make() -> MadeItems:
            return MadeItems("", check_items(kept_findings(self._workspace)))

        return self._made("checks", BETWEEN_CALLS, _stamp([checks_file(self._workspace)]), make)

    def _rows(self) -> tuple[str, dict[str, list[Row]]]:
        """The rows of each audited report, and the stamp of their files."""
        files = list(audits(self._workspace))
        stamp = _stamp(files)
        return stamp, self._made("audits", "rows", stamp, lambda: reports(files))

    def _words(self, call: str, sha256: str) -> CallWords | None:
        try:
            made = self.call(call)
            made_of = audited_transcript(self.folder(call), sha256)
        except CalltoolsError:
            return None
        if made_of is None or made.editor is None:
            return None
        return CallWords(made_of, made.editor.folded, made.editor.transcript_sha256)


def _stamp(files: Iterable[str | Path]) -> str:
    parts = []
    for file in files:
        try:
            found = os.stat(file)  # noqa: PTH116 - thousands of times a page
            parts.append(f"{found.st_size} {found.st_mtime_ns} {found.st_ino}")
        except OSError:
            parts.append("")
    return "; ".join(parts)
