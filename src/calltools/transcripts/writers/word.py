"""DOCX for reading and correcting by hand: a table of call data, then labels in bold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.writers.marks import Voice, labels, made_by, voice_lines
from calltools.transcripts.writers.text import header_rows, note_lines, turn_line, warning_lines
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
    document.add_paragraph().add_run(made_by("transcript", transcript.language)).italic = True
    rows = header_rows(transcript)
    if rows:
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for key, value in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = key, value
        document.add_paragraph()
    given = labels(transcript)
    for line in voice_lines(given):
        document.add_paragraph().add_run(line).italic = True
    for line in warning_lines(transcript):
        document.add_paragraph().add_run(escape(line)).bold = True
    for number, turn in enumerate(transcript.turns):
        _notes(document, transcript, number)
        _turn(document, transcript, turn, given)
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


def _turn(document: Document, transcript: Transcript, turn: Turn, given: dict[Voice, str]) -> None:
    line = turn_line(turn, transcript, given)
    paragraph = document.add_paragraph()
    if line.time:
        paragraph.add_run(line.time)
    paragraph.add_run(line.label).bold = True
    for i, part in enumerate(_INSERTED.split(line.words)):
        if part:
            paragraph.add_run(part).italic = i % 2 == 1 or None
    for remark in line.remarks:
        paragraph.add_run(f" {remark}").italic = True


def _notes(document: Document, transcript: Transcript, after_turn: int) -> None:
    for line in note_lines(transcript, after_turn):
        document.add_paragraph().add_run(line).italic = True
