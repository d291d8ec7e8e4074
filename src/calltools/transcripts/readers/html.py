"""HTML pages: the lines of the text that is read, as lxml's tree of elements tells them.

``Document.text`` is that text.  Scripts, styles and the head are not words; navigation, footers and
what else the markup sets beside the article are lines with ``aside``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from calltools.transcripts.readers.document import (
    Document,
    Line,
    LineKind,
    LineMaker,
    MarkKind,
    laid_out,
)
from calltools.transcripts.readers.table_lines import Tables
from calltools.transcripts.readers.text_encodings import decode

_NO_WORDS = frozenset("script style head template svg iframe object canvas math".split())
_ASIDE = frozenset("nav aside footer header form button select noscript dialog menu".split())
_ASIDE_NAMES = re.compile(
    r"(?i)(?:^|[\s_-])(nav|navbar|navigation|menu|footer|foot|sidebar|breadcrumbs?|share|social"
    r"|comments?|copyright|advert|banner|related|pager|toolbar|dialog|contentinfo|complementary)"
    r"(?:$|[\s_-])"
)
_UNSEEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
BLOCKS = _HEADINGS | frozenset(
    "p div li tr table blockquote section article header footer main ul ol dl dt dd pre body html "
    "figure figcaption address fieldset center tbody thead tfoot caption td th hr nav aside form "
    "dialog menu details summary".split()
)
_GROUPS = frozenset(["tbody", "thead", "tfoot", "div"])
_SET_IN: dict[str, MarkKind] = {
    **dict.fromkeys("b strong span cite dfn label a code u mark font big th".split(), "bold"),
    **dict.fromkeys(["i", "em", "var"], "italic"),
    "sup": "raised",
}
_SPACE = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_BROKEN_HAN = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uff60])\n(?=[\u2e80-\u9fff\uff00-\uff60])")
_NEARLY_ALL = 0.8
"""The share of words beside the article from which there is none: the end of an element that
stands beside it was forgotten, or the names of elements mean something else."""
_OPEN_TABLES = 20  # tables inside tables, to bound time
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Around:
    """What the elements around words say about them."""

    set_in: tuple[MarkKind, ...] = ()
    kind: LineKind = "text"
    depth: int = 0
    tables: int = 0
    as_typed: bool = False
    in_article: bool = False
    aside: bool = False


def read_html(data: bytes, where: str) -> Document:
    """An HTML page.  Raises TranscriptError if its encoding isn't known."""
    text, encoding = decode(data, where)
    text, lines = laid_out(html_lines([text]))
    return Document(text, lines, "html", encoding)


def html_lines(pieces: Sequence[str | Line]) -> list[Line]:
    """The lines of HTML; some may have been read otherwise."""
    from lxml import etree

    tag = f"x-{secrets.token_hex(8)}"  # which no page holds
    source = "\n".join(
        piece if isinstance(piece, str) else f'<{tag} id="{number}"></{tag}>'
        for number, piece in enumerate(pieces)
    )
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(source.replace("\0", "\ufffd").encode("utf-8", "replace"), parser)
    if root is None:
        return []
    lines = list(_HtmlPage(pieces, tag).lines(root, _Around()))
    beside = sum(len(line.text) for line in lines if line.aside)
    if beside > _NEARLY_ALL * sum(len(line.text) for line in lines):
        lines = [replace(line, aside=False) for line in lines]
    return lines


class _HtmlPage:
    """The lines of elements, tables as rows; a block's start or end, and ``br``, end a line."""

    def __init__(self, pieces: Sequence[str | Line], tag: str) -> None:
        self._pieces = pieces
        self._tag = tag  # of the elements that stand for the lines among the pieces
        self._tables = Tables()

    def lines(self, element: Any, around: _Around) -> Iterator[Line]:
        """The lines of the words inside ``element``."""
        from lxml import etree

        held = _OpenLine()
        within = [around]
        walk = etree.iterwalk(element, events=("start", "end"))
        yield from held.words(element.text, around)
        for event, node in walk:
            if node is element:
                continue
            outer = within[-1]
            if node.tag in BLOCKS:
                yield from held.ended(outer)
            elif node.tag in _SET_IN:
                held.line.part(_SET_IN[node.tag])
            if event == "end":
                within.pop()
                if node.tag == "q":
                    held.line.add(_quotation_mark(node, "”’"), within[-1].set_in)
                yield from held.words(node.tail, within[-1])
                continue
            within.append(here := _inside(node, outer))
            apart = self._apart(node, here, outer)
            if apart is not None:
                walk.skip_subtree()
                yield from apart
                continue
            if node.tag == "br":
                yield from held.ended(outer, breaks=True)
            elif node.tag == "q":
                held.line.add(_quotation_mark(node, "“‘"), outer.set_in)
            yield from held.words(node.text, here)
        yield from held.ended(around)

    def _apart(self, node: Any, here: _Around, outer: _Around) -> Iterable[Line] | None:
        """The lines of an element that stands for itself; None for one that goes on with others."""
        if node.tag in _NO_WORDS:
            return ()
        if node.tag in ("table", "dl") and here.tables <= _OPEN_TABLES:
            return self._table(node, here)
        if node.tag == "hr":
            return [Line("-", (), "rule", gap=True)]
        if node.tag == self._tag:
            line = self._pieces[int(node.get("id"))]
            assert isinstance(line, Line)
            return [replace(line, depth=line.depth + here.depth, aside=line.aside or here.aside)]
        if here.aside and not outer.aside:
            return self.lines(node, here)
        return None

    def _table(self, table: Any, around: _Around) -> list[Line]:
        inner = table.iter("table", *_HEADINGS) if table.tag == "table" else ()
        layout = any(part is not table for part in inner)
        rows = [
            [list(self.lines(cell, _inside(cell, around))) for cell in row] for row in _rows(table)
        ]
        return self._tables.lines(rows, layout=layout)


