"""PDF with a text layer: rows in reading order, hyphens joined, page headers and footers out."""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from calltools.errors import TranscriptError
from calltools.transcripts.readers.document import Document, Line, LineKind, Mark

_PAGE_NUMBER = re.compile(
    r"\W*(?:第|page|p\.)?\s*\d{1,4}\s*(?:页|頁)?\s*(?:(?:/|of|共)\s*\d{1,4}\s*(?:页|頁)?)?\W*",
    re.IGNORECASE,
)
_CODE = re.compile(r"\(cid:\d+\)")
_WIDE_GAP = 2.0  # in widths of a character: wider is another cell or column
_PARAGRAPH = 1.35  # in usual distances of two rows: wider is a blank line


@dataclass(slots=True)
class _Fragment:
    """Characters on one row without a wide gap between; coordinates in points from below."""

    text: str
    bold: list[bool]
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


_Row = list[_Fragment]


def read_pdf(data: bytes, where: str) -> Document:
    """A PDF file.

    Raises TranscriptError if it can't be read, is protected, or a page is only a picture.
    """
    pages = [_rows(page) for page in _pages(data, where)]
    if not any(pages):
        raise TranscriptError(where, "holds no text", "run a text recogniser (OCR) over it")
    furniture = _furniture(pages)
    _refuse_codes(pages, where)
    text: list[str] = []
    lines: list[Line] = []
    starts = []
    length = 0
    for rows in pages:
        starts.append(length)
        usual = _usual_distance(rows)
        last_bottom: float | None = None
        for i, row in enumerate(rows):
            row_text, bold, cells = _joined(row)
            text.append(row_text + "\n")
            begin, length = length, length + len(row_text) + 1
            if _is_edge(i, rows) and _fold(row_text) in furniture:
                continue
            top, bottom = row[0].top, row[0].bottom
            gap = last_bottom is not None and last_bottom - top > usual * _PARAGRAPH - row[0].height
            last_bottom = bottom
            line = _line(row_text, begin, bold, cells, gap or not lines)
            lines.append(line)
    return Document("".join(text), tuple(_unhyphenated(lines)), "pdf", pages=tuple(starts))


def _refuse_codes(pages: list[list[_Row]], where: str) -> None:
    """Raise TranscriptError where the fonts don't tell which characters their codes are."""
    text = "".join(fragment.text for rows in pages for row in rows for fragment in row)
    if 100 * len(_CODE.findall(text)) > len(_CODE.sub("", text)):
        raise TranscriptError(
            where,
            "holds codes that stand for no characters",
            "run a text recogniser (OCR) over it, or ask for another file",
        )


def _pages(data: bytes, where: str) -> Iterator[Any]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams, LTChar, LTImage
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    layout = LAParams(boxes_flow=None, char_margin=_WIDE_GAP, line_overlap=0.5)
    try:
        for number, page in enumerate(extract_pages(io.BytesIO(data), laparams=layout), start=1):
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
    except TranscriptError:
        raise
    except Exception as error:  # a damaged file makes the parser fail in any way there is
        raise TranscriptError(where, "is a damaged PDF", "save it anew") from error


def _items(item: Any) -> Iterator[Any]:
    yield item
    if hasattr(item, "__iter__"):
        for inner in item:
            yield from _items(inner)


def _rows(page: Any) -> list[_Row]:
    """The rows of a page from above to below, two columns of running text one after another."""
    from pdfminer.layout import LTTextLine

    fragments = [
        f for item in _items(page) if isinstance(item, LTTextLine) for f in _fragment(item)
    ]
    fragments.sort(key=lambda f: (-f.top, f.x0))
    rows: list[_Row] = []
    for fragment in fragments:
        middle = (fragment.top + fragment.bottom) / 2
        if rows and rows[-1][0].bottom < middle < rows[-1][0].top:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    for row in rows:
        row.sort(key=lambda f: f.x0)
    return _columns_apart(rows)


