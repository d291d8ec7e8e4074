"""PDF with a text layer: rows in reading order, columns one after another, hyphens joined."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from calltools.errors import TranscriptError
from calltools.transcripts.readers.document import (
    Document,
    Line,
    LineKind,
    Mark,
    glued,
    one_span,
)
from calltools.transcripts.readers.furniture import folded, is_page_number, recurring
from calltools.transcripts.readers.margins import numbered_rows
from calltools.transcripts.readers.paragraphs import clearly_goes_on, first_word, usual_right
from calltools.transcripts.readers.pdf_rows import (
    Fragment,
    PrintedRow,
    edges,
    in_reading_order,
    rows_of,
    usual_distance,
)

_CODE = re.compile(r"\(cid:\d+\)")
_TIME = re.compile(r"[\[(]?(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,]\d{1,3})?[\])]?")
_WIDE_GAP = 2.0  # in widths of a character: wider is another cell or column
_PARAGRAPH = 1.35  # in usual distances of two rows: wider is a blank line
_LEAST_TIMES = 3
_LONG = 12  # characters: shorter are labels
_RAGGED = 12.0  # points by which rows of running text end apart
_NEAR = 20  # points
_MOST_FORMS = 20_000  # pictures and forms of a whole document; a book of plates has hundreds


@dataclass(slots=True)
class _Row:
    """A row of the document with its fragments joined; ``begin`` is its place in the text."""

    printed: PrintedRow
    text: str
    bold: list[bool]
    cells: tuple[tuple[int, int], ...]
    page: int
    column: int | None
    furniture: bool
    distance: float  # usual in its column, as is the height
    height: float
    begin: int = 0
    skip: int = 0  # characters of its margin
    start_ms: int | None = None

    @property
    def x0(self) -> float:
        return self.printed[0].x0

    @property
    def x1(self) -> float:
        return self.printed[-1].x1


def read_pdf(data: bytes, where: str) -> Document:
    """A PDF file.

    Raises TranscriptError if it can't be read, is protected, or a page is only a picture.
    """
    pages = [_fragments(page) for page in _pages(data, where)]
    if not any(pages):
        raise TranscriptError(where, "holds no text", "run a text recogniser (OCR) over it")
    _refuse_codes(pages, where)
    rows = list(_rows(pages))
    _take_margins(rows)
    length = 0
    starts: dict[int, int] = {}
    for row in rows:
        starts.setdefault(row.page, length)
        row.begin, length = length, length + len(row.text) + 1
    page_starts: list[int] = []
    for number in range(len(pages)):
        page_starts.append(starts.get(number, page_starts[-1] if page_starts else 0))
    return Document(
        "".join(f"{row.text}\n" for row in rows),
        tuple(_unhyphenated(_lines(rows))),
        "pdf",
        pages=tuple(page_starts),
        margins=tuple((r.begin, r.begin + len(r.text[: r.skip].rstrip())) for r in rows if r.skip),
        doubts=tuple(_doubts(rows)),
    )


def _refuse_codes(pages: list[list[Fragment]], where: str) -> None:
    """Raise TranscriptError where the fonts don't tell which characters their codes are."""
    text = "".join(fragment.text for fragments in pages for fragment in fragments)
    if 100 * len(_CODE.findall(text)) > len(_CODE.sub("", text)):
        raise TranscriptError(
            where,
            "holds codes that stand for no characters",
            "run a text recogniser (OCR) over it, or ask for another file",
        )


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
                    f"page {number} is a picture without text (scanned)",
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
                    where, f"places more than {_MOST_FORMS:,} pictures and forms", "save it anew"
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


def _fragments(page: Any) -> list[Fragment]:
    from pdfminer.layout import LTTextLine

    found = (_fragment(item) for item in _items(page) if isinstance(item, LTTextLine))
    return [fragment for fragment in found if fragment is not None]


def _fragment(item: Any) -> Fragment | None:
    from pdfminer.layout import LTChar

    text = ""
    bold: list[bool] = []
    places: list[tuple[float, float]] = []
    for char in item:
        got = char.get_text()
        if not isinstance(char, LTChar) and (got == "\n" or _is_wide(text[-1:])):
            continue  # a space the layout analysis put in; between Chinese it is none
        text += got
        bold += ["bold" in getattr(char, "fontname", "").lower()] * len(got)
        edge = places[-1][1] if places else item.x0
        place = (char.x0, char.x1) if isinstance(char, LTChar) else (edge, edge)
        places += [place] * len(got)
    text = re.sub(r"[\r\n\x00]", " ", text)
    return Fragment(text, bold, places, item.y1, item.y0) if text.strip() else None


def _is_wide(char: str) -> bool:
    return bool(char) and "\u2e80" <= char <= "\uffee"


# --- rows of the document ---------------------------------------------------------------------


