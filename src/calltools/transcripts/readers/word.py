"""DOCX: paragraphs, runs, tables, text boxes, notes and comments, in the order of the page."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from calltools.errors import TranscriptError
from calltools.transcripts.readers.document import (
    Document,
    Line,
    LineKind,
    Mark,
    MarkKind,
    one_span,
)
from calltools.transcripts.readers.tables import TableRows

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAX_BYTES = 200_000_000
_MAX_XML = 60_000_000
_MAX_RATIO = 400  # of a part of a megabyte or more: text shrinks to a twentieth at best
_LARGE = 1_000_000
_HOLDS_RUNS = frozenset(
    _W + tag
    for tag in "ins moveTo hyperlink smartTag sdt sdtContent fldSimple customXml dir bdo".split()
)
_TEXT, _TAB, _BREAK = f"{_W}t", f"{_W}tab", f"{_W}br"


def read_docx(data: bytes, where: str) -> Document:
    """A Word file.  Raises TranscriptError if it is none or is damaged."""
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive, where)
            reader = _Reader(archive, docx.Document(io.BytesIO(data)))
        reader.run()
    except TranscriptError:
        raise
    except Exception as error:  # a damaged file makes the parsers fail in any way there is
        raise TranscriptError(
            where, "is not a Word file that can be read", "open it in Word and save it as .docx"
        ) from error
    return Document("".join(reader.text), tuple(reader.lines), "docx")


def _refuse_bombs(archive: zipfile.ZipFile, where: str) -> None:
    entries = archive.infolist()
    xml = sum(e.file_size for e in entries if e.filename.endswith((".xml", ".rels")))
    packed = any(
        e.file_size > _LARGE and e.file_size > _MAX_RATIO * max(e.compress_size, 1) for e in entries
    )
    if packed or xml > _MAX_XML or sum(e.file_size for e in entries) > _MAX_BYTES:
        raise TranscriptError(where, "is too large to be a transcript", "give the text alone")


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)


def _notes(archive: zipfile.ZipFile, kind: str) -> dict[str, str]:
    """The words of each footnote, endnote or comment by its id."""
    name = f"word/{kind}s.xml"
    if name not in archive.namelist():
        return {}
    return {
        note.get(f"{_W}id", ""): _plain(note)
        for note in _part(archive, name).iter(_W + kind)
        if note.get(f"{_W}type") is None
    }


def _plain(element: Any) -> str:
    """The words of an element, a blank for a tab or break and between paragraphs."""
    paragraphs = [
        "".join((e.text or "") if e.tag == _TEXT else " " for e in p.iter(_TEXT, _TAB, _BREAK))
        for p in element.iter(f"{_W}p")
    ]
    return " ".join(text for p in paragraphs if (text := p.strip()))


class _Reader:
    """Walks the body; the document's text is the paragraphs, a newline after each."""

    def __init__(self, archive: zipfile.ZipFile, word: WordDocument) -> None:
        self.text: list[str] = []
        self.lines: list[Line] = []
        self._word = word
        self._notes = {kind: _notes(archive, kind) for kind in ("footnote", "endnote")}
        self._comments = _notes(archive, "comment")
        self._edges = {
            edge: [
                _plain(_part(archive, name))
                for name in sorted(archive.namelist())
                if re.fullmatch(rf"word/{edge}\d*\.xml", name)
            ]
            for edge in ("header", "footer")
        }
        self._cited: list[str] = []
        self._styles: dict[str | None, str] = {}
        self._length = 0
        self._rows = 0
        self._gap = True

    def run(self) -> None:
        """Read the whole body, then the notes it cites, and what stands around the pages."""
        self._furniture("header")
        for element in _blocks(self._word.element.body):
            self.lines += self._block(element)
        for number, cited in enumerate(self._cited, start=1):
            label = f"[{number}]"
            marks = [Mark("raised", 0, len(label))]
            self.lines += self._line(f"{label} {cited}", marks, "text", numbered=False)
        for comment in self._comments.values():
            self.lines += self._line(comment, [], "comment", numbered=False)
        self._furniture("footer")

    def _furniture(self, edge: str) -> None:
        for text in dict.fromkeys(self._edges[edge]):
            self.lines += self._line(text, [], "furniture", numbered=False)
        self._gap = True

    def _block(self, element: Any) -> list[Line]:
        """The lines of a paragraph with its text boxes, or of a table."""
        if element.tag == f"{_W}p":
            lines = self._paragraph(element)
            for box in _boxes(element):
                self._gap = True
                for inner in _blocks(box):
                    lines += self._block(inner)
                self._gap = True
            return lines
        table = TableRows()
        for row in _children(element, "tr"):
            cells: list[list[Line]] = []
            found = list(_children(row, "tc"))
            for cell in found:
                cells.append(self._cell(cell, table))
                span = cell.find(f"{_W}tcPr/{_W}gridSpan") if len(found) > 1 else None
                wide = _number(span)
                cells += [[] for _ in range(min(wide, 60) - 1)]
            table.rows.append(cells)
        first, self._rows = self._rows, self._rows + len(table.rows)
        return table.lines(first)

    def _cell(self, cell: Any, table: TableRows) -> list[Line]:
        """The lines of a cell; none of one that goes on with the cell above."""
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merged is not None and merged.get(f"{_W}val") != "restart":
            return []
        lines = []
        for inner in _blocks(cell):
            table.layout |= inner.tag == f"{_W}tbl"
            lines += self._block(inner)
        return lines

    def _paragraph(self, element: Any) -> list[Line]:
        from docx.text.paragraph import Paragraph

        paragraph = Paragraph(element, self._word._body)
        text, marks = self._runs(paragraph)
        style = self._style(paragraph)
        properties = element.pPr
        listed = properties is not None and properties.find(f"{_W}numPr") is not None
        numbered = style.startswith("List Number") or listed
        kind: LineKind = "text"
        if style.startswith(("Heading", "Title")):
            kind = "heading"
        elif numbered or style.startswith("List"):
            kind = "item"
        elif "Quote" in style:
            kind = "quote"
        lines: list[Line] = []
        for start, end in _split(text):  # a line break inside a paragraph ends a line
            here = [
                Mark(m.kind, max(m.start, start) - start, min(m.end, end) - start)
                for m in marks
                if max(m.start, start) < min(m.end, end)
            ]
            lines += self._line(text[start:end], here, kind, numbered=numbered and start == 0)
        return lines

    def _style(self, paragraph: Any) -> str:
        """The name of a paragraph's style; looked up once for each style."""
        key = paragraph._p.style
        if key not in self._styles:
            style = paragraph.style
            self._styles[key] = (style.name or "") if style is not None else ""
        return self._styles[key]

    def _line(self, text: str, marks: list[Mark], kind: LineKind, *, numbered: bool) -> list[Line]:
        """Add to the document's text; the line, if it holds anything."""
        begin = self._length
        self.text.append(text + "\n")
        self._length += len(text) + 1
        if not text.strip():
            self._gap = True
            return []
        spans = one_span(begin, len(text))
        line = Line(text, spans, kind, tuple(marks), self._gap, numbered=numbered).stripped()
        self._gap = False
        return [line]

    def _runs(self, paragraph: Any) -> tuple[str, list[Mark]]:
        from docx.text.run import Run

        text = ""
        marks: list[Mark] = []
        for element in _runs_in(paragraph._p):
            for kind in ("footnote", "endnote"):
                for reference in element.findall(f"{_W}{kind}Reference"):
                    start = len(text)
                    self._cited.append(self._notes[kind].get(reference.get(f"{_W}id", ""), ""))
                    text += f"[{len(self._cited)}]"
                    marks.append(Mark("raised", start, len(text)))
            run = Run(element, paragraph)
            start = len(text)
            text += run.text
            marks += [Mark(kind, start, len(text)) for kind in _set_in(run) if len(text) > start]
        return text, _merged(marks)


