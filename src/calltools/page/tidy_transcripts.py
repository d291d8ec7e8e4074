"""A transcript that leaves nothing to weigh: a few lines that name the hospital, then nothing but
turns under labels whose roles are known by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calltools.page.institutions import institutions
from calltools.page.legend import declarations
from calltools.page.quotation_cues import Ground
from calltools.page.segments import Option, Segment, Stream
from calltools.page.tagger import Tag
from calltools.page.turn_heads import COLONS, Head, prefix
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import (
    header_field,
    is_unknown,
    label_key,
    role_by_name,
)

_MOST_ABOVE = 8  # lines above the first turn; not measured
_LEAST_TURNS = 4  # fewer are left to the page model; not measured
_LONGEST_ABOVE = 80  # characters of a heading; not measured
_NAME = rf"([^\s{COLONS}【】\[\]*“”\"「」，。,.]{{1,12}})"
_LABEL = re.compile(rf"(?:[*【\[]*{_NAME}[】\]]?[{COLONS}][*\s]*|【{_NAME}】\s*)(?=\S)")
_ROLES = {INVESTIGATOR: "caller", HOSPITAL: "hospital"}
_SURE = (0.0, -9.0)  # log odds of the role named and of the others


def tidy_page(lines: Sequence[Line]) -> tuple[Stream, list[Tag]] | None:
    """The segments and tags of a tidy transcript; None of every other document."""
    rows = [(i, line) for i, line in enumerate(lines) if line.kind != "rule" and line.text.strip()]
    declared = declarations(lines)
    found = [None if i in declared else _turn(i, line) for i, line in rows]
    first = next((k for k, one in enumerate(found) if one is not None), len(found))
    turns = found[first:]
    if len(turns) < _LEAST_TURNS or first > _MOST_ABOVE or None in turns:
        return None
    if any(line.kind == "rule" for line in lines[rows[first][0] :]):
        return None
    above = [line.text for _i, line in rows[:first]]
    if any(len(text) > _LONGEST_ABOVE for text in above) or not any(map(institutions, above)):
        return None
    if len({role for one in turns if one for _option, role in [one]}) < len(_ROLES):
        return None
    by_line = {i: one for (i, _line), one in zip(rows, found, strict=True) if one is not None}
    segments, tags = [], []
    for i in range(len(lines)):
        option, role = by_line.get(i, (Option("outside", line=i), None))
        segments.append(Segment(i, (option,)))
        tags.append(_tag(option, role))
    return Stream(tuple(lines), tuple(segments), Ground((), "")), tags


def _turn(i: int, line: Line) -> tuple[Option, str] | None:
    """The turn that a line is under a label that tells its role."""
    if line.timed or line.cells or line.kind == "heading":
        return None
    before = prefix(line.text)
    match = _LABEL.match(line.text, before.end)
    if match is None:
        return None
    name = match[1] or match[2]
    if header_field(name) not in (None, "investigator", "respondent"):
        return None
    role = None if is_unknown(label_key(name)) else _ROLES.get(role_by_name(name) or UNKNOWN)
    if role is None:
        return None
    head = Head(name, *match.span(1 if match[1] else 2), match.end(), "colon", before)
    return Option("turn", head, match.end(), line=i), role


def _tag(option: Option, role: str | None) -> Tag:
    if role is None:
        return Tag(option, "outside", None, 1.0)
    sure, other = _SURE
    odds = (sure, other, other) if role == "caller" else (other, sure, other)
    return Tag(option, "turn", role, 1.0, odds, 1.0, (f"word of a {role}",))
