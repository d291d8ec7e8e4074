"""DOCX for reading and correcting by hand: a table of call data, then labels in bold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from calltools.times import clock
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.writers.labels import colon, label, one_line
from calltools.transcripts.writers.text import bracketed, header_rows, remarks, warning_lines
from calltools.transcripts.writers.tiers import escape

if TYPE_CHECKING:
    from docx.document import Document

_INSERTED = re.compile(r"(\[[^\[\]]*\]|（[^（）]*）)")
_LATIN = "Calibri"
_FONTS = {"zh": ("zh-CN", "SimSun"), "zh-hant": ("zh-TW", "PMingLiU")}
"""By language: what Word calls it, and a font that every Word has or puts another for."""


def to_docx(transcript: Transcript, name: str = "call") -> bytes:
    """The transcript as a Word file, with warnings before the turns and flags in brackets behind
    the turn that they are about.

    ``name`` is the recording's name, which stands in the file's properties.
    """
    import docx

    document = docx.Document()
    document.core_properties.author = "calltools"
    document.core_properties.title = escape(name)[:255]
    _style(document, transcript.language)
    rows = header_rows(transcript)
    if rows:
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for key, value in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = escape(key), escape(value)
        document.add_paragraph()
    for line in warning_lines(transcript):
        document.add_paragraph().add_run(escape(line)).bold = True
    for number, turn in enumerate(transcript.turns):
        _notes(document, transcript, number)
        _turn(document, transcript, turn)
    _notes(document, transcript, len(transcript.turns))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _style(document: Document, language: str) -> None:
    """Fonts for Latin letters and for Chinese, and second lines of turns set in."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    code, font = _FONTS["zh-hant" if language.lower().startswith("zh-hant") else "zh"]
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = _LATIN, Pt(11)
    properties = normal.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    for default in document.styles.element.iter(qn("w:lang")):
        default.set(qn("w:eastAsia"), code)
    normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.left_indent = Cm(0.8)
    normal.paragraph_format.first_line_indent = Cm(-0.8)


def _turn(document: Document, transcript: Transcript, turn: Turn) -> None:
    paragraph = document.add_paragraph()
    if turn.start_ms is not None:
        end = "" if turn.end_ms is None else f" - {clock(turn.end_ms)}"
        paragraph.add_run(f"[{clock(turn.start_ms)}{end}] ")
    if (name := label(turn, transcript)) is not None:
        paragraph.add_run(escape(name) + colon(transcript.language)).bold = True
    words = escape(one_line(turn.printed if turn.printed is not None else turn.text))
    for i, part in enumerate(_INSERTED.split(words)):
        if part:
            paragraph.add_run(part).italic = i % 2 == 1 or None
    for remark in remarks(turn, transcript):
        paragraph.add_run(f" {escape(remark)}").italic = True


def _notes(document: Document, transcript: Transcript, after_turn: int) -> None:
    for note in transcript.notes:
        if note.after_turn == after_turn:
            document.add_paragraph().add_run(escape(bracketed(note.text))).italic = True
