"""Changes between a turn and a quotation, classed by what they do to the meaning.

Similarity can't do this: a dropped "not" leaves texts more alike than a dropped filler.  So every
changed word is asked what it is: a figure, a unit, a negation, a hedge, a filler.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from calltools.comparison.tokens import ComparedWord, Tokens, only_hedges, read
from calltools.comparison.word_alignment import Change, WordAlignment
from calltools.quotations.judging.denials import changed_denials, contradicted
from calltools.quotations.locating.quoted import ELLIPSIS
from calltools.quotations.model import Edit, EditOp

ChangeKind = Literal[
    "number",
    "unit",
    "negation",
    "elision",
    "order",
    "stitched",
    "hedge",
    "word",
    "paraphrase",
    "left_out",
    "filler",
    "punctuation",
]
KINDS: tuple[ChangeKind, ...] = (
    "number", "unit", "negation", "elision", "order", "stitched", "hedge", "word",
    "paraphrase", "left_out", "filler", "punctuation",
)  # fmt: skip
"""Kinds, the gravest first.  ``elision`` are words left out at a mark that change the sense,
``left_out`` such as do not."""


@dataclass(frozen=True, slots=True)
class JudgedEdit:
    """An edit and its kind; ``doubtful`` where a person should look whether it matters."""

    kind: ChangeKind
    edit: Edit
    doubtful: bool = False


_PARAPHRASED = 0.45
_REWORDED, _PLACES_REWORDED = 0.7, 3


def differences(comparison: WordAlignment, turn: int) -> Iterator[JudgedEdit]:
    """What differs between a piece of a quotation and its turn, from first to last word."""
    source, quoted = comparison.source, comparison.quoted
    changes = [_whole_figures(comparison, change) for change in comparison.changes]
    if _is_paraphrase(comparison, changes):
        yield from _paraphrase(comparison, turn)
        return
    denied = changed_denials(comparison, changes)
    for change in changes:
        kind, doubtful = _kind(comparison, change, denied)
        edit = Edit(_op(change), source.text(*change.source), quoted.text(*change.quoted), turn)
        yield JudgedEdit(kind, edit, doubtful)
    yield from _punctuation(comparison, turn)


def _op(change: Change) -> EditOp:
    if change.quoted[0] == change.quoted[1]:
        return "delete"
    return "insert" if change.source[0] == change.source[1] else "replace"


def _whole_figures(comparison: WordAlignment, change: Change) -> Change:
    """``change`` widened to all words of the figures that it touches on either side."""
    pairs = comparison.pairs
    old = comparison.source.items[slice(*change.source)]
    new = comparison.quoted.items[slice(*change.quoted)]
    if not any(token.numeral for token in (*old, *new)):
        return change
    to_quoted, to_source = dict(pairs), {j: i for i, j in pairs}
    before = None
    while change != before:
        before = change
        low, high = _figure(comparison.source, change.source)
        while change.source[0] > low and change.source[0] - 1 in to_quoted:
            change = _moved(change, -1, 0)
        while change.source[1] < high and change.source[1] in to_quoted:
            change = _moved(change, 0, 1)
        low, high = _figure(comparison.quoted, change.quoted)
        while change.quoted[0] > low and change.quoted[0] - 1 in to_source:
            change = _moved(change, -1, 0)
        while change.quoted[1] < high and change.quoted[1] in to_source:
            change = _moved(change, 0, 1)
    return change


def _moved(change: Change, left: int, right: int) -> Change:
    (a, b), (c, d) = change.source, change.quoted
    return Change((a + left, b + right), (c + left, d + right))


def _figure(tokens: Tokens, place: tuple[int, int]) -> tuple[int, int]:
    """``place`` with the numerals that stand directly before and after it."""
    low, high = place
    items = tokens.items
    if low == high or any(t.numeral for t in items[low:high]):
        while low > 0 and items[low - 1].numeral and not tokens.between(low).strip("-"):
            low -= 1
        while high < len(items) and items[high].numeral and not tokens.between(high).strip("-"):
            high += 1
    return low, high


def _is_paraphrase(comparison: WordAlignment, changes: Sequence[Change]) -> bool:
    """Whether so little is left of the words that the sentence was said anew."""
    if len(comparison.quoted) < 4:
        return False
    reworded = sum(
        change.source[0] < change.source[1] and change.quoted[0] < change.quoted[1]
        for change in changes
    )
    return comparison.coverage < _PARAPHRASED or (
        comparison.coverage < _REWORDED and reworded >= _PLACES_REWORDED
    )


def _paraphrase(comparison: WordAlignment, turn: int) -> Iterator[JudgedEdit]:
    """Other words: a figure that the turn does not have is told, and a word that it denies and the
    quotation affirms; the rest of the sense is left to a person."""
    source, quoted = comparison.source, comparison.quoted
    edit = Edit("paraphrase", source.original.strip(), quoted.original.strip(), turn)
    yield JudgedEdit("paraphrase", edit, doubtful=True)
    if clauses := contradicted(comparison):
        yield JudgedEdit("negation", Edit("replace", *clauses, turn), doubtful=True)
    for amount in quoted.quantities:
        if amount.quantity.kind in ("date", "ordinal", "clock") or not any(
            token.numeral for token in quoted.items[slice(*amount.core)]
        ):
            continue
        asked = amount.quantity
        alike = [a for a in source.quantities if a.quantity.kind == asked.kind]
        if alike and not any(
            (a.quantity.low, a.quantity.high) == (asked.low, asked.high) for a in alike
        ):
            said = ", ".join(source.text(*a.core) for a in alike)
            yield JudgedEdit(
                "number", Edit("replace", said, quoted.text(*amount.core), turn), doubtful=True
            )


def _kind(
    comparison: WordAlignment, change: Change, denied: Collection[Change]
) -> tuple[ChangeKind, bool]:
    """What ``change`` does, and whether a person should look; ``denied`` are changes of denials."""
    old = comparison.source.items[slice(*change.source)]
    new = comparison.quoted.items[slice(*change.quoted)]
    if all(t.filler for t in (*old, *new)):
        return "filler", False
    if (kind := _of_figures(comparison, change)) is not None:
        return kind, False
    if _bound_left_out(comparison.source, change):
        return "hedge", False
    if change in denied and not _whole_clause_left_out(comparison, change):
        return "negation", False
    if _whole_clause_left_out(comparison, change) and not only_hedges(
        comparison.source, *change.source
    ):
        return "word", False
    if any(t.hedge for t in old) and not all(t.hedge for t in new if not t.light):
        # A hedge replaced by a statement is another statement.
        return "word", False
    if any(t.hedge for t in old) and not any(t.hedge for t in new):
        return "hedge", False
    return "word", all(t.light for t in (*old, *new))


def _bound_left_out(source: Tokens, change: Change) -> bool:
    """Whether all that stood before or after a figure to qualify it is gone: 不到, "under"."""
    return change.quoted[0] == change.quoted[1] and any(
        change.source in ((amount.first, amount.core[0]), (amount.core[1], amount.end))
        for amount in source.quantities
    )


def _of_figures(comparison: WordAlignment, change: Change) -> ChangeKind | None:
    old = comparison.source.items[slice(*change.source)]
    new = comparison.quoted.items[slice(*change.quoted)]
    numerals = _numerals(old, new), _numerals(new, old)
    if _approximation_left_out(*numerals):
        return "hedge" if set(_besides(new)) <= set(_besides(old)) else None
    if [token.text for token in old] == ["半"] and not new:
        return "number"  # 一个半月 became 一个月
    units = [t.text for t in old if t.unit], [t.text for t in new if t.unit]
    new_words = _besides(new)
    if all(numerals) and numerals[0] != numerals[1]:
        language = comparison.source.language
        at_edge = change.quoted[0] == 0 or change.quoted[1] == len(comparison.quoted)
        cut_off = at_edge and not new_words and not any(t.negation or t.hedge for t in old)
        if _value(numerals[0], language) == _value(numerals[1], language) is not None and (
            _besides(old) == new_words or cut_off
        ):
            return "punctuation"
        return "number"
    if all(units) and units[0] != units[1]:
        return "unit"
    only_figures = all(t.unit or t.light or t.numeral for t in (*old, *new))
    if numerals[0] == numerals[1] and units[0] != units[1] and only_figures:
        return "unit"
    return None


def _numerals(tokens: Sequence[ComparedWord], others: Sequence[ComparedWord]) -> list[str]:
    """The number words; where the other side has a figure, also those that are none for sure."""
    sure = any(token.numeral for token in others)
    return [t.text for t in tokens if t.numeral or (sure and t.number_word)]


APPROXIMATORS = frozenset("多 来 余 几 odd something".split())
"""Words that stand in a figure and only say that it is not exact: 五十来万, "eighty-odd"."""


def _approximation_left_out(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the figures are the same but for an approximator that is gone."""
    exact = [word for word in old if word not in APPROXIMATORS]
    return bool(new) and exact == new != old