def _runs_in(element: Any) -> Iterator[Any]:
    """The runs, those in links, content controls and tracked insertions too, not deletions."""
    for child in element:
        if child.tag == f"{_W}r":
            yield child
        elif child.tag in _HOLDS_RUNS:
            yield from _runs_in(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, each once: not what stands in for older programs."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        around = []
        for parent in box.iterancestors():
            if parent is paragraph:
                break
            around.append(parent.tag)
        if _FALLBACK not in around and f"{_W}txbxContent" not in around:
            yield box


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those in content controls and insertions too."""
    for element in body:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag in _HOLDS_RUNS:
            yield from _blocks(element)


def _children(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, those in content controls too."""
    for child in element:
        if child.tag == _W + tag:
            yield child
        elif child.tag in _HOLDS_RUNS:
            yield from _children(child, tag)


def _number(span: Any) -> int:
    value = "1" if span is None else span.get(f"{_W}val", "1")
    return max(int(value), 1) if value.isdecimal() and len(value) < 4 else 1


def _set_in(run: Any) -> Iterator[MarkKind]:
    if run.bold:
        yield "bold"
    if run.italic:
        yield "italic"
    if run.font.superscript:
        yield "raised"


def _merged(marks: list[Mark]) -> list[Mark]:
    """Marks of one kind that touch, as one: Word cuts runs anywhere."""
    result: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.kind, m.start)):
        last = result[-1] if result else None
        if last and last.kind == mark.kind and last.end == mark.start:
            result[-1] = replace(last, end=mark.end)
        else:
            result.append(mark)
    return result


def _split(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for part in text.split("\n"):
        yield start, start + len(part)
        start += len(part) + 1
