"""Texts to be compared, by name, from the files people have them in."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from calltools.errors import TranscriptError
from calltools.files import text_of

_SUFFIXES = (".json", ".tsv", ".txt")

_Item = TypeVar("_Item")


def read_texts(path: Path) -> dict[str, str]:
    """Name to text.

    ``path`` is a TSV manifest with the columns ``file`` and ``reference`` (or ``text``), a JSON
    transcript (``segments`` or ``turns`` with ``text``, or ``calls`` of such), plain text, or a
    folder of these.  A text's name is its file's, without folder and suffix.  Raises
    TranscriptError for anything else.
    """
    if not path.is_dir():
        return _read_file(path)
    texts: dict[str, str] = {}
    for file in sorted(path.iterdir()):
        if file.suffix not in _SUFFIXES:
            continue
        for name, text in _read_file(file).items():
            if name in texts:
                raise TranscriptError(file, f"is a second text named {name}", "remove one of them")
            texts[name] = text
    if not texts:
        raise TranscriptError(path, f"expected {', '.join(_SUFFIXES)} files, found none")
    return texts


def pair(
    references: Mapping[str, _Item], hypotheses: Mapping[str, _Item]
) -> tuple[dict[str, _Item], dict[str, _Item]]:
    """Both with the same names: a single item on either side belongs to the other's single one.

    Raises TranscriptError where a reference has no counterpart: to leave it out would better
    the score.
    """
    if len(references) == len(hypotheses) == 1:
        (name,) = references
        return dict(references), {name: next(iter(hypotheses.values()))}
    missing = sorted(set(references) - set(hypotheses))
    if missing:
        raise TranscriptError(
            missing[0],
            f"{len(missing)} of {len(references)} references have nothing to be compared with",
            "give the files the names of their references",
        )
    return dict(references), {name: hypotheses[name] for name in references}


def _read_file(path: Path) -> dict[str, str]:
    content = text_of(path, TranscriptError)
    if path.suffix == ".tsv":
        return _manifest(path, content)
    if path.suffix == ".json":
        return {path.stem: _json_text(path, content)}
    return {path.stem: content}


def _manifest(path: Path, content: str) -> dict[str, str]:
    rows = csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = rows.fieldnames or ()
    column = next((name for name in ("reference", "text") if name in columns), None)
    if column is None or "file" not in columns:
        raise TranscriptError(path, "expected the columns file and reference in the first line")
    texts = {}
    for line, row in enumerate(rows, start=2):
        if not row["file"] or row[column] is None:
            raise TranscriptError(path, f"line {line} has too few columns")
        texts[Path(row["file"]).stem] = row[column]
    return texts


def _json_text(path: Path, content: str) -> str:
    try:
        return "\n".join(_texts_in(json.loads(content)))
    except (ValueError, KeyError, TypeError) as error:
        raise TranscriptError(
            path, "expected JSON with segments, turns or calls of text"
        ) from error


def _texts_in(data: Mapping[str, Any]) -> list[str]:
    if "calls" in data:
        return [text for call in data["calls"] for text in _texts_in(call)]
    rows = data["segments"] if "segments" in data else data["turns"]
    return [str(row["text"]) for row in rows]
