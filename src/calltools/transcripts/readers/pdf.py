"""PDF with a text layer: rows in reading order, columns one after another, paragraphs joined.

``Document.text`` is the text that is read.  pdfminer's layout gives the characters and words;
pdfplumber was tried: twice as slow, nothing gained, and no hook to stop forms that place forms.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from calltools.errors import TranscriptError
from calltools.messages import Message
from calltools.transcripts.readers.document import Document, Line, LineMaker, laid_out
from calltools.transcripts.readers.furniture import furniture
from calltools.transcripts.readers.paragraphs import (
    begins,
    clearly_goes_on,
    first_word,
    in_one,
    is_hyphened,
)
from calltools.transcripts.readers.pdf_rows import (
    Fragment,
    PrintedRow,
    in_reading_order,
    rows_of,
    words_of,
)
from calltools.transcripts.readers.table_lines import joined_cells
from calltools.transcripts.readers.timed import clock_ms
from calltools.transcripts.width import is_wide

_CODE = re.compile(r"\(cid:\d+\)")
_TIME = re.compile(r"[\[(]?(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,]\d{1,3})?[\])]?")
_WIDE_GAP = 2.0  # in widths of a character: wider is another cell or column
_PARAGRAPH = 1.35  # in usual distances of two rows: wider is a blank line
_LEAST_TIMES = 3  # times in a column; not measured
_LEAST_FULL = 3  # full rows of running text; not measured
_WHITE = 0.5  # in heights of a row: higher parts an edge of the page from the text
_LONG = 12  # characters: shorter are labels
_RAGGED = 12.0  # points by which rows of running text end apart
_NEAR = 20  # points
_SLACK = 0.7  # of a row's height: Chinese rows end where their marks let them
_MOST_FORMS = 20_000  # pictures and forms of a whole document; a book of plates has hundreds


@dataclass(slots=True)
class _PdfRow:
    """A row of the document; ``distance`` to the next and ``height`` are usual in its column, whose
    running text ends at ``limit``."""

    printed: PrintedRow
    page: int
    column: int | None = None
    distance: float = 1.0
    height: float = 1.0
    limit: float = math.inf
    furniture: bool = False
    start_ms: int | None = None
    gap: bool = True

    @property
    def text(self) -> str:
        """The row's words, a tab between what stands far apart."""
        return words_of(self.printed)

    @property
    def x0(self) -> float:
        return self.printed[0].x0

    @property
    def x1(self) -> float:
        return self.printed[-1].x1

    def line(self) -> Line:
        """The row as a line; of several fragments each is a cell."""
        several = len(self.printed) > 1
        cells = [[fragment.line] for fragment in self.printed]
        line = joined_cells(cells, None) if several else self.printed[0].line.stripped()
        kind = "furniture" if self.furniture else line.kind
        return replace(line, kind=kind, gap=self.gap, start_ms=self.start_ms, column=self.column)


def read_pdf(data: bytes, where: str) -> Document:
    """A PDF file.

    Raises TranscriptError if it can't be read, is protected, or a page is only a picture.
    """
    pages = [list(_fragments(page)) for page in _pages(data, where)]
    if not any(pages):
        raise TranscriptError(where, "holds no text", "run a text recogniser (OCR) over it")
    printed = "".join(map(words_of, pages))
    if 100 * len(_CODE.findall(printed)) > len(_CODE.sub("", printed)):  # the fonts don't tell
        raise TranscriptError(
            where,
            "holds codes that stand for no characters",
            "run a text recogniser (OCR) over it, or ask for another file",
        )
    rows = list(_rows(pages))
    _take_margins(rows)
    paragraphs = list(_paragraphs(rows))
    text, lines = laid_out(in_one([r.line() for r in p], hyphens=True) for p in paragraphs)
    firsts = [(p[0].page, line.at[0]) for p, line in zip(paragraphs, lines, strict=True)]
    starts = [
        next((start for page, start in firsts if page >= number), len(text))
        for number in range(len(pages))
    ]
    return Document(text, lines, "pdf", pages=tuple(starts), doubts=tuple(_doubts(rows)))


