"""An aligned call as a Word table that a translator goes on with, and what comes back of it."""

from __future__ import annotations

import io
import re
from typing import Any

from calltools.alignment.exchange.returned import Returned, ReturnedUnit
from calltools.alignment.exchange.units import Unit, notes_of, published_english, speakers, units
from calltools.alignment.model import AlignedCall
from calltools.errors import TranscriptError
from calltools.times import position
from calltools.transcripts.readers.word import WordTable, read_word_tables
from calltools.transcripts.writers.file_marks import escape, unspelled
from calltools.transcripts.writers.word import style_for

COLUMNS = ("No.", "Chinese", "Published English", "Corrected English", "State", "Notes")
_WIDTHS_CM = (1.6, 6.2, 5.6, 6.2, 2.0, 5.0)
_KEYWORDS = re.compile(r"calltools translation(?: as-of (\S+))?")
_HELP = (
    "Write in the columns “Corrected English” (one paragraph for each turn), “State” (initial, "
    "translated, reviewed, final) and “Notes”, then give the file back to calltools: what you "
    "changed is shown before it is kept. The other columns are not read."
)


def to_word(call: AlignedCall) -> bytes:
    """A row for each link of turns: Chinese, the English as published and as it stands, how far it
    is, and notes.  The file's properties say of which moment it is."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.title = "calltools", escape(call.name)[:255]
    properties.keywords = " as-of ".join(filter(None, ("calltools translation", call.as_of)))
    style_for(document, call.zh.language)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    document.add_heading(escape(call.name), 1)
    document.add_paragraph(_HELP)
    table: Any = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    _repeat(table.rows[0])
    for number, unit in enumerate(units(call), 1):
        row = table.add_row()
        for cell, texts in zip(row.cells, _cells(call, number, unit), strict=True):
            _fill(cell, texts)
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS_CM, strict=True):
            cell.width = Cm(width)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _cells(call: AlignedCall, number: int, unit: Unit) -> tuple[list[str], ...]:
    """The paragraphs of each cell of a row."""
    who = speakers(call.zh, unit.link.zh) or speakers(call.en, unit.link.en)
    when = position(unit.time.start_ms) if unit.time else ""
    return (
        [str(number), *filter(None, (who, when))],
        [call.zh.turns[turn].text for turn in unit.link.zh],
        published_english(call, unit),
        [call.en.turns[turn].text for turn in unit.link.en],
        [unit.state],
        notes_of(call, unit),
    )


def _fill(cell: Any, texts: list[str]) -> None:
    for place, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.first_line_indent = 0
        paragraph.add_run(escape(text))


def _repeat(row: Any) -> None:
    """Let a row stand at the head of every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def read_word(data: bytes, where: str) -> Returned:
    """What a Word file that :func:`to_word` wrote says now.

    Raises TranscriptError for a file without such a table.
    """
    tables, keywords = read_word_tables(data, where)
    table = next((table for table in tables if table and _heads(table) == COLUMNS), None)
    if table is None:
        expected = f"expected a table with the columns {', '.join(COLUMNS)}, found none"
        raise TranscriptError(where, expected, "edit a file that calltools export wrote")
    marked = _KEYWORDS.fullmatch(keywords)
    rows = [cells for cells in table[1:] if len(cells) == len(COLUMNS)]
    return Returned("", (marked and marked[1]) or "", tuple(map(_returned, rows)))


def _heads(table: WordTable) -> tuple[str, ...]:
    return tuple(" ".join(cell) for cell in table[0])


def _returned(cells: list[list[str]]) -> ReturnedUnit:
    number, zh, _, english, state, notes = ([unspelled(text) for text in cell] for cell in cells)
    first = number[0] if number else ""
    return ReturnedUnit(
        int(first) - 1 if first.isdecimal() and first.isascii() else None,
        None,
        "".join(zh),
        tuple(english),
        " ".join(state).strip().lower(),
        tuple(notes),
    )