def _rows(pages: Sequence[Sequence[Fragment]]) -> Iterator[_Row]:
    """All rows in reading order; of each page its head, its text, its foot."""
    by_page = [rows_of(fragments) for fragments in pages]
    furniture = _furniture(by_page)
    for number, fragments in enumerate(pages):
        outside = furniture[number]
        kept = {id(f) for row in outside for f in row}
        text = [f for f in fragments if id(f) not in kept]
        highest = max((f.top for f in text), default=0.0)
        heads = [row for row in outside if row[0].top > highest]
        yield from (_row(row, number, None, True) for row in heads)
        for column, rows in in_reading_order(text) if text else ():
            usual = usual_distance(rows), median(row[0].height for row in rows)
            yield from (_row(row, number, column, False, usual) for row in rows)
        feet = [row for row in outside if row[0].top <= highest]
        yield from (_row(row, number, None, True) for row in feet)


def _row(
    printed: PrintedRow,
    page: int,
    column: int | None,
    furniture: bool,
    usual: tuple[float, float] = (1.0, 1.0),
) -> _Row:
    """The row's text with tabs between fragments, bold or not, and the fragments' spans."""
    text = ""
    bold: list[bool] = []
    cells: list[tuple[int, int]] = []
    for fragment in printed:
        if text:
            text += "\t"
            bold.append(False)
        cells.append((len(text), len(text) + len(fragment.text.rstrip())))
        text += fragment.text
        bold += fragment.bold
    return _Row(printed, text.rstrip(), bold, tuple(cells), page, column, furniture, *usual)


def _words(row: PrintedRow) -> str:
    return "\t".join(fragment.text for fragment in row).strip()


def _furniture(pages: Sequence[Sequence[PrintedRow]]) -> list[list[PrintedRow]]:
    """Of each page the rows at its edges that recur, digits aside, and its number."""
    heads, feet = zip(*(edges(rows) for rows in pages), strict=True)
    inner = [
        [row for row in rows if row not in head and row not in foot]
        for rows, head, foot in zip(pages, heads, feet, strict=True)
    ]
    broken = [a and b and clearly_goes_on(_words(a[-1]), _words(b[0])) for a, b in pairwise(inner)]
    above = recurring([map(_words, head) for head in heads], [False, *map(bool, broken)])
    below = recurring([map(_words, foot) for foot in feet], [True] * len(pages))  # no headings
    return [
        [row for row in head if folded(_words(row)) in above or _is_number(row, rows)]
        + [row for row in foot if folded(_words(row)) in below or _is_number(row, rows)]
        for rows, head, foot in zip(pages, heads, feet, strict=True)
    ]


def _is_number(row: PrintedRow, rows: Sequence[PrintedRow]) -> bool:
    return row in (rows[0], rows[-1]) and is_page_number(_words(row))


def _take_margins(rows: Sequence[_Row]) -> None:
    """Numbers and times that stand beside the rows are no words of them."""
    for i, begin in numbered_rows(["" if row.furniture else row.text for row in rows]).items():
        rows[i].skip = begin
    pairs = [row for row in rows if len(row.cells) == 2 and not row.furniture]
    timed = [row for row in pairs if _time(row) is not None]
    places = Counter(round(row.x0 / 4) for row in timed)
    if not places or places.most_common(1)[0][1] < _LEAST_TIMES:
        return
    usual = places.most_common(1)[0][0]
    for row in timed:
        if abs(round(row.x0 / 4) - usual) <= 1:
            row.skip, row.start_ms = row.cells[1][0], _time(row)


def _time(row: _Row) -> int | None:
    match = _TIME.fullmatch(row.text[slice(*row.cells[0])].strip())
    if match is None:
        return None
    return ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])) * 1000


# --- lines ------------------------------------------------------------------------------------


def _lines(rows: Sequence[_Row]) -> Iterator[Line]:
    rows = [row for row in rows if row.text[row.skip :].strip()]
    body = [row for row in rows if not row.furniture]
    gaps = [True, *(_is_gap(a, b) for a, b in pairwise(body))]
    wraps = _wrapped(body, gaps)
    told = {id(row): pair for row, *pair in zip(body, gaps, wraps, strict=True)}
    for row in rows:
        gap, wrapped = told.get(id(row), (True, False))
        yield replace(_line(row, gap=gap), wraps=wrapped)


def _wrapped(rows: Sequence[_Row], gaps: Sequence[bool]) -> list[bool]:
    """Whether the row before had no room for each row's first word.

    Nothing is said where sentences don't clearly go on from such rows: the lines are no rows.  A
    row under a cue, at the place of its words, goes on with it.
    """
    limits = _limits(rows)
    full = [False] * len(rows)
    under = [False] * len(rows)
    clear = 0
    cue: _Row | None = None
    for i, row in enumerate(rows):
        before = rows[i - 1]
        if row.start_ms is not None:
            cue = row
        elif cue is not None and not gaps[i] and len(row.cells) == 1 and row.page == cue.page:
            under[i] = abs(row.x0 - cue.printed[1].x0) < row.height / 2
        else:
            cue = None
        if not gaps[i]:
            full[i] = _had_no_room(before, row, limits, within=full[i - 1])
            clear += full[i] and clearly_goes_on(before.text, row.text[row.skip :].strip())
    if 3 * clear < sum(full):
        return under
    return [a or b for a, b in zip(full, under, strict=True)]


