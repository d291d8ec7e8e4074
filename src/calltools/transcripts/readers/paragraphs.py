"""Rows of a paragraph: what looks like a beginning, and the rows put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from calltools.transcripts.readers.document import Line, glued
from calltools.transcripts.width import is_wide

_SET_WIDE = frozenset("“”‘’…—·")
"""Signs that take two columns in Chinese and one in Latin letters."""
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
_OPEN = re.compile(r"([\[（(])[^\[（(\]）)]*$")
_CLOSING = {"[": "]", "（": "）", "(": ")"}
_HYPHENED = re.compile(r"[a-z]-$")


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


def is_hyphened(text: str) -> bool:
    """Whether a word is cut at the end of ``text``."""
    return bool(_HYPHENED.search(text))


def with_whole_brackets(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines, two as one where a bracket that the first leaves open is closed in the second."""
    whole: list[Line] = []
    for line in lines:
        if whole and _closes(whole[-1], line):
            whole[-1] = in_one([whole[-1], line])
        else:
            whole.append(line)
    return tuple(whole)


def _closes(before: Line, line: Line) -> bool:
    if before.kind != "text" or line.kind != "text" or line.gap or before.depth != line.depth:
        return False
    opened = _OPEN.search(before.text)
    return opened is not None and _CLOSING[opened[1]] in line.text


def in_one(lines: Sequence[Line], *, hyphens: bool = False) -> Line:
    """The rows of one paragraph as a line, a blank between where a reader sees one; ``hyphens`` of
    words that are cut at the end of a row are left out."""
    pieces: list[Line | str] = [lines[0]]
    for before, line in pairwise(lines):
        if hyphens and is_hyphened(before.text):
            pieces[-1] = before.part(0, len(before.text) - 1)
        elif not _touch(before.text[-2:], line.text[:2]):
            pieces.append(" ")
        pieces.append(line)
    return glued(pieces) if len(lines) > 1 else lines[0]


def _touch(end: str, start: str) -> bool:
    """Whether no blank stands between two rows: where Chinese characters meet, or a number."""
    met = [is_wide(char) or char in _SET_WIDE for char in (end[-1:], start[:1])]
    if all(met):
        return any(map(is_wide, end)) and any(map(is_wide, start))
    return any(met) and (end[-1:].isdecimal() or start[:1].isdecimal())
