"""A parsed document as it was printed: its lines, each piece with what it was taken for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from calltools.page.parse import Parsed
from calltools.transcripts.model import Role, Transcript
from calltools.transcripts.readers.document import ADDED, line_starts

SPOKEN = frozenset(["speech", "label", "translation", "quote", "gloss", "stage_direction"])
"""Kinds that belong to a turn where they stand in one."""
BLANK = frozenset(["space", "punctuation"])
_FACTS_TOGETHER = 6
"""How many facts may be read from one place: a span of time is the time and the length."""
_LEADING = frozenset(["label", "header", "legend", "number", "time", "rule", "narration", "quote"])
"""Kinds that may stand before the first turn of a call and belong to it."""
_TRAILING = frozenset(["translation", "footnote", "stage_direction", "gloss", "quote"])


@dataclass(frozen=True, slots=True)
class PrintedPiece:
    """``text`` was taken for ``kind``; ``turn`` is the number of the turn that it belongs to, among
    all of the document, ``facts`` the names of the facts that were read here, with their call."""

    text: str
    kind: str
    turn: int | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as people count them; ``call`` is the position of the call in whose region it is."""

    number: int
    pieces: tuple[PrintedPiece, ...]
    call: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedTurn:
    """A turn's place in the document: which call, and where its words begin and end."""

    start: int
    end: int
    call: int
    index: int


def placed_turns(calls: Sequence[Transcript]) -> list[PlacedTurn]:
    """All turns that have a place, in order of the document."""
    return sorted(
        (
            PlacedTurn(turn.places[0].start, turn.places[-1].end, number, index)
            for number, call in enumerate(calls)
            for index, turn in enumerate(call.turns)
            if turn.places
        ),
        key=lambda placed: placed.start,
    )


def printed_lines(parsed: Parsed, turns: Sequence[PlacedTurn]) -> list[PrintedLine]:
    """The document's lines in order.

    Of JSON they are the lines that are read, of everything else the text itself, whole.
    """
    cuts = _Cuts(parsed, turns)
    regions = list(_regions(parsed, turns))
    lines = _read_lines if parsed.document.format == "recogniser" else _text_lines
    found = []
    for number, start, pieces in lines(parsed, cuts):
        call = next((call for first, last, call in regions if first <= start < last), None)
        found.append(PrintedLine(number, tuple(_joined(pieces)), call))
    return found


def _text_lines(parsed: Parsed, cuts: _Cuts) -> Iterator[tuple[int, int, Iterable[PrintedPiece]]]:
    text = parsed.document.text
    starts = line_starts(parsed.document)
    for number, (start, end) in enumerate(pairwise([*starts, len(text)]), start=1):
        last = start + len(text[start:end].rstrip("\r\n\x0c"))
        yield number, start, cuts.pieces(start, last)


def _read_lines(parsed: Parsed, cuts: _Cuts) -> Iterator[tuple[int, int, Iterable[PrintedPiece]]]:
    document = parsed.document
    starts = line_starts(document)
    for line in document.lines:
        place = line.place()
        if place is None:
            continue
        pieces = (
            PrintedPiece(char, "space") if at == ADDED else cuts.piece(char, at)
            for char, at in zip(line.text, line.offsets(), strict=True)
        )
        yield bisect_right(starts, place[0]), place[0], pieces


def _joined(pieces: Iterable[PrintedPiece]) -> Iterator[PrintedPiece]:
    last: PrintedPiece | None = None
    texts: list[str] = []
    for piece in pieces:
        same = last and (last.kind, last.turn, last.facts) == (piece.kind, piece.turn, piece.facts)
        if last and not same:
            yield PrintedPiece("".join(texts), last.kind, last.turn, last.facts)
            texts = []
        texts.append(piece.text)
        last = piece
    if last:
        yield PrintedPiece("".join(texts), last.kind, last.turn, last.facts)


