"""DOCX: paragraphs, runs, tables, text boxes, notes and comments, in the order of the page.

``Document.text`` is the text that is read.  Converters to HTML were tried and lose what counts
here: running heads, comments, text that was moved, the places of merged cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from calltools.errors import TranscriptError
from calltools.transcripts.readers.document import (
    Document,
    Line,
    LineKind,
    LineMaker,
    Mark,
    MarkKind,
    laid_out,
)
from calltools.transcripts.readers.table_lines import Tables

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOX = _W + "txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAX_BYTES = 200_000_000  # of all parts unpacked, to bound memory
_MAX_XML = 60_000_000  # of the document's own part, to bound memory
_MAX_RATIO = 400  # of a part of a megabyte or more: text shrinks to a twentieth at best
_LARGE = 1_000_000  # smaller parts may be packed tighter
_WIDEST = 60  # columns that one cell may take
_HOLDERS = frozenset(
    _W + tag
    for tag in "ins moveTo hyperlink smartTag sdt sdtContent fldSimple customXml dir bdo".split()
)
_CHARACTERS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_OFF = frozenset(["0", "false", "off", "none"])
_KINDS: dict[str, LineKind] = {
    "heading": "heading",
    "title": "heading",
    "list": "item",
    "quote": "quote",
    "intense quote": "quote",
}
"""How the name of a paragraph's style begins, and what it is then."""
_SET_IN: dict[str, MarkKind] = {"b": "bold", "i": "italic"}
_NOTES = ("footnote", "endnote")


def read_docx(data: bytes, where: str) -> Document:
    """A Word file.  Raises TranscriptError if it is not one or is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive, where)
            text, lines = laid_out(_WordReader(archive).lines())
    except TranscriptError:
        raise
    except Exception as error:  # a damaged file makes the parsers fail in any way there is
        raise TranscriptError(
            where, "is not a Word file that can be read", "open it in Word and save it as .docx"
        ) from error
    return Document(text, lines, "docx")


WordTable = list[list[list[str]]]
"""Rows of cells, each with the texts of its paragraphs that hold any."""


def read_word_tables(data: bytes, where: str) -> tuple[list[WordTable], str]:
    """The tables of a Word file with what was written and not deleted, and the keywords of its
    properties.  Raises TranscriptError if it is not one or is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive, where)
            reader = _WordReader(archive)
            return list(reader.tables()), reader.keywords()
    except TranscriptError:
        raise
    except Exception as error:  # as in read_docx
        raise TranscriptError(
            where, "is not a Word file that can be read", "open it in Word and save it as .docx"
        ) from error


def _refuse_bombs(archive: zipfile.ZipFile, where: str) -> None:
    entries = archive.infolist()
    xml = sum(e.file_size for e in entries if e.filename.endswith((".xml", ".rels")))
    packed = any(
        e.file_size > _LARGE and e.file_size > _MAX_RATIO * max(e.compress_size, 1) for e in entries
    )
    if packed or xml > _MAX_XML or sum(e.file_size for e in entries) > _MAX_BYTES:
        raise TranscriptError(where, "is too large to be a transcript", "give the text alone")


