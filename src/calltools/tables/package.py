"""A package: one zip that anybody can open, with the audited reports, each quotation's verdicts,
words and sound, and the tables.

The same state of a workspace gives the same bytes: nothing in it tells when or where it was made.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from calltools.data import read_data
from calltools.errors import SettingsError
from calltools.files import safe_name
from calltools.progress import Progress, part, silent
from calltools.provenance import sha256_bytes
from calltools.quotations.verdict_context import ShownReport
from calltools.review.desk import Review
from calltools.review.item_review import review_status
from calltools.review.item_state import State
from calltools.store.recordings import registered
from calltools.tables.columns import REVIEW_TABLES
from calltools.tables.export.export_file import export
from calltools.tables.export.reviewed import (
    EVERYTHING,
    SelectedEntries,
    Selection,
    reviewed_entries,
)
from calltools.tables.export.spreadsheet import spreadsheet
from calltools.tables.table_rows import ReportEntry, calls_in
from calltools.views.clips import Clip, ClipPlace, cut
from calltools.views.package_pages import PackagedReport, PackageView, number_of, report_page
from calltools.views.render import render

PACKAGED = ("quotations", "statements", "findings", "decisions")
"""What goes out of the tables: those of calls and turns hold telephone numbers and whole calls."""
_FIRST = "index.html"
_SUMS = "SHA256SUMS"
_LONGEST = 60  # characters of a file's name
_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name."""


def package(
    review: Review,
    selection: Selection = EVERYTHING,
    names: Sequence[str] = (),
    language: str = "en",
    progress: Progress = silent,
) -> tuple[dict[str, bytes], SelectedEntries]:
    """The files of a package by name, and what went into it, or could not.

    ``language`` is that of its pages.  Raises SettingsError where no report was audited, MediaError
    for a recording that can't be decoded.
    """
    selected = reviewed_entries(review, selection, names, part(progress, 0.0, 0.2))
    chosen = [one for one in selected.entries if isinstance(one, ReportEntry) and one.quotations]
    if not chosen:
        raise SettingsError(
            "package",
            "no quotation of an audited report is among what goes out",
            "calltools audit REPORT -o audits/NAME/",
        )
    files: dict[str, bytes] = {}
    told: list[PackagedReport] = []
    for number, entry in enumerate(chosen):
        done = [0.2 + 0.7 * n / len(chosen) for n in (number, number + 1)]
        report = _Report(review, entry, number + 1, language, selection.viewer)
        files |= report.files(part(progress, *done))
        told.append(report.told)
    files |= dict(_tables(selected))
    for name, tongue in (("README.txt", "en"), ("README.zh.txt", "zh")):
        text = read_data(f"tables/package_readme.{tongue}.txt")
        files[name] = text.encode("utf-8-sig")  # as the editor of Windows wants it
    view = PackageView(
        name=review.workspace.root.name,
        until=_last_time(selected),
        reports=told,
        calls=len(calls_in(selected.entries)),
        tables=[(name, REVIEW_TABLES[name].description) for name in PACKAGED],
    )
    files[_FIRST] = render(view, language).encode()
    files[_SUMS] = "".join(f"{sha256_bytes(files[n])}  {n}\n" for n in sorted(files)).encode()
    progress(1.0)
    return files, selected


class _Report:
    """A report of a package: the files with its page and its sound."""

    def __init__(
        self, review: Review, entry: ReportEntry, number: int, language: str, viewer: str
    ) -> None:
        self._review = review
        self._number = number
        self._language = language
        reviewed = review.report(entry.report, viewer)
        wanted = {row["id"] for row in entry.quotations}
        every = [(s, s.item.row) for s in reviewed.of_kind("quotation") if s.item]
        self._states = [state for state, row in every if (row.get("id") or state.key) in wanted]
        self._is_whole = not reviewed.hides and len(self._states) == len(every)
        stem = safe_name(Path(entry.report).stem)[:_LONGEST].strip(" .")
        totals = Counter(review_status(state) for state in self._states).most_common()
        page = f"reports/{number:02d}-{stem}.html"
        self.told = PackagedReport(entry.report, page, len(self._states), totals)
        """What the first page tells of it."""

    def files(self, progress: Progress) -> dict[str, bytes]:
        """Its files by name."""
        sounds = {
            number: (clip, f"clips/{self._number:02d}-{number:03d}.mp3")
            for number, clip in _clips(self._review, self._states, progress).items()
        }
        page = report_page(self.told, self._text(), self._states, sounds, self._language)
        return {file: clip.data for clip, file in sounds.values()} | {self.told.file: page.encode()}

    def _text(self) -> ShownReport | None:
        """The report as it reads where every quotation of it goes out, for it may quote what does
        not; with the transcripts that it quotes, not all that were searched."""
        text = self._review.shown_report(self.told.name) if self._is_whole else None
        if text is None:
            return None
        quoted = {state.item.row.get("transcript") for state in self._states if state.item}
        named = tuple(one for one in text.transcripts if one[1] in quoted)
        return replace(text, transcripts=named, gone=())


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in one zip: the first page first, the same bytes for the same files."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files, key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            stored = name.endswith((".mp3", ".xlsx"))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return sink.getvalue()


def _clips(review: Review, states: Sequence[State], progress: Progress) -> dict[int, Clip]:
    """The sound of quotations, by their numbers, where the call's recording is at hand."""
    places: defaultdict[Path, list[ClipPlace]] = defaultdict(list)
    for state in states:
        number, row = number_of(state), state.item.row if state.item else {}
        start, name = row.get("start_ms"), str(row.get("transcript") or "")
        if not name or start is None:
            continue
        recording = registered(review.workspace, name)
        if recording is not None and recording.path.exists():
            end = row.get("end_ms")
            places[recording.path].append((number, start, start if end is None else end))
    return cut(places, progress=progress)


def _tables(selected: SelectedEntries) -> Iterator[tuple[str, bytes]]:
    tables = [REVIEW_TABLES[name] for name in PACKAGED]
    for table in tables:
        yield f"tables/{table.name}.csv", export(selected.entries, "csv", table, bom=True)
    yield "tables/tables.xlsx", spreadsheet(selected.entries, tables)


def _last_time(selected: SelectedEntries) -> str:
    """When the last of all decisions that went out was made."""
    times = (row["decided_at"] for entry in selected.entries for row in entry.decisions)
    return max(times, default="")