class _Cuts:
    """The document cut where kinds, turns and facts begin and end."""

    def __init__(self, parsed: Parsed, turns: Sequence[PlacedTurn]) -> None:
        self._text = parsed.document.text
        self._pieces = parsed.pieces
        self._turns = turns
        self._facts = sorted(
            (place.start, place.end, f"{number}-{name}")
            for number, call in enumerate(parsed.calls, start=1)
            for name, place in call.places.items()
        )
        edges = {0, len(self._text)}
        edges.update(piece.start for piece in parsed.pieces)
        edges.update(chain.from_iterable((turn.start, turn.end) for turn in turns))
        edges.update(chain.from_iterable((start, end) for start, end, _name in self._facts))
        self._edges = sorted(edges)
        self._starts = [piece.start for piece in parsed.pieces]
        self._turn_starts = [turn.start for turn in turns]
        self._fact_starts = [start for start, _end, _name in self._facts]
        self._lines = line_starts(parsed.document)

    def pieces(self, start: int, end: int) -> Iterator[PrintedPiece]:
        """The pieces of ``text[start:end]``."""
        first = bisect_right(self._edges, start)
        at = start
        while at < end:
            stop = min(self._edges[first], end)
            yield self.piece(self._text[at:stop], at)
            at, first = stop, first + 1

    def piece(self, text: str, at: int) -> PrintedPiece:
        """``text``, which stands at the offset ``at``."""
        kind = self._pieces[bisect_right(self._starts, at) - 1].kind
        turn = self._turn(kind, at) if kind in SPOKEN else None
        return PrintedPiece(text, kind, turn, self._facts_at(at))

    def _facts_at(self, at: int) -> tuple[str, ...]:
        last = bisect_right(self._fact_starts, at)
        near = self._facts[max(0, last - _FACTS_TOGETHER) : last]
        return tuple(name for _start, end, name in near if at < end)

    def _turn(self, kind: str, at: int) -> int | None:
        """The turn around ``at``; for a label the next on its line, else the one before."""
        before = bisect_right(self._turn_starts, at) - 1
        if before >= 0 and at < self._turns[before].end:
            return before
        if kind in ("label", "quote") and before + 1 < len(self._turns):
            line = self._line(at)
            own_line = before < 0 or self._line(self._turns[before].end - 1) < line
            if own_line or self._line(self._turn_starts[before + 1]) == line:
                return before + 1
        return before if before >= 0 and kind != "stage_direction" else None

    def _line(self, at: int) -> int:
        return bisect_right(self._lines, at)


def _regions(parsed: Parsed, turns: Sequence[PlacedTurn]) -> Iterator[tuple[int, int, int]]:
    """(start, end, call) of the stretches that calls take up, from header to last turn."""
    starts = [piece.start for piece in parsed.pieces]
    line_edges = [*line_starts(parsed.document), len(parsed.document.text)]
    before = 0
    for number in range(len(parsed.calls)):
        own = [turn for turn in turns if turn.call == number]
        if not own:
            continue
        start, end = own[0].start, max(turn.end for turn in own)
        at = bisect_right(starts, start) - 2
        while at >= 0 and parsed.pieces[at].start >= before:
            piece = parsed.pieces[at]
            if piece.kind not in _LEADING | BLANK | {"markup"}:
                break
            if piece.kind in _LEADING - {"narration", "rule"}:
                start = piece.start
            at -= 1
        at = bisect_right(starts, end - 1)
        while at < len(starts) and parsed.pieces[at].kind in _TRAILING | BLANK | {"markup"}:
            if parsed.pieces[at].kind in _TRAILING:
                end = parsed.pieces[at].end
            at += 1
        first = line_edges[max(bisect_right(line_edges, start) - 1, 0)]
        yield max(first, before), end, number
        before = end


def role_of(
    piece: PrintedPiece, turns: Sequence[PlacedTurn], calls: Sequence[Transcript]
) -> Role | None:
    """The role of the turn that a piece belongs to."""
    if piece.turn is None:
        return None
    placed = turns[piece.turn]
    return calls[placed.call].turns[placed.index].role
