"""HTML pages: lines of the text that is read, each character with its place in the source.

Python's own parser is used because it tells where in the source everything stands; tree
builders do not.  Scripts, styles and the head are no words; navigation, footers and what else the
markup sets beside the article are lines with ``aside``.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from calltools.transcripts.layout.vocabulary import role_by_name
from calltools.transcripts.model import UNKNOWN
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import (
    Document,
    Line,
    LineKind,
    Mark,
    MarkKind,
    one_span,
    spans_of,
)
from calltools.transcripts.readers.tables import TableRows

_NO_WORDS = frozenset("script style head template svg iframe object canvas math".split())
_ASIDE = frozenset("nav aside footer header form button select noscript dialog menu".split())
_ASIDE_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar "
    "toolbar".split()
)
_ASIDE_NAMES = re.compile(
    r"(?i)(?:^|[\s_-])(nav|navbar|navigation|menu|footer|foot|sidebar|breadcrumbs?|share|social|comments?|copyright|advert|banner|related|pager|toolbar)(?:$|[\s_-])"
)
_UNSEEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_BLOCKS = frozenset(
    "p div li tr table h1 h2 h3 h4 h5 h6 blockquote section article header footer main ul ol dl "
    "dt dd pre body html figure figcaption address fieldset center tbody thead tfoot caption td th "
    "hr nav aside form dialog menu details summary".split()
)
_BOLD = frozenset("b strong span cite dfn label a code u mark font big th".split())
_ITALIC = frozenset(["i", "em", "var"])
_VOID = frozenset("br hr img meta link input wbr col area base embed source track param".split())
_CLOSED_BY_ITSELF = frozenset("p li tr td th dt dd option".split())
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_OPEN_MARKS = 16
_OPEN_TABLES = 20


def read_html(data: bytes, where: str) -> Document:
    """An HTML page.  Raises TranscriptError if its encoding isn't known."""
    text, encoding = decode(data, where)
    builder = HtmlLines()
    builder.read(text, 0)
    lines = tuple(builder.finish())
    return Document(
        text, lines, "html", encoding, language=builder.language, margins=tuple(builder.margins)
    )


@dataclass(slots=True)
class _Held:
    """The line that is being put together."""

    chars: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    starts: list[tuple[str, MarkKind, int]] = field(default_factory=list)
    broken: bool = False  # it ends with a break of the source's line


@dataclass(frozen=True, slots=True)
class _Aside:
    """An element beside the article that is open: what stood open when it began."""

    elements: int
    reason: str
    held: _Held
    tables: int
    first: int
    """The index of its first line."""


_COMMENT_END = re.compile(r"--\s*!?>")