class _OpenLine:
    """The line that is being put together."""

    def __init__(self) -> None:
        self.line = LineMaker()
        self._gap = True

    def words(self, text: str | None, around: _Around) -> Iterator[Line]:
        """Add words as they stand in the source; where they are shown as typed, each line ends."""
        if not text:
            return
        if not around.as_typed:
            text = _SPACE.sub(lambda run: "\n" if "\n" in run[0] else " ", text)
            parted = self.line.text[-1:] in ("", " ", "\n")
            self.line.add(text.lstrip(" \n") if parted else text, around.set_in)
            return
        for number, row in enumerate(text.split("\n")):
            if number:
                yield from self.ended(around, breaks=True)
            self.line.add(row, around.set_in)

    def ended(self, around: _Around, *, breaks: bool = False) -> Iterator[Line]:
        """The line, if it holds anything; two ends that only break lines are a gap."""
        gap = not breaks or not self.line.text.strip()
        line = Line(
            self.line.text.replace("\n", " "),
            (),
            around.kind,
            tuple(self.line.marks),
            self._gap,
            depth=around.depth,
            aside=around.aside,
        )
        gone = [broken.span() for broken in _BROKEN_HAN.finditer(self.line.text)]
        line = line.without(gone) if gone else line.stripped()
        self._gap = gap or (self._gap and not line.text)
        self.line = LineMaker()
        if line.text:
            yield line


def _quotation_mark(node: Any, marks: str) -> str:
    """The mark that a browser puts there: inside another quotation, the single one."""
    return marks[next(node.iterancestors("q"), None) is not None]


def _inside(node: Any, around: _Around) -> _Around:
    """What is said about the words inside ``node``."""
    tag = node.tag
    kind: LineKind = "item" if tag == "li" and around.kind != "heading" else around.kind
    set_in = around.set_in
    if (way := _SET_IN.get(tag)) and way not in set_in:
        set_in = (*set_in, way)
    return _Around(
        set_in,
        "heading" if tag in _HEADINGS else kind,
        around.depth + (tag == "blockquote"),
        around.tables + (tag in ("table", "dl")),
        as_typed=around.as_typed or tag == "pre",
        in_article=around.in_article or tag == "article",
        aside=around.aside or _is_aside(node, around),
    )


def _is_aside(node: Any, around: _Around) -> bool:
    """Whether an element stands beside the article."""
    tag: str = node.tag
    quoting = around.depth > 0  # its footer says whose words they are
    if tag in ("body", "html") or (quoting and tag in ("footer", "header")):
        return False
    if tag in _ASIDE and not (tag == "header" and around.in_article):
        return True
    if not node.attrib:
        return False
    names = " ".join(node.get(kind) or "" for kind in ("role", "class", "id"))[:500]
    return (
        "hidden" in node.attrib
        or bool(_UNSEEN.search(node.get("style") or ""))
        or (not quoting and bool(_ASIDE_NAMES.search(names)))
    )


def _rows(table: Any) -> Iterator[list[Any]]:
    """The cells of each row; what stands between the rows is a row of one."""
    cells: list[Any] = []
    for child in _children(table):
        if child.tag in ("dd", "td", "th"):
            cells.append(child)
            continue
        if cells:
            yield cells
        cells = [child] if child.tag == "dt" else []
        if child.tag in _GROUPS:
            yield from _rows(child)
        elif child.tag == "tr":
            yield list(_children(child))
        elif child.tag != "dt":
            yield [child]
    if cells:
        yield cells


def _children(element: Any) -> Iterator[Any]:
    """The elements inside ``element``, and its own words as elements."""
    for text, child in [(element.text, None), *((child.tail, child) for child in element)]:
        if child is not None:
            yield child
        if text and text.strip():
            words = element.makeelement("p")
            words.text = _NO_XML.sub("\ufffd", text)
            yield words
