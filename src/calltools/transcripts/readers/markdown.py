"""Markdown's signs, and the tags among them, taken out of a line's words."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from calltools.transcripts.readers.document import Line, Mark, MarkKind
from calltools.transcripts.readers.html import BLOCKS

_EMPHASIS = re.compile(
    r"(?P<three>\*\*\*)(?=\S)(?P<a>.{1,400}?)(?<=\S)\*\*\*"
    r"|(?P<two>\*\*|__)(?=\S)(?P<b>.{1,400}?)(?<=\S)(?P=two)"
    r"|(?<![\w*])\*(?=[^\s*])(?P<c>[^*]{1,400}?)(?<=[^\s*])\*(?![\w*])"
    r"|(?<!\w)_(?=[^\s_])(?P<d>[^_]{1,400}?)(?<=[^\s_])_(?!\w)"
)
_KINDS: dict[str, tuple[MarkKind, ...]] = {
    "a": ("bold", "italic"), "b": ("bold",), "c": ("italic",), "d": ("italic",),
}  # fmt: skip
_FOOTNOTE = re.compile(r"\[\^(\w{1,8})\](?!:)")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<words>[^\[\]\n]{0,300})\]\([^()\s]{0,600}(?:\s\"[^\"\n]{0,300}\")?\)"
)
_SIGN = re.compile(
    r"\\(?=[!-)+-/:-@\[-^`{-~])"
    r"|\[(?:/[a-z][\w-]{1,30}|[a-z][\w-]{1,30}\s+[\w-]{1,30}=[^\[\]\n]{1,600})\s*/?\]"
)
"""The sign of escaping, and the shortcodes of content systems."""
_TAG = re.compile(r"</?([a-zA-Z][\w-]{0,20})(\s[^<>]{0,1000})?/?>|<!--.{0,2000}?-->")
_RAISED = re.compile(r"(?i)<sup>([^<>]{1,40})</sup>")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
_NO_CHARACTER = "\ufffd"
"""What stands for a reference to no character, which is left as it is written."""
_NEVER_CLOSED = frozenset(["br", "hr", "img", "li", "p"])
_IS_HTML = re.compile(
    r"(?i)</(?:p|div|span|b|i|em|strong|a|h[1-6]|blockquote|t[drh]|table|[uo]l|li|sup|font)>"
    r"|<br ?/?>"
)
_BLOCK = re.compile(
    rf"(?i)\s*</?(?:{'|'.join(sorted(BLOCKS | {'script', 'style', 'iframe'}))})(?:[\s/>]|$)"
)


class Markup:
    """What of a file's text is markup; told by the whole of it."""

    def __init__(self, text: str) -> None:
        self.html = bool(_IS_HTML.search(text))
        self._closed = frozenset(re.findall(r"</([a-zA-Z][\w-]{0,30})>", text))

    def begins_block(self, row: str) -> bool:
        """Whether an HTML block begins with this row; it goes on to a blank row."""
        return self.html and bool(_BLOCK.match(row))

    def words(self, line: Line) -> Line:
        """The line without signs and tags: what they say is in its marks."""
        hidden = [sign.span() for sign in _SIGN.finditer(line.text)]
        for link in _LINK.finditer(line.text):
            words = (link.end(), link.end()) if link["image"] else link.span("words")
            hidden += [(link.start(), words[0]), (words[1], link.end())]
        chars = list(line.text)
        raised: list[Mark] = []
        if self.html:
            hidden += [tag.span() for tag in _TAG.finditer(line.text) if self._is_tag(tag)]
            raised = [Mark("raised", *tag.span(1)) for tag in _RAISED.finditer(line.text)]
            for reference in _REFERENCE.finditer(line.text):
                char = html.unescape(reference[0])
                shown = char == "\xa0" or (char.isprintable() and char != _NO_CHARACTER)
                if len(char) == 1 and shown:
                    chars[reference.start()] = char
                    hidden.append((reference.start() + 1, reference.end()))
        if hidden:
            line = replace(line, text="".join(chars), marks=(*line.marks, *raised)).without(hidden)
        line = emphasised(line)
        notes = (Mark("raised", *note.span()) for note in _FOOTNOTE.finditer(line.text))
        return replace(line, marks=(*line.marks, *notes))

    def _is_tag(self, tag: re.Match[str]) -> bool:
        """Whether it is a comment, has attributes, or is closed where it has to be."""
        name, rest = tag[1], tag[2] or ""
        return name is None or name.lower() in _NEVER_CLOSED or name in self._closed or "=" in rest


def emphasised(line: Line) -> Line:
    """The line with emphasis taken away and kept as marks; a row with cells as it is."""
    if line.cells or not ("*" in line.text or "_" in line.text):
        return line
    hidden: list[tuple[int, int]] = []
    marks: list[Mark] = []

    def emphasis(start: int, end: int) -> None:
        for match in _EMPHASIS.finditer(line.text, start, end):
            name = next(n for n in "abcd" if match[n] is not None)
            hidden.extend(((match.start(), match.start(name)), (match.end(name), match.end())))
            marks.extend(Mark(kind, *match.span(name)) for kind in _KINDS[name])
            emphasis(*match.span(name))

    emphasis(0, len(line.text))
    if not hidden:
        return line
    return replace(line, marks=(*line.marks, *marks)).without(hidden)