class HtmlLines(HTMLParser):
    """Collects characters into lines; a block's start or end, and ``br``, end a line.

    Markup may come in several pieces of one source (the HTML blocks of a Markdown file).
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.language: str | None = None
        self.margins: list[tuple[int, int]] = []
        self.lines: list[Line] = []
        self._line_starts: list[int] = [0]
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._no_words_from: int | None = None
        self._asides: list[_Aside] = []
        self._held = _Held()
        self._tables: list[tuple[str, TableRows]] = []
        self._in_cell: list[bool] = []
        self._rows = 0
        self._gap = True
        self._hint: str | None = None
        self._after_comments = 0
        """Characters of the source after the last end of a comment."""

    def read(self, source: str, base: int) -> None:
        """Parse ``source``, which stands at offset ``base``.

        What the parser can't take is left as markup.
        """
        self._line_starts = [base, *(base + m.end() for m in re.finditer("\n", source))]
        ends = [match.end() for match in _COMMENT_END.finditer(source)]
        self._after_comments = len(source) - ends[-1] if ends else len(source)
        self.rawdata, self.lineno, self.offset = "", 1, 0
        try:
            self.feed(source)
            self.close()
        except AssertionError:  # the parser's answer to some broken declarations
            pass
        self._end_line()

    def parse_comment(self, i: int, report: bool = True) -> int:
        """Where the comment at ``i`` ends, -1 for one that nothing closes: what comes after the
        last end of one is not searched for each anew."""
        if len(self.rawdata) - i <= self._after_comments:
            return -1
        return super().parse_comment(i, report)

    def put(self, line: Line) -> None:
        """Take a line that was read otherwise (Markdown between HTML blocks)."""
        if self._asides:
            line = replace(line, aside=True, hint=self._asides[-1].reason)
        self._emit(
            replace(line, depth=line.depth + depth)
            if (depth := self._count["blockquote"])
            else line
        )

    def finish(self) -> list[Line]:
        """The lines; every table is at its end."""
        unclosed = self._asides[0].first if self._asides else None
        while self._asides:
            self._leave_aside()
        self._end_line()
        while self._tables:
            self._end_table()
        if unclosed is not None:  # all the rest of the page: the end was forgotten
            rest = [replace(line, aside=False, hint=None) for line in self.lines[unclosed:]]
            self.lines[unclosed:] = rest
        return self.lines

    def _offset(self) -> int:
        row, column = self.getpos()
        return self._line_starts[row - 1] + column

    # --- tags ---------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins: what it says of the line, the table and the article."""
        named = dict(attrs)
        if tag == "html" and named.get("lang"):
            self.language = named["lang"]
        if tag in _CLOSED_BY_ITSELF and self._open and self._open[-1] == tag:
            self._close_to(len(self._open) - 1)
        if self._no_words_from is None:
            reason = None if tag in _VOID else self._aside_by(tag, named)
            if tag == "br":
                self._end_line(gap=False)
            elif tag == "hr":
                self._end_line()
                self._emit(Line("-", one_span(self._offset(), 1), "rule", gap=True))
            elif tag in _BLOCKS:
                self._start_block(tag)
            elif tag == "q":
                self._quote("“‘")
            if reason is not None:
                self._asides.append(
                    _Aside(len(self._open), reason, self._held, len(self._tables), len(self.lines))
                )
                self._held = _Held()
            if (kind := _mark_kind(tag)) and len(self._held.starts) < _OPEN_MARKS:
                self._held.starts.append((tag, kind, len(self._held.chars)))
                if tag == "a" and named.get("href"):
                    self._held.starts.append((tag, "link", len(self._held.chars)))
        if tag not in _VOID:
            if tag in _NO_WORDS and self._no_words_from is None:
                self._no_words_from = len(self._open)
            self._open.append(tag)
            self._count[tag] += 1
            if tag in _BLOCKS:
                self._hint = _speaking_class(named.get("class") or "")

    def _aside_by(self, tag: str, named: dict[str, str | None]) -> str | None:
        """What in a tag says that it stands beside the article."""
        quoting = self._count["blockquote"] > 0  # its footer says whose words they are
        if tag in ("body", "html") or (quoting and tag in ("footer", "header")):
            return None
        if tag in _ASIDE and not (tag == "header" and self._count["article"]):
            return tag
        if (role := (named.get("role") or "").strip().lower()) in _ASIDE_ROLES:
            return role
        if "hidden" in named or _UNSEEN.search(named.get("style") or ""):
            return "hidden"
        names = f"{named.get('class') or ''} {named.get('id') or ''}"[:500]
        told = None if quoting else _ASIDE_NAMES.search(names)
        return told[1].lower() if told else None

    def handle_endtag(self, tag: str) -> None:
        """A tag ends, and what was left open inside it."""
        if tag in ("body", "html"):
            return  # what follows is read with it, as browsers do
        if tag == "q" and self._count["q"]:
            self._quote("”’")
        if tag in _BLOCKS and self._no_words_from is None:
            self._end_block(tag)
        if self._count[tag]:
            for i in range(len(self._open) - 1, -1, -1):
                if self._open[i] == tag:
                    self._close_to(i)
                    break
        self._end_mark(tag)
        if tag in _BLOCKS:
            self._hint = None

    def _close_to(self, length: int) -> None:
        """Close what is open beyond ``length``."""
        while len(self._open) > length:
            self._count[self._open.pop()] -= 1
        if self._no_words_from is not None and len(self._open) <= self._no_words_from:
            self._no_words_from = None
        while self._asides and len(self._open) <= self._asides[-1].elements:
            self._leave_aside()

    def _leave_aside(self) -> None:
        self._end_line()
        while len(self._tables) > self._asides[-1].tables:
            self._end_table()
        self._held = self._asides.pop().held

    # --- tables -------------------------------------------------------------------------------

    def _start_block(self, tag: str) -> None:
        self._end_line()
        if tag in ("table", "dl"):
            if len(self._tables) < _OPEN_TABLES:
                self._tables.append((tag, TableRows()))
                self._in_cell.append(False)
        elif tag in ("tr", "td", "th", "dt", "dd"):
            if not self._tables:
                self._tables.append(("table", TableRows()))
                self._in_cell.append(False)
            table = self._tables[-1][1]
            if tag in ("tr", "dt") or not table.rows:
                table.rows.append([])
            if tag != "tr":
                table.rows[-1].append([])
            self._in_cell[-1] = tag != "tr"
        elif tag in _HEADINGS and self._tables and self._tables[-1][0] == "table":
            self._tables[-1][1].layout = True

    def _end_block(self, tag: str) -> None:
        self._end_line()
        if tag in ("td", "th", "dt", "dd", "tr") and self._tables:
            self._in_cell[-1] = False
        elif tag in ("table", "dl") and any(name == tag for name, _table in self._tables):
            least = self._asides[-1].tables if self._asides else 0
            while len(self._tables) > least and self._end_table() != tag:
                pass

    def _end_table(self) -> str:
        tag, table = self._tables.pop()
        self._in_cell.pop()
        lines, margins = table.lines(self._rows)
        self._rows += len(table.rows)
        self.margins += margins
        for line in lines:
            self._emit(line)
        if tag == "table" and self._tables:
            self._tables[-1][1].layout = True
        return tag

    def _emit(self, line: Line) -> None:
        """Put the line into the cell that is open, or after the lines."""
        if not self._tables:
            self.lines.append(line)
            return
        rows = self._tables[-1][1].rows
        if not self._in_cell[-1] or not rows or not rows[-1]:
            rows.append([[line]])  # between the rows: a caption
        else:
            rows[-1][-1].append(line)

    # --- words --------------------------------------------------------------------------------

    def _quote(self, marks: str) -> None:
        """Add the quotation mark that a browser puts there: inside another, the single one."""
        if self._no_words_from is None:
            depth = self._count["q"] - (marks[0] == "”")
            self._add(marks[depth > 0], self._offset())

    def _end_mark(self, tag: str) -> None:
        held = self._held
        for i in range(len(held.starts) - 1, -1, -1):
            name, kind, start = held.starts[i]
            if name == tag:
                del held.starts[i]
                if start < len(held.chars):
                    held.marks.append(Mark(kind, start, len(held.chars)))
                if kind != "link":
                    return

    def handle_data(self, data: str) -> None:
        """Words as they stand in the source."""
        if self._no_words_from is not None:
            return
        offset = self._offset()
        if _BREAKING.search(data):
            for i, char in enumerate(data):
                self._add(char, offset + i)
        else:
            self._held.broken = False
            self._held.chars.extend(data)
            self._held.at.extend(range(offset, offset + len(data)))

    def _add(self, char: str, offset: int) -> None:
        held, pre = self._held, self._count["pre"] > 0
        last = held.chars[-1] if held.chars else "\n"
        if held.broken and not pre and char in " \r\n\t\x0c":
            return  # one blank for a line's end and the next line's indent
        held.broken = char in "\r\n\t\x0c"
        if held.broken:
            char = "\n" if pre or last == "\n" or _is_han(last) else " "
        held.chars.append(char)
        held.at.append(offset)
        if char == "\n" and pre:
            self._end_line(gap=len(held.chars) < 2)

    def handle_entityref(self, name: str) -> None:
        """A character by its name."""
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A character by its number."""
        self._reference(f"&#{name};")

    def _reference(self, reference: str) -> None:
        if self._no_words_from is None:
            for char in html.unescape(reference).replace("\x00", "\ufffd"):
                self._add(char, self._offset())

    def _end_line(self, *, gap: bool = True) -> None:
        held = self._held
        begun: dict[MarkKind, int] = {}
        for _tag, mark, start in held.starts:
            begun.setdefault(mark, start)
        length = len(held.chars)
        held.marks += [Mark(mark, start, length) for mark, start in begun.items() if start < length]
        line = self._stripped()
        if line is not None:
            self._emit(line)
            self._gap = gap
        else:
            self._gap = self._gap or gap
        self._held = _Held(starts=[(tag, mark, 0) for tag, mark, _start in held.starts])

    def _stripped(self) -> Line | None:
        text = "".join(self._held.chars)
        if not text.strip():
            return None
        kind: LineKind = "item" if self._count["li"] else "text"
        if any(self._count[tag] for tag in _HEADINGS):
            kind = "heading"
        return Line(
            text,
            spans_of(self._held.at),
            kind,
            tuple(self._held.marks),
            self._gap,
            depth=self._count["blockquote"],
            numbered=kind == "item" and self._count["ol"] > 0,
            hint=self._asides[-1].reason if self._asides else self._hint,
            aside=bool(self._asides),
        ).stripped()


_BREAKING = re.compile(r"[\r\n\t\x0c]")


def _speaking_class(classes: str) -> str | None:
    """The class that names a party of the call."""
    return next((c for c in classes.split() if role_by_name(c) not in (None, UNKNOWN)), None)


def _mark_kind(tag: str) -> MarkKind | None:
    if tag in _BOLD:
        return "bold"
    if tag in _ITALIC:
        return "italic"
    return "raised" if tag == "sup" else None


def _is_han(last: str) -> bool:
    return "\u2e80" <= last <= "\u9fff" or "\uff00" <= last <= "\uff60"
