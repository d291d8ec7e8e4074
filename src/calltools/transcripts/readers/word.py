"""DOCX: paragraphs, runs, tables, automatic numbers and footnotes, in the order of the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from calltools.errors import TranscriptError
from calltools.transcripts.readers.document import ADDED, Document, Line, LineKind, Mark, MarkKind

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_BYTES = 200_000_000


def read_docx(data: bytes, where: str) -> Document:
    """A Word file.  Raises TranscriptError if it is none or is damaged."""
    import docx
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_BYTES:
                raise TranscriptError(where, "is too large to be a transcript")
            footnotes = _footnotes(archive)
        word = docx.Document(io.BytesIO(data))
        reader = _Reader(word, footnotes)
        reader.run()
    except (zipfile.BadZipFile, KeyError, ValueError, LxmlError, OSError) as error:
        raise TranscriptError(
            where, "is not a Word file that can be read", "open it in Word and save it as .docx"
        ) from error
    return Document("".join(reader.text), tuple(reader.lines), "docx")


def _footnotes(archive: zipfile.ZipFile) -> dict[str, str]:
    """The words of each footnote by its id."""
    from lxml import etree

    if "word/footnotes.xml" not in archive.namelist():
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(archive.read("word/footnotes.xml"), parser)
    return {
        note.get(f"{_W}id", ""): "".join(t.text or "" for t in note.iter(f"{_W}t"))
        for note in root.iter(f"{_W}footnote")
        if note.get(f"{_W}type") is None
    }


class _Reader:
    """Walks the body; the document's text is the paragraphs, a newline after each."""

    def __init__(self, word: WordDocument, footnotes: dict[str, str]) -> None:
        self.text: list[str] = []
        self.lines: list[Line] = []
        self._word = word
        self._footnotes = footnotes
        self._cited: list[str] = []
        self._length = 0
        self._gap = True

    def run(self) -> None:
        """Read the whole body, then the footnotes it cites."""
        from docx.table import Table
        from docx.text.paragraph import Paragraph

        for element in _blocks(self._word.element.body):
            if element.tag == f"{_W}tbl":
                for row in Table(element, self._word).rows:
                    self._row(row)
            else:
                self._paragraph(Paragraph(element, self._word))
        for number, cited in enumerate(self._cited, start=1):
            self._line(f"{number} {self._footnotes.get(cited, '')}", [], "text", False)

    def _put(self, text: str) -> int:
        """Add to the document's text; the offset where it stands."""
        start = self._length
        self.text.append(text)
        self._length += len(text)
        return start

    def _paragraph(self, paragraph: Any) -> None:
        text, marks = self._runs(paragraph)
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        properties = paragraph._p.pPr
        listed = properties is not None and properties.find(f"{_W}numPr") is not None
        numbered = style.startswith("List Number") or listed
        kind: LineKind = "text"
        if style.startswith(("Heading", "Title")):
            kind = "heading"
        elif numbered or style.startswith("List"):
            kind = "item"
        elif "Quote" in style:
            kind = "quote"
        for start, end in _split(text):  # a line break inside a paragraph ends a line
            here = [
                Mark(m.kind, max(m.start, start) - start, min(m.end, end) - start)
                for m in marks
                if max(m.start, start) < min(m.end, end)
            ]
            self._line(text[start:end], here, kind, numbered and start == 0)

    def _line(self, text: str, marks: list[Mark], kind: LineKind, numbered: bool) -> None:
        begin = self._put(text + "\n")
        left, right = len(text) - len(text.lstrip()), len(text.rstrip())
        if left >= right:
            self._gap = True
            return
        kept = tuple(
            Mark(m.kind, max(m.start, left) - left, min(m.end, right) - left)
            for m in marks
            if max(m.start, left) < min(m.end, right)
        )
        at = range(begin + left, begin + right)
        self.lines.append(Line(text[left:right], at, kind, kept, self._gap, numbered=numbered))
        self._gap = False

    def _row(self, row: Any) -> None:
        text = ""
        at: list[int] = []
        cells: list[tuple[int, int]] = []
        numbers: list[Mark] = []
        seen = set()
        for cell in row.cells:
            if cell._tc in seen:  # a merged cell comes once for each column
                continue
            seen.add(cell._tc)
            content, raised = self._cell(cell)
            if cells:
                text += "\t"
                at.append(ADDED)
            begin = self._put(content + "\t")
            cells.append((len(text), len(text) + len(content)))
            shift = len(text)
            numbers += [Mark("raised", m.start + shift, m.end + shift) for m in raised]
            text += content
            at += range(begin, begin + len(content))
        self._put("\n")
        if text.strip():
            spans = tuple(cells) if len(cells) > 1 else ()
            kind: LineKind = "row" if spans else "text"
            marks = tuple(numbers)
            self.lines.append(Line(text, tuple(at), kind, marks, self._gap, cells=spans))
            self._gap = False

    def _cell(self, cell: Any) -> tuple[str, list[Mark]]:
        """The words of a cell, and where numbers of notes stand in them."""
        content = ""
        raised: list[Mark] = []
        for paragraph in cell.paragraphs:
            text, marks = self._runs(paragraph)
            start = len(content) + 1 if content else 0
            content += f"\n{text}" if content else text
            raised += [
                Mark("raised", m.start + start, m.end + start) for m in marks if m.kind == "raised"
            ]
        left = len(content) - len(content.lstrip())
        kept = [Mark("raised", m.start - left, m.end - left) for m in raised if m.start >= left]
        return content.strip(), kept

    def _runs(self, paragraph: Any) -> tuple[str, list[Mark]]:
        text = ""
        marks: list[Mark] = []
        for run in _all_runs(paragraph):
            start = len(text)
            for reference in run._r.iter(f"{_W}footnoteReference"):
                self._cited.append(reference.get(f"{_W}id", ""))
                text += str(len(self._cited))
                marks.append(Mark("raised", start, len(text)))
            start = len(text)
            text += run.text
            marks += [Mark(kind, start, len(text)) for kind in _set_in(run) if run.text]
        return text, _merged(marks)


def _all_runs(paragraph: Any) -> Iterator[Any]:
    """The runs, those in links, content controls and tracked insertions too, not deletions."""
    from docx.text.run import Run

    for element in paragraph._p.iter(f"{_W}r"):
        if not any(parent.tag == f"{_W}del" for parent in element.iterancestors()):
            yield Run(element, paragraph)


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those in content controls too."""
    for element in body:
        if element.tag == f"{_W}sdt":
            for content in element.iter(f"{_W}sdtContent"):
                yield from _blocks(content)
                break
        elif element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element


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
            result[-1] = Mark(last.kind, last.start, mark.end)
        else:
            result.append(mark)
    return result


def _split(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for part in text.split("\n"):
        yield start, start + len(part)
        start += len(part) + 1
