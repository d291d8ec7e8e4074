"""Lines that are left as running text, joined to the paragraphs they were wrapped from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from calltools.language.quoting.block import Block, BlockKind
from calltools.transcripts.readers.document import Line

NUMBER = re.compile(
    r"\s*[（(【\[]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳])(?:\\?[)）】\]、．.:：]|\s)\s*(?=\D)"
)
"""The number of an item."""

_WRAPPED_AT = 100  # columns: a text whose longest line is longer has a paragraph a line
_FULL = 0.72  # of the longest line: a shorter one is a paragraph's last
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u201c\u201d\u2026]")
_ITEM = re.compile(r"\s*[（(]?\d{1,3}[)）、．.]\s*\S")
_ENDED = re.compile(r"[.!?。！？:：…)）\]］】][”’」』\"']*\s*$")


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
        self.rows: dict[int, range] = {}
        """The blocks that are the cells of a line."""
        held: list[int] = []
        for i, line in enumerate(lines):
            if line.kind == "furniture" or line.aside:
                continue
            if held and (taken[i] or not self._goes_on(held, i)):
                self._add(held)
                held = []
            if taken[i] or line.kind in ("rule", "comment") or not line.text.strip():
                continue
            if line.cells:
                self._add_row(i)
            else:
                held.append(i)
        self._add(held)

    def line_of(self, place: int) -> tuple[int, int]:
        """The line and the offset in it of a place."""
        line = bisect_right(self._starts, place) - 1
        return line, place - self._starts[line]

    def parts(self, block: Block, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The (line, start, end) that hold characters ``start`` to ``end`` of ``block``."""
        at = block.at[start:end]
        cuts = [
            i
            for i, (a, b) in enumerate(pairwise(at), 1)
            if self.line_of(a)[0] != self.line_of(b)[0]
        ]
        for first, last in pairwise([0, *cuts, len(at)]):
            if last > first:
                line, begin = self.line_of(at[first])
                yield line, begin, self.line_of(at[last - 1])[1] + 1

    def _goes_on(self, held: Sequence[int], i: int) -> bool:
        """Whether line ``i`` is one paragraph with the lines ``held``."""
        line, last = self._lines[i], self._lines[held[-1]]
        first_is_item = bool(_ITEM.match(self._lines[held[0]].text))
        if self._full is None or line.gap or line.kind != last.kind or line.cells:
            return False
        if line.kind not in ("text", "quote") or line.depth != last.depth:
            return False
        if _ITEM.match(line.text) and (_ENDED.search(last.text) or first_is_item):
            return False
        return _columns(last.text.strip()) >= self._full

    def _add(self, held: Sequence[int]) -> None:
        if not held:
            return
        text, at = "", list[int]()
        for i in held:
            line = self._lines[i]
            words = line.text.strip()
            begin = self._starts[i] + line.text.index(words)
            if text and not (_WIDE.match(text[-1]) or _WIDE.match(words[0])):
                text += " "
                at.append(at[-1] + 1)
            text += words
            at += range(begin, begin + len(words))
        self.blocks.append(Block(_kind(self._lines[held[0]]), at[0], at[-1] + 1, text, at))

    def _add_row(self, i: int) -> None:
        line, first = self._lines[i], len(self.blocks)
        for start, end in line.cells:
            words = line.text[start:end]
            if words.strip():
                start += len(words) - len(words.lstrip())
                at = range(self._starts[i] + start, self._starts[i] + start + len(words.strip()))
                self.blocks.append(Block("table_cell", at[0], at[-1] + 1, words.strip(), at))
        self.rows[i] = range(first, len(self.blocks))


def _kind(line: Line) -> BlockKind:
    if line.kind == "heading":
        return "heading"
    numbered = line.kind == "item" or NUMBER.match(line.text)
    return "list_item" if numbered else "paragraph"


def _columns(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))
