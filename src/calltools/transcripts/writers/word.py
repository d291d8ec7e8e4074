"""DOCX for reading and correcting by hand: a table of call data, then labels in bold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.file_marks import escape
from calltools.transcripts.writers.text import body_rows, head_rows

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
    style_for(document, transcript.language)
    table: Any = None
    for row in head_rows(transcript):
        if row.kind == "fact":
            table = table or document.add_table(rows=0, cols=2, style="Table Grid")
            for cell, text in zip(table.add_row().cells, row.parts, strict=True):
                cell.text = text
        else:
            text = escape(row.parts[0]) if row.kind == "warning" else row.parts[0]
            run = document.add_paragraph().add_run(text)
            run.bold, run.italic = row.kind == "warning" or None, row.kind == "mark" or None
    for row in body_rows(transcript):
        paragraph = document.add_paragraph()
        if row.kind == "note":
            paragraph.add_run(row.parts[0]).italic = True
            continue
        time, label, words, *remarks = row.parts
        if time:
            paragraph.add_run(time)
        paragraph.add_run(label).bold = True
        for number, part in enumerate(_INSERTED.split(words)):
            if part:
                paragraph.add_run(part).italic = number % 2 == 1 or None
        for remark in remarks:
            paragraph.add_run(f" {remark}").italic = True
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def style_for(document: Document, language: str) -> None:
    """Fonts for Latin letters and for the Chinese of ``language``, and second lines set in."""
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
