"""A piece of a quotation laid word by word beside the turn that it comes from.

An alignment with affine gaps (Gotoh 1982, "An improved algorithm for matching biological
sequences") in which the turn may go on before and after for nothing.  Words are equal or not;
what lies between equal words on either side is one change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from calltools.comparison.tokens import Tokens

_EQUAL = 1.0
_OPEN, _LEFT_OUT, _PUT_IN, _FILLER = -1.5, -0.15, -0.4, -0.02
_NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Change:
    """Words ``source[0]`` to ``source[1]`` of the turn became words ``quoted`` of the quotation."""

    source: tuple[int, int]
    quoted: tuple[int, int]


@dataclass(frozen=True, slots=True)
class WordAlignment:
    """Two runs of words side by side.

    ``pairs`` are the equal words (turn, quotation), rising in both; ``start`` and ``end`` are the
    words of the turn that the quotation covers, changes at its edges included.
    """

    source: Tokens
    quoted: Tokens
    pairs: tuple[tuple[int, int], ...]
    changes: tuple[Change, ...]
    start: int
    end: int

    @property
    def coverage(self) -> float:
        """The share of the quotation's words that stand in the turn, in this order."""
        return len(self.pairs) / max(len(self.quoted), 1)


def compare(source: Tokens, quoted: Tokens, near: tuple[int, int] | None = None) -> WordAlignment:
    """``quoted`` beside ``source``, or beside the characters ``near`` of its text and the few
    words around where these are known."""
    first, end = _window(source, near)
    at = near[0] if near else 0
    pairs = [(first + i, j) for i, j in _align(source, first, end, quoted, at)]
    start, stop, changes = _changes(source, quoted, pairs)
    return WordAlignment(source, quoted, tuple(pairs), tuple(changes), start, stop)


_AROUND = 12


def _window(source: Tokens, near: tuple[int, int] | None) -> tuple[int, int]:
    if near is None or near[0] >= near[1]:
        return 0, len(source)
    inside = [i for i, t in enumerate(source.items) if t.start < near[1] and near[0] < t.end]
    if not inside:
        return 0, len(source)
    return max(inside[0] - _AROUND, 0), min(inside[-1] + 1 + _AROUND, len(source))


def _align(
    source: Tokens, first: int, end: int, quoted: Tokens, near: int
) -> list[tuple[int, int]]:
    """Equal words of ``source[first:end]`` and ``quoted``, both counted from 0.

    Of several places with all words in a row that which begins nearest to character ``near``.
    """
    words, other = source.words[first:end], quoted.words
    exact = [
        at
        for at in range(len(words) - len(other) + 1)
        if other and words[at : at + len(other)] == other
    ]
    if exact:
        at = min(exact, key=lambda one: abs(source.items[first + one].start - near))
        return [(at + i, i) for i in range(len(other))]
    optional = [token.filler for token in source.items[first:end]]
    return _gotoh(words, other, optional)


def _gotoh(
    words: Sequence[str], other: Sequence[str], optional: Sequence[bool]
) -> list[tuple[int, int]]:
    """The best alignment; the quotation's first and last words may be unmatched, at a price."""
    rows, columns = len(words), len(other)
    # Best scores that end in a match, in words left out, in words put in; and where from.
    match = [[_NEVER] * (columns + 1) for _ in range(rows + 1)]
    out = [[_NEVER] * (columns + 1) for _ in range(rows + 1)]
    put = [[_NEVER] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        match[i][0] = 0.0
        for j in range(1, columns + 1):
            put[i][j] = max(match[i][j - 1] + _OPEN, out[i][j - 1], put[i][j - 1]) + _PUT_IN
            if i == 0:
                continue
            cost = _FILLER if optional[i - 1] else _LEFT_OUT
            opened = match[i - 1][j] + (_FILLER if optional[i - 1] else _OPEN)
            out[i][j] = max(opened, out[i - 1][j], put[i - 1][j]) + cost
            if words[i - 1] == other[j - 1]:
                before = max(match[i - 1][j - 1], out[i - 1][j - 1], put[i - 1][j - 1])
                match[i][j] = before + _EQUAL
    return _traced(words, other, optional, (match, out, put))


def _traced(
    words: Sequence[str],
    other: Sequence[str],
    optional: Sequence[bool],
    tables: tuple[list[list[float]], list[list[float]], list[list[float]]],
) -> list[tuple[int, int]]:
    match, out, put = tables
    j = len(other)
    i = max(range(len(words) + 1), key=lambda row: max(match[row][j], put[row][j]))
    state = 0 if match[i][j] >= put[i][j] else 2
    pairs: list[tuple[int, int]] = []
    while j > 0:
        if state == 0:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
            options = (match[i][j], out[i][j], put[i][j])
        elif state == 1:
            opening = _FILLER if optional[i - 1] else _OPEN
            i -= 1
            options = (match[i][j] + opening, out[i][j], put[i][j])
        else:
            j -= 1
            options = (match[i][j] + _OPEN, out[i][j], put[i][j])
        state = options.index(max(options))
    return pairs[::-1]


def _changes(
    source: Tokens, quoted: Tokens, pairs: Sequence[tuple[int, int]]
) -> tuple[int, int, list[Change]]:
    """Where the quotation starts and ends in the turn, and what differs between."""
    if not pairs:
        return 0, 0, [Change((0, 0), (0, len(quoted)))] if len(quoted) else []
    changes = []
    (first, lead), (last, behind) = pairs[0], (pairs[-1][0] + 1, pairs[-1][1] + 1)
    start, end = first, last
    if lead:
        start = _back(source, first, lead)
        changes.append(Change((start, first), (0, lead)))
    for (i, j), (next_i, next_j) in pairwise(pairs):
        if next_i > i + 1 or next_j > j + 1:
            changes.append(Change((i + 1, next_i), (j + 1, next_j)))
    if behind < len(quoted):
        end = _on(source, last, len(quoted) - behind)
        changes.append(Change((last, end), (behind, len(quoted))))
    return start, end, changes


_MORE = 3


def _back(source: Tokens, first: int, count: int) -> int:
    """Where the words begin that ``count`` others stand for, just before word ``first``: in the
    same clause, and a few more of them at the most."""
    start = first
    while start > 0 and first - start < count + _MORE and not _parts(source.between(start)):
        start -= 1
    return start


def _on(source: Tokens, last: int, count: int) -> int:
    end = last
    while end < len(source) and end - last < count + _MORE and not _parts(source.between(end)):
        end += 1
    return end


def _parts(marks: str) -> bool:
    """Whether ``marks`` between two words part clauses."""
    return any(c in ",.;:?!…— " for c in marks)
