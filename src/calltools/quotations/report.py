"""A report as it is read: its canonical text, into which all offsets point, and its blocks.

The canonical text of Markdown and plain text is the file itself; of HTML, Word and PDF it is the
headings, paragraphs, block quotes and rows of tables, each ended by one newline; a tab stands
between the cells of a row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from calltools.errors import ReportError, TranscriptError
from calltools.files import bytes_of
from calltools.language.quoting.block import Block, BlockKind
from calltools.provenance import sha256_bytes
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import ADDED, Document, Line, one_span
from calltools.transcripts.readers.markdown import emphasised
from calltools.transcripts.readers.paragraphs import clearly_goes_on, in_one
from calltools.transcripts.text_language import chinese_script
from calltools.transcripts.width import width

ReportLanguage = Literal["zh-Hans", "zh-Hant", "en"]
ReportFormat = Literal["markdown", "text", "html", "docx", "pdf"]

NO_REPORT = frozenset(".srt .vtt .json .jsonl .eaf .textgrid .csv .rttm".split())
"""Endings of files that are transcripts or tables."""
_MARKDOWN = frozenset([".md", ".markdown"])
_READ_IN_PLACE: frozenset[ReportFormat] = frozenset(["markdown", "text"])
_WRAPPED_AT = 100  # columns: a plain text whose longest line is longer has a paragraph a line
_FULL = 0.8  # of the widest line of a PDF: after it a sentence may go on in the next
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOTE = re.compile(r"(\[\^[\w-]{1,20}\]):\s*")
_TURN = re.compile(r"[^\s:：][^:：。，,!?！？]{0,28}[:：]\s*\S")  # a turn of a quoted dialogue
_BEFORE_NOTE = re.compile(r"(?:\W|[\u3400-\u9fff]|[^\W\d]{3})$")
_SPACE = re.compile(r"\s+")
_KINDS: Mapping[str, BlockKind] = {
    "heading": "heading",
    "row": "table_cell",
    "item": "list_item",
    "quote": "blockquote",
}


@dataclass(frozen=True, slots=True)
class Report:
    """A report: ``text`` is canonical, offsets into it are code points.

    ``anchors`` has for each block that is a note the place in another block's text that sends the
    reader to it.
    """

    name: str
    text: str
    language: ReportLanguage
    blocks: tuple[Block, ...]
    sha256: str
    format: ReportFormat
    anchors: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def read_report(path: Path) -> Report:
    """The report in a Markdown, HTML, Word, PDF or text file, ``-`` for text from stdin.

    Raises ReportError if it can't be read or is not a report.
    """
    return report_of(bytes_of(path, ReportError), str(path))


def report_of(data: bytes, where: str) -> Report:
    """The report in ``data``, which came from the file ``where``.

    Raises ReportError if it can't be read or is not a report.
    """
    suffix = Path(where).suffix.lower()
    if suffix in NO_REPORT:
        raise ReportError(where, "is a transcript or table, not a report", "give .md, .docx, .pdf")
    try:
        document = read_document(data, where)
    except TranscriptError as error:
        raise ReportError(error.where, error.problem, error.remedy) from error
    form: ReportFormat = document.format  # type: ignore[assignment]
    if form == "text" and suffix in _MARKDOWN:
        form = "markdown"
    rows = [_cells(lines, form) for lines in _paragraphs(document, form)]
    text = document.text
    if form not in _READ_IN_PLACE:
        text, rows = _laid_out(rows)
    found = [_block(cell) for row in rows for cell in row if cell.text]
    made = [one for one in found if one.block.text]
    if not made:
        raise ReportError(where, "holds no text", "check that the right file was given")
    blocks = tuple(one.block for one in made)
    sha256 = sha256_bytes(data)
    return Report(Path(where).name, text, language_of(text), blocks, sha256, form, _anchors(made))


def language_of(text: str) -> ReportLanguage:
    """Chinese where Chinese characters are a fifth of the letters or more; its script."""
    han = _HAN.findall(text)
    if 5 * len(han) < sum(c.isalpha() for c in text) or not han:
        return "en"
    return chinese_script(text)


# --- the paragraphs of a document ---------------------------------------------------------------


def _paragraphs(document: Document, form: ReportFormat) -> Iterator[list[Line]]:
    """The lines of the document, those of one paragraph together."""
    widest = max((width(line.text) for line in document.body), default=0)
    held: list[Line] = []
    for line in document.body:
        if held and _goes_on(held[-1], line, form, widest):
            held.append(line)
            continue
        if held:
            yield held
        held = [] if line.kind in ("rule", "comment") else [line]
    if held:
        yield held


def _goes_on(before: Line, line: Line, form: ReportFormat, widest: int) -> bool:
    """Whether ``line`` is one paragraph with the line before it.

    In a PDF of few rows a full one goes on if the sentence does; in Markdown, and in a text of
    short lines, a line goes on with any that stands right above it.
    """
    if line.gap or line.kind not in ("text", "quote") or before.kind in ("heading", "row"):
        return False
    if _NOTE.match(line.text) or (line.depth and _TURN.match(line.text)):
        return False
    if bool(line.depth) != bool(before.depth):
        return False
    if form == "pdf":
        return width(before.text) >= _FULL * widest and clearly_goes_on(before.text, line.text)
    wrapped = form == "markdown" or (form == "text" and widest <= _WRAPPED_AT)
    return wrapped and not line.text.startswith("\u3000")


def _cells(lines: Sequence[Line], form: ReportFormat) -> list[Line]:
    """The paragraph as one line; of a row of a table the cells."""
    line = in_one(lines)
    if line.cells:
        return [_one_line(line.part(*cell, gap=True)) for cell in line.cells]
    at = line.offsets()
    for place in range(1, len(at)):
        at[place] = at[place - 1] + 1 if at[place] == ADDED else at[place]
    line = replace(line, at=tuple(at))
    if form in _READ_IN_PLACE:
        return [emphasised(line) if len(lines) > 1 else line]
    return [_one_line(line)]


def _one_line(line: Line) -> Line:
    """White space as one blank; none where a line breaks between Chinese characters."""
    hidden = []
    for run in _SPACE.finditer(line.text):
        around = (
            line.text[max(run.start() - 1, 0) : run.start()],
            line.text[run.end() : run.end() + 1],
        )
        broken = "\n" in run[0] and all(width(c) == 2 for c in around)
        hidden.append((run.start() + (not broken), run.end()))
    text = "".join(" " if char.isspace() else char for char in line.text)
    return replace(line, text=text).without(hidden)


def _laid_out(rows: Iterable[Sequence[Line]]) -> tuple[str, list[list[Line]]]:
    """The rows as one text, a newline after each, and their cells with their places in it."""
    text = ""
    placed: list[list[Line]] = []
    for row in rows:
        if not any(cell.text for cell in row):
            continue
        placed.append([])
        for cell in row:
            placed[-1].append(replace(cell, at=one_span(len(text), len(cell.text))))
            text += f"{cell.text}\t"
        text = text[:-1] + "\n"
    return text, placed


# --- blocks and notes ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Made:
    """A block; ``label`` is the number of the note that it is, ``refers`` are the numbers of notes
    that stand in it, each at a character of its text."""

    block: Block
    label: str
    refers: tuple[tuple[str, int], ...]


def _block(line: Line) -> _Made:
    """The block that a paragraph or cell is, without the numbers of notes."""
    kind = "blockquote" if line.depth else _KINDS.get(line.kind, "paragraph")
    numbers = _note_numbers(line)
    label = ""
    if note := _NOTE.match(line.text):
        kind, label, own = "note", note[1], note.span()
    elif kind == "paragraph" and numbers and numbers[0][0] == 0:
        own = numbers.pop(0)
        kind, label = "note", line.text[slice(*own)]
    read = line.without([*([own] if label else []), *numbers])
    here, at = line.offsets(), read.offsets()
    refers = tuple((line.text[start:end], bisect_left(at, here[start])) for start, end in numbers)
    return _Made(Block(kind, here[0], here[-1] + 1, read.text, at), label, refers)


def _note_numbers(line: Line) -> list[tuple[int, int]]:
    """Where raised numbers stand in the line, which send the reader to a note; no powers."""
    return [
        (mark.start, mark.end)
        for mark in line.marks
        if mark.kind == "raised"
        and (not mark.start or _BEFORE_NOTE.search(line.text[: mark.start]))
    ]


def _anchors(made: Sequence[_Made]) -> dict[int, tuple[int, int]]:
    """Where each note is first referred to."""
    first: dict[str, tuple[int, int]] = {}
    for number, one in enumerate(made):
        for label, at in one.refers:
            first.setdefault(label, (number, at))
    return {n: first[one.label] for n, one in enumerate(made) if one.label in first}
