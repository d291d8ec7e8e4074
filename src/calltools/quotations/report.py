"""A report as it is read: its canonical text, into which all offsets point, and its blocks.

The canonical text of Markdown and plain text is the file itself; of HTML, Word and PDF it is the
headings, paragraphs, block quotes and rows of tables, each ended by one newline; a tab stands
between the cells of a row.
"""

from __future__ import annotations

import re
import statistics
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from calltools.errors import ReportError, TranscriptError
from calltools.files import bytes_of
from calltools.language.normalise import simplify
from calltools.language.quoting.block import Block, BlockKind
from calltools.provenance import sha256_bytes
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Document, Line

ReportLanguage = Literal["zh-Hans", "zh-Hant", "en"]
ReportFormat = Literal["markdown", "text", "html", "docx", "pdf"]

_NO_REPORT = frozenset(".srt .vtt .json .jsonl .eaf .textgrid .csv .rttm".split())
_MARKDOWN = frozenset([".md", ".markdown"])
_WRAPPED_AT = 100  # columns: a plain text whose longest line is longer has a paragraph a line
_HAN = re.compile(r"[\u3400-\u9fff]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u201c\u201d\u2026]")
_NOTE = re.compile(r"(\[\^[\w-]{1,20}\]):\s*")
_TURN = re.compile(r"[^\s:：][^:：。，,!?！？]{0,28}[:：]\s*\S")  # a turn of a quoted dialogue
_SETEXT = re.compile(r"=+|-+")
_EITHER = "“”‘’…"  # marks that stand in both scripts
_BEFORE_NOTE = re.compile(r"(?:\W|[\u3400-\u9fff]|[^\W\d]{3})$")
_UNREAD = re.compile(  # Markdown that is no words: targets of links, comments, tags, escapes
    r"!?\[(?=[^\[\]\n]*\]\([^()\n]*\))"
    r"|(?<=\])\((?:[^()\n\"]|\"[^\"\n]*\")*\)"
    r"|\](?=\([^()\n]*\))"
    r"|<!--.*?-->|</?[a-zA-Z][^<>\n]*>|\\(?=[!-/:-@\[-`{-~])"
)
_NUMBERED = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)、．.]\s?\D")
_SENTENCE_ENDS = re.compile(r"[.!?。！？:：”」』\"]$")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])[^*]*[^\s*]\1(?![\w*])")
_SPACE = re.compile(r"\s+")
_TRADITIONAL = 0.04  # of the characters are written otherwise in simplified script


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

    Raises ReportError if it can't be read or is no report.
    """
    return report_of(bytes_of(path, ReportError), str(path))


def report_of(data: bytes, where: str) -> Report:
    """The report in ``data``, which came from the file ``where``.

    Raises ReportError if it can't be read or is no report.
    """
    suffix = Path(where).suffix.lower()
    if suffix in _NO_REPORT:
        raise ReportError(where, "is no report but a transcript or table", "give .md, .docx, .pdf")
    try:
        document = read_document(data, where)
    except TranscriptError as error:
        raise ReportError(error.where, error.problem, error.remedy) from error
    found: ReportFormat = "markdown" if suffix in _MARKDOWN else document.format  # type: ignore[assignment]
    if found in ("markdown", "text"):
        text, made = document.text, list(_blocks_of_text(document, found))
    else:
        text, made = _laid_out(_paragraphs(document))
    if not made:
        raise ReportError(where, "holds no text", "check that the right file was given")
    return Report(
        Path(where).name,
        text,
        language_of(text),
        tuple(one.block for one in made),
        sha256_bytes(data),
        found,
        _anchors(made),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A block; ``label`` is the number of the note that it is, ``refers`` are the numbers of notes
    that stand in it, each at a character of its text."""

    block: Block
    label: str = ""
    refers: tuple[tuple[str, int], ...] = ()


def _anchors(made: Sequence[_Made]) -> dict[int, tuple[int, int]]:
    """Where each note is first referred to."""
    first: dict[str, tuple[int, int]] = {}
    for number, one in enumerate(made):
        for label, at in one.refers:
            first.setdefault(label, (number, at))
    return {n: first[one.label] for n, one in enumerate(made) if one.label in first}


