"""Markdown's signs, and the residue of content systems, taken out of a line's words."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from calltools.transcripts.readers.document import Line, Mark, MarkKind

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
_ESCAPE = re.compile(r"\\(?=[!-)+-/:-@\[-^`{-~])")
_TEMPLATE = re.compile(r"\{[%{][^{}\n]{0,300}[%}]\}|\{[.#:][\w\s.#:=\"'-]{1,200}\}")
_SHORTCODE = re.compile(
    r"\[(?P<name>[a-z][\w-]{1,30})(?:\s+[\w-]{1,30}=(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|[^\s\]]{1,300}))+\s*/?\]"
    r"|\[/(?P<closed>[a-z][\w-]{1,30})\]|\[(?P<opened>[a-z][\w-]{1,30})\]"
)
_TAG = re.compile(
    r"</?(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,20})(?P<rest>(?:\s[^<>]{0,1000})?)/?>|<!--.{0,2000}?-->"
)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
_KNOWN_TAGS = frozenset(
    "p br div span b i em strong a h1 h2 h3 h4 h5 h6 blockquote table thead tbody tr td th ul ol "
    "li sup sub hr img font center small u s del ins mark figure figcaption section article "
    "header footer nav aside details summary dl dt dd pre code q cite abbr time iframe".split()
)
_IS_HTML = re.compile(
    r"(?i)</(?:p|div|span|b|i|em|strong|a|h[1-6]|blockquote|t[drh]|table|[uo]l|li|sup|font)>"
    r"|<br ?/?>"
)
_BLOCK = re.compile(
    r"(?i)\s*</?(?:p|div|h[1-6]|blockquote|table|thead|tbody|tr|t[dh]|[uo]l|li|dl|d[td]|hr|figure|"
    r"figcaption|section|article|header|footer|nav|aside|main|center|details|summary|script|style|"
    r"iframe|form|pre|address|fieldset)(?:[\s/>]|$)"
)

_Span = tuple[int, int]


class Markup:
    """What of a file's text is markup; told by the whole of it."""

    def __init__(self, text: str) -> None:
        self.html = bool(_IS_HTML.search(text))
        self._closed = frozenset(m["closed"] for m in _SHORTCODE.finditer(text) if m["closed"])
        self._closed_tags = (
            frozenset(re.findall(r"</([a-zA-Z][\w-]{0,20})>", text)) if self.html else frozenset()
        )

    def begins_block(self, row: str) -> bool:
        """Whether an HTML block begins with this row; it goes on to a blank row."""
        return self.html and bool(_BLOCK.match(row))

    def words(self, line: Line) -> Line:
        """The line without signs and tags: what they say is in its marks."""
        text = line.text
        if (
            "[" in text
            or "{" in text
            or "\\" in text
            or (self.html and ("<" in text or "&" in text))
        ):
            line = self._without_residue(line)
        line = emphasised(line)
        if "[^" in line.text:
            raised = (Mark("raised", m.start(), m.end()) for m in _FOOTNOTE.finditer(line.text))
            line = replace(line, marks=(*line.marks, *raised))
        return line

    def _without_residue(self, line: Line) -> Line:
        text, hidden = line.text, []
        for match in _LINK.finditer(text):
            if not match["image"]:
                hidden += [(match.start(), match.start("words")), (match.end("words"), match.end())]
            else:
                hidden.append(match.span())
        hidden += [m.span() for m in _ESCAPE.finditer(text)]
        hidden += [m.span() for m in _TEMPLATE.finditer(text)]
        hidden += [m.span() for m in _SHORTCODE.finditer(text) if self._is_shortcode(m)]
        raised: list[_Span] = []
        changed: dict[int, str] = {}
        if self.html:
            hidden += [m.span() for m in _TAG.finditer(text) if self._is_tag(m)]
            raised = [m.span(1) for m in re.finditer(r"(?i)<sup>([^<>]{1,40})</sup>", text)]
            for match in _REFERENCE.finditer(text):
                char = html.unescape(match[0])
                if len(char) == 1 and (char.isprintable() or char == "\xa0"):
                    changed[match.start()] = char
                    hidden.append((match.start() + 1, match.end()))
        marks = [Mark("raised", *span) for span in raised]
        text = "".join(changed.get(i, char) for i, char in enumerate(text))
        return replace(line, text=text, marks=(*line.marks, *marks)).without(hidden)

    def _is_shortcode(self, match: re.Match[str]) -> bool:
        return match["opened"] is None or match["opened"] in self._closed

    def _is_tag(self, match: re.Match[str]) -> bool:
        name = match["name"]
        if name is None or name.lower() in _KNOWN_TAGS or "=" in match["rest"]:
            return True
        return name in self._closed_tags


def emphasised(line: Line) -> Line:
    """The line with emphasis taken away and kept as marks; a row with cells as it is."""
    if line.cells or not ("*" in line.text or "_" in line.text):
        return line
    hidden: list[_Span] = []
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
