"""Turns printed one after another in one paragraph: 问：……答：……问：……"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.transcripts.layout.heads import COLONS
from calltools.transcripts.layout.vocabulary import header_field, role_by_name
from calltools.transcripts.model import UNKNOWN
from calltools.transcripts.readers.document import Line

_NAME = r"[\u3400-\u9fff]{1,6}|[A-Z](?:[\w.]{0,14}(?: [A-Za-z][\w.]{1,14}){0,2})?"
_FIRST = re.compile(rf"\W*({_NAME})\s*[{COLONS}]")
_INNER = re.compile(rf"(?<=[。？！?!…”」』）).\]\s])({_NAME})\s*[{COLONS}](?=\s*[^\s\d])")


def run_on(line: Line) -> Iterator[Line]:
    """The line cut before each label inside it, if it begins with one itself.

    Only names of known roles count, and only after a sentence's end.
    """
    cuts = _cuts(line) if not line.timed and not line.cells else []
    starts = [0, *cuts]
    if not cuts:
        yield line
        return
    for start, end in zip(starts, [*cuts, len(line.text)], strict=True):
        yield line.part(start, end, gap=line.gap and start == 0)


def _cuts(line: Line) -> list[int]:
    first = _FIRST.match(line.text)
    if first is None or not _is_party(first[1]):
        return []
    names = {first[1]}
    cuts = []
    for match in _INNER.finditer(line.text, first.end()):
        if _is_party(match[1]):
            names.add(match[1])
            cuts.append(match.start())
    return cuts if len(names) > 1 else []


def _is_party(name: str) -> bool:
    key = header_field(name)
    told = role_by_name(name)
    return told not in (None, UNKNOWN) and key in (None, "investigator", "respondent")
