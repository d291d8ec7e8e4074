"""Where the sentences of Chinese and English speech begin and end, and their clauses.

A sentence ends with a stop, a question or exclamation mark (and the closing marks after it), or
with the line.  What recognisers write without punctuation is cut behind the particles that end
Chinese questions and guesses; a long sentence at a comma or, in Chinese, a space.  A clause ends
with its sentence, at a comma, colon, semicolon or dash, and in Chinese at a pause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Language = Literal["zh", "en"]
SpanUnit = Literal["sentence", "clause"]

_MARKS = re.compile(r"[，。！？；：、,.!?;…]")
_PARTICLE = re.compile(r"[吗嗎呢吧](?=.)")
_CLOSERS = "”’\"'」』）)]】〉》"
_LINE = re.compile(r"\S[^\n\r\u2028\u2029]*")

_END_ZH = re.compile(
    rf"""(?: [。！？｡!?]+ (?:…+|\.{{2,}})?            # "？！", "吗？……"
          | (?<![0-9A-Za-z.]) \. (?![0-9.])        # a full stop typed as a point
          | (?<=[0-9A-Za-z]) \. (?=\s|$)
         ) [{re.escape(_CLOSERS)}]*""",
    re.VERBOSE,
)
_END_EN = re.compile(rf"(?:[.?!。！？]+|…+[?!]*)[{re.escape(_CLOSERS)}]*(?=\s|$)|[。！？]+")

# Abbreviations a name or figure follows, and those that a sentence may end with.
_BEFORE_NAME = frozenset(
    "dr mr mrs ms prof assoc asst st sr jr hon rev gen col capt lt sgt dept univ hosp mt "
    "fig vol pp vs ca approx cf viz e.g i.e tel ext".split()
)
_BEFORE_NUMBER = frozenset("no nos p pp ch sec art para".split())
_MAY_END = frozenset(
    "a.m p.m etc inc ltd co corp u.s u.k p.r.c ph.d m.d "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_LAST_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|\.(?=[^\W\d_]))*$")

_CLAUSE_END = re.compile(
    rf"(?:[;；、!?！？。…—–]|--|[,，:：](?![0-9])|(?<![0-9])[,:]|(?<=\s)-(?=\s))+[{re.escape(_CLOSERS)}]*"
    r"|(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff])"
)
_LONG = {"zh": 48, "en": 240}
_SOFT_END = {"zh": re.compile(r"[，,；;：:]+|(?<=\S) +"), "en": re.compile(r"[,;:]+(?=\s)")}


def spans(text: str, language: Language, unit: SpanUnit = "sentence") -> list[tuple[int, int]]:
    """The sentences of ``text``, or their clauses, as (start, end), in order.

    They do not overlap, begin and end with a character that is not a space, and leave none out.
    """
    sentences = [span for line in _LINE.finditer(text) for span in _sentences(line, language)]
    if unit == "sentence":
        return sentences
    return [clause for sentence in sentences for clause in _clauses(text, *sentence)]


def _sentences(line: re.Match[str], language: Language) -> Iterator[tuple[int, int]]:
    start, last, text = line.start(), line.end(), line.string[: line.end()]
    if language == "en":
        ends = [m.end() for m in _END_EN.finditer(text, start) if not _goes_on(text, start, m)]
    else:
        pattern = _END_ZH if _MARKS.search(line.string) else _PARTICLE
        ends = [match.end() for match in pattern.finditer(text, start)]
    for end in (*ends, last):
        yield from _cut(text, start, end, language)
        start = max(start, end)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE_END.finditer(text, start, end):
        if match.end() < end:
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """``text[start:end]`` without the space around it, if there is more."""
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the sentence goes on after this mark: an abbreviation, an initial, a pause."""
    mark = match.group()
    follows = text[match.end() :].lstrip(" \t\"'“‘([")
    if not follows or mark[0] not in ".…":
        return False
    if mark.startswith(("..", "…")):
        return not follows[0].isupper()
    word = _LAST_WORD.search(text, start, match.start())
    last = word.group().casefold() if word and mark == "." else ""
    if last in _BEFORE_NAME:
        return True
    if last in _BEFORE_NUMBER:
        return follows[0].isdecimal()
    initial = len(last) == 1 and text[match.start() - 1].isupper() and last != "i"
    if initial and follows[0].isupper():
        # "J. Smith", but "type O. It is": an initial stands before a name and behind one or none.
        before = text[start : match.start() - 1].split()
        return not before or before[-1][0].isupper()
    return follows[0].islower() or (last in _MAY_END and not follows[0].isupper())


def _cut(text: str, start: int, end: int, language: Language) -> Iterator[tuple[int, int]]:
    """``text[start:end]`` in pieces that are not too long."""
    longest = _LONG[language]
    for first, last in _trimmed(text, start, end):
        cuts = (m.end() for m in _SOFT_END[language].finditer(text, first, last))
        fair = (c for c in cuts if c - first >= longest // 2 and last - c >= longest // 4)
        cut = next(fair, last) if last - first > longest else last
        yield from _trimmed(text, first, cut)
        if cut < last:
            yield from _cut(text, cut, last, language)
