"""Plain text and Markdown: every line with its place in the source, markup taken away.

The two are read alike, for plain text uses Markdown's signs and Markdown is plain text.  Only
what dialogue can't contain is taken for markup: ``#`` before a heading, ``>`` before a quotation,
``**bold**``, ``*italics*``, rules, tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import Document, Line, Mark, is_rule

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_QUOTE = re.compile(r">[ \t]?")
_ITEM = re.compile(r"(?:[*+•·●○◦‣▪]|-)[ \t]+(?=\S)")
_TABLE = re.compile(r"\|.*\|\s*$")
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_EMPHASIS = re.compile(
    r"(?P<three>\*\*\*)(?=\S)(?P<a>.{1,400}?)(?<=\S)\*\*\*"
    r"|(?P<two>\*\*|__)(?=\S)(?P<b>.{1,400}?)(?<=\S)(?P=two)"
    r"|(?<![\w*])\*(?=[^\s*])(?P<c>[^*]{1,400}?)(?<=[^\s*])\*(?![\w*])"
    r"|(?<!\w)_(?=[^\s_])(?P<d>[^_]{1,400}?)(?<=[^\s_])_(?!\w)"
)
_FOOTNOTE = re.compile(r"\[\^(\w{1,8})\](?!:)")


def read_plain(data: bytes, where: str) -> Document:
    """A text or Markdown file.  Raises TranscriptError if its encoding isn't known."""
    text, encoding = decode(data, where)
    return Document(text, tuple(lines(text)), "text", encoding)


def lines(text: str) -> Iterator[Line]:
    """The lines of ``text`` that hold something."""
    gap = True
    last = 0
    for match in _LINE.finditer(text):
        between = text[last : match.start()]
        gap = gap or len(_LINE_END.findall(between)) > 1
        last = match.end()
        line = _line(text, match.start(), match.end(), gap)
        gap = line is None or (gap and line.text == "")
        if line is not None and line.text:
            yield line


def _line(text: str, start: int, end: int, gap: bool) -> Line | None:
    """The line at ``start:end``; None if it is blank or only a quotation's sign."""
    content = text[start:end]
    stripped = content.strip("\ufeff \t\u3000\xa0")
    if not stripped:
        return None
    indent = _columns(content[: len(content) - len(content.lstrip())])
    begin = start + content.index(stripped)
    finish = begin + len(stripped)
    depth = 0
    while quote := _QUOTE.match(text, begin, finish):
        begin, depth = quote.end(), depth + 1
    begin += len(text[begin:finish]) - len(text[begin:finish].lstrip())
    if begin >= finish:
        return None
    rest = text[begin:finish]
    if is_rule(rest):
        return Line(rest, range(begin, finish), "rule", gap=gap, depth=depth)
    if _TABLE.match(rest) and rest.count("|") > 2:
        return _table_row(rest, begin, gap)
    if heading := _HEADING.match(rest):
        return _marked(text, begin + heading.end(), finish, "heading", gap, 0, depth)
    if (item := _ITEM.match(rest)) and not rest.startswith("--"):
        return _marked(text, begin + item.end(), finish, "item", gap, indent, depth)
    return _marked(text, begin, finish, "quote" if depth else "text", gap, indent, depth)


def _columns(blank: str) -> int:
    return sum(2 if c == "\u3000" else 4 if c == "\t" else 1 for c in blank)


def _table_row(rest: str, begin: int, gap: bool) -> Line | None:
    if _TABLE_RULE.match(rest):
        return None
    cells = []
    at = 1
    for cell in re.split(r"(?<!\\)\|", rest.strip()[1:-1]):
        lead = len(cell) - len(cell.lstrip())
        cells.append((at + lead, at + max(lead, len(cell.rstrip()))))
        at += len(cell) + 1
    # the bars between cells become tabs, so that a cell is words and nothing else
    plain = re.sub(r"(?<!\\)\|", "\t", rest)
    return Line(plain, range(begin, begin + len(rest)), "row", gap=gap, cells=tuple(cells))


def _marked(
    text: str, begin: int, finish: int, kind: str, gap: bool, indent: int, depth: int
) -> Line:
    """The line with emphasis taken away and kept as marks."""
    out: list[str] = []
    at: list[int] = []
    marks: list[Mark] = []

    def copy(start: int, end: int) -> None:
        out.append(text[start:end])
        at.extend(range(start, end))

    def emphasis(start: int, end: int) -> None:
        position = start
        for match in _EMPHASIS.finditer(text, start, end):
            copy(position, match.start())
            name = next(n for n in "abcd" if match[n] is not None)
            first = len(at)
            emphasis(match.start(name), match.end(name))
            kinds = {"a": ("bold", "italic"), "b": ("bold",), "c": ("italic",), "d": ("italic",)}
            marks.extend(Mark(k, first, len(at)) for k in kinds[name])  # type: ignore[arg-type]
            position = match.end()
        copy(position, end)

    if "*" not in text[begin:finish] and "_" not in text[begin:finish]:
        line_text, line_at = text[begin:finish], range(begin, finish)
        if "[^" not in line_text:
            return Line(line_text, line_at, kind, (), gap, indent, depth)  # type: ignore[arg-type]
    emphasis(begin, finish)
    line_text = "".join(out)
    marks += [Mark("raised", m.start(), m.end()) for m in _FOOTNOTE.finditer(line_text)]
    return Line(line_text, tuple(at), kind, tuple(marks), gap, indent, depth)  # type: ignore[arg-type]