def language_of(text: str) -> ReportLanguage:
    """Chinese where Chinese characters are a fifth of the letters or more; its script."""
    han = _HAN.findall(text)
    if 5 * len(han) < sum(c.isalpha() for c in text) or not han:
        return "en"
    joined = "".join(han)
    simple = simplify(joined)
    changed = sum(a != b for a, b in zip(joined, simple, strict=False))
    return "zh-Hant" if changed > _TRADITIONAL * len(han) else "zh-Hans"


def _kind(line: Line) -> BlockKind:
    if line.depth or line.kind == "quote":
        return "blockquote"
    if line.kind == "heading":
        return "heading"
    if line.kind == "row":
        return "table_cell"
    return "list_item" if line.kind == "item" else "paragraph"


# --- Markdown and plain text: the blocks lie in the file --------------------------------------


def _blocks_of_text(document: Document, form: ReportFormat) -> Iterator[_Made]:
    """The blocks of a file whose lines may be wrapped."""
    width = max((_columns(line.text) for line in document.body), default=0)
    wrapped = form == "markdown" or width <= _WRAPPED_AT
    held: list[Line] = []
    for line in document.body:
        if line.kind in ("rule", "comment"):
            if held and not line.gap and form == "markdown" and _SETEXT.fullmatch(line.text):
                yield _block("heading", held)
            else:
                yield from _blocks_of_lines(held)
            held = []
        elif held and wrapped and _goes_on(held[-1], line):
            held.append(line)
        else:
            yield from _blocks_of_lines(held)
            held = [line]
    yield from _blocks_of_lines(held)


def _goes_on(before: Line, line: Line) -> bool:
    """Whether ``line`` is one paragraph with the line before it."""
    if line.gap or line.kind not in ("text", "quote") or before.kind in ("heading", "row"):
        return False
    if line.depth and _TURN.match(line.text):
        return False
    return bool(line.depth) == bool(before.depth) and "\u3000" not in line.text[:1]


def _blocks_of_lines(lines: Sequence[Line]) -> Iterator[_Made]:
    if not lines:
        return
    first = lines[0]
    if first.kind == "row":
        for start, end in first.cells:
            if first.text[start:end].strip():
                yield _block("table_cell", [first.part(start, end, gap=True)])
    elif note := _NOTE.match(first.text):
        rest = first.part(note.end(), len(first.text), gap=True)
        if rest.text:
            yield _block("note", [rest, *lines[1:]], note[1])
    else:
        yield _block(_kind(first), lines)


def _block(kind: BlockKind, lines: Sequence[Line], label: str = "") -> _Made:
    text = ""
    at: list[int] = []
    refers: list[tuple[str, int]] = []
    for line in lines:
        if text and not (
            _is_chinese(text.rstrip(_EITHER)[-1:]) or _is_chinese(line.text.lstrip(_EITHER)[:1])
        ):
            text += " "
            at.append(at[-1] + 1)
        unread = [match.span() for match in _UNREAD.finditer(line.text)]
        numbers = _note_numbers(line)
        for start, end in _without(len(line.text), [*unread, *numbers]):
            text += line.text[start:end]
            at += line.at[start:end]
        refers += [(line.text[start:end], line.at[start]) for start, end in numbers]
    kept = list(_without(len(text), _emphasis(text) if len(lines) > 1 else ()))
    read = "".join(text[start:end] for start, end in kept)
    places = [place for start, end in kept for place in at[start:end]]
    block = Block(kind, lines[0].at[0], lines[-1].at[-1] + 1, read, places)
    return _Made(block, label, tuple((name, bisect_left(places, at)) for name, at in refers))


def _emphasis(text: str) -> Iterator[tuple[int, int]]:
    """Where the signs of an emphasis stand that begins on one line and ends on another."""
    for match in _EMPHASIS.finditer(text):
        yield match.span(1)
        yield match.end() - len(match[1]), match.end()


