"""The items of an audited report: its quotations with their verdicts.

What ``calltools audit --output audits/NAME`` wrote in the workspace is found there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from calltools.errors import CalltoolsError
from calltools.quotations.corpus import read_corpus
from calltools.quotations.earlier_audit import read_earlier
from calltools.quotations.verdict_context import REPORTS, ShownReport
from calltools.records import Row, convert, read_objects
from calltools.review.item import ReviewItem, call_key, keyed
from calltools.review.item_words import CallWords, spans_of
from calltools.store.call_folder import CORRECTED, TRANSCRIPT, Folder
from calltools.store.workspace import Workspace
from calltools.transcripts.correction import Target
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript

AUDITS = "audits"
"""The folder of a workspace in which audits are looked for."""

_CONTENT = ("quote", "verdict", "frame", "attributed_speaker", "attributed_hospital", "transcript")

WordsOf = Callable[[str, str], CallWords | None]
"""The words of a call, by its name and the sha256 of the content that was audited."""


def audits(workspace: Workspace) -> Iterator[Path]:
    """The files of rows of the workspace's audits."""
    yield from sorted((workspace.root / AUDITS).glob("**/audit.jsonl"))


def reports(files: Sequence[Path]) -> dict[str, list[Row]]:
    """The rows of each audited report, by its name; of two audits of one, the later one's.

    Raises CalltoolsError, naming the line, for what is not a row.
    """
    found: dict[str, list[Row]] = {}
    for file in sorted(files, key=lambda path: path.stat().st_mtime_ns):
        rows = read_earlier(file)
        for name in dict.fromkeys(str(row["report"]) for row in rows):
            found[name] = [row for row in rows if row["report"] == name]
    return found


def shown_reports(files: Sequence[Path]) -> dict[str, ShownReport]:
    """The audited reports as they read, by name; those whose audit kept no text are left out.

    Raises CalltoolsError, naming the line, for what is not one.
    """
    found: dict[str, ShownReport] = {}
    for file in sorted(files, key=lambda path: path.stat().st_mtime_ns):
        beside = file.parent / REPORTS
        rows = read_objects(beside, "report", kind=CalltoolsError) if beside.is_file() else ()
        for row in rows:
            try:
                found[str(row["report"])] = convert(row, ShownReport)
            except ValueError as error:
                raise CalltoolsError(beside, f"holds no report: {error}") from error
    return found


def quotation_items(report: str, rows: Sequence[Row], words_of: WordsOf) -> list[ReviewItem]:
    """The items of a report: its quotations, and itself."""
    whole = ReviewItem(
        "call", report, "", "", Target(), {"report": report}, key=call_key(f"report {report}")
    )
    items = [_item(report, number, row, words_of) for number, row in enumerate(rows)]
    return [whole, *keyed(items)]


def _item(report: str, number: int, row: Row, words_of: WordsOf) -> ReviewItem:
    name = row.get("transcript")
    words: tuple[tuple[str, str], ...] = ()
    stands = True
    if name and row.get("turn_range") and row.get("transcript_sha256"):
        found = words_of(str(name), str(row["transcript_sha256"]))
        if found is not None:
            first, last = row["turn_range"][0], row["turn_range"][-1]
            spans = spans_of(found.made_of, range(first, last + 1))
            words = tuple(found.said(span) for span in spans)
            stands = found.stand(spans) and found.now.call.hospital == found.made_of.call.hospital
    content = {key: row.get(key) for key in _CONTENT} | {"edits": _edits(row)}
    item = ReviewItem(
        "quotation",
        report,
        "",
        str(row["verdict"]),
        Target(number, text=str(row["quote"])),
        row,
        words,
        content,
        stands,
    )
    if item.translation_differs:  # who accepted without it looks again
        content["translation_differs"] = list(item.translation_differs)
    return item


def _edits(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The edits of a verdict without the numbers of turns, which move."""
    return [{k: v for k, v in edit.items() if k != "turn"} for edit in row.get("edits") or ()]


def audited_transcript(folder: Folder, sha256: str) -> Transcript | None:
    """The transcript of a call whose content had that sha256 when it was audited: the one that
    stands, or one that was superseded since; None where it is not to be found."""
    files = [folder.path / name for name in (CORRECTED, TRANSCRIPT)]
    files += sorted(folder.path.glob("superseded/*.json"))
    for file in files:
        if not file.is_file() or not file.name.startswith(("corrected", "transcript")):
            continue
        try:
            entries = read_corpus([file]).entries
            if any(entry.sha256 == sha256 for entry in entries):
                return read_transcript(file.read_bytes(), str(file))
        except (CalltoolsError, OSError):
            continue
    return None
