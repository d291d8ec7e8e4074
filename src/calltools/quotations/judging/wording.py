"""All that differs between a quotation and the turns that its pieces come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from calltools.comparison.tokens import read
from calltools.quotations.corpus import Entry
from calltools.quotations.judging.context import (
    cut_off_after,
    cut_off_before,
    hidden,
    hidden_between_turns,
    hidden_order,
)
from calltools.quotations.judging.edits import (
    ChangeKind,
    JudgedEdit,
    differences,
    marks_only,
)
from calltools.quotations.judging.pieces import Piece
from calltools.quotations.model import Edit


def wording(pieces: Sequence[Piece], entry: Entry) -> Iterator[JudgedEdit]:
    """The differences within the pieces, between them, and at the quotation's edges."""
    seams = [
        difference for one, other in pairwise(pieces) for difference in _seam(one, other, entry)
    ]
    yield from seams
    for piece in pieces:
        yield from differences(piece.comparison, piece.turn)
    if pieces and not any(d.kind in ("order", "stitched") for d in seams):
        first, last = pieces[0], pieces[-1]
        yield from cut_off_before(first.comparison, first.turn)
        yield from cut_off_after(last.comparison, last.turn)


def _seam(one: Piece, other: Piece, entry: Entry) -> Iterator[JudgedEdit]:
    """What lies between two pieces that follow one another in the quotation."""
    if one.turn == other.turn:
        yield from _within_turn(one, other)
    elif other.elided:
        language = one.comparison.source.language
        words = _left_out(one, other, entry)
        changed = one.turn > other.turn or hidden_between_turns(read(words, language))
        kind: ChangeKind = "elision" if changed else "left_out"
        yield JudgedEdit(kind, Edit("elide", words, "…", other.turn))
    elif not _goes_on(one, other, entry):
        yield JudgedEdit("stitched", Edit("take", one.text, other.text, other.turn))
    elif listened := " ".join(turn.text for turn in entry.turns[one.turn + 1 : other.turn]):
        yield JudgedEdit("filler", Edit("delete", listened, "", one.turn + 1))


def _within_turn(one: Piece, other: Piece) -> Iterator[JudgedEdit]:
    source = one.comparison.source
    first, end = one.comparison.end, other.comparison.start
    turn = other.turn
    if end < first:
        kind: ChangeKind = "elision" if other.elided else "order"
        yield JudgedEdit(kind, Edit("take", other.text, other.text, turn))
    elif all(token.filler for token in source.items[first:end]):
        if other.elided:
            yield marks_only(source.text(max(first - 1, 0), min(end + 1, len(source))), "…", turn)
    elif not other.elided:
        yield JudgedEdit("word", Edit("delete", source.text(first, end), "", turn))
    else:
        sure = hidden(source, first, end)
        doubtful = not sure and hidden_order(source, first, end)
        kind = "elision" if sure or doubtful else "left_out"
        yield JudgedEdit(kind, Edit("elide", source.text(first, end), "…", turn), doubtful)


def _goes_on(one: Piece, other: Piece, entry: Entry) -> bool:
    """Whether the same voice goes on in another turn with nothing left out between."""
    source, following = one.comparison.source, other.comparison.source
    return (
        entry.goes_on(one.turn, other.turn)
        and all(token.filler for token in source.items[one.comparison.end :])
        and all(token.filler for token in following.items[: other.comparison.start])
    )


def _left_out(one: Piece, other: Piece, entry: Entry) -> str:
    """Words of the same side between two pieces of different turns."""
    first, last = sorted((one, other), key=lambda piece: piece.turn)
    role = entry.turns[first.turn].role
    rest = first.comparison.source
    before = last.comparison.source
    words = [rest.text(first.comparison.end, len(rest))]
    words += [t.text for t in entry.turns[first.turn + 1 : last.turn] if t.role == role]
    words.append(before.text(0, last.comparison.start))
    return " / ".join(word for word in words if word)