def _fragment(item: Any) -> Iterator[_Fragment]:
    from pdfminer.layout import LTChar

    text = ""
    bold: list[bool] = []
    for char in item:
        got = char.get_text()
        if not isinstance(char, LTChar) and (got == "\n" or _is_wide(text[-1:])):
            continue  # a space the layout analysis put in; between Chinese it is none
        text += got
        bold += ["bold" in getattr(char, "fontname", "").lower()] * len(got)
    text = re.sub(r"[\r\n\x00]", " ", text)
    if text.strip():
        yield _Fragment(text, bold, item.x0, item.x1, item.y1, item.y0)


def _is_wide(char: str) -> bool:
    return bool(char) and "\u2e80" <= char <= "\uffee"


def _columns_apart(rows: list[_Row]) -> list[_Row]:
    """Rows of two long fragments that begin at one place are two columns of running text."""
    pairs = [row for row in rows if len(row) == 2 and len(row[0].text) > 12 < len(row[1].text)]
    if len(pairs) < 5 or len(pairs) < 0.6 * len(rows):
        return rows
    place = statistics.median(row[1].x0 for row in pairs)
    left = [[f for f in row if f.x0 < place - 5] for row in rows]
    right = [[f for f in row if f.x0 >= place - 5] for row in rows]
    return [row for row in [*left, *right] if row]


def _usual_distance(rows: list[_Row]) -> float:
    distances = [a[0].top - b[0].top for a, b in pairwise(rows)]
    positive = sorted(d for d in distances if d > 0)
    return positive[len(positive) // 4] if positive else 1.0


def _joined(row: _Row) -> tuple[str, list[bool], tuple[tuple[int, int], ...]]:
    """The row's text with tabs between fragments, bold or not, and the fragments' spans."""
    text = ""
    bold: list[bool] = []
    cells: list[tuple[int, int]] = []
    for fragment in row:
        if text:
            text += "\t"
            bold.append(False)
        cells.append((len(text), len(text) + len(fragment.text.rstrip())))
        text += fragment.text
        bold += fragment.bold
    return text.rstrip(), bold, tuple(cells)


def _line(
    text: str, begin: int, bold: list[bool], cells: tuple[tuple[int, int], ...], gap: bool
) -> Line:
    left = len(text) - len(text.lstrip())
    marks: list[Mark] = []
    for i in range(left, len(text)):
        if bold[i]:
            if marks and marks[-1].end == i - left:
                marks[-1] = Mark("bold", marks[-1].start, i - left + 1)
            else:
                marks.append(Mark("bold", i - left, i - left + 1))
    kind: LineKind = "row" if len(cells) > 1 else "text"
    return Line(
        text[left:],
        range(begin + left, begin + len(text)),
        kind,
        tuple(marks),
        gap,
        indent=left,
        cells=tuple((max(s - left, 0), e - left) for s, e in cells) if len(cells) > 1 else (),
    )


def _furniture(pages: list[list[_Row]]) -> set[str]:
    """What recurs at the edges of pages, digits aside, and page numbers."""
    counts: Counter[str] = Counter()
    for rows in pages:
        edge = {_fold(_joined(row)[0]) for i, row in enumerate(rows) if _is_edge(i, rows)}
        counts.update(edge)
    recurring = {
        folded for folded, count in counts.items() if count > 1 and 2 * count >= len(pages)
    }
    numbers = {
        _fold(text)
        for rows in pages
        for i, row in enumerate(rows)
        if i in (0, len(rows) - 1) and _PAGE_NUMBER.fullmatch(text := _joined(row)[0])
    }
    return recurring | numbers


def _is_edge(i: int, rows: list[_Row]) -> bool:
    return i < 2 or i >= len(rows) - 2


def _fold(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))


def _unhyphenated(lines: list[Line]) -> Iterator[Line]:
    """Lines whose last word goes on in the next are one; the hyphen is left out."""
    held: Line | None = None
    for line in lines:
        if held is not None:
            shift = len(held.text) - 1
            marks = [Mark(m.kind, m.start + shift, m.end + shift) for m in line.marks]
            held = Line(
                held.text[:-1] + line.text,
                (*held.at[:-1], *line.at),
                held.kind,
                (*(m for m in held.marks if m.end <= shift), *marks),
                held.gap,
                held.indent,
            )
        else:
            held = line
        if not re.search(r"[a-z]-$", held.text) or held.cells:
            yield held
            held = None
    if held is not None:
        yield held
