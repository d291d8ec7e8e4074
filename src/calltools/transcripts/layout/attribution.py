"""Words first, speaker after: “两周。”医生回答。  "Two weeks," said the nurse.  两周。（答）

Such a line is turned round, the speaker before the words; every character keeps its place in the
source, and a colon that nobody printed is marked as added.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from calltools.transcripts.layout.heads import CLOSING, OPENING, prefix
from calltools.transcripts.layout.vocabulary import fold, listed, role_by_name
from calltools.transcripts.readers.document import Line, glued

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
_BEHIND = re.compile(_TRAILING.pattern.replace("{1,16}", "{1,40}"))
_LEAST = 3
"""So many lines have their label behind them where any has."""


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


def labels_first(lines: Sequence[Line], named: Collection[str] = ()) -> Sequence[Line]:
    """Lines whose label stands in brackets at the end, turned round; two parties are needed, but
    for labels (their keys) that a person ``named``."""
    found = {i: (m.span(2), m.span(1)) for i, line in enumerate(lines) if (m := _trailing(line))}
    if len({lines[i].text[slice(*label)] for i, (label, _words) in found.items()}) < 2:
        found = {}
    if len(found) < _LEAST:
        found = {}
    for i, line in enumerate(lines) if named else ():
        if (match := _behind(line, _BEHIND)) and fold(
            name := re.split("[,，]", match[3])[0]
        ) in named:
            start = min(prefix(line.text).end, match.end(1))
            label = match.start(3), match.start(3) + len(name)
            found[i] = label, (start, match.end(1))
    return [_turned(line, [found[i][0]], found[i][1]) if i in found else line
            for i, line in enumerate(lines)]  # fmt: skip


def _behind(line: Line, pattern: re.Pattern[str]) -> re.Match[str] | None:
    return None if line.timed or line.cells else pattern.match(line.text)


def _trailing(line: Line) -> re.Match[str] | None:
    match = _behind(line, _TRAILING)
    return match if match and role_by_name(match[3]) is not None else None


def _turned(line: Line, speaker: Sequence[tuple[int, int]], words: tuple[int, int]) -> Line:
    """``speaker`` parts with a space between, a colon, the words."""
    pieces: list[Line | str] = []
    for a, b in speaker:
        pieces += [line.part(a, b), " "]
    return glued([*pieces[:-1], ":", line.part(*words)])
