"""Rows of a paragraph: which row had no room for the next word, and the rows put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from calltools.transcripts.readers.document import Line, glued

_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]"
)
_SET_WIDE = re.compile(r"[“”‘’…—·]")
_FIRST_WORD = re.compile(
    r"[“‘「『（(《【]*(?:[\u2e80-\u9fff\uff00-\uff60][，。！？、；：”’」』）》】…—]*|[^\s\u2e80-\u9fff-]+-?)"
)
_BEGINS = re.compile(
    r"\d{1,3}[.、)）．:：]|[（(]\d{1,3}[)）]|[\u2460-\u24ff]|[-–—•·*●○■□◆◇►]\s|【|[QA][.:：]"
    r"|[^\s:：（(\[〔“‘「『\"][^:：。，,!?！？；;“”「」\"]{0,27}(?:[:：](?!\d)|(?<!\d)[:：])|[A-Z]{1,3}[.)]\s"
    r"|[^\s>＞]{1,12}[>＞]\s|\[\d"
)
_LOWER = re.compile(r"[a-z]")
_WHOLE = re.compile(r"[.!?。！？…:：;；”」』\"’'）)\]】~～—]\W*$")
_BRACKETS = {"[": "]", "（": "）", "(": ")"}
_OPEN = re.compile(r"([\[（(])[^\]）)]*$")
_JOINABLE = ("text", "quote", "item")
_LEAST_FULL = 3


def width(text: str) -> int:
    """How many columns ``text`` takes: an East Asian character takes two."""
    wide = len(_WIDE.findall(text))
    return len(text) + wide + (len(_SET_WIDE.findall(text)) if 3 * wide > len(text) else 0)


def first_word(text: str) -> str:
    """What of ``text`` can't be parted: a word, or a character with the marks that cling to it."""
    match = _FIRST_WORD.match(text)
    return match[0] if match else text[:1]


def begins(text: str) -> bool:
    """Whether ``text``, after a full row, looks like a beginning: a label, an item's sign."""
    return bool(_BEGINS.match(text)) and not _LOWER.match(text)


def whole(text: str) -> bool:
    """Whether ``text`` ends as a sentence or a quotation does."""
    return bool(_WHOLE.search(text))


def clearly_goes_on(before: str, after: str) -> bool:
    """Whether a sentence of the row ``before`` goes on in ``after``, by the look of both."""
    return not (whole(before) or after[:1].isupper() or begins(after))


def usual_right(ends: Iterable[float], within: float, least: int = _LEAST_FULL) -> float | None:
    """The right edge of running text: the furthest place near which so many rows end."""
    found = sorted(ends, reverse=True)
    for i in range(len(found) - least + 1):
        if found[i] - found[i + least - 1] <= within:
            return found[i]
    return None


def joined(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, the rows of a paragraph as one; furniture inside one stands after it."""
    held: list[Line] = []
    between: list[Line] = []
    for line in lines:
        if held and line.kind == "furniture":
            between.append(line)
            continue
        if held and _goes_on(held[-1], line):
            held.append(line)
            continue
        if held:
            yield in_one(held)
        yield from between
        held, between = [line], []
    if held:
        yield in_one(held)
    yield from between


def _goes_on(before: Line, line: Line) -> bool:
    if line.kind == before.kind == "text" and not line.gap and _closes(before.text, line.text):
        return not line.cells and not before.cells and line.depth == before.depth
    return (
        line.wraps
        and line.kind in _JOINABLE
        and before.kind in _JOINABLE
        and (line.kind != "item" or before.kind == "item")
        and line.depth == before.depth
        and line.row == before.row
        and (line.row is None or line.column == before.column)
        and line.aside == before.aside
        and not (line.start_ms is not None or line.cells or begins(line.text))
    )


def _closes(before: str, text: str) -> bool:
    """Whether a bracket that ``before`` leaves open is closed in ``text``."""
    opened = _OPEN.search(before)
    return opened is not None and _BRACKETS[opened[1]] in text


def in_one(lines: Sequence[Line]) -> Line:
    """The rows of one paragraph as a line, a blank between where a reader sees one."""
    pieces: list[Line | str] = [lines[0]]
    for before, line in pairwise(lines):
        if not _touch(before.text[-2:], line.text[:2]):
            pieces.append(" ")
        pieces.append(line)
    return glued(pieces) if len(lines) > 1 else lines[0]


def _touch(end: str, start: str) -> bool:
    """Whether no blank stands between two rows: where Chinese characters meet."""
    last, first = end[-1:], start[:1]
    met = [bool(_WIDE.match(c) or _SET_WIDE.match(c)) for c in (last, first)]
    return all(met) and bool(_WIDE.search(end) and _WIDE.search(start))
