"""All that differs between a quotation and the turns that its pieces come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from calltools.comparison.changes import Change
from calltools.comparison.tokens import read
from calltools.comparison.wordings import Compared, WordKind, compare_words
from calltools.quotations.brackets import Bracket
from calltools.quotations.corpus import Entry
from calltools.quotations.judging.cut_off import cut_off_after, cut_off_before, hidden
from calltools.quotations.locating.query import ELLIPSIS
from calltools.quotations.model import Edit, EditKind, EditOp, Location


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the quotation, ``compared`` with turn ``turn``.

    ``elided`` tells whether an ellipsis stands before it in the quotation.
    """

    turn: int
    compared: Compared
    elided: bool

    @property
    def text(self) -> str:
        """The words of the turn that it covers, as they stand there."""
        return self.compared.said.text(self.compared.start, self.compared.end)


def pieces(
    quoted: str,
    location: Location,
    entry: Entry,
    language: str,
    supplied: Sequence[Bracket] = (),
) -> list[Piece]:
    """The pieces of ``quoted`` in its order, which together are all of it but the marks of elision.

    Words for which an editor ``supplied`` others are not left out.
    """
    made: list[Piece] = []
    starts = [part.start for part in location.parts[1:]]
    begin, elided = 0, False
    for part, end in zip(location.parts, (*starts, len(quoted)), strict=True):
        mark = ELLIPSIS.search(quoted, part.end, end)
        words = read(quoted[begin : mark.start() if mark else end], language)
        if len(words):
            turn = read(entry.turns[part.turn].text, language)
            here = [(one.start - begin, one.end - begin) for one in supplied]
            compared = compare_words(turn, words, (part.turn_start, part.turn_end), here)
            made.append(Piece(part.turn, compared, elided))
        begin, elided = (mark.end(), True) if mark else (end, False)
    return made


def wording(pieces: Sequence[Piece], entry: Entry) -> Iterator[Edit]:
    """The differences within the pieces, between them, and at the quotation's edges."""
    seams = [edit for one, other in pairwise(pieces) for edit in _seam(one, other, entry)]
    yield from seams
    for piece in pieces:
        yield from (_edit(change, piece) for change in piece.compared.changes)
    if pieces and not any(edit.kind in ("order", "stitched") for edit in seams):
        yield from cut_off_before(pieces[0].compared, pieces[0].turn)
        yield from cut_off_after(pieces[-1].compared, pieces[-1].turn)


def _edit(change: Change[WordKind], piece: Piece) -> Edit:
    texts = piece.compared.said.original, piece.compared.quoted.original
    said, quoted = (
        text[slice(*span)].strip() if span else ""
        for text, span in zip(texts, (change.left, change.right), strict=True)
    )
    op: EditOp = "replace" if said and quoted else "delete" if said else "insert"
    if change.kind in ("punctuation", "paraphrase"):
        op = change.kind
    return Edit(op, said, quoted, piece.turn, change.kind, doubtful=change.probability < 1)


def _seam(one: Piece, other: Piece, entry: Entry) -> Iterator[Edit]:
    """What lies between two pieces that follow one another in the quotation."""
    if one.turn == other.turn:
        yield from _within_turn(one, other)
    elif other.elided:
        words = _left_out(one, other, entry)
        weakened = read(words, one.compared.said.language).items
        changed = one.turn > other.turn or any(t.denial or t.hedge or t.condition for t in weakened)
        yield Edit("elide", words, "…", other.turn, "elision" if changed else "left_out")
    elif not _goes_on(one, other, entry):
        yield Edit("take", one.text, other.text, other.turn, "stitched")
    elif listened := " ".join(turn.text for turn in entry.turns[one.turn + 1 : other.turn]):
        yield Edit("delete", listened, "", one.turn + 1, "filler")


def _within_turn(one: Piece, other: Piece) -> Iterator[Edit]:
    said = one.compared.said
    first, end = one.compared.end, other.compared.start
    if end < first:
        again = one.compared.start < other.compared.end  # said once, quoted twice
        kind: EditKind = "elision" if other.elided else "word" if again else "order"
        yield Edit("take", other.text, other.text, other.turn, kind)
    elif all(token.filler for token in said.items[first:end]):
        if other.elided:  # an ellipsis for which nothing was left out
            around = said.text(max(first - 1, 0), min(end + 1, len(said)))
            yield Edit("punctuation", around, "…", other.turn, "punctuation")
    elif other.elided:
        kind = "elision" if hidden(said, first, end) else "left_out"
        yield Edit("elide", said.text(first, end), "…", other.turn, kind)
    else:
        yield Edit("delete", said.text(first, end), "", other.turn, "word")


def _goes_on(one: Piece, other: Piece, entry: Entry) -> bool:
    """Whether the same voice goes on in another turn with nothing left out between."""
    rest = one.compared.said.items[one.compared.end :]
    before = other.compared.said.items[: other.compared.start]
    return entry.goes_on(one.turn, other.turn) and all(t.filler for t in (*rest, *before))


def _left_out(one: Piece, other: Piece, entry: Entry) -> str:
    """Words of the same side between two pieces of different turns."""
    first, last = sorted((one, other), key=lambda piece: piece.turn)
    role = entry.turns[first.turn].role
    rest = first.compared.said
    words = [rest.text(first.compared.end, len(rest))]
    words += [t.text for t in entry.turns[first.turn + 1 : last.turn] if t.role == role]
    words.append(last.compared.said.text(0, last.compared.start))
    return " / ".join(word for word in words if word)
