"""DOCX for reading and correcting by hand: a table of call data, then labels in bold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from calltools.times import clock
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.writers.labels import colon, label, one_line, xml_text
from calltools.transcripts.writers.text import bracketed, header_rows

if TYPE_CHECKING:
    from docx.document import Document

_INSERTED = re.compile(r"(\[[^\[\]]*\]|（[^（）]*）)")


def to_docx(transcript: Transcript) -> bytes:
    """The transcript as a Word file."""
    import docx

    document = docx.Document()
    rows = header_rows(transcript)
    if rows:
        table = document.add_table(rows=0, cols=2)
        for key, value in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = xml_text(key), xml_text(value)
        document.add_paragraph()
    for number, turn in enumerate(transcript.turns):
        _notes(document, transcript, number)
        _turn(document, transcript, turn)
    _notes(document, transcript, len(transcript.turns))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _turn(document: Document, transcript: Transcript, turn: Turn) -> None:
    paragraph = document.add_paragraph()
    if turn.start_ms is not None:
        end = "" if turn.end_ms is None else f" - {clock(turn.end_ms)}"
        paragraph.add_run(f"[{clock(turn.start_ms)}{end}] ")
    if (name := label(turn, transcript)) is not None:
        paragraph.add_run(xml_text(name) + colon(transcript.language)).bold = True
    words = xml_text(one_line(turn.printed if turn.printed is not None else turn.text))
    for i, part in enumerate(_INSERTED.split(words)):
        if part:
            paragraph.add_run(part).italic = i % 2 == 1 or None


def _notes(document: Document, transcript: Transcript, after_turn: int) -> None:
    for note in transcript.notes:
        if note.after_turn == after_turn:
            document.add_paragraph().add_run(xml_text(bracketed(note.text))).italic = True
