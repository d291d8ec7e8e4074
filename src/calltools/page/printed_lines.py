"""The lines of a document as they are weighed: one turn a line, who speaks before what is said.

Some pages print turns one after another in a paragraph (问：……答：……) or the words before who says
them: “两周。”医生回答。  "Two weeks," said the nurse.  两周。（答）  Such lines are cut and turned;
every character keeps its place in the source, and a colon that nobody printed is marked as added.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from calltools.page.turn_heads import COLONS, OPENING, prefix
from calltools.transcripts.model import UNKNOWN
from calltools.transcripts.readers.document import Line, glued
from calltools.transcripts.readers.paragraphs import with_whole_brackets
from calltools.transcripts.vocabulary import CLOSING, fold, header_field, listed, role_by_name

_SPEAKERS = (None, "investigator", "respondent")
_NAME = r"[\u3400-\u9fff]{1,6}|[A-Z](?:[\w.]{0,14}(?: [A-Za-z][\w.]{1,14}){0,2})?"
_FIRST = re.compile(rf"\W*({_NAME})\s*[{COLONS}]")
_INNER = re.compile(rf"(?<=[。？！?!…”」』）).\]\s])({_NAME})\s*[{COLONS}](?=\s*[^\s\d])")
_DASHED = re.compile(r"(?<=\S)\s+([-–—－]\s?(?=[^\s\d]))")
_SURE = 3
"""A name that the document prints so often before a colon is a label inside a line, too."""

_QUOTED = rf"(?P<words>[{OPENING}].+[{''.join(CLOSING.values())}])\s*"
_SAID = "|".join(map(re.escape, listed("speech", "verbs_en")))
_SAID_ZH = "|".join(map(re.escape, listed("speech", "verbs")))
_NAME_EN = r"[A-Za-z][\w.' ]{1,30}?"
_WORDS_FIRST = tuple(
    re.compile(_QUOTED + behind)
    for behind in (
        rf"(?P<name>[\u3400-\u9fff○]{{1,12}}?(?:{_SAID_ZH}))[。.]?$",
        r"(?:——?|--?|–|－－?|―+)\s*(?P<name>[^\W\d_][^。！？!?.,，:：；;“”「」]{0,24})$",
        rf"(?P<name>{_NAME_EN}) (?P<verb>{_SAID})[.]?$",
        rf"(?P<verb>{_SAID}) (?P<name>{_NAME_EN})[.]?$",
    )
)
_BEHIND = re.compile(r"(?P<words>.*\S)\s*[（(\[【](?P<label>[^（）()\[\]【】]{1,40})[）)\]】]$")
_LONGEST, _LEAST = 16, 3
"""A label behind the words has at most so many characters, and so many lines have one where any
has."""


def printed_lines(lines: Iterable[Line], named: Collection[str] = ()) -> Iterator[Line]:
    """The lines, those with several turns cut before each; ``named`` are the keys of labels that a
    person named."""
    parts = run_on([line.compact() for line in with_whole_brackets(lines)])
    yield from labels_first([_speaker_first(part) for part in parts], named)


def cut_at(line: Line, places: Iterable[int]) -> Iterator[Line]:
    """The line cut at each of ``places``."""
    bounds = [0, *sorted(set(places)), len(line.text)]
    if len(bounds) == 2:
        yield line
        return
    for start, end in pairwise(bounds):
        yield line.part(start, end, gap=line.gap and start == 0)


def run_on(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines cut before each label inside them, and before each dash of a cue.

    Only after a sentence's end, and only names of known roles or those that stand before a colon
    more than once in the document.  A line that begins with no label itself is cut before a label
    that the document prints three times.
    """
    heads = Counter(match[1] for line in lines if (match := _FIRST.match(line.text)))
    heads.update(match[1] for line in lines for match in _INNER.finditer(line.text))
    for line in lines:
        if line.cells:
            yield line
        elif line.timed:
            yield from cut_at(line, (match.start(1) for match in _DASHED.finditer(line.text)))
        else:
            yield from cut_at(line, _labels_inside(line, heads))


def _labels_inside(line: Line, heads: Mapping[str, int]) -> list[int]:
    first = _FIRST.match(line.text)
    inner = [
        m for m in _INNER.finditer(line.text, first.end() if first else 0) if _is_party(m[1], heads)
    ]
    if first is not None and header_field(first[1]) in _SPEAKERS:
        cut = _is_party(first[1], heads) or heads[first[1]] > 1
    else:
        parties = {m[1] for m in inner}
        cut = len(parties) > 1 or any(heads[name] >= _SURE for name in parties)
    return [match.start() for match in inner] if cut else []


def _is_party(name: str, heads: Mapping[str, int]) -> bool:
    if header_field(name) not in _SPEAKERS:
        return False
    return role_by_name(name) not in (None, UNKNOWN) or heads.get(name, 0) > 1


def _speaker_first(line: Line) -> Line:
    """The line with who said it before what was said; the line itself if it is no such line."""
    if line.timed or line.cells or line.text[:1] not in CLOSING:
        return line
    for pattern in _WORDS_FIRST:
        if match := pattern.match(line.text):
            speaker = [match.span(part) for part in ("name", "verb") if part in match.groupdict()]
            return _turned(line, speaker, match.span("words"))
    return line


def labels_first(lines: Sequence[Line], named: Collection[str] = ()) -> list[Line]:
    """Lines whose label stands in brackets at the end, turned round; two parties are needed, but
    for labels (their keys) that a person ``named``."""
    behind = {
        i: match
        for i, line in enumerate(lines)
        if not (line.timed or line.cells) and (match := _BEHIND.match(line.text))
    }
    known = {
        i: match["label"]
        for i, match in behind.items()
        if len(match["label"]) <= _LONGEST and role_by_name(match["label"]) is not None
    }
    if len(set(known.values())) < 2 or len(known) < _LEAST:
        known = {}
    turned = list(lines)
    for i, match in behind.items():
        start, end = match.span("words")
        label, label_end = match.span("label")
        name = re.split("[,，]", match["label"])[0]
        if fold(name) in named:
            words = min(prefix(lines[i].text).end, end), end
            turned[i] = _turned(lines[i], [(label, label + len(name))], words)
        elif i in known:
            turned[i] = _turned(lines[i], [(label - 1, label_end + 1)], (start, end))
    return turned


def _turned(line: Line, speaker: Sequence[tuple[int, int]], words: tuple[int, int]) -> Line:
    """``speaker`` parts with a space between, a colon, the words."""
    pieces: list[Line | str] = []
    for start, end in speaker:
        pieces += [line.part(start, end), " "]
    return glued([*pieces[:-1], ":", line.part(*words)])
