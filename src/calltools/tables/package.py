"""A package: one zip that anybody can open, with the audited reports, each quotation's verdicts,
words and sound, and the tables.

The same state of a workspace gives the same bytes: nothing in it tells when or where it was made.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from calltools.data import read_data
from calltools.errors import SettingsError
from calltools.files import safe_name
from calltools.progress import Progress, part, silent
from calltools.provenance import sha256_bytes
from calltools.review.desk import Review
from calltools.review.fold import State
from calltools.review.item_review import ReviewStatus, review_status
from calltools.review.quotation_items import audits, reports
from calltools.store.recordings import registered
from calltools.tables.columns import REVIEW_TABLES
from calltools.tables.export.formats import export
from calltools.tables.export.reviewed import (
    EVERYTHING,
    SelectedEntries,
    Selection,
    reviewed_entries,
)
from calltools.tables.export.spreadsheet import spreadsheet
from calltools.tables.rows import ReportEntry, calls_in
from calltools.views.clips import Clip, ClipPlace, cut
from calltools.views.packaged import (
    Contexts,
    PackagedReport,
    PackageView,
    packaged_quotation,
    report_page,
)
from calltools.views.render import render

PACKAGED = ("quotations", "statements", "findings", "decisions")
"""What goes out of the tables: those of calls and turns hold telephone numbers and whole calls."""
_FIRST = "index.html"
_SUMS = "SHA256SUMS"
_LONGEST = 60
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
    contexts = Contexts(review, selection.viewer)
    for number, entry in enumerate(chosen):
        done = [0.2 + 0.7 * n / len(chosen) for n in (number, number + 1)]
        report = _Report(review, entry, number + 1, language, selection.viewer)
        files |= report.files(contexts, part(progress, *done))
        told.append(
            PackagedReport(entry.report, report.page, len(report.states), report.standing())
        )
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
    """A report of a package: the files with its page, its sound, and the report as it reads."""

    def __init__(
        self, review: Review, entry: ReportEntry, number: int, language: str, viewer: str
    ) -> None:
        self._review = review
        self._number = number
        self._language = language
        self._name = entry.report
        self._reviewed = review.report(entry.report, viewer)
        stem = safe_name(Path(entry.report).stem)[:_LONGEST].strip(" .")
        self._stem = f"{number:02d}-{stem}"
        wanted = {row["id"] for row in entry.quotations}
        every = [(s, s.item.row) for s in self._reviewed.of_kind("quotation") if s.item]
        self.states = [state for state, row in every if (row.get("id") or state.key) in wanted]
        self._is_whole = not self._reviewed.hides and len(self.states) == len(every)

    @property
    def page(self) -> str:
        """The file of its page."""
        return f"reports/{self._stem}.html"

    def standing(self) -> Sequence[tuple[ReviewStatus, int]]:
        """How many quotations are accepted, overridden and so on, the most frequent first."""
        return Counter(review_status(state) for state in self.states).most_common()

    def told(self) -> PackagedReport:
        """What the first page tells of it."""
        return PackagedReport(self._name, self.page, len(self.states), self.standing())

    def files(self, contexts: Contexts, progress: Progress) -> dict[str, bytes]:
        """Its files by name."""
        sounds = _clips(self._review, self.states, progress)
        clip_files = {n: f"clips/{self._number:02d}-{n:03d}.mp3" for n in sounds}
        quotations = [
            packaged_quotation(n, state, contexts, sounds.get(n), clip_files.get(n, ""))
            for n, state in enumerate(self.states, 1)
        ]
        files = {clip_files[n]: clip.data for n, clip in sounds.items()}
        as_read = _as_read(self._review, self._name) if self._is_whole else None
        if as_read is not None:
            files[f"reports/{self._stem}.as-read.html"] = as_read.read_bytes()
        link = f"{self._stem}.as-read.html" if as_read else ""
        page = report_page(self._name, quotations, self.standing(), link, self._language)
        return files | {self.page: page.encode()}


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
    """The sound of quotations, by their numbers from 1, where the call's recording is at hand."""
    places: defaultdict[Path, list[ClipPlace]] = defaultdict(list)
    for number, state in enumerate(states, 1):
        row = state.item.row if state.item else {}
        start, name = row.get("start_ms"), str(row.get("transcript") or "")
        if not name or start is None:
            continue
        recording = registered(review.workspace, name)
        if recording is not None and recording.path.exists():
            end = row.get("end_ms")
            places[recording.path].append((number, start, start if end is None else end))
    return cut(places, progress=progress)


def _as_read(review: Review, report: str) -> Path | None:
    """The page that the audit of a report wrote beside its rows: the report as it reads."""
    of_report = [file for file in audits(review.workspace) if report in reports([file])]
    for file in sorted(of_report, key=lambda path: path.stat().st_mtime_ns, reverse=True):
        for name in (f"{report}.html", f"{Path(report).stem}.html"):
            if (page := file.with_name(Path(name).name)).is_file():
                return page
    return None


def _tables(selected: SelectedEntries) -> Iterator[tuple[str, bytes]]:
    tables = [REVIEW_TABLES[name] for name in PACKAGED]
    for table in tables:
        yield f"tables/{table.name}.csv", export(selected.entries, "csv", table, bom=True)
    yield "tables/tables.xlsx", spreadsheet(selected.entries, tables)


def _last_time(selected: SelectedEntries) -> str:
    """When the last of all decisions that went out was made."""
    times = (row["decided_at"] for entry in selected.entries for row in entry.decisions)
    return max(times, default="")
