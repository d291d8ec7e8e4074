"""In which lines the facts of a call may stand: above its first turn, among its turns, below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from calltools.transcripts.layout.drafts import CallDraft, FactLines, TurnDraft
from calltools.transcripts.layout.facts import FactKind, blank, candidates, told_by_key
from calltools.transcripts.layout.institutions import institutions
from calltools.transcripts.layout.outside import spoken_parts
from calltools.transcripts.layout.passages import passages
from calltools.transcripts.readers.document import Line

_FOOTERS = 8
"""Lines below a call that may still be its own."""
_TOLD = 0.5


def add_fact_lines(lines: Sequence[Line], calls: Sequence[CallDraft]) -> None:
    """Give each call the lines in which its facts may stand.

    What is printed between two calls may be of either, but for the lines that are the first one's
    own: those that follow its last turn at once, above a blank line, and those of kinds that the
    document prints below its calls.
    """
    below = _kinds_below(lines, calls)
    after = 0
    titles: Line | None = None
    for k, call in enumerate(calls):
        end = max(call.last, call.first + 1)
        until = len(lines)
        if k + 1 < len(calls):
            told = calls[k + 1].begins
            until = max(calls[k + 1].first if told is None else told, end)
        own = _own_below(lines[end:until], below) if k + 1 < len(calls) else 0
        first = after if call.begins is None else call.begins
        call.fact_lines = FactLines(
            tuple(lines[first : call.first]),
            tuple(_silent(lines[call.first : end], call.turns)),
            tuple(lines[end : end + own if own else until]),
            titles,
        )
        named = (line for line in reversed(lines[after:end]) if _may_be_titles(line))
        titles = next(named, titles)
        after = end + own


def _kinds_below(lines: Sequence[Line], calls: Sequence[CallDraft]) -> frozenset[FactKind]:
    """The kinds of facts, told by their keys, that a document of several calls prints below its
    last and not above its first."""
    if len(calls) < 2:
        return frozenset()
    last = max(calls[-1].last, calls[-1].first + 1)
    above = {kind for line in lines[: calls[0].first] for kind in _told(line)}
    return frozenset(
        kind for line in lines[last : last + _FOOTERS] for kind in _told(line) if kind not in above
    )


def _own_below(between: Sequence[Line], below: frozenset[FactKind]) -> int:
    """How many of the lines between two calls are the first one's."""
    own = 0
    attached = any(line.gap for line in between)
    for i, line in enumerate(between[:_FOOTERS]):
        attached = attached and not line.gap
        told = _told(line)
        if told and (attached or told <= below):
            own = i + 1
        elif institutions(line.text) or line.kind == "heading":
            break
    return own


def _told(line: Line) -> frozenset[FactKind]:
    """The kinds of facts that a line gives under a key of theirs; none where it names a hospital,
    with which a call begins."""
    if line.kind in ("rule", "heading") or institutions(line.text):
        return frozenset()
    found = passages([line], (), ())
    return frozenset(
        one.kind for one in candidates(found) if told_by_key(one, found[one.at]) > _TOLD
    )


def _silent(lines: Sequence[Line], turns: Sequence[TurnDraft]) -> Iterator[Line]:
    """The lines with blanks for the words of turns."""
    said = spoken_parts(turns)
    for line in lines:
        yield replace(line, text=blank(line.text, said.get(id(line), ())))


def _may_be_titles(line: Line) -> bool:
    """Whether a row's cells are words alone, as titles of columns are."""
    cells = (line.text[a:b].strip() for a, b in line.cells)
    words = [cell for cell in cells if cell and not cell.isdecimal()]
    return len(words) > 2 and not any(map(str.isdigit, "".join(words)))