def _note_numbers(line: Line) -> list[tuple[int, int]]:
    """Where raised numbers stand in the line, which send the reader to a note; no powers."""
    return [
        (mark.start, mark.end)
        for mark in line.marks
        if mark.kind == "raised"
        and (not mark.start or _BEFORE_NOTE.search(line.text[: mark.start]))
    ]


def _without(length: int, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches of 0 to ``length`` that none of ``spans`` covers."""
    start = 0
    for hidden, end in sorted(spans):
        if start < hidden:
            yield start, hidden
        start = max(start, end)
    if start < length:
        yield start, length


def _is_chinese(character: str) -> bool:
    return bool(_WIDE.match(character))


def _columns(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


# --- HTML, Word and PDF: the blocks are laid out one to a line --------------------------------


_Paragraph = tuple[BlockKind, str, Sequence[tuple[int, int]]]
"""Kind, text, and where numbers of notes stand in it."""


def _laid_out(rows: Iterable[Sequence[_Paragraph]]) -> tuple[str, list[_Made]]:
    """The paragraphs, a newline after each row of them, and where each lies."""
    made: list[_Made] = []
    text = ""
    for row in rows:
        for kind, words, numbers in row:
            made += _lying_at(len(text), kind, words, numbers)
            text += f"{words}\t"
        text = text[:-1] + "\n"
    return text, made


def _lying_at(
    begin: int, kind: BlockKind, text: str, numbers: Sequence[tuple[int, int]]
) -> Iterator[_Made]:
    label = ""
    if numbers and numbers[0][0] == 0 and kind == "paragraph":
        kind, label = "note", text[: numbers[0][1]]
        numbers = [(0, numbers[0][1] + text[numbers[0][1] :].startswith(" ")), *numbers[1:]]
    kept = list(_without(len(text), numbers))
    read = "".join(text[start:end] for start, end in kept)
    at = [i for start, end in kept for i in range(start, end)]
    if read:
        block = Block(kind, begin, begin + len(text), read, [begin + i for i in at])
        cited = numbers[1:] if label else numbers
        yield _Made(block, label, tuple((text[a:b], bisect_left(at, a)) for a, b in cited))


def _paragraphs(document: Document) -> Iterator[Sequence[_Paragraph]]:
    """The blocks of a document row by row, white space as one blank."""
    lines = [line for line in document.body if line.kind not in ("rule", "comment")]
    if document.format == "pdf":
        yield from ([(kind, text, ())] for kind, text in _rows_joined(lines))
        return
    for line in lines:
        row: list[_Paragraph] = []
        for start, end in line.cells or ((0, len(line.text)),):
            cell = line.part(start, end, gap=True)
            text = _one_line(cell.text)
            row.append((_kind(line), text, _note_numbers(cell) if text == cell.text else ()))
        if any(text for _, text, _ in row):
            yield row


def _one_line(text: str) -> str:
    """White space as one blank; none where a line breaks between Chinese characters."""

    def blank(match: re.Match[str]) -> str:
        around = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        broken = "\n" in match[0] and all(_WIDE.match(c) for c in around)
        return "" if broken else " "

    return _SPACE.sub(blank, text.strip())


def _rows_joined(lines: Sequence[Line]) -> Iterator[tuple[BlockKind, str]]:
    """The paragraphs of a PDF, of which only rows are known.

    A row begins a paragraph after a wide gap, after a row that ends a sentence short of the usual
    width, after one that is much shorter and no list's, and with a number after a whole sentence.
    """
    if not lines:
        return
    usual = statistics.quantiles([_columns(line.text) for line in lines] * 2, n=10)[-2]
    kind, held = _kind(lines[0]), lines[0].text
    last = lines[0]
    for line in lines[1:]:
        share = _columns(last.text) / usual
        short = (share < 0.8 and _SENTENCE_ENDS.search(last.text)) or (
            share < 0.6 and not re.search(r"[,，、;；-]$", last.text)
        )
        numbered = _NUMBERED.match(line.text) and _SENTENCE_ENDS.search(last.text)
        if line.gap or short or numbered or _kind(line) != kind:
            yield kind, _one_line(held)
            kind, held = _kind(line), line.text
        else:
            held += "\n" + line.text
        last = line
    yield kind, _one_line(held)
