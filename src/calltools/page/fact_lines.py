"""In which lines the facts of a call may stand: above its first turn, among its turns, below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from calltools.page.drafts import CallDraft, FactLines, TurnDraft
from calltools.page.facts import FactKind, candidates, told_by_key
from calltools.page.institutions import blank, institutions
from calltools.page.keyed_passages import is_titles, passages
from calltools.page.outside_reasons import spoken_parts
from calltools.transcripts.readers.document import Line

_FOOTERS = 8
"""Lines below a call that may still be its own."""
_TOLD = 0.5  # likelier than not


def add_fact_lines(lines: Sequence[Line], calls: Sequence[CallDraft]) -> None:
    """Give each call the lines in which its facts may stand.

    What is printed between two calls may be of either, but for the lines of kinds that the
    document prints below its calls: those are the first one's.
    """
    below = _kinds_below(lines, calls)
    after = 0
    titles: Line | None = None
    for call, following in zip_longest(calls, calls[1:]):
        end = max(call.last, call.first + 1)
        until, own = len(lines), 0
        if following:
            until = max(following.first, end)
            own = _own_below(lines[end:until], below)
        first = after
        call.fact_lines = FactLines(
            tuple(lines[first : call.first]),
            tuple(_silent(lines[call.first : end], call.turns)),
            tuple(lines[end : end + own if own else until]),
            titles,
        )
        rows = (line for line in reversed(lines[after:end]) if line.cells)
        titles = next((row for row in rows if is_titles(row.text, row.cells)), titles)
        after = end + own


def _kinds_below(lines: Sequence[Line], calls: Sequence[CallDraft]) -> frozenset[FactKind]:
    """The kinds of facts, told by their keys, that a document of several calls prints below its
    last and not above its first."""
    if len(calls) < 2:
        return frozenset()
    last = max(calls[-1].last, calls[-1].first + 1)
    above = {kind for line in lines[: calls[0].first] for kind in _told(line)}
    below = {kind for line in lines[last : last + _FOOTERS] for kind in _told(line)}
    return frozenset(below - above)


def _own_below(between: Sequence[Line], below: frozenset[FactKind]) -> int:
    """How many of the lines between two calls are the first one's."""
    own = 0
    for i, line in enumerate(between[:_FOOTERS]):
        kinds = _told(line)
        if kinds and kinds <= below:
            own = i + 1
        elif institutions(line.text) or line.kind == "heading":
            break
    return own


def _told(line: Line) -> frozenset[FactKind]:
    """The kinds of facts that a line gives under a key of theirs; none where it names a hospital,
    with which a call begins."""
    if line.kind in ("rule", "heading") or institutions(line.text):
        return frozenset()
    found = passages(FactLines((line,)))
    return frozenset(
        one.kind for one in candidates(found) if told_by_key(one, found[one.at]) > _TOLD
    )


def _silent(lines: Sequence[Line], turns: Sequence[TurnDraft]) -> Iterator[Line]:
    """The lines with blanks for the words of turns."""
    said = spoken_parts(turns)
    for line in lines:
        yield replace(line, text=blank(line.text, said.get(id(line), ())))
