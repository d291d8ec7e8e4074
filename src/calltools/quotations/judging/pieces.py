"""The pieces of a quotation beside the turns that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from calltools.comparison.tokens import read
from calltools.comparison.word_alignment import Change, WordAlignment, compare
from calltools.quotations.brackets import Bracket
from calltools.quotations.corpus import Entry
from calltools.quotations.locating.quoted import ELLIPSIS
from calltools.quotations.model import Location, Part

_REPLACED = 3  # words


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the quotation and its comparison with turn ``turn``.

    ``elided`` tells whether an ellipsis stands before it in the quotation.
    """

    turn: int
    comparison: WordAlignment
    elided: bool

    @property
    def text(self) -> str:
        """The words of the turn that it covers, as they stand there."""
        found = self.comparison
        return found.source.text(found.start, found.end)


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
    found: list[Piece] = []
    for part, elided in _cut(quoted, _joined(quoted, location.parts)):
        words = read(quoted[part.start : part.end], language)
        if not len(words):
            continue
        turn = read(entry.turns[part.turn].text, language)
        comparison = compare(turn, words, (part.turn_start, part.turn_end))
        here = [(b.start - part.start, b.end - part.start) for b in supplied]
        comparison = replace(
            comparison,
            changes=tuple(c for c in comparison.changes if not _is_supplied(c, comparison, here)),
        )
        found.append(Piece(part.turn, comparison, elided))
    return found


def _is_supplied(
    change: Change, comparison: WordAlignment, brackets: Iterable[tuple[int, int]]
) -> bool:
    """Whether a word or two stand where the quotation has a bracket in place of them."""
    (first, end), (at, until) = change.source, change.quoted
    left_out = comparison.source.items[first:end]
    if at < until or len(left_out) > _REPLACED or any(t.negation or t.numeral for t in left_out):
        return False
    words = comparison.quoted.items
    low = words[at - 1].end if at else 0
    high = words[at].start if at < len(words) else len(comparison.quoted.original)
    return any(low <= start and stop <= high for start, stop in brackets)


def _joined(quoted: str, parts: Sequence[Part]) -> list[Part]:
    """Parts that go on in the same turn, in its order and without an ellipsis between, as one."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        elided = last is not None and ELLIPSIS.search(quoted, last.end, part.start) is not None
        if (
            last is not None
            and last.turn == part.turn
            and last.turn_end <= part.turn_start
            and not elided
        ):
            joined[-1] = replace(last, end=part.end, turn_end=part.turn_end)
        elif last is not None and not elided and any(_same_words(part, p) for p in joined):
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
            if read_any(quoted[start : match.start()]):
                yield replace(part, start=start, end=match.start()), elided
            elided = True
            start = match.end()
        if read_any(quoted[start:end]):
            yield replace(part, start=start, end=end), elided


def read_any(text: str) -> bool:
    """Whether ``text`` holds a word or a figure."""
    return any(c.isalnum() for c in text)
