"""The items of calls and reports as they lie on the disk, read once while nothing is written."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.alignment.corrected import CorrectedCall
from calltools.checks.kept import checks_file, kept_findings
from calltools.corrections.editor import Editor
from calltools.errors import CalltoolsError, WorkspaceError
from calltools.quotations.shown import REPORTS, ShownReport
from calltools.records import Row
from calltools.review.alignment_items import corrected_calls
from calltools.review.call_items import call_items
from calltools.review.check_items import BETWEEN_CALLS, check_items
from calltools.review.decisions import Decisions
from calltools.review.item import ReviewItem
from calltools.review.quotation_items import (
    audited_transcript,
    audits,
    quotation_items,
    reports,
    shown_reports,
)
from calltools.review.words import CallWords
from calltools.store.folder import ALIGNMENT, CORRECTED, STATEMENTS, TRANSCRIPT, Folder
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript

_ARTEFACTS = (TRANSCRIPT, CORRECTED, STATEMENTS, ALIGNMENT)


@dataclass(frozen=True, eq=False)
class MadeItems:
    """The items of a call, with its corrections, the transcript as it stands and its alignment with
    a translation, or of a report.

    ``stamp`` tells the files that they were read from; one is equal to itself alone.
    """

    stamp: str
    recording: str
    items: Sequence[ReviewItem]
    editor: Editor | None = None
    transcript: Transcript | None = None
    aligned: Sequence[CorrectedCall] = ()


class ItemShelf:
    """The items of a workspace; what was corrected is known as far as ``decisions`` looked."""

    def __init__(self, workspace: Workspace, decisions: Decisions) -> None:
        self._workspace = workspace
        self._decisions = decisions
        self._made: dict[str, MadeItems] = {}
        self._audits: tuple[str, dict[str, list[Row]]] = ("none read", {})
        self._shown: tuple[str, dict[str, ShownReport]] = ("none read", {})
        self._lock = threading.Lock()

    def folder(self, name: str) -> Folder:
        """The folder of a call.  Raises WorkspaceError where there is none."""
        folder = self._workspace.folder(name)
        if folder.path.parent != self._workspace.transcripts or not folder.path.is_dir():
            raise WorkspaceError(name, f"is no call in {self._workspace.transcripts}")
        return folder

    def call(self, name: str) -> MadeItems:
        """The items of a call.  Raises WorkspaceError for none, CalltoolsError for an artefact
        that can't be read."""
        with self._lock:
            made = self._made.get(name)
        where = f"{self._workspace.transcripts}/{name}/"
        recording = self._decisions.register.recording(name)
        corrections = self._decisions.corrections(recording)
        stamp = _stamp(where + one for one in _ARTEFACTS) + f"; {recording} {corrections}"
        if made is not None and made.stamp == stamp:
            return made
        folder = self.folder(name)
        editor = Editor.open(folder)
        aligned = corrected_calls(folder)
        items = call_items(folder, editor, aligned)
        made = MadeItems(stamp, recording, items, editor, editor.folded.transcript, aligned)
        with self._lock:
            self._made[name] = made
        return made

    def has(self, name: str) -> bool:
        """Whether a call or report of that name was read already."""
        return name in self._made or f"report {name}" in self._made

    def reports(self) -> list[str]:
        """The names of the reports that were audited."""
        return sorted(self._rows())

    def report(self, name: str) -> MadeItems:
        """The items of a report.  Raises WorkspaceError for one that was not audited."""
        rows = self._rows().get(name)
        if rows is None:
            raise WorkspaceError(name, "is no report that was audited", "see docs/review.md")
        calls = sorted({str(row.get("transcript") or "") for row in rows})
        files = (self._workspace.transcripts / call / one for call in calls for one in _ARTEFACTS)
        recordings = map(self._decisions.register.recording, calls)
        corrections = [self._decisions.corrections(recording) for recording in recordings]
        stamp = f"{self._audits[0]}{_stamp(files)}; {corrections}"
        with self._lock:
            made = self._made.get(f"report {name}")
        if made is not None and made.stamp == stamp:
            return made
        words: dict[tuple[str, str], CallWords | None] = {}

        def words_of(call: str, sha256: str) -> CallWords | None:
            if (call, sha256) not in words:
                words[call, sha256] = self._words(call, sha256)
            return words[call, sha256]

        made = MadeItems(stamp, "", quotation_items(name, rows, words_of))
        with self._lock:
            self._made[f"report {name}"] = made
        return made

    def shown_report(self, name: str) -> ShownReport | None:
        """A report as it reads; None where its audit did not keep that."""
        files = list(audits(self._workspace))
        stamp = _stamp([*files, *(file.parent / REPORTS for file in files)])
        with self._lock:
            if self._shown[0] != stamp:
                self._shown = (stamp, shown_reports(files))
            return self._shown[1].get(name)

    def has_checks(self) -> bool:
        """Whether the calls of the workspace were checked against each other."""
        return checks_file(self._workspace).is_file()

    def checks(self) -> MadeItems:
        """The findings between calls.  Raises WorkspaceError where they can't be read."""
        stamp = _stamp([checks_file(self._workspace)])
        with self._lock:
            made = self._made.get(BETWEEN_CALLS)
        if made is None or made.stamp != stamp:
            made = MadeItems(stamp, "", check_items(kept_findings(self._workspace)))
            with self._lock:
                self._made[BETWEEN_CALLS] = made
        return made

    def _rows(self) -> dict[str, list[Row]]:
        files = list(audits(self._workspace))
        stamp = _stamp(files)
        with self._lock:
            if self._audits[0] != stamp:
                self._audits = (stamp, reports(files))
            return self._audits[1]

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
