"""Quotation marks: which open, which close, what stands between, over paragraphs too.

Positions are characters of ``Block.text``.  An apostrophe and a closing single mark are one
character, as are an opening and a closing straight mark: their neighbours tell them apart.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from calltools.language.quoting.block import Block

BLOCKQUOTE = "blockquote"

_CLOSERS = {
    "“": "”", "‘": "’", "「": "」", "『": "』", "«": "»", "‹": "›", "《": "》", "〈": "〉",
    "„": "“”", "〝": "〞〟", "｢": "｣", '"': '"', "'": "'", "＂": "＂",
}  # fmt: skip
_OPENERS_OF = {c: o for o, cs in _CLOSERS.items() if o != "„" for c in cs}
_MARKS = re.compile("[" + "".join(_CLOSERS) + "".join(_OPENERS_OF) + "]")
_SINGLE = re.compile(r"['‘’]")
_SENTENCE_END = re.compile(r"[.!?。！？…](?=\s|$)|[。！？]")
_TRAILING = re.compile(r"(?<![.…])[.,]$|[，。．｡､、]$")
_SIGNATURE = re.compile(
    r"(?:^|\s+|(?<=[。！？”」]))(?:——?|–|--)\s*[^.!?。！？—–]{1,4}[^!?。！？—–]{1,80}$"
)
LABEL = re.compile(r"\s*[^\s:：“”「」][^:：“”「」。，,!?！？]{0,28}[:：]\s*")
"""A name and a colon before the words of a turn."""
_NOT_WORD = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Marked:
    """What stands between marks: from ``start`` in block ``first`` to ``end`` in block ``last``.

    ``opened`` and ``closed`` are where the marks themselves begin and end (equal to ``start`` and
    ``end`` for block quotes).  ``depth`` is 0 for the outermost.
    """

    first: int
    start: int
    last: int
    end: int
    mark: str
    opened: int
    closed: int
    depth: int = 0

    def text(self, blocks: Sequence[Block]) -> str:
        """The words; paragraphs are parted by newlines, and their opening marks left out."""
        if self.first == self.last:
            return blocks[self.first].text[self.start : self.end]
        parts = [blocks[self.first].text[self.start :]]
        parts += [blocks[i].text for i in range(self.first + 1, self.last)]
        parts.append(blocks[self.last].text[: self.end])
        opener = self.mark[0] if self.mark != BLOCKQUOTE else ""
        return "\n".join([parts[0], *(part.lstrip().removeprefix(opener) for part in parts[1:])])


def find_marked(blocks: Sequence[Block]) -> list[Marked]:
    """Everything in quotation marks and all block quotes, in the order in which they open."""
    found = list(_between_marks(blocks))
    found += _block_quotes(blocks, found)
    trimmed = [t for m in found if (t := _trimmed(m, blocks)) is not None]
    return sorted(trimmed, key=lambda m: (m.first, m.opened, -m.last, -m.closed))


_DEEPEST = 40
"""Marks that wait for their closing one; of more, the first are not quotations of anything.  Nobody
nests more than three, and to look through all takes long where a file has thousands unclosed."""
_FARTHEST = 400
"""Single marks among which the one that closes is looked for."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A mark that waits for its closing one."""

    mark: str
    block: int
    position: int


def _between_marks(blocks: Sequence[Block]) -> Iterator[Marked]:
    carried: _Open | None = None
    for i, block in enumerate(blocks):
        here: list[Marked] = []
        stack: list[_Open] = [carried] if carried else []
        skip = _reopened_at(block.text, carried.mark) if carried else -1
        singles = _singles(block.text)
        for match in _MARKS.finditer(block.text):
            at, char = match.start(), match[0]
            if at == skip or singles.get(at) == "apostrophe":
                continue
            closes = _closes(char, at, block.text, stack, singles)
            if closes is not None:
                del stack[closes + 1 :]
                opener = stack.pop()
                start = opener.position + 1
                mark = opener.mark + char
                depth = len(stack)
                here.append(Marked(opener.block, start, i, at, mark, start - 1, at + 1, depth))
            elif _opens(char, at, block.text, singles):
                stack.append(_Open(char, i, at))
                del stack[:-_DEEPEST]
        carried = stack[0] if stack and _carries_on(blocks, i, stack[0].mark) else None
        yield from _with_unclosed(stack if carried is None else stack[1:], here, block.text)


