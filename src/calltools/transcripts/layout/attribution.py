"""Words first, speaker after: “两周。”医生回答。  "Two weeks," said the nurse.  两周。（答）

Such a line is turned round, the speaker before the words; every character keeps its place in the
source, and a colon that nobody printed is marked as added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from calltools.transcripts.layout.heads import CLOSING, OPENING
from calltools.transcripts.layout.vocabulary import listed, role_by_name
from calltools.transcripts.readers.document import ADDED, Line, Mark

_ZH = re.compile(
    rf"([{OPENING}].+[{''.join(CLOSING.values())}])\s*([\u3400-\u9fff○]{{1,12}}?"
    rf"(?:{'|'.join(map(re.escape, listed('speech', 'verbs')))}))[。.]?$"
)
_SAID = "|".join(map(re.escape, listed("speech", "verbs_en")))
_EN = re.compile(
    rf"([{OPENING}].+[{''.join(CLOSING.values())}])\s*"
    rf"(?:(?P<name>[A-Za-z][\w.' ]{{1,30}}?) (?P<verb>{_SAID})"
    rf"|(?P<verb2>{_SAID}) (?P<name2>[A-Za-z][\w.' ]{{1,30}}?))[.]?$"
)
_TRAILING = re.compile(r"(.*\S)\s*([（(\[【]([^（）()\[\]【】]{1,16})[）)\]】])$")


def speaker_first(line: Line) -> Line:
    """The line with who said it before what was said; the line itself if it is no such line."""
    if line.timed or line.cells or line.text[:1] not in CLOSING:
        return line
    if match := _ZH.match(line.text):
        return _turned(line, [match.span(2)], match.span(1))
    if match := _EN.match(line.text):
        name, verb = ("name", "verb") if match["name"] else ("name2", "verb2")
        return _turned(line, [match.span(name), match.span(verb)], match.span(1))
    return line


def labels_first(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines whose label stands in brackets at the end, turned round; two parties are needed."""
    found = {i: m for i, line in enumerate(lines) if (m := _trailing(line))}
    if len({match[3] for match in found.values()}) < 2 or len(found) < 3:
        return lines
    return [
        _turned(line, [found[i].span(2)], found[i].span(1)) if i in found else line
        for i, line in enumerate(lines)
    ]


def _trailing(line: Line) -> re.Match[str] | None:
    if line.timed or line.cells or not (match := _TRAILING.match(line.text)):
        return None
    return match if role_by_name(match[3]) is not None else None


def _turned(line: Line, speaker: Sequence[tuple[int, int]], words: tuple[int, int]) -> Line:
    """``speaker`` parts with a space between, a colon, the words."""
    text = " ".join(line.text[a:b] for a, b in speaker) + ":"
    at: list[int] = []
    for a, b in speaker:
        at += [*line.at[a:b], ADDED]
    shift = len(text) - words[0]
    marks = tuple(
        Mark(m.kind, max(m.start, words[0]) + shift, min(m.end, words[1]) + shift)
        for m in line.marks
        if max(m.start, words[0]) < min(m.end, words[1])
    )
    at += line.at[slice(*words)]
    return replace(line, text=text + line.text[slice(*words)], at=tuple(at), marks=marks)
