"""Lines that are left as running text, joined to the paragraphs they were wrapped from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from calltools.language.quoting.block import Block, BlockKind
from calltools.transcripts.readers.document import Line

NUMBER = re.compile(
    r"\s*[（(【\[]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳])(?:\\?[)）】\]、．.:：]|\s)\s*(?=\D)"
)
"""The number of an item."""

_WRAPPED_AT = 100  # columns: a text whose longest line is longer has a paragraph a line
_FULL = 0.72  # of the longest line: a shorter one is a paragraph's last
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u201c\u201d\u2026]")


class Paragraphs:
    """The paragraphs of the lines that are not ``taken``, as blocks; of a row, its cells.

    A block's ``at`` gives places that :meth:`line_of` turns into line and offset.
    """

    def __init__(self, lines: Sequence[Line], taken: Sequence[bool]) -> None:
        self._starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
        self._lines = lines
        width = max((_columns(line.text) for line in lines if not line.cells), default=0)
        self._full = _FULL * width if width <= _WRAPPED_AT else None
        self.blocks: list[Block] = []
        self.wrapped: set[int] = set()
        """The lines that are one paragraph with the line above."""
        self.rows: dict[int, range] = {}
        """The blocks that are the cells of a line."""
        held: list[int] = []
        for i, line in enumerate(lines):
            if line.aside:
                continue
            if held and (taken[i] or not self._goes_on(held[-1], i)):
                self._add(held)
                held = []
            if taken[i] or line.kind in ("rule", "comment") or not line.text.strip():
                continue
            if line.cells:
                self._add_row(i)
            else:
                held.append(i)
        if held:
            self._add(held)

    def line_of(self, place: int) -> tuple[int, int]:
        """The line and the offset in it of a place."""
        line = bisect_right(self._starts, place) - 1
        return line, place - self._starts[line]

    def parts(self, block: Block, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The (line, start, end) that hold characters ``start`` to ``end`` of ``block``."""
        places = map(self.line_of, block.at[start:end])
        for line, group in groupby(places, key=lambda place: place[0]):
            offsets = [offset for _line, offset in group]
            yield line, offsets[0], offsets[-1] + 1

    def _goes_on(self, above: int, i: int) -> bool:
        """Whether line ``i`` is one paragraph with the line ``above``."""
        line, last = self._lines[i], self._lines[above]
        if self._full is None or line.gap or line.cells or line.kind not in ("text", "quote"):
            return False
        if (line.kind, line.depth) != (last.kind, last.depth):
            return False
        return _columns(last.text.strip()) >= self._full

    def _add(self, held: Sequence[int]) -> None:
        text, at = "", list[int]()
        self.wrapped.update(held[1:])
        for i in held:
            words, places = self._words(i, 0, len(self._lines[i].text))
            if text and not (_WIDE.match(text[-1]) or _WIDE.match(words[0])):
                text += " "
                at.append(at[-1] + 1)
            text += words
            at += places
        self.blocks.append(Block(_kind(self._lines[held[0]]), at[0], at[-1] + 1, text, at))

    def _add_row(self, i: int) -> None:
        first = len(self.blocks)
        for start, end in self._lines[i].cells:
            words, at = self._words(i, start, end)
            if words:
                self.blocks.append(Block("table_cell", at[0], at[-1] + 1, words, at))
        self.rows[i] = range(first, len(self.blocks))

    def _words(self, i: int, start: int, end: int) -> tuple[str, range]:
        """What of line ``i`` stands from ``start`` to ``end``, without blanks around, and where."""
        words = self._lines[i].text[start:end]
        begin = self._starts[i] + start + len(words) - len(words.lstrip())
        return words.strip(), range(begin, begin + len(words.strip()))


def _kind(line: Line) -> BlockKind:
    if line.kind == "heading":
        return "heading"
    numbered = line.kind == "item" or NUMBER.match(line.text)
    return "list_item" if numbered else "paragraph"


def _columns(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))