def _pages(data: bytes, where: str) -> Iterator[Any]:
    from pdfminer.layout import LTChar, LTImage
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it complains of every odd font
    try:
        for number, page in enumerate(_laid_out(data, where), start=1):
            kinds = {type(item) for item in _items(page)}
            if LTImage in kinds and LTChar not in kinds:
                raise TranscriptError(
                    where,
                    Message("page {number} is a picture without text (scanned)", number=number),
                    "run a text recogniser (OCR) over it first",
                )
            yield page
    except PDFPasswordIncorrect as error:
        raise TranscriptError(where, "is protected by a password", "remove it first") from error
    except (TranscriptError, MemoryError):
        raise
    except Exception as error:  # a damaged file makes the parser fail in any way there is
        raise TranscriptError(where, "is a damaged PDF", "save it anew") from error


def _laid_out(data: bytes, where: str) -> Iterator[Any]:
    """The pages, their characters in rows.  Raises TranscriptError for one that is never done:
    forms that place forms, each several times, are a few lines of file and years of work."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    class Counting(PDFPageAggregator):
        placed = 0

        def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
            self.placed += 1
            if self.placed > _MOST_FORMS:
                raise TranscriptError(
                    where,
                    Message("places more than {most} pictures and forms", most=f"{_MOST_FORMS:,}"),
                    "save it anew",
                )
            super().begin_figure(name, bbox, matrix)

    manager = PDFResourceManager()
    layout = LAParams(boxes_flow=None, char_margin=_WIDE_GAP, line_overlap=0.5)
    device = Counting(manager, laparams=layout)
    interpreter = PDFPageInterpreter(manager, device)
    for page in PDFPage.get_pages(io.BytesIO(data)):
        interpreter.process_page(page)
        yield device.get_result()


def _items(item: Any) -> Iterator[Any]:
    waiting = [item]
    while waiting:
        yield (last := waiting.pop())
        if hasattr(last, "__iter__"):
            waiting.extend(reversed(list(last)))


def _fragments(page: Any) -> Iterator[Fragment]:
    from pdfminer.layout import LTChar, LTTextLine

    for row in _items(page):
        if not isinstance(row, LTTextLine):
            continue
        held = LineMaker()
        places: list[tuple[float, float]] = []
        for char in row:
            words = re.sub(r"[\r\n\0]", " ", char.get_text())
            if isinstance(char, LTChar):
                bold = "bold" in char.fontname.lower()
                held.add(words, ["bold"] if bold else ())
                places += [(char.x0, char.x1)] * len(words)
            elif places and char.get_text() != "\n" and not is_wide(held.text[-1:]):
                held.add(words)  # a space that the layout put in; between Chinese it is not one
                places += [(places[-1][1], places[-1][1])] * len(words)
        line = Line(held.text, (), marks=tuple(held.marks))
        begin = len(line.text) - len(line.text.lstrip())
        end = len(line.text.rstrip())
        if begin < end:
            yield Fragment(line, places, row.y1, row.y0).part(begin, end)


# --- rows of the document ---------------------------------------------------------------------


def _rows(pages: Sequence[Sequence[Fragment]]) -> Iterator[_PdfRow]:
    """All rows in reading order; of each page its head, its text, its foot."""
    by_page = [list(_with_white(rows_of(fragments))) for fragments in pages]
    around = furniture([list(map(words_of, rows)) for rows in by_page])
    for number, rows in enumerate(by_page):
        outside = [row for i, row in enumerate(rows) if (number, i) in around]
        text = [f for i, row in enumerate(rows) if (number, i) not in around for f in row]
        highest = max((fragment.top for fragment in text), default=0.0)
        edges = [_PdfRow(row, number, furniture=True) for row in outside]
        yield from (row for row in edges if row.printed[0].top > highest)
        for column, block in in_reading_order(text) if text else ():
            height = median(row[0].height for row in block)
            apart = sorted(d for a, b in pairwise(block) if (d := a[0].top - b[0].top) > 0)
            distance = apart[len(apart) // 4] if apart else 1.0  # of the rows of a paragraph
            yield from (_PdfRow(row, number, column, distance, height) for row in block)
        yield from (row for row in edges if row.printed[0].top <= highest)


def _with_white(rows: Sequence[PrintedRow]) -> Iterator[PrintedRow]:
    """The rows of a page, an empty one where white parts them."""
    for number, row in enumerate(rows):
        above = rows[max(number - 1, 0)][0]
        if above.bottom - row[0].top > _WHITE * max(above.height, row[0].height):
            yield []
        yield row


def _take_margins(rows: Sequence[_PdfRow]) -> None:
    """Times that stand beside the rows are not words of them."""
    timed = [row for row in rows if len(row.printed) == 2 and _time(row.printed[0]) is not None]
    places = Counter(round(row.x0 / 4) for row in timed)
    usual, often = places.most_common(1)[0] if places else (0, 0)
    for row in timed if often >= _LEAST_TIMES else ():
        if abs(round(row.x0 / 4) - usual) <= 1:
            row.start_ms, row.printed = _time(row.printed[0]), row.printed[1:]


def _time(fragment: Fragment) -> int | None:
    match = _TIME.fullmatch(fragment.line.text)
    return clock_ms(match[1], match[2], match[3], "0") if match else None


# --- paragraphs -------------------------------------------------------------------------------


def _paragraphs(rows: Sequence[_PdfRow]) -> Iterator[list[_PdfRow]]:
    """The rows of each paragraph; furniture inside one stands after it.

    Where sentences don't clearly go on from full rows, the lines are not rows of paragraphs.
    """
    body = [row for row in rows if not row.furniture]
    for before, row in pairwise(body):
        row.gap = _is_gap(before, row)
    _find_limits(body)
    full = [(a.text, b.text) for a, b in pairwise(body) if _is_full(a, b)]
    if 3 * sum(clearly_goes_on(a, b) for a, b in full) < len(full):
        for row in body:
            row.limit = math.inf
    held: list[_PdfRow] = []
    between: list[list[_PdfRow]] = []
    for row in rows:
        if row.furniture:
            between.append([row])
        elif held and _goes_on(held[-1], row):
            held.append(row)
        else:
            yield from [held, *between] if held else between
            held, between = [row], []
    yield from [held, *between] if held else between


def _is_gap(before: _PdfRow, row: _PdfRow) -> bool:
    if (before.page, before.column) != (row.page, row.column):  # else a heading over columns
        return before.page == row.page and None in (before.column, row.column)
    first, second = before.printed[0], row.printed[0]
    larger = max(min(first.height, second.height) / row.height, 1.0)  # of a title
    return first.bottom - second.top > row.distance * _PARAGRAPH * larger - second.height


def _is_full(before: _PdfRow, row: _PdfRow) -> bool:
    """Whether a row had no room for the first word of the next."""
    first = row.printed[0]
    end = first.places[len(first_word(row.text)) - 1][1]
    return not row.gap and before.x1 + end - first.x0 + _SLACK * first.height > before.limit


def _goes_on(before: _PdfRow, row: _PdfRow) -> bool:
    """Whether a row goes on with the paragraph of one that is full or ends within a word."""
    if row.gap or row.start_ms is not None or len(row.printed) + len(before.printed) > 2:
        return False
    return (_is_full(before, row) or is_hyphened(before.text)) and not begins(row.text)


def _find_limits(rows: Sequence[_PdfRow]) -> None:
    """The right edge of the running text of columns, by all that begin at one place: the furthest
    place near which several rows end."""
    at: dict[int | None, list[_PdfRow]] = {}
    columns: dict[tuple[int, int | None], list[_PdfRow]] = {}
    for row in rows:
        columns.setdefault((row.page, row.column), []).append(row)
    for (_page, column), inside in columns.items():
        left = round(min(row.x0 for row in inside) / _NEAR)
        at.setdefault(None if column is None else left, []).extend(inside)
    for together in at.values():
        edges = sorted((row.x1 for row in together), reverse=True)
        ragged = zip(edges, edges[_LEAST_FULL - 1 :], strict=False)
        limit = next((far for far, third in ragged if far - third <= _RAGGED), math.inf)
        for row in together:
            row.limit = limit


def _doubts(rows: Sequence[_PdfRow]) -> Iterator[str]:
    """Pages whose rows hold several long stretches at no common place."""
    for page in sorted({row.page for row in rows}):
        printed = [row.printed for row in rows if row.page == page and not row.furniture]
        several = [row for row in printed if sum(len(f.line.text) > _LONG for f in row) > 1]
        if len(several) > 4 and 2 * len(several) > len(printed):
            places = Counter(round(row[1].x0 / 8) for row in several)
            if 2 * places.most_common(1)[0][1] < len(several):
                yield Message(
                    "page {page} may be printed in columns that could not be told apart",
                    page=page + 1,
                )
