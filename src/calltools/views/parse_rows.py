"""A parsed document as it was printed, row by row: each segment, with what it was read as."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise

from calltools.page.alike import ReadSegment
from calltools.page.parse import Parsed
from calltools.transcripts.model import Role
from calltools.transcripts.readers.document import ADDED, line_starts
from calltools.views.parse_kinds import BLANK, look_of

SPOKEN = frozenset(["speech", "label", "translation", "quote", "gloss", "stage_direction"])
"""Kinds that belong to a turn where they stand in one."""
_LEADING = frozenset(["label", "header", "legend", "number", "time", "quote"])
"""Kinds that may stand before the first turn of a call and belong to it, as ``_BETWEEN`` may that
stand among these."""
_BETWEEN = frozenset(["narration", "rule", "markup", ""])
_TRAILING = frozenset(["translation", "footnote", "stage_direction", "gloss", "quote"])
_FACTS_TOGETHER = 6
"""How many facts may be read from one place: a span of time is the time and the length."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text of one kind; ``facts`` are the anchors of the facts read here, ``begin`` of
    those whose first run it is."""

    text: str
    kind: str
    facts: tuple[str, ...] = ()
    begin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParseRow:
    """A segment, or what stands beside segments, as far as its line goes.

    ``number`` is that of the line, where it begins one; ``kind`` what most of it was taken for,
    empty for a blank one.  ``segment`` is the one that begins here, ``role`` whose words it is,
    ``call`` the position of the call in whose region it stands.
    """

    start: int
    number: int | None
    runs: tuple[TextRun, ...]
    kind: str
    role: Role | None
    segment: ReadSegment | None = None
    call: int | None = None

    @property
    def look(self) -> str:
        """Its classes."""
        return f"spoken role-{self.role}" if self.role else look_of(self.kind)

    @property
    def sizes(self) -> Counter[str]:
        """How many characters that can be seen each kind has."""
        return sizes_of(self.runs)


def sizes_of(runs: Iterable[TextRun]) -> Counter[str]:
    """How many characters that can be seen each kind has."""
    sizes: Counter[str] = Counter()
    for run in runs:
        if run.kind not in BLANK:
            sizes[run.kind] += sum(not char.isspace() for char in run.text)
    return +sizes


def rows_of(parsed: Parsed) -> list[ParseRow]:
    """The document whole, in order; of JSON the lines that are read."""
    cuts = _Cuts(parsed)
    stretches = _read_lines if parsed.document.format == "recogniser" else _text_rows
    segments = {one.start: one for one in parsed.segments}
    rows: list[ParseRow] = []
    inside: ReadSegment | None = None
    for number, start, runs in stretches(parsed, cuts):
        begins = segments.get(start)
        is_held = inside is not None and start < inside.end
        joined = tuple(_joined(runs))
        kind = next((kind for kind, _size in sizes_of(joined).most_common(1)), "")
        if begins or not (is_held or kind == "translation"):
            inside = begins
        spoken = any(run.kind in SPOKEN for run in joined)
        role = inside.role if inside and spoken else None
        rows.append(ParseRow(start, number, joined, kind, role, begins))
    return _in_calls(rows)


def _in_calls(rows: Sequence[ParseRow]) -> list[ParseRow]:
    """The rows with the calls in whose regions they are: from what heads its first turn to what
    belongs to its last."""
    spoken = [
        (i, row.segment.call) for i, row in enumerate(rows) if row.segment and row.role is not None
    ]
    kept = list(rows)
    after = 0
    for call, own in groupby(spoken, key=lambda pair: pair[1]):
        places = [i for i, _call in own]
        first, last = places[0], places[-1] + 1
        at = first
        while at > after and kept[at - 1].kind in _LEADING | _BETWEEN:
            at -= 1
            first = at if kept[at].kind in _LEADING else first
        at = last
        while at < len(kept) and (kept[at].role or kept[at].kind in _TRAILING | _BETWEEN):
            if kept[at].segment is not None and kept[at].role:
                break
            at += 1
            last = at if kept[at - 1].role or kept[at - 1].kind in _TRAILING else last
        kept[first:last] = [replace(row, call=call) for row in kept[first:last]]
        after = last
    return kept


_Stretch = tuple[int | None, int, Iterable[TextRun]]


def _text_rows(parsed: Parsed, cuts: _Cuts) -> Iterator[_Stretch]:
    text = parsed.document.text
    lines = line_starts(parsed.document)
    numbers = {start: number for number, start in enumerate(lines, start=1)}
    inner = chain.from_iterable((one.start, one.end) for one in parsed.segments)
    for start, end in pairwise([*sorted({*lines, *inner} - {len(text)}), len(text)]):
        last = start + len(text[start:end].rstrip("\r\n\x0c"))
        if start in numbers or text[start:last].strip():
            yield numbers.get(start), start, cuts.runs(start, last)


def _read_lines(parsed: Parsed, cuts: _Cuts) -> Iterator[_Stretch]:
    starts = line_starts(parsed.document)
    for line in parsed.document.lines:
        if place := line.place():
            placed = zip(line.text, line.offsets(), strict=True)
            runs = (TextRun(c, "space") if at == ADDED else cuts.run(c, at) for c, at in placed)
            yield bisect_right(starts, place[0]), place[0], runs


def _joined(runs: Iterable[TextRun]) -> Iterator[TextRun]:
    for (kind, facts), group in groupby(runs, key=lambda run: (run.kind, run.facts)):
        same = list(group)
        begin = tuple(fact for run in same for fact in run.begin)
        yield TextRun("".join(run.text for run in same), kind, facts, begin)


class _Cuts:
    """The document cut where kinds and facts begin and end."""

    def __init__(self, parsed: Parsed) -> None:
        self._text, self._pieces = parsed.document.text, parsed.pieces
        self._facts = sorted(
            (place.start, place.end, f"{number}-{name}")
            for number, call in enumerate(parsed.calls, start=1)
            for name, place in call.places.items()
        )
        edges = {0, len(self._text)}
        edges.update(piece.start for piece in parsed.pieces)
        edges.update(chain.from_iterable((start, end) for start, end, _name in self._facts))
        self._edges = sorted(edges)
        self._starts = [piece.start for piece in parsed.pieces]
        self._fact_starts = [start for start, _end, _name in self._facts]
        self._seen: set[str] = set()

    def runs(self, start: int, end: int) -> Iterator[TextRun]:
        """The runs of ``text[start:end]``."""
        first = bisect_right(self._edges, start)
        at = start
        while at < end:
            stop = min(self._edges[first], end)
            yield self.run(self._text[at:stop], at)
            at, first = stop, first + 1

    def run(self, text: str, at: int) -> TextRun:
        """``text``, which stands at the offset ``at``."""
        kind = self._pieces[bisect_right(self._starts, at) - 1].kind
        last = bisect_right(self._fact_starts, at)
        near = self._facts[max(0, last - _FACTS_TOGETHER) : last]
        facts = tuple(name for _start, end, name in near if at < end)
        begin = tuple(name for name in facts if name not in self._seen)
        self._seen.update(begin)
        return TextRun(text, kind, facts, begin)
