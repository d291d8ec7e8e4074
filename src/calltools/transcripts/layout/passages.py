"""The lines around a call as passages: wrapped lines joined, keys told from values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from calltools.transcripts.layout.keys import key_tells
from calltools.transcripts.layout.vocabulary import half_width
from calltools.transcripts.readers.document import ADDED, Line

Zone = Literal["before", "within", "after"]

_COLON = r"(?:(?<!\d)[:：︰]|[:：︰](?!\d))"
_KEY = re.compile(
    rf"(?:^|(?<=[\s|;；,，。(（【\[·]))([^\s:：︰|;；,，。()（）【】\[\]\d][^:：︰|;；,，。【】\n\t\d]{{0,30}}?)\s*{_COLON}\s*"
)
_COLUMNS = re.compile(r"\t+|[ \xa0]{2,}|　+")
_ENDS = re.compile(r"[。？！?!…”」』:：]\s*$|[.]\s*$")
_BEGINS_KEY = re.compile(rf"\s*[^\s:：]{{1,12}}(?: [^\s:：]{{1,12}}){{0,3}}\s*{_COLON}")
_WIDE = re.compile(r"[\u3400-\u9fff\uff00-\uff60。，、：；「」『』]")
_LONG = 56
"""Columns that a line has at least where it may be wrapped."""
_LONGEST = 4_000
"""Characters of a passage that are looked at, the last."""


@dataclass(frozen=True, slots=True)
class Key:
    """``text[start:end]`` of a passage is the value of the key ``name``."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A paragraph, heading or row; ``at`` are the offsets of a Line.  ``distance`` counts the
    passages between it and the call's first turn, ``headings`` those that are headings."""

    text: str
    at: Sequence[int]
    kind: str
    zone: Zone
    distance: int = 0
    headings: int = 0
    cells: tuple[tuple[int, int], ...] = ()
    keys: tuple[Key, ...] = field(default=())

    def key_of(self, start: int, end: int) -> Key | None:
        """The key whose value holds ``text[start:end]``."""
        return next((k for k in self.keys if k.start <= start and end <= k.end), None)


def passages(
    before: Sequence[Line],
    within: Sequence[Line],
    after: Sequence[Line],
    *,
    titles: Line | None = None,
) -> list[HeaderLine]:
    """The passages of a call's lines in order; ``titles`` of the columns may stand above them."""
    found: list[HeaderLine] = []
    heads = tuple(titles.text[a:b].strip() for a, b in titles.cells) if titles else ()
    zones: tuple[tuple[Zone, Sequence[Line]], ...] = (
        ("before", before),
        ("within", within),
        ("after", after),
    )
    for zone, lines in zones:
        for text, at, first in _joined(lines):
            cells = first.cells or _columns(text)
            if is_titles(text, cells):
                heads = tuple(text[a:b].strip() for a, b in cells)
            keys = _keys(text, cells, heads, is_row=bool(first.cells))
            found.append(HeaderLine(text, at, first.kind, zone, cells=cells, keys=tuple(keys)))
    return list(_placed(found))


def _placed(found: Sequence[HeaderLine]) -> Iterable[HeaderLine]:
    count = sum(p.zone == "before" for p in found)
    headings = 0
    placed: list[HeaderLine] = []
    for i in range(count - 1, -1, -1):
        placed.append(replace(found[i], distance=count - i, headings=headings))
        headings += found[i].kind == "heading"
    yield from reversed(placed)
    for i, passage in enumerate(found[count:]):
        yield replace(passage, distance=i)


def _joined(lines: Sequence[Line]) -> Iterable[tuple[str, Sequence[int], Line]]:
    """(text, offsets, first line) of lines that were wrapped, joined."""
    text, at, first, last = "", [], None, None
    for line in lines:
        if not line.text.strip() or line.kind == "rule":
            continue
        if last is not None and first is not None and _goes_on(last, line):
            wide = _WIDE.match(text[-1:]) and _WIDE.match(line.text[:1])
            text += ("" if wide else " ") + line.text
            at += [*([] if wide else [ADDED]), *line.offsets()]
        else:
            if first is not None:
                yield text[-_LONGEST:], at[-_LONGEST:], first
            text, at, first = line.text, line.offsets(), line
        last = line
    if first is not None:
        yield text[-_LONGEST:], at[-_LONGEST:], first


def _goes_on(last: Line, line: Line) -> bool:
    if line.gap or line.cells or last.cells or line.timed or line.kind != last.kind:
        return False
    if line.kind not in ("text", "quote", "item") or _ENDS.search(last.text):
        return False
    if len(_columns(last.text)) > 2 or len(_columns(line.text)) > 2:
        return False
    width = sum(2 if _WIDE.match(c) else 1 for c in last.text.rstrip())
    return width >= _LONG - 8 and not _BEGINS_KEY.match(line.text)


def is_titles(text: str, cells: Sequence[tuple[int, int]]) -> bool:
    """Whether a row names its columns: three at least, without a figure but its own number, two of
    them keys of facts."""
    words = [cell for a, b in cells if (cell := text[a:b].strip()) and not cell.isdecimal()]
    if len(words) < 3 or any(map(str.isdigit, "".join(words))):
        return False
    return sum(len(word) <= 30 and max(key_tells(word).values()) > 0.3 for word in words) > 1


def _alternate(text: str, cells: Sequence[tuple[int, int]]) -> bool:
    """Whether keys and values alternate in a row."""
    names = [text[a:b].strip() for a, b in cells[::2]]
    values = [text[a:b].strip() for a, b in cells[1::2]]
    return (
        len(names) == len(values)
        and all(values)
        and all(0 < len(name) <= 16 and not any(map(str.isdigit, name)) for name in names)
    )


def _columns(text: str) -> tuple[tuple[int, int], ...]:
    """The columns that tabs or runs of blanks make; none if there is but one."""
    cells, at = [], len(text) - len(text.lstrip())
    for gap in _COLUMNS.finditer(text, at):
        if gap.end() < len(text):
            cells.append((at, gap.start()))
            at = gap.end()
    return (*cells, (at, len(text))) if cells else ()


def _keys(
    text: str, cells: Sequence[tuple[int, int]], titles: Sequence[str], *, is_row: bool
) -> Iterable[Key]:
    plain = half_width(text)
    colons = False
    for part in cells if is_row and cells else ((0, len(text)),):
        marks = list(_KEY.finditer(plain, *part))
        ends = [*(m.start() for m in marks[1:]), part[1]]
        for mark, end in zip(marks, ends, strict=False):
            if plain[mark.end() : end].strip():
                colons = True
                yield Key(_COLUMNS.split(mark[1])[-1], mark.end(), end)
    if colons and not is_row:
        return
    if len(cells) > 2 and len(cells) == len(titles):
        for (start, end), title in zip(cells, titles, strict=True):
            if title and title != text[start:end].strip():
                yield Key(title, start, end)
    elif len(cells) == 2 or (is_row and _alternate(text, cells)):
        for (a, b), (start, end) in zip(cells[::2], cells[1::2], strict=False):
            name = text[a:b].strip(" \t:：")
            if 0 < len(name) <= 30 and not name[0].isdigit():
                yield Key(name, start, end)
