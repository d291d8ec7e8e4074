"""From the printed characters of a turn to the words spoken.

Taken out: outer quotation marks, glosses and stage directions in brackets, marks of footnotes,
braces of a publishing system.  Joined: wrapped lines.  Every character keeps its kind, so that
what was taken out stays accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calltools.transcripts.layout.heads import CLOSING
from calltools.transcripts.layout.vocabulary import is_stage
from calltools.transcripts.readers.document import ADDED, Line
from calltools.transcripts.warnings import remark_in

SPEECH = "speech"
_BRACKETED = re.compile(
    r"\[[^\[\]]{0,600}\]|[（(][^（）()]{0,600}[）)]|〔[^〔〕]{0,600}〕|"
    r"【[^【】]{0,600}】|［[^［］]{0,600}］"
)
_CODE = re.compile(r"\{/?[a-z][\w-]{0,40}\}")
_RAISED = re.compile(
    r"[¹²³⁰⁴-⁹]+|[①-⑳]|(?<=[。？！」”』\"])\d{1,2}(?=\s*$)"  # 两周。1 at the end of a turn
)
_FOOTNOTE = re.compile(r"[\[〔［]\s*(?:\^|注|註|note )?\s*(\d{1,3}|[*†‡])\s*[\]〕］]")
_STAGE_ONLY = re.compile(r"\*([^*\n]{1,60})\*|<([a-z][^<>\n]{1,40})>|＜([^＜＞\n]{1,40})＞")
_WIDE = (
    r"\u2e80-\u303f\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
    r"\U00020000-\U0003ffff“”‘’…—"
)
_JOIN = re.compile(r"[ \t\u3000\xa0]*\n[ \t\u3000\xa0\n]*")
_HARD_SPACE = "\xa0"
_HOLE = "\x00"
_SPACES = re.compile(r"[ \t\u3000\xa0\u2000-\u200b\ufeff\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class TurnWords:
    """The words of a turn, what was among them, and the kind of every printed character:
    ``kinds`` are (offset in the document, kind)."""

    text: str
    printed: str
    glosses: tuple[str, ...]
    stage_directions: tuple[str, ...]
    footnotes: tuple[str, ...]
    kinds: tuple[tuple[int, str], ...]


def spoken(parts: Iterable[tuple[Line, int, int]]) -> TurnWords:
    """The words of the parts (line, start, end) that make up one turn."""
    chars: list[str] = []
    at: list[int] = []
    raised: set[int] = set()
    italic: list[tuple[int, int]] = []
    for line, start, end in parts:
        if chars:
            chars.append("\n")
            at.append(ADDED)
        shift = len(chars) - start
        for mark in line.marks:
            span = (max(mark.start, start) + shift, min(mark.end, end) + shift)
            if mark.kind == "raised":
                raised.update(range(*span))
            elif mark.kind == "italic" and span[0] < span[1]:
                italic.append(span)
        chars += line.text[start:end]
        at += line.offsets(start, end)
    text = "".join(chars)
    kinds, found = _kinds(text, raised, italic)
    _outer_quotes(text, kinds)
    return TurnWords(
        text=_tidy("".join(_kept(c, k, at_) for c, k, at_ in zip(text, kinds, at, strict=True))),
        printed=_tidy(
            "".join(
                c if k in (SPEECH, "gloss", "stage_direction") else "" if k == "quote" else _HOLE
                for c, k in zip(text, kinds, strict=True)
            )
        ),
        glosses=tuple(words for kind, words in found if kind == "gloss"),
        stage_directions=tuple(words for kind, words in found if kind == "stage_direction"),
        footnotes=tuple(words for kind, words in found if kind == "footnote"),
        kinds=tuple(
            (o, "space" if c == _HARD_SPACE else k)  # it may be written &nbsp;
            for o, k, c in zip(at, kinds, text, strict=True)
            if o != ADDED
        ),
    )


def _kept(char: str, kind: str, offset: int) -> str:
    if kind == SPEECH:
        return char
    return "" if kind == "quote" and offset != ADDED else _HOLE


def _kinds(
    text: str, raised: set[int], italic: Sequence[tuple[int, int]]
) -> tuple[list[str], list[tuple[str, str]]]:
    """The kind of each character, and (kind, words) of what is no speech, in order."""
    kinds = [SPEECH] * len(text)
    found: list[tuple[int, str, str]] = []

    def take(start: int, end: int, kind: str, words: str = "") -> None:
        if all(k == SPEECH for k in kinds[start:end]):
            kinds[start:end] = [kind] * (end - start)
            if words:
                found.append((start, kind, words))

    for match in _CODE.finditer(text):
        take(match.start(), match.end(), "markup")
    for match in _BRACKETED.finditer(text):
        kind, words = bracketed(match.group())
        if kind != SPEECH:
            take(match.start(), match.end(), kind, words)
    for match in _STAGE_ONLY.finditer(text):
        words = next(group for group in match.groups() if group)
        if is_stage(words):
            take(match.start(), match.end(), "stage_direction", words.strip())
    for start, end in italic:
        if is_stage(text[start:end]) and text[start:end].strip():
            take(start, end, "stage_direction", text[start:end].strip())
    for match in _RAISED.finditer(text):
        raised.update(range(match.start(), match.end()))
    for start, end in _stretches(raised):
        take(start, end, "footnote", _tidy(text[start:end]).strip("[]()"))
    return kinds, [(kind, words) for _at, kind, words in sorted(found)]


def bracketed(text: str) -> tuple[str, str]:
    """(kind, words) of a bracket: gloss, stage_direction or footnote; plain numbers are speech."""
    words = _tidy(text[1:-1])
    if match := _FOOTNOTE.fullmatch(text):
        return "footnote", match[1]
    if not words or (text[0] in "（(" and words.isdecimal()):
        return SPEECH, words
    if remark_in(text):
        return "flags", words
    return ("stage_direction" if is_stage(words) else "gloss"), words


def _stretches(indices: set[int]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for i in sorted(indices):
        if result and result[-1][1] == i:
            result[-1] = (result[-1][0], i + 1)
        else:
            result.append((i, i + 1))
    return result


def _outer_quotes(text: str, kinds: list[str]) -> None:
    """Mark the quotation marks around the whole.

    Of several paragraphs each may open anew, and what stands between two quotations may be an
    insertion or the end of a line; words outside of them mean that they are the speaker's own.
    """
    said = [i for i, k in enumerate(kinds) if k == SPEECH and not text[i].isspace()]
    if len(said) < 2 or text[said[0]] not in CLOSING:
        return
    opening, closing = text[said[0]], CLOSING[text[said[0]]]
    marks: list[int] = []
    depth, previous = 0, said[0]
    for i in said:
        char, fresh = text[i], "\n" in text[previous:i]
        if depth == 0:
            if char in "。." and i == said[-1]:
                break
            if char != opening or (marks and not (fresh or _is_cut(kinds, previous, i))):
                return
            marks.append(i)
            depth = 1
        elif char == opening and fresh:
            marks.append(i)
        elif char == closing:
            depth -= 1
            if depth == 0:
                marks.append(i)
        elif char == opening:
            depth += 1
        previous = i
    if depth == 0:
        for i in marks:
            kinds[i] = "quote"


def _is_cut(kinds: Sequence[str], start: int, end: int) -> bool:
    """Whether something that is no speech was taken out between."""
    return any(kind != SPEECH for kind in kinds[start:end])


def _tidy(text: str) -> str:
    """Wrapped lines joined, holes closed, runs of spaces as one, none at the ends."""
    text = re.sub(rf"(?<=[{_WIDE}])\xa0+(?=[{_WIDE}])", "", text)
    text = re.sub(rf"{_HOLE}+", _HOLE, text)
    text = re.sub(rf"^[\s{_HOLE}]+|[\s{_HOLE}]+$", "", text)
    text = re.sub(rf"\s*{_HOLE}\s*(?=[.,;:!?，。；：！？、）)])", "", text)
    text = re.sub(rf"\s+{_HOLE}\s*|{_HOLE}\s+", " ", text).replace(_HOLE, "")
    text = re.sub(rf"(?<=[{_WIDE}]){_JOIN.pattern}|{_JOIN.pattern}(?=[{_WIDE}])", "", text)
    text = _JOIN.sub(" ", text)
    return _SPACES.sub(" ", text).strip()


def tidy(text: str) -> str:
    """``text`` as one line: wrapped lines joined, runs of spaces as one."""
    return _tidy(text.replace(_HOLE, ""))