def _closes(
    char: str, at: int, text: str, stack: Sequence[_Open], singles: dict[int, str]
) -> int | None:
    """The place in ``stack`` of the mark that ``char`` closes, if it closes one."""
    for i in range(len(stack) - 1, max(len(stack) - _DEEPEST, 0) - 1, -1):
        mark = stack[i].mark
        if char in _CLOSERS.get(mark, ""):
            if char == "'" and singles.get(at) == "opens":
                return None
            return None if char == '"' and _must_open(at, text) else i
        if char == mark == "“" and _looks_closing(at, text):  # both marks typed alike
            return i
        if char == mark == "”" or (mark == "»" and char == "«"):
            return i
    return None


def _opens(char: str, at: int, text: str, singles: dict[int, str]) -> bool:
    if char in "'‘’":
        return singles.get(at) == "opens"
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if char == '"' and before.isdigit() and not after.isalnum():  # inches
        return False
    if char in _CLOSERS:
        return True
    free = not before or before.isspace() or before in "：，。（(—"
    return char in "”»" and free and after not in ("", " ")


def _must_open(at: int, text: str) -> bool:
    """Whether a straight mark stands as only an opening one does: `` "word``."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (before.isspace() or before in "([—") and after.isalnum() and after.isascii()


def _looks_closing(at: int, text: str) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isspace() and (
        not after or after.isspace() or after in ",.;:!?)，。；：！？、）"
    )


def _singles(text: str) -> dict[int, str]:
    """For each single mark, whether it opens, closes or is an apostrophe."""
    roles = {m.start(): "apostrophe" for m in _SINGLE.finditer(text)}
    places = list(roles)
    for n, at in enumerate(places):
        if roles[at] != "apostrophe" or text[at] == "’" or not _may_open(at, text):
            continue
        end = _single_end(at, places[n + 1 : n + 1 + _FARTHEST], text)
        if end is not None and end - at > 2:
            roles[at], roles[end] = "opens", "closes"
    return roles


def _may_open(at: int, text: str) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not after or after.isspace():
        return False
    if re.match(r"\d0s\b", text[at + 1 : at + 4]):  # the '90s
        return False
    return text[at] == "‘" or not (before.isalnum() and before.isascii())


def _single_end(at: int, places: Sequence[int], text: str) -> int | None:
    """Where the single mark at ``at`` closes; a plural's apostrophe only for want of better."""
    want = "’" if text[at] == "‘" else "'"
    weak = None
    for place in places:
        if text[place] != want:
            if text[place] == text[at] and _may_open(place, text):
                break
            continue
        before, after = text[place - 1], text[place + 1 : place + 2]
        if before.isspace() or (after.isalnum() and after.isascii() and before.isascii()):
            continue
        if before == "s" and re.match(r" [a-z]", text[place + 1 : place + 3]):
            weak = place if weak is None else weak
        else:
            return place
    return weak


def _reopened_at(text: str, mark: str) -> int:
    """Where the paragraph repeats the mark of the one before it; -1 if it doesn't."""
    lead = len(text) - len(text.lstrip())
    return lead if text[lead : lead + 1] == mark else -1


