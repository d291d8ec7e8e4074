"""The pieces of a quotation beside the turns that they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from calltools.comparison.tokens import read
from calltools.comparison.wordings import Compared, compare_words
from calltools.quotations.brackets import Bracket
from calltools.quotations.corpus import Entry
from calltools.quotations.locating.quoted import ELLIPSIS
from calltools.quotations.model import Location, Part


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
    """The pieces of ``quoted`` in its order, cut where it goes on elsewhere or has an ellipsis.

    Words for which an editor ``supplied`` others are not left out.
    """
    made: list[Piece] = []
    for part, elided in _cut(quoted, _joined(quoted, location.parts)):
        words = read(quoted[part.start : part.end], language)
        if len(words):
            turn = read(entry.turns[part.turn].text, language)
            here = [(one.start - part.start, one.end - part.start) for one in supplied]
            compared = compare_words(turn, words, (part.turn_start, part.turn_end), here)
            made.append(Piece(part.turn, compared, elided))
    return made


def _joined(quoted: str, parts: Sequence[Part]) -> list[Part]:
    """Parts that go on in the same turn, in its order and without an ellipsis between, as one."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last is None or ELLIPSIS.search(quoted, last.end, part.start):
            joined.append(part)
        elif last.turn == part.turn and last.turn_end <= part.turn_start:
            joined[-1] = replace(last, end=part.end, turn_end=part.turn_end)
        elif any(_same_words(part, before) for before in joined):
            joined[-1] = replace(last, end=part.end)  # said once, quoted twice: words put in
        else:
            joined.append(part)
    return joined


def _same_words(one: Part, other: Part) -> bool:
    """Whether two parts go back to the same words."""
    return (
        one.turn == other.turn
        and one.turn_start < other.turn_end
        and other.turn_start < one.turn_end
    )


def _cut(quoted: str, parts: Sequence[Part]) -> Iterator[tuple[Part, bool]]:
    """``parts`` that cover all of the quotation, cut at every ellipsis.

    An ellipsis before the first words or after the last is none between pieces.
    """
    for n, part in enumerate(parts):
        start = 0 if n == 0 else parts[n - 1].end
        end = part.end if n + 1 < len(parts) else len(quoted)
        elided = False
        for match in ELLIPSIS.finditer(quoted, start, end):
            if _holds_words(quoted[start : match.start()]):
                yield replace(part, start=start, end=match.start()), elided
            elided = True
            start = match.end()
        if _holds_words(quoted[start:end]):
            yield replace(part, start=start, end=end), elided


def _holds_words(text: str) -> bool:
    return any(c.isalnum() for c in text)
