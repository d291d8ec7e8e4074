"""What is compared, by the name of its recording, from the files that people have it in: texts, and
who speaks when."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from calltools.errors import TranscriptError
from calltools.evaluation.diarization import Spoken
from calltools.files import text_of
from calltools.times import to_ms

_Item = TypeVar("_Item")


def read_texts(path: Path) -> dict[str, str]:
    """Name to text.

    ``path`` is a TSV manifest with the columns ``file`` and ``reference`` (or ``text``), a JSON
    transcript (``segments`` or ``turns`` with ``text``, or ``calls`` of such), plain text, or a
    folder of these.  A text's name is its file's, without folder and suffix.  Raises
    TranscriptError for anything else.
    """
    return _read(path, (".json", ".tsv", ".txt"), _texts)


def read_spoken(path: Path) -> dict[str, list[Spoken]]:
    """Name of a recording to its spans, in order of time.

    ``path`` is RTTM (of one or several recordings), JSON (a calltools or WhisperX transcript with
    ``segments`` in seconds; ``turns`` or ``spans`` in milliseconds) or a folder of these.  A
    recording's name is that of its file without suffix, or the one that RTTM gives where it holds
    several.  Raises TranscriptError for anything else.
    """
    return {
        name: sorted(spoken, key=lambda span: (span.start_ms, span.end_ms, span.speaker))
        for name, spoken in _read(path, (".json", ".rttm"), _spoken).items()
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


def _read(
    path: Path, suffixes: Sequence[str], read_file: Callable[[Path, str], dict[str, _Item]]
) -> dict[str, _Item]:
    """What a file holds, or the files of a folder that end so."""
    if not path.is_dir():
        return read_file(path, text_of(path, TranscriptError))
    items: dict[str, _Item] = {}
    for file in sorted(file for file in path.iterdir() if file.suffix in suffixes):
        for name, item in read_file(file, text_of(file, TranscriptError)).items():
            if name in items:
                raise TranscriptError(file, f"is a second file for {name}", "remove one of them")
            items[name] = item
    if not items:
        raise TranscriptError(path, f"expected {', '.join(suffixes)} files, found none")
    return items


def _texts(path: Path, content: str) -> dict[str, str]:
    if path.suffix == ".tsv":
        return dict(_manifest(path, content))
    if path.suffix != ".json":
        return {path.stem: content}
    try:
        return {path.stem: "\n".join(_texts_in(json.loads(content)))}
    except (ValueError, KeyError, TypeError) as error:
        expected = "expected JSON with segments, turns or calls of text"
        raise TranscriptError(path, expected) from error


def _manifest(path: Path, content: str) -> Iterator[tuple[str, str]]:
    rows = csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = rows.fieldnames or ()
    column = next((name for name in ("reference", "text") if name in columns), None)
    if column is None or "file" not in columns:
        raise TranscriptError(path, "expected the columns file and reference in the first line")
    for line, row in enumerate(rows, start=2):
        if not row["file"] or row[column] is None:
            raise TranscriptError(path, f"line {line} has too few columns")
        yield Path(row["file"]).stem, row[column]


def _texts_in(data: Mapping[str, Any]) -> list[str]:
    if "calls" in data:
        return [text for call in data["calls"] for text in _texts_in(call)]
    rows = data["segments"] if "segments" in data else data["turns"]
    return [str(row["text"]) for row in rows]


def _spoken(path: Path, content: str) -> dict[str, list[Spoken]]:
    if path.suffix == ".json":
        try:
            return {path.stem: list(_timed(json.loads(content)))}
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            expected = f"expected JSON with segments, turns or spans that have times ({error!r})"
            raise TranscriptError(path, expected) from error
    recordings: dict[str, list[Spoken]] = {}
    for number, line in enumerate(content.splitlines(), start=1):
        fields = line.split()
        if fields[:1] == ["SPEAKER"]:  # other types (NIST RT-09) are not about voices
            try:
                start, duration = float(fields[3]), float(fields[4])
                spoken = _span(to_ms(start), to_ms(start + duration), fields[7])
            except (IndexError, ValueError, OverflowError) as error:
                reason = f"line {number} is not RTTM: {line.strip()!r}"
                raise TranscriptError(path, reason) from error
            recordings.setdefault(fields[1], []).append(spoken)
    if not recordings and content.strip():
        raise TranscriptError(path, "expected RTTM, found no line that begins with SPEAKER")
    if len(recordings) < 2:  # an empty file is a recording in which nobody speaks
        return {path.stem: [span for spans in recordings.values() for span in spans]}
    return recordings


def _timed(data: Mapping[str, Any]) -> Iterable[Spoken]:
    """Rows with times; who has neither speaker nor role is ``unknown``."""
    seconds = "segments" in data
    name = "segments" if seconds else "turns" if "turns" in data else "spans"
    for row in data[name]:
        start = to_ms(row["start"]) if seconds else int(row["start_ms"])
        end = to_ms(row["end"]) if seconds else int(row["end_ms"])
        role = row.get("role")
        yield _span(start, end, str(row.get("speaker") or role or "unknown"), role)


def _span(start_ms: int, end_ms: int, speaker: str, role: str | None = None) -> Spoken:
    if not 0 <= start_ms <= end_ms:
        raise ValueError(f"no such time: {start_ms} to {end_ms} ms")
    return Spoken(start_ms, end_ms, speaker, role)
