"""What is compared, by the name of its recording, from the files that people have it in: texts, and
who speaks when."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from calltools.errors import TranscriptError
from calltools.evaluation.diarization import Spoken
from calltools.files import text_of
from calltools.records import Row, parse
from calltools.times import to_ms

_Item = TypeVar("_Item")
_Format = tuple[str, Callable[[str, str], dict[str, _Item]]]
"""What is expected of a file, and what reads it by its name and content."""


def read_texts(path: Path) -> dict[str, str]:
    """Name to text.

    ``path`` is a TSV manifest with the columns ``file`` and ``reference`` (or ``text``), a JSON
    transcript (``segments`` or ``turns`` with ``text``, or ``calls`` of such), plain text, or a
    folder of these.  A text's name is its file's, without folder and suffix.  Raises
    TranscriptError for anything else.
    """
    formats: dict[str, _Format[str]] = {
        ".json": ("JSON with segments, turns or calls of text", _texts),
        ".tsv": ("the columns file and reference in the first line", _manifest),
        ".txt": ("text", lambda name, content: {name: content}),
    }
    return _read(path, formats)


def read_spoken(path: Path) -> dict[str, list[Spoken]]:
    """Name of a recording to its spans, in order of time.

    ``path`` is RTTM (of one or several recordings), JSON (a calltools or WhisperX transcript with
    ``segments`` in seconds; ``turns`` or ``spans`` in milliseconds) or a folder of these.  A
    recording's name is that of its file without suffix, or the one that RTTM gives where it holds
    several.  Raises TranscriptError for anything else.
    """
    formats: dict[str, _Format[list[Spoken]]] = {
        ".json": ("JSON with segments, turns or spans that have times", _spans),
        ".rttm": ("RTTM", _rttm),
    }
    return {
        name: sorted(spoken, key=lambda span: (span.start_ms, span.end_ms, span.speaker))
        for name, spoken in _read(path, formats).items()
    }


def pair(
    references: Mapping[str, _Item], hypotheses: Mapping[str, _Item]
) -> dict[str, tuple[_Item, _Item]]:
    """Both by the names of the references: a single item on either side belongs to the other's.

    Raises TranscriptError where a reference has no counterpart: to leave it out would better
    the score.
    """
    if len(references) == len(hypotheses) == 1:
        hypotheses = dict(zip(references, hypotheses.values(), strict=True))
    if missing := sorted(set(references) - set(hypotheses)):
        raise TranscriptError(
            missing[0],
            f"{len(missing)} of {len(references)} references have nothing to be compared with",
            "give the files the names of their references",
        )
    return {name: (references[name], hypotheses[name]) for name in sorted(references)}


def _read(path: Path, formats: Mapping[str, _Format[_Item]]) -> dict[str, _Item]:
    """What a file holds, or the files of a folder; one with another ending is of the last of
    ``formats``."""
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in formats)
        if not files:
            raise TranscriptError(path, f"expected {', '.join(formats)} files, found none")
    *_, last = formats.values()
    items: dict[str, _Item] = {}
    for file in files:
        what, read = formats.get(file.suffix, last)
        content = text_of(file, TranscriptError)
        try:
            its_items = read(file.stem, content)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise TranscriptError(file, f"expected {what}: {error!r}") from error
        if again := items.keys() & its_items.keys():
            raise TranscriptError(file, f"is a second file for {min(again)}", "remove one of them")
        items |= its_items
    return items


def _manifest(_name: str, content: str) -> dict[str, str]:
    rows = csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = rows.fieldnames or ()
    column = "reference" if "reference" in columns else "text"
    if not {"file", column} <= {*columns}:
        raise ValueError(f"found {', '.join(columns)}")
    texts = {}
    for line, row in enumerate(rows, start=2):
        if not row["file"] or row[column] is None:
            raise ValueError(f"line {line} has too few columns")
        texts[Path(row["file"]).stem] = row[column]
    return texts


def _rows(content: str) -> Iterator[tuple[Row, bool]]:
    """The rows of a transcript in JSON, and whether their times are in seconds."""
    data = parse(content)
    for call in data.get("calls", [data]):
        name = next((name for name in ("segments", "turns") if name in call), "spans")
        yield from ((row, name == "segments") for row in call[name])


def _texts(name: str, content: str) -> dict[str, str]:
    return {name: "\n".join(str(row["text"]) for row, _ in _rows(content))}


def _spans(name: str, content: str) -> dict[str, list[Spoken]]:
    """Who has neither speaker nor role is ``unknown``."""
    spans = []
    for row, in_seconds in _rows(content):
        start = to_ms(row["start"]) if in_seconds else int(row["start_ms"])
        end = to_ms(row["end"]) if in_seconds else int(row["end_ms"])
        role = row.get("role")
        spans.append(_span(start, end, str(row.get("speaker") or role or "unknown"), role))
    return {name: spans}


def _rttm(name: str, content: str) -> dict[str, list[Spoken]]:
    recordings: dict[str, list[Spoken]] = defaultdict(list)
    for number, line in enumerate(content.splitlines(), start=1):
        fields = line.split()
        if fields[:1] != ["SPEAKER"]:  # other types (NIST RT-09) are not about voices
            continue
        try:
            start, duration = float(fields[3]), float(fields[4])
            span = _span(to_ms(start), to_ms(start + duration), fields[7])
        except (IndexError, ValueError, OverflowError) as error:
            raise ValueError(f"line {number} is not: {line.strip()!r}") from error
        recordings[fields[1]].append(span)
    if not recordings and content.strip():
        raise ValueError("found no line that begins with SPEAKER")
    if len(recordings) < 2:  # an empty file is a recording in which nobody speaks
        return {name: [span for spans in recordings.values() for span in spans]}
    return recordings


def _span(start_ms: int, end_ms: int, speaker: str, role: str | None = None) -> Spoken:
    if not 0 <= start_ms <= end_ms:
        raise ValueError(f"no such time: {start_ms} to {end_ms} ms")
    return Spoken(start_ms, end_ms, speaker, role)
