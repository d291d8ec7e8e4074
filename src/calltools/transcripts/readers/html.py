"""HTML pages: lines of the text that is read, each character with its place in the source.

Python's own parser is used because it tells where in the source everything stands; tree
builders do not.  Navigation, footers, scripts and styles are left out of the lines, and so are
markup in the account of the document.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from calltools.transcripts.layout.vocabulary import role_by_name
from calltools.transcripts.model import UNKNOWN
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import ADDED, Document, Line, LineKind, Mark, MarkKind

_SKIPPED = frozenset(
    "script style nav head footer aside form select button noscript template svg iframe".split()
)
_SKIPPED_NAMES = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|foot|sidebar|breadcrumbs?|share|social|comments?|copyright|advert|banner|related|pager|toolbar)(?:$|[\s_-])"
)
_BLOCKS = frozenset(
    "p div li tr table h1 h2 h3 h4 h5 h6 blockquote section article header footer main ul ol dl "
    "dt dd pre body html figure figcaption address fieldset center tbody thead td th hr".split()
)
_BOLD = frozenset("b strong span cite dfn label a code u mark font big".split())
_ITALIC = frozenset(["i", "em", "var"])
_VOID = frozenset("br hr img meta link input wbr col area base embed source track param".split())
_CELLS = frozenset(["td", "th", "dt", "dd"])


def read_html(data: bytes, where: str) -> Document:
    """An HTML page.  Raises TranscriptError if its encoding isn't known."""
    text, encoding = decode(data, where)
    builder = _Builder(text)
    builder.run()
    return Document(text, tuple(builder.lines), "html", encoding, language=builder.language)


