"""A report's blocks with the quoted words hidden, cut into sentences around the quotations.

What stands inside quotation marks says nothing about who speaks; it is hidden behind one sign a
character, so that positions stay; titles and terms behind another, once they are known.  Titles
in 《》 stay readable: they name newspapers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from calltools.language.normalise import simplify
from calltools.language.quoting.block import Block
from calltools.language.quoting.marks import BLOCKQUOTE, Marked

HIDDEN = "\ue000"
ASIDE = "\ue001"
TITLE_MARKS = frozenset(["《》", "〈〉"])

_STOP = re.compile(r"(?:[。！？!?]+|\.(?=[)）]?(?:\s|$)))[)）]?|\n")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|No|St|vs|pp?|cf|ed|etc|e\.g|i\.e|[A-Z]))$")
_TERMINAL = re.compile(r"[.!?。！？…]['’”」』]?$")
_PARTICLE = re.compile(r"(?<![名原编巨专论显卓译遗拙新合])著(?![名作者称述录书])")  # 寫著: 写着
_NEW = re.compile(r"\s+[^a-z\s]|\s*$")


@dataclass(frozen=True, slots=True)
class BlockSentence:
    """Characters ``start`` to ``end`` of block ``block``."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scene:
    """The blocks' texts with quotations hidden, as written and in simplified characters."""

    blocks: Sequence[Block]
    written: list[str]
    folded: list[str]
    sentences: list[list[BlockSentence]]

    def sentence_at(self, block: int, position: int) -> BlockSentence:
        """The sentence of ``block`` in which ``position`` lies."""
        found = self.sentences[block]
        return next((s for s in found if position < s.end), found[-1])

    def set_aside(self, m: Marked) -> None:
        """Count what stands between the marks no longer as a quotation, only as a word."""
        if m.depth or m.mark in TITLE_MARKS or m.first != m.last:
            return
        for texts in (self.written, self.folded):
            text = texts[m.first]
            aside = ASIDE * (m.closed - m.opened)
            texts[m.first] = text[: m.opened] + aside + text[m.closed :]


def scene_of(blocks: Sequence[Block], marked: Sequence[Marked]) -> Scene:
    """The scene in which the quotations ``marked`` stand."""
    written = [block.text for block in blocks]
    ends: list[list[int]] = [[] for _ in blocks]
    for m in marked:
        if m.depth or m.mark in TITLE_MARKS:
            continue
        for i in range(m.first, m.last + 1):
            start = m.opened if i == m.first else 0
            end = m.closed if i == m.last else len(written[i])
            written[i] = written[i][:start] + HIDDEN * (end - start) + written[i][end:]
        if m.mark != BLOCKQUOTE and _ends_sentence(m, blocks):
            ends[m.last].append(m.closed)
    return Scene(
        blocks,
        written,
        [fold(text) for text in written],
        [_sentences(i, text, ends[i]) for i, text in enumerate(written)],
    )


def fold(text: str) -> str:
    """``text`` in simplified characters, each where it was."""
    simple = _PARTICLE.sub("着", simplify(text))
    if len(simple) == len(text):
        return simple
    one_by_one = (one if len(one := simplify(c)) == 1 else c for c in text)
    return _PARTICLE.sub("着", "".join(one_by_one))


def _ends_sentence(m: Marked, blocks: Sequence[Block]) -> bool:
    """Whether a sentence ends with the quotation: by its last mark and by what follows it."""
    text = blocks[m.last].text
    if not _TERMINAL.search(text[m.start if m.first == m.last else 0 : m.closed - 1]):
        return False
    return bool(_NEW.match(text, m.closed)) or "\u2e80" <= text[m.closed] <= "\u9fff"


def _sentences(block: int, text: str, ends: Sequence[int]) -> list[BlockSentence]:
    stops = {m.end() for m in _STOP.finditer(text) if not _is_abbreviation(text, m)}
    start = 0
    found = []
    for stop in sorted(stops.union(ends, (len(text),))):
        if text[start:stop].strip() or stop == len(text):
            found.append(BlockSentence(block, start, stop))
            start = stop
    return found


def _is_abbreviation(text: str, stop: re.Match[str]) -> bool:
    return stop[0][0] == "." and bool(
        _ABBREVIATION.search(text, max(stop.start() - 6, 0), stop.start())
    )
