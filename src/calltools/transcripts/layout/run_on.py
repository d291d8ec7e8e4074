"""Turns printed one after another in one paragraph: 问：……答：……问：……"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from calltools.transcripts.layout.heads import COLONS
from calltools.transcripts.layout.vocabulary import header_field, role_by_name
from calltools.transcripts.model import UNKNOWN
from calltools.transcripts.readers.document import Line

_SPEAKERS = (None, "investigator", "respondent")
_NAME = r"[\u3400-\u9fff]{1,6}|[A-Z](?:[\w.]{0,14}(?: [A-Za-z][\w.]{1,14}){0,2})?"
_FIRST = re.compile(rf"\W*({_NAME})\s*[{COLONS}]")
_INNER = re.compile(rf"(?<=[。？！?!…”」』）).\]\s])({_NAME})\s*[{COLONS}](?=\s*[^\s\d])")


def run_on(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines cut before each label inside them, where they begin with one themselves.

    Only after a sentence's end, and only names of known roles or those that stand before a colon
    more than once in the document.
    """
    heads = Counter(match[1] for line in lines if (match := _FIRST.match(line.text)))
    heads.update(match[1] for line in lines for match in _INNER.finditer(line.text))
    for line in lines:
        cuts = _cuts(line, heads) if not line.timed and not line.cells else []
        starts = [0, *cuts]
        if not cuts:
            yield line
            continue
        for start, end in zip(starts, [*cuts, len(line.text)], strict=True):
            yield line.part(start, end, gap=line.gap and start == 0)


def _cuts(line: Line, heads: Mapping[str, int]) -> list[int]:
    first = _FIRST.match(line.text)
    if first is None or header_field(first[1]) not in _SPEAKERS:
        return []
    inner = [m for m in _INNER.finditer(line.text, first.end()) if _is_party(m[1], heads)]
    own = _is_party(first[1], heads) or heads[first[1]] > 1
    return [match.start() for match in inner] if own else []


def _is_party(name: str, heads: Mapping[str, int]) -> bool:
    if header_field(name) not in _SPEAKERS:
        return False
    return role_by_name(name) not in (None, UNKNOWN) or heads.get(name, 0) > 1