def _carries_on(blocks: Sequence[Block], i: int, mark: str) -> bool:
    """Whether a quotation left open in block ``i`` goes on in the next: reopened, or closed there
    before anything opens."""
    if i + 1 == len(blocks) or blocks[i + 1].kind != blocks[i].kind or mark in "'‘":
        return False
    text = blocks[i + 1].text
    if _reopened_at(text, mark) >= 0:
        return True
    first = _MARKS.search(text)
    closers = _CLOSERS.get(mark, "")
    return bool(first) and first is not None and first[0] in closers and mark not in closers


def _with_unclosed(
    unclosed: Sequence[_Open], here: Sequence[Marked], text: str
) -> Iterator[Marked]:
    """The quotations of a block, and what follows the marks in it that nothing closes.

    That is the rest of the block; or a sentence, where more quotations follow, which then are not
    inside it.
    """
    positions = [left.position for left in unclosed]
    for m in here:
        yield replace(m, depth=max(m.depth - bisect(positions, m.opened), 0))
    begins = sorted([*positions, *(m.opened for m in here if m.first == m.last)])
    for left in unclosed:
        if left.mark in "'‘《〈":
            continue
        start, end = left.position + 1, len(text)
        following = bisect(begins, left.position)
        if following < len(begins):
            stop = _SENTENCE_END.search(text, start, begins[following])
            if stop is None:
                continue
            end = stop.end()
        mark = left.mark + _CLOSERS.get(left.mark, left.mark)[-1]
        yield Marked(left.block, start, left.block, end, mark, start - 1, end)


def _block_quotes(blocks: Sequence[Block], marked: Sequence[Marked]) -> Iterator[Marked]:
    """Neighbouring block quotes as one, unless marks stand around their words; the turns of a
    dialogue each on its own."""
    numbered = groupby(enumerate(blocks), key=lambda pair: pair[1].kind == BLOCKQUOTE)
    for is_quote, group in numbered:
        if not is_quote:
            continue
        places = [i for i, _block in group]
        if any(_around(m, places[0], places[-1], blocks) for m in marked):
            continue
        labels = [LABEL.match(blocks[i].text) for i in places]
        if len(places) > 1 and all(labels):
            for i, label in zip(places, labels, strict=True):
                start = label.end() if label else 0
                end = len(blocks[i].text)
                yield Marked(i, start, i, end, BLOCKQUOTE, start, end)
        else:
            last, end = _without_signature(places, blocks)
            yield Marked(places[0], 0, last, end, BLOCKQUOTE, 0, end)


def _without_signature(places: Sequence[int], blocks: Sequence[Block]) -> tuple[int, int]:
    """Where the words of a block quote end: before "— Dr. X, Hill Hospital"."""
    last = places[-1]
    signature = _SIGNATURE.search(blocks[last].text)
    if signature is None:
        return last, len(blocks[last].text)
    if signature.start() == 0 and len(places) > 1:
        return last - 1, len(blocks[last - 1].text)
    return last, signature.start() or len(blocks[last].text)


def _around(m: Marked, first: int, last: int, blocks: Sequence[Block]) -> bool:
    """Whether marks enclose nearly all of the words of the blocks."""
    if not first <= m.first <= m.last <= last or m.depth:
        return False
    whole = sum(len(blocks[i].text) for i in range(first, last + 1))
    return len(m.text(blocks)) > 0.7 * whole and not blocks[first].text[: m.opened].strip()


def _trimmed(m: Marked, blocks: Sequence[Block]) -> Marked | None:
    """Without blanks at the ends, nor the comma or full stop that the closing mark took in."""
    text = blocks[m.first].text
    start, end = m.start, m.end
    limit = m.end if m.first == m.last else len(text)
    while start < limit and text[start].isspace():
        start += 1
    last = blocks[m.last].text
    floor = start if m.first == m.last else 0
    words = last[floor:end].rstrip()
    if m.mark != BLOCKQUOTE and _TRAILING.search(words):
        words = words[:-1].rstrip()
    end = floor + len(words)
    if end <= floor or not _NOT_WORD.sub("", m.text(blocks)):
        return None
    return replace(m, start=start, end=end)
