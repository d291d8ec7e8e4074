"""A parsed document as it was printed, row by row: each segment, with what it was read as."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise

from calltools.page.parse import Parsed
from calltools.page.similar_segments import ReadSegment
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
    ``call`` the position of the call in whose region it stands.  ``tells``: its kind is another
    than above; ``doubts`` are what is to be looked at.
    """

    start: int
    number: int | None
    runs: tuple[TextRun, ...]
    kind: str
    role: Role | None
    segment: ReadSegment | None = None
    call: int | None = None
    tells: bool = False
    doubts: Sequence[str] = ()

    @property
    def look(self) -> str:
        """Its classes."""
        return f"spoken role-{self.role}" if self.role else look_of(self.kind)

    def says_of(self, call: int | None) -> bool:
        """Whether it says a fact of a call."""
        number = f"{(call or 0) + 1}-"
        return any(fact.startswith(number) for run in self.runs for fact in run.facts)

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
    segments = sorted(parsed.segments, key=lambda one: (one.start, -one.end))
    starts = [one.start for one in segments]
    rows: list[ParseRow] = []
    inside: ReadSegment | None = None
    for number, start, end, runs in stretches(parsed, cuts):
        last = bisect_left(starts, end) - 1
        begins = segments[last] if last >= 0 and starts[last] >= start else None
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
    """The rows with the calls in whose regions they are: from what heads its first turn, or says a
    fact of it, to what belongs to its last."""
    spoken = [(i, row.segment.call) for i, row in enumerate(rows) if row.segment and row.role]
    taken = {i for i, _call in spoken}
    kept = list(rows)
    after = 0
    for call, own in groupby(spoken, key=lambda pair: pair[1]):
        places = [i for i, _call in own]
        at = first = places[0]
        while at > after and kept[at - 1].kind in _LEADING | _BETWEEN:
            at -= 1
            first = at if kept[at].kind in _LEADING else first
        first = next((i for i in range(after, first) if kept[i].says_of(call)), first)
        at = last = places[-1] + 1
        while at < len(kept) and at not in taken and kept[at].kind in _TRAILING | _BETWEEN:
            at += 1
            last = at if kept[at - 1].kind in _TRAILING else last
        kept[first:last] = [replace(row, call=call) for row in kept[first:last]]
        after = last
    told: tuple[object, ...] = ()
    for i, row in enumerate(kept):
        what = (row.kind, row.role, row.call)
        if row.kind and what != told:
            kept[i], told = replace(row, tells=row.role is None), what
    return kept


_Stretch = tuple[int | None, int, int, Iterable[TextRun]]
"""The number of a line where it begins one, start and end, and what it is made of."""


def _text_rows(parsed: Parsed, cuts: _Cuts) -> Iterator[_Stretch]:
    """The lines, cut where segments begin and end; signs alone stay with the words beside them."""
    text = parsed.document.text
    lines = line_starts(parsed.document)
    inner = sorted(set(chain.from_iterable((one.start, one.end) for one in parsed.segments)))
    for number, (line, after) in enumerate(pairwise([*lines, len(text)]), start=1):
        last = line + len(text[line:after].rstrip("\r\n\x0c"))
        edges = [line]
        for edge in inner[bisect_right(inner, line) : bisect_left(inner, last)]:
            if _has_words(text[edges[-1] : edge]) and _has_words(text[edge:last]):
                edges.append(edge)
        for start, end in pairwise([*edges, last]):
            yield number if start == line else None, start, end, cuts.runs(start, end)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _read_lines(parsed: Parsed, cuts: _Cuts) -> Iterator[_Stretch]:
    starts = line_starts(parsed.document)
    for line in parsed.document.lines:
        if place := line.place():
            placed = zip(line.text, line.offsets(), strict=True)
            runs = (TextRun(c, "space") if at == ADDED else cuts.run(c, at) for c, at in placed)
            yield bisect_right(starts, place[0]), place[0], place[0] + 1, runs


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