def _is_gap(before: _Row, row: _Row) -> bool:
    if (before.page, before.column) != (row.page, row.column):  # else a heading over columns
        return before.page == row.page and None in (before.column, row.column)
    white = before.printed[0].bottom - row.printed[0].top
    larger = min(before.printed[0].height, row.printed[0].height) / row.height
    return white > row.distance * _PARAGRAPH * max(larger, 1.0) - row.printed[0].height


def _limits(rows: Sequence[_Row]) -> dict[tuple[int, int | None], float]:
    """The right edge of the running text of each page's column, by all that begin at its place."""
    lefts: dict[tuple[int, int | None], float] = {}
    for row in rows:
        if not row.furniture:
            key = (row.page, row.column)
            lefts[key] = min(row.x0, lefts.get(key, row.x0))
    in_columns = any(column is not None for _page, column in lefts)
    ends: dict[int, list[float]] = {}
    for row in rows:
        if not row.furniture:
            left = lefts[row.page, row.column] if in_columns else 0.0
            ends.setdefault(round(left / _NEAR), []).append(row.x1)
    limits = {left: usual_right(at, _RAGGED) for left, at in ends.items()}
    found = {key: limits[round(left / _NEAR) if in_columns else 0] for key, left in lefts.items()}
    return {key: limit for key, limit in found.items() if limit is not None}


def _had_no_room(
    before: _Row, row: _Row, limits: dict[tuple[int, int | None], float], *, within: bool
) -> bool:
    """Whether the row before had no room for this one's first word, and this is no indent.

    ``within``: the row before goes on with a paragraph itself, whose rows begin at one place.
    """
    limit = limits.get((before.page, before.column))
    if limit is None:
        return False
    words = row.text[row.skip :].lstrip()
    begin = len(row.text) - len(words)
    places = [place for fragment in row.printed for place in (*fragment.places, (0.0, 0.0))]
    last = begin + max(len(first_word(words)), 1) - 1
    size = row.printed[0].height
    slack = (0.7 if words[0] > "\u2e80" else 0.2) * size  # Chinese rows end where marks let them
    if before.x1 + places[last][1] - places[begin][0] + slack <= limit:
        return False
    if (row.page, row.column) != (before.page, before.column) or not within:
        return True
    return row.skip > 0 or abs(row.x0 - before.x0) < size / 2


def _line(row: _Row, *, gap: bool) -> Line:
    text, begin = row.text, row.begin
    left = len(text) - len(text[row.skip :].lstrip())
    marks: list[Mark] = []
    for i in range(left, len(text)):
        if row.bold[i]:
            if marks and marks[-1].end == i - left:
                marks[-1] = Mark("bold", marks[-1].start, i - left + 1)
            else:
                marks.append(Mark("bold", i - left, i - left + 1))
    cells = tuple((s - left, e - left) for s, e in row.cells if s >= left)
    if row.cells and row.cells[0][0] < left < row.cells[0][1]:
        cells = ((0, row.cells[0][1] - left), *cells)
    kind: LineKind = "row" if len(cells) > 1 else "text"
    return Line(
        text[left:],
        one_span(begin + left, len(text) - left),
        "furniture" if row.furniture else kind,
        tuple(marks),
        gap,
        indent=0 if row.skip else left,
        cells=cells if len(cells) > 1 else (),
        start_ms=row.start_ms,
        column=row.column,
    )


def _unhyphenated(lines: Iterator[Line]) -> Iterator[Line]:
    """Lines whose last word goes on in the next are one; the hyphen is left out."""
    held: Line | None = None
    between: list[Line] = []
    for line in lines:
        if held is not None and line.kind == "furniture":
            between.append(line)
            continue
        if held is not None and not line.cells:
            held = glued([held.part(0, len(held.text) - 1), line])
        elif held is not None:
            yield held
            held = line
        else:
            held = line
        if not re.search(r"[a-z]-$", held.text) or held.cells or held.kind == "furniture":
            yield held
            yield from between
            held, between = None, []
    if held is not None:
        yield held
    yield from between


def _doubts(rows: Sequence[_Row]) -> Iterator[str]:
    """Pages whose rows hold several long stretches at no common place."""
    for page in sorted({row.page for row in rows}):
        printed = [row for row in rows if row.page == page and not row.furniture]
        several = [r for r in printed if sum(e - s > _LONG for s, e in r.cells) > 1]
        if len(several) > 4 and 2 * len(several) > len(printed):
            places = Counter(round(row.printed[1].x0 / 8) for row in several)
            if 2 * places.most_common(1)[0][1] < len(several):
                yield f"page {page + 1} may be printed in columns that could not be told apart"