class _Builder(HTMLParser):
    """Collects characters into lines; a block's start or end, and ``br``, end a line."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines: list[Line] = []
        self.language: str | None = None
        self._source = source
        self._line_starts = [0, *(m.end() for m in re.finditer("\n", source))]
        self._open: list[str] = []
        self._skip_from: int | None = None
        self._chars: list[str] = []
        self._at: list[int] = []
        self._marks: list[Mark] = []
        self._mark_starts: list[tuple[str, MarkKind, int]] = []
        self._cells: list[tuple[int, int]] = []
        self._cell: int | None = None
        self._gap = True
        self._hint: str | None = None

    def run(self) -> None:
        """Parse the source whole.  What the parser can't take is left as markup."""
        try:
            self.feed(self._source)
            self.close()
        except AssertionError:  # the parser's answer to some broken declarations
            pass
        self._end_line()

    def _offset(self) -> int:
        row, column = self.getpos()
        return self._line_starts[row - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "html" and named.get("lang"):
            self.language = named["lang"]
        if tag == "br":
            self._end_line(gap=False)
        elif tag == "hr":
            self._end_line()
            at = self._offset()
            self.lines.append(Line("-", (at,), "rule", gap=True))
        elif tag in _BLOCKS:
            self._start_block(tag)
        elif tag == "q":
            self._quote("“‘")
        elif kind := _mark_kind(tag):
            self._mark_starts.append((tag, kind, len(self._chars)))
        if tag not in _VOID:
            self._open.append(tag)
            if tag in _BLOCKS:
                self._hint = _speaking_class(named.get("class") or "")
            names = f"{named.get('class') or ''} {named.get('id') or ''}"
            signs = "blockquote" in self._open  # its footer says whose words they are
            skipped = (tag in _SKIPPED and not (signs and tag in ("footer", "header"))) or (
                tag not in ("body", "html") and not signs and _SKIPPED_NAMES.search(names)
            )
            if skipped and self._skip_from is None:
                self._skip_from = len(self._open)

    def _start_block(self, tag: str) -> None:
        if tag in _CELLS:
            if tag == "dt":
                self._end_line()
            elif self._cells or self._cell is not None or tag == "dd":
                self._end_cell()
                self._chars.append("\t")
                self._at.append(ADDED)
            self._cell = len(self._chars)
        elif self._cell is None:
            self._end_line()
        elif self._chars and self._chars[-1] != "\n":  # a paragraph inside a cell
            self._chars.append("\n")
            self._at.append(ADDED)

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":  # while it is open, for its words are a quotation
            self._end_line()
        elif tag == "q" and tag in self._open:
            self._quote("”’")
        if tag in self._open:
            while self._open:
                closed = self._open.pop()
                if self._skip_from is not None and len(self._open) < self._skip_from:
                    self._skip_from = None
                if closed == tag:
                    break
        self._end_mark(tag)
        if tag in ("td", "th", "dt"):
            self._end_cell()
        elif tag in _BLOCKS and (self._cell is None or tag in ("tr", "table", "dd", "dl")):
            heading = len(tag) == 2 and tag[0] == "h" and tag[1].isdecimal()
            self._end_line(kind="heading" if heading else None)
        if tag in _BLOCKS:
            self._hint = None

    def _quote(self, marks: str) -> None:
        """Add the quotation mark that a browser puts there: inside another, the single one."""
        if self._skip_from is None:
            depth = self._open.count("q") - (marks[0] == "”")
            self._add(marks[depth > 0], self._offset())

    def _end_mark(self, tag: str) -> None:
        for i in range(len(self._mark_starts) - 1, -1, -1):
            name, kind, start = self._mark_starts[i]
            if name == tag:
                del self._mark_starts[i]
                if start < len(self._chars):
                    self._marks.append(Mark(kind, start, len(self._chars)))
                return

    def handle_data(self, data: str) -> None:
        if self._skip_from is not None:
            return
        offset = self._offset()
        for i, char in enumerate(data):
            self._add(char, offset + i)

    def _add(self, char: str, offset: int) -> None:
        if char in "\r\n\t\x0c":
            char = "\n" if self._in_pre() or not self._chars or _breaks(self._chars) else " "
            char = "\n" if char == "\n" or _is_han(self._chars[-1:]) else " "
        self._chars.append(char)
        self._at.append(offset)
        if char == "\n" and self._in_pre():
            self._end_line(gap=len(self._chars) < 2)

    def _in_pre(self) -> bool:
        return "pre" in self._open

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def _reference(self, reference: str) -> None:
        if self._skip_from is None:
            for char in html.unescape(reference).replace("\x00", "\ufffd"):
                self._add(char, self._offset())

    def _end_cell(self) -> None:
        if self._cell is not None:
            self._cells.append((self._cell, len(self._chars)))
            self._cell = None

    def _end_line(self, kind: LineKind | None = None, *, gap: bool = True) -> None:
        self._end_cell()
        for _tag, mark, start in self._mark_starts:
            if start < len(self._chars):
                self._marks.append(Mark(mark, start, len(self._chars)))
        line = self._stripped(kind)
        if line is not None:
            self.lines.append(line)
            self._gap = gap
        else:
            self._gap = self._gap or gap
        self._chars, self._at, self._marks, self._cells = [], [], [], []
        self._mark_starts = [(tag, mark, 0) for tag, mark, _start in self._mark_starts]

    def _stripped(self, kind: LineKind | None) -> Line | None:
        text = "".join(self._chars)
        left = len(text) - len(text.lstrip())
        right = len(text.rstrip())
        if left >= right:
            return None
        marks = tuple(
            Mark(m.kind, max(m.start, left) - left, min(m.end, right) - left)
            for m in self._marks
            if max(m.start, left) < min(m.end, right)
        )
        cells = tuple(
            (max(s, left) - left, max(min(e, right), left, s) - left) for s, e in self._cells
        )
        return Line(
            text[left:right],
            tuple(self._at[left:right]),
            kind or ("row" if len(cells) > 1 else "item" if "li" in self._open else "text"),
            marks,
            self._gap,
            depth=self._open.count("blockquote"),
            numbered=kind is None and "ol" in self._open,
            cells=cells if len(cells) > 1 else (),
            hint=self._hint,
        )


def _speaking_class(classes: str) -> str | None:
    """The class that names a party of the call."""
    return next((c for c in classes.split() if role_by_name(c) not in (None, UNKNOWN)), None)


def _mark_kind(tag: str) -> MarkKind | None:
    if tag in _BOLD:
        return "bold"
    if tag in _ITALIC:
        return "italic"
    return "raised" if tag == "sup" else None


def _breaks(chars: list[str]) -> bool:
    return chars[-1] == "\n"


def _is_han(last: list[str]) -> bool:
    return bool(last) and ("\u2e80" <= last[0] <= "\u9fff" or "\uff00" <= last[0] <= "\uff60")
