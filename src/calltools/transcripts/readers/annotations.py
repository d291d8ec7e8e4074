"""What people send back from their tools: ELAN's EAF, Praat's TextGrid, calltools' CSV."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from calltools.errors import TranscriptError
from calltools.times import to_ms
from calltools.transcripts.model import ROLES, UNKNOWN, Role, Transcript, Turn
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.writers.eaf import NO_SPEAKER
from calltools.transcripts.writers.table import COLUMNS, SEPARATOR

_TIER = re.compile(r"(?P<label>.*?)(?: \[(?P<role>\w+)\])?(?: \d+)?$", re.DOTALL)


def read_eaf(data: bytes, where: str) -> Transcript:
    """The annotations of all tiers, in the order of their ids where those count, else of time.

    Raises TranscriptError if the file is no EAF.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # EAF has none; entities can be bombs
        raise TranscriptError(where, "declares a document type, which EAF does not")
    try:
        root = ET.fromstring(data)
        slots = {
            slot.attrib["TIME_SLOT_ID"]: _integer(slot.get("TIME_VALUE"))
            for slot in root.iter("TIME_SLOT")
        }
        roles = {p.get("NAME", ""): p.text or "" for p in root.iter("PROPERTY")}
        found = [
            (_order(a.attrib["ANNOTATION_ID"]), _annotation(tier, a, slots, roles))
            for tier in root.iter("TIER")
            for a in tier.iter("ALIGNABLE_ANNOTATION")
        ]
    except (ET.ParseError, KeyError, ValueError) as error:
        raise TranscriptError(where, "is not an ELAN file that can be read") from error
    if root.tag != "ANNOTATION_DOCUMENT":
        raise TranscriptError(where, f"expected an ELAN file, found <{root.tag}>")
    found.sort(key=lambda item: item[0])
    turns = tuple(turn for _order, turn in found)
    return Transcript(turns, language=roles.get("language", "zh"), origin="corrected")


def _annotation(
    tier: ET.Element, annotation: ET.Element, slots: dict[str, int | None], roles: dict[str, str]
) -> Turn:
    name = tier.attrib["TIER_ID"]
    return Turn(
        annotation.findtext("ANNOTATION_VALUE") or "",
        None if name == NO_SPEAKER else name,
        _role(roles.get(f"role:{name}")),
        slots[annotation.attrib["TIME_SLOT_REF1"]],
        slots[annotation.attrib["TIME_SLOT_REF2"]],
    )


def _order(annotation_id: str) -> int:
    return int(re.sub(r"\D", "", annotation_id) or 0)


def _integer(text: str | None) -> int | None:
    return int(text) if text else None


def _role(name: str | None) -> Role:
    return next((role for role in ROLES if role == name), UNKNOWN)


def read_textgrid(data: bytes, where: str) -> Transcript:
    """The intervals of all tiers that hold words, in order of time.

    Raises TranscriptError if the file is no TextGrid.
    """
    from praatio import textgrid

    text, _encoding = decode(data, where)
    with tempfile.TemporaryDirectory() as folder:  # praatio reads files only
        path = Path(folder) / "call.TextGrid"
        path.write_text(text, "utf-8")
        try:
            grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=False)
        except Exception as error:  # praatio fails on damaged files in any way there is
            raise TranscriptError(where, "is not a TextGrid that can be read") from error
    turns = []
    for tier in grid.tiers:
        if isinstance(tier, textgrid.IntervalTier):
            name = _TIER.match(tier.name)
            label = name["label"] if name else tier.name
            role = _role(name["role"] if name else None)
            turns += [
                Turn(words, None if label == "?" else label, role, to_ms(start), to_ms(end))
                for start, end, words in tier.entries
            ]
    turns.sort(key=lambda turn: (turn.start_ms or 0, turn.end_ms or 0))
    return Transcript(tuple(turns), origin="corrected")


def read_csv(data: bytes, where: str) -> Transcript:
    """The rows of a table that ``writers.table`` wrote.

    Raises TranscriptError for other columns or a value of a wrong kind.
    """
    text, _encoding = decode(data, where)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        if not rows or not {"role", "speaker", "text"} <= set(rows[0]):
            raise TranscriptError(
                where, "is no table of turns", f"its columns should be {', '.join(COLUMNS)}"
            )
        turns = tuple(_row(row) for row in rows)
    except (csv.Error, ValueError) as error:
        raise TranscriptError(where, f"is a damaged table: {error}") from error
    return Transcript(turns, origin="corrected")


def _row(row: dict[str, str]) -> Turn:
    def several(name: str) -> tuple[str, ...]:
        return tuple(part for part in (row.get(name) or "").split(SEPARATOR) if part)

    return Turn(
        text=row["text"] or "",
        speaker=row["speaker"] or None,
        role=_role(row["role"]),
        start_ms=_integer(row.get("start_ms")),
        end_ms=_integer(row.get("end_ms")),
        printed=row.get("printed") or None,
        glosses=several("glosses"),
        stage_directions=several("stage_directions"),
        footnotes=several("footnotes"),
        translation=row.get("translation") or None,
        flags=several("flags"),
    )