class _WordReader:
    """Walks the parts of the file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = sorted(archive.namelist())
        self._notes = {_W + f"{kind}Reference": self._words_of(kind) for kind in _NOTES}
        self._styles = {
            style.get(_W + "styleId"): _value(style, "name").lower()
            for part in self._parts(r"word/styles\.xml")
            for style in part.iter(_W + "style")
        }
        self._cited: list[str] = []
        self._tables = Tables()
        self._gap = True

    def lines(self) -> Iterator[Line]:
        """The whole body, then the notes it cites, and what stands around the pages."""
        yield from self._furniture("header")
        for document in self._parts(self._main_part()):
            yield from self._blocks(document.find(_W + "body"))
        for number, words in enumerate(self._cited, start=1):
            sign = f"[{number}]"
            yield from self._line(f"{sign} {words}", "text", [Mark("raised", 0, len(sign))])
        for words in self._words_of("comment").values():
            yield from self._line(words, "comment")
        yield from self._furniture("footer")

    def tables(self) -> Iterator[WordTable]:
        """The tables of the body, each whole; those inside cells are part of these."""
        for document in self._parts(self._main_part()):
            for table in _inside(document.find(_W + "body"), "tbl"):
                yield [
                    [
                        [words for part in _inside(cell, "p") if (words := _written(part))]
                        for cell in _inside(row, "tc")
                    ]
                    for row in _inside(table, "tr")
                ]

    def keywords(self) -> str:
        """The keywords of the file's properties."""
        for properties in self._parts(r"docProps/core\.xml"):
            for element in properties:
                if str(element.tag).endswith("}keywords"):
                    return element.text or ""
        return ""

    def _parts(self, pattern: str) -> Iterator[Any]:
        """The trees of the parts whose names match."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        for name in self._names:
            if re.fullmatch(pattern, name):
                yield etree.fromstring(self._archive.read(name), parser)

    def _main_part(self) -> str:
        for relations in self._parts(r"_rels/\.rels"):
            for relation in relations:
                if relation.get("Type", "").endswith("/officeDocument"):
                    return re.escape(str(relation.get("Target", "")).lstrip("/"))
        raise ValueError("no document is told of")

    def _words_of(self, kind: str) -> dict[str, str]:
        """The words of each footnote, endnote or comment by its id."""
        return {
            note.get(_W + "id", ""): _words(note)
            for part in self._parts(rf"word/{kind}s\.xml")
            for note in part.iter(_W + kind)
            if note.get(_W + "type") is None
        }

    def _furniture(self, edge: str) -> Iterator[Line]:
        for words in dict.fromkeys(map(_words, self._parts(rf"word/{edge}\d*\.xml"))):
            yield from self._line(words, "furniture")
        self._gap = True

    def _line(self, text: str, kind: LineKind, marks: Iterable[Mark] = ()) -> Iterator[Line]:
        """The line, if it holds anything; an empty one is a gap before the next."""
        line = Line(text, (), kind, tuple(marks), self._gap).stripped()
        self._gap = not line.text
        if line.text:
            yield line

    def _blocks(self, parent: Any) -> Iterator[Line]:
        """The paragraphs with their text boxes, and the tables."""
        for block in _inside(parent, "p", "tbl"):
            if block.tag == _W + "tbl":
                yield from self._table(block)
                continue
            yield from self._paragraph(block)
            for box in _boxes(block):
                self._gap = True
                yield from self._blocks(box)
                self._gap = True

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        style = self._styles.get(_value(paragraph, "pPr/pStyle"), "")
        listed = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
        kind: LineKind = "item" if listed else "text"
        kind = next((k for begin, k in _KINDS.items() if style.startswith(begin)), kind)
        held = LineMaker()
        for run in _inside(paragraph, "r"):
            set_in = tuple(_set_in(run))
            for part in run:
                if part.tag in self._notes:
                    self._cited.append(self._notes[part.tag].get(part.get(_W + "id", ""), ""))
                    held.add(f"[{len(self._cited)}]", {*set_in, "raised"})
                    held.part("raised")
                words = (part.text or "") if part.tag == _W + "t" else _CHARACTERS.get(part.tag, "")
                if words == "\n":  # a line break inside a paragraph ends a line
                    yield from self._line(held.text, kind, held.marks)
                    held = LineMaker()
                else:
                    held.add(words, set_in)
        yield from self._line(held.text, kind, held.marks)

    def _table(self, element: Any) -> list[Line]:
        rows = []
        for row in _inside(element, "tr"):
            cells: list[list[Line]] = []
            parts = list(_inside(row, "tc"))
            for cell in parts:
                goes_on = _value(cell, "tcPr/vMerge", "restart") != "restart"
                cells.append([] if goes_on else list(self._blocks(cell)))
                columns = _value(cell, "tcPr/gridSpan", "1") if len(parts) > 1 else "1"
                columns = columns if columns.isdecimal() and len(columns) < 4 else "1"
                cells += [[] for _ in range(min(int(columns), _WIDEST) - 1)]
            rows.append(cells)
        return self._tables.lines(rows, layout=element.find(f".//{_W}tbl") is not None)


def _inside(element: Any, *tags: str) -> Iterator[Any]:
    """What of these tags is inside, in links, content controls and insertions too; no deletions."""
    for child in element:
        if child.tag in _HOLDERS:
            yield from _inside(child, *tags)
        elif child.tag in [_W + tag for tag in tags]:
            yield child


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, each once: not what stands in for older programs."""
    for child in paragraph:
        if child.tag == _BOX:
            yield child
        elif child.tag != _FALLBACK and child.find(f".//{_BOX}") is not None:
            yield from _boxes(child)


def _words(element: Any) -> str:
    """The words of an element, a blank for a tab or break and between paragraphs."""
    tags = (_W + "t", *_CHARACTERS)
    paragraphs = (
        "".join((part.text or "") if part.tag == tags[0] else " " for part in paragraph.iter(*tags))
        for paragraph in element.iter(_W + "p")
    )
    return " ".join(filter(None, map(str.strip, paragraphs)))


def _written(paragraph: Any) -> str:
    """The words of a paragraph on one line, without what was deleted."""
    words = "".join(
        (part.text or "") if part.tag == _W + "t" else _CHARACTERS.get(part.tag, "")
        for run in _inside(paragraph, "r")
        for part in run
    )
    return " ".join(words.split())


def _value(element: Any, path: str, otherwise: str = "") -> str:
    """The value of a property; that of one which has none is empty."""
    value = element.find("/".join(_W + name for name in path.split("/")))
    return otherwise if value is None else str(value.get(_W + "val", ""))


def _set_in(run: Any) -> Iterator[MarkKind]:
    for name, kind in _SET_IN.items():
        if _value(run, f"rPr/{name}", "off") not in _OFF:
            yield kind
    if _value(run, "rPr/vertAlign") == "superscript":
        yield "raised"