def _besides(tokens: Sequence[ComparedWord]) -> list[str]:
    return [token.text for token in tokens if not token.number_word and token.text != "and"]


def _value(numerals: Sequence[str], language: str) -> tuple[int, int] | None:
    """What a figure comes to, to tell that 35 and 三十五 are one; None where it can't be told."""
    text = "".join(numerals) + "个" if language == "zh" else " ".join(numerals)
    found = [one.quantity for one in read(text, language).quantities]
    if (
        len(found) != 1
        or found[0].kind != "count"
        or (found[0].start, found[0].end)
        != (
            0,
            len(text),
        )
    ):
        return None
    low, high = found[0].low, found[0].high
    return None if low is None or high is None else (low, high)


def _whole_clause_left_out(comparison: WordAlignment, change: Change) -> bool:
    """Whether only entire clauses are missing, so that what is left still says what it said."""
    first, end = change.source
    source = comparison.source
    return (
        change.quoted[0] == change.quoted[1]
        and bool(source.between(first))
        and bool(source.between(end))
    )


def _punctuation(comparison: WordAlignment, turn: int) -> Iterator[JudgedEdit]:
    """Marks that differ between words that follow one another in both texts."""
    source, quoted = comparison.source, comparison.quoted
    for (i, j), (next_i, next_j) in pairwise(comparison.pairs):
        if next_i != i + 1 or next_j != j + 1:
            continue
        old, new = _mark(source, next_i), _mark(quoted, next_j)
        if old == new:
            continue
        edit = Edit("punctuation", _shown(source, i, next_i), _shown(quoted, j, next_j), turn)
        yield JudgedEdit("punctuation", edit, doubtful="?" in old and "?" not in new)


def _mark(tokens: Tokens, at: int) -> str:
    """The marks before word ``at``, with all ellipses alike and quotation marks left out."""
    return ELLIPSIS.sub("…", tokens.between(at)).replace('"', "").replace("'", "")


def _shown(tokens: Tokens, first: int, last: int) -> str:
    return tokens.text(first, last + 1)


def marks_only(source: str, quoted: str, turn: int) -> JudgedEdit:
    """An ellipsis for which nothing was left out."""
    return JudgedEdit("punctuation", Edit("punctuation", source, quoted, turn))
