"""How two texts of one language differ, word by word, and what each difference does to the sense.

Similarity can't tell: a dropped "not" leaves texts more alike than a dropped filler.  So every
changed word is asked what it is: a figure, a unit, a denial, a hedge, a filler.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from calltools.comparison.affine import NEVER, Gaps, cheapest_pairs
from calltools.comparison.changes import Change
from calltools.comparison.tokens import ComparedWord, Tokens, only_hedges
from calltools.language.lexicon import word_list
from calltools.language.normalise import TextSpan
from calltools.language.quantities import find_quantities

WordKind = Literal[
    "number", "unit", "negation", "hedge", "word", "paraphrase", "filler", "punctuation"
]
WordRange = tuple[int, int]

_EQUAL, _BEGIN, _LEFT_OUT, _PUT_IN, _FILLER = -100, 50, 15, 40, 2
"""What words cost: the same, a stretch that has no like, and its words on either side."""
_MORE = 3
"""How many more words than those at a quotation's edge may be what they stand for."""
_PARAPHRASED, _REWORDED, _PLACES_REWORDED, _FEWEST = 0.55, 0.7, 3, 4
"""Shares of a quotation's words that stand in the turn below which it is said anew: at once, or
where so many places are reworded; of a few words none can tell."""
_REPLACED = 3
"""Words for which an editor may put others in brackets."""


@dataclass(frozen=True, slots=True)
class Compared:
    """``quoted`` laid beside the turn ``said``.

    ``pairs`` are the equal words (turn, quotation), rising in both; ``start`` and ``end`` are the
    words of the turn that the quotation covers, changes at its edges included; ``changes`` stand
    in the order of the words.  A person should look at what is less than certain.
    """

    said: Tokens
    quoted: Tokens
    pairs: tuple[tuple[int, int], ...]
    start: int
    end: int
    changes: tuple[Change[WordKind], ...]


@dataclass(frozen=True, slots=True)
class _Gap:
    """Words between equal ones: those of the turn, and what the quotation has instead."""

    said: Tokens
    quoted: Tokens
    left: WordRange
    right: WordRange
    denies: bool = False

    @property
    def old(self) -> tuple[ComparedWord, ...]:
        return self.said.items[slice(*self.left)]

    @property
    def new(self) -> tuple[ComparedWord, ...]:
        return self.quoted.items[slice(*self.right)]

    @property
    def both(self) -> tuple[ComparedWord, ...]:
        return (*self.old, *self.new)


def compare_words(
    said: Tokens,
    quoted: Tokens,
    near: TextSpan | None = None,
    supplied: Sequence[TextSpan] = (),
) -> Compared:
    """``quoted`` beside ``said``: of several places that have all of its words, beside that nearest
    to the characters ``near``.

    At the places ``supplied`` of the quotation an editor put other words for one or two.
    """
    pairs = _pairs(said, quoted, near)
    start, end, ranges = _ranges(said, quoted, pairs)
    gaps = [_whole_figures(_Gap(said, quoted, *places), pairs) for places in ranges]
    gaps = [gap for gap in gaps if not _is_supplied(gap, supplied)]
    if _is_paraphrase(quoted, pairs, gaps):
        changes = list(_paraphrase(said, quoted))
    else:
        changes = [_change(gap) for gap in _with_denials(gaps)]
        changes += _punctuation(said, quoted, pairs)
    return Compared(said, quoted, tuple(pairs), start, end, tuple(changes))


# --- which words are the same -------------------------------------------------------------------


def _pairs(said: Tokens, quoted: Tokens, near: TextSpan | None) -> list[tuple[int, int]]:
    """The equal words; of several places with all of them in a row that nearest to ``near``."""
    words, other = said.words, quoted.words
    exact = [
        at
        for at in range(len(words) - len(other) + 1)
        if other and words[at : at + len(other)] == other
    ]
    if exact:
        begin = near[0] if near else 0
        at = min(exact, key=lambda place: abs(said.items[place].start - begin))
        return [(at + i, i) for i in range(len(other))]
    if not words or not other:
        return []
    equal = np.asarray(words, object)[:, None] == np.asarray(other, object)[None, :]
    fillers = np.asarray([token.filler for token in said.items])
    gaps = Gaps(
        rows=np.where(fillers, _FILLER, _LEFT_OUT),
        columns=np.full(len(other), _PUT_IN),
        begin_rows=np.where(fillers, _FILLER, _BEGIN),
        begin=_BEGIN,
        free_ends=True,
    )
    return cheapest_pairs(np.where(equal, _EQUAL, NEVER), gaps)


def _ranges(
    said: Tokens, quoted: Tokens, pairs: Sequence[tuple[int, int]]
) -> tuple[int, int, list[tuple[WordRange, WordRange]]]:
    """Where the quotation starts and ends in the turn, and the words between equal ones.

    Words at the quotation's edge may stand for a few of the same clause.
    """
    if not pairs:
        return 0, 0, [((0, 0), (0, len(quoted)))] if len(quoted) else []
    first, lead = pairs[0]
    last, behind = pairs[-1][0] + 1, pairs[-1][1] + 1
    start, end = first, last
    ranges = []
    if lead:
        start = max(said.clause_start(first), first - lead - _MORE)
        ranges.append(((start, first), (0, lead)))
    ranges += [
        ((i + 1, next_i), (j + 1, next_j))
        for (i, j), (next_i, next_j) in pairwise(pairs)
        if next_i > i + 1 or next_j > j + 1
    ]
    if (more := len(quoted) - behind) > 0:
        end = min(said.clause_end(last), last + more + _MORE)
        ranges.append(((last, end), (behind, len(quoted))))
    return start, end, ranges


def _whole_figures(gap: _Gap, pairs: Sequence[tuple[int, int]]) -> _Gap:
    """``gap`` with the other words of a figure that it touches."""
    if not any(token.numeral for token in gap.both):
        return gap
    equal = set(pairs)
    (a, b), (c, d) = gap.left, gap.right
    while (a - 1, c - 1) in equal and gap.said.items[a - 1].number_word:
        a, c = a - 1, c - 1
    while (b, d) in equal and gap.said.items[b].number_word:
        b, d = b + 1, d + 1
    return replace(gap, left=(a, b), right=(c, d))


def _is_supplied(gap: _Gap, supplied: Sequence[TextSpan]) -> bool:
    """Whether a word or two were left out where the quotation has a bracket in place of them."""
    (_, _), (at, until) = gap.left, gap.right
    if at < until or len(gap.old) > _REPLACED or any(t.denial or t.numeral for t in gap.old):
        return False
    words = gap.quoted.items
    low = words[at - 1].end if at else 0
    high = words[at].start if at < len(words) else len(gap.quoted.original)
    return any(low <= start and stop <= high for start, stop in supplied)


# --- what a change does -------------------------------------------------------------------------


def _change(gap: _Gap) -> Change[WordKind]:
    kinds = ((kind, probability) for kind, probability, holds in _RULES if holds(gap))
    kind, probability = next(kinds, ("word", 1.0))
    return Change(kind, _span(gap.said, gap.left), _span(gap.quoted, gap.right), "", probability)


def _span(tokens: Tokens, words: WordRange) -> TextSpan | None:
    first, end = words
    return (tokens.items[first].start, tokens.items[end - 1].end) if first < end else None


def _is_filler(gap: _Gap) -> bool:
    return all(token.filler for token in gap.both)


def _is_less_exact(gap: _Gap) -> bool:
    """The figures are the same but for an approximator that is gone: 五十来万, "eighty-odd"."""
    old, new = _figures(gap)
    return _exact(gap, old) == new != old and {*_besides(gap.new)} <= {*_besides(gap.old)}


def _is_same_figure(gap: _Gap) -> bool:
    """35 is 三十五."""
    old, new = _figures(gap)
    if not old or not new or old == new:
        return False
    value = _value(old, gap.said.language)
    return value is not None and value == _value(new, gap.said.language) and not _besides(gap.new)


def _is_other_figure(gap: _Gap) -> bool:
    """Figures that differ, or a half that is gone: 一个半月 is no 一个月."""
    old, new = _figures(gap)
    half = [token.text for token in gap.old] == ["半"] and not gap.new
    return half or bool(old and new and old != new and _exact(gap, old) != new)


def _is_other_unit(gap: _Gap) -> bool:
    old, new = ([t.text for t in side if t.unit] for side in (gap.old, gap.new))
    figures = _figures(gap)
    alone = figures[0] == figures[1] and all(t.unit or t.light or t.numeral for t in gap.both)
    return old != new and (bool(old and new) or alone)


def _is_surer(gap: _Gap) -> bool:
    """A hedge is gone and nothing stands for it: one replaced by a statement is another word."""
    new = all(token.light and not token.hedge for token in gap.new)
    return new and any(token.hedge for token in gap.old)


def _is_clause_left_out(gap: _Gap) -> bool:
    """Whole clauses are gone that say something of their own: what is left says what it said."""
    first, end = gap.left
    whole = not gap.new and first in gap.said.clauses and end in gap.said.clauses
    return whole and not only_hedges(gap.said, first, end)


_RULES: tuple[tuple[WordKind, float, Callable[[_Gap], bool]], ...] = (
    ("filler", 1.0, _is_filler),
    ("hedge", 1.0, _is_less_exact),
    ("punctuation", 1.0, _is_same_figure),
    ("number", 1.0, _is_other_figure),
    ("unit", 1.0, _is_other_unit),
    ("word", 1.0, _is_clause_left_out),
    ("negation", 1.0, lambda gap: gap.denies),
    ("hedge", 1.0, _is_surer),
    ("word", 0.5, lambda gap: all(token.light for token in gap.both)),
)
"""What a change is: the first of these kinds of which it holds, and how surely; else a word."""


def _figures(gap: _Gap) -> tuple[list[str], list[str]]:
    """The number words; where the other side has a figure, also those that are none for sure."""
    sure = any(token.numeral for token in gap.both)

    def words(side: Sequence[ComparedWord]) -> list[str]:
        return [t.text for t in side if t.numeral or (sure and t.number_word)]

    return words(gap.old), words(gap.new)


def _exact(gap: _Gap, figure: Sequence[str]) -> list[str]:
    """A figure without the words that only say that it is not exact."""
    return [word for word in figure if word not in word_list(gap.said.language, "approximator")]


def _besides(tokens: Sequence[ComparedWord]) -> list[str]:
    return [token.text for token in tokens if not token.number_word and token.text != "and"]


def _value(numerals: Sequence[str], language: str) -> tuple[object, object] | None:
    """What a figure comes to; None where it can't be told."""
    text = "".join(numerals) + "个" if language == "zh" else " ".join(numerals)
    figures = find_quantities(text, language)
    if len(figures) != 1 or (figures[0].start, figures[0].end) != (0, len(text)):
        return None
    return (figures[0].low, figures[0].high) if figures[0].kind == "count" else None


def _with_denials(gaps: Sequence[_Gap]) -> list[_Gap]:
    """``gaps``, with those told by which something is denied that was not, or is no longer.

    Two that go from one phrase affirm: 不是没有 for 有.
    """
    lost = [_denying(gap.said, gap.left) for gap in gaps]
    put_in = [_denying(gap.quoted, gap.right) for gap in gaps]
    odd = [(len(a) - len(b)) % 2 == 1 for a, b in zip(lost, put_in, strict=True)]
    together = Counter(
        phrase for phrases, is_odd in zip(lost, odd, strict=True) if is_odd for phrase in phrases
    )
    return [
        replace(gap, denies=is_odd and all(together[phrase] % 2 for phrase in phrases))
        for gap, is_odd, phrases in zip(gaps, odd, lost, strict=True)
    ]


def _denying(tokens: Tokens, words: WordRange) -> list[WordRange]:
    """The phrases of the denials that begin among ``words``, but set phrases that stand there
    whole."""
    first, end = words
    return [
        d.phrase
        for d in tokens.denials
        if first <= d.first < end
        and (d.phrase == (d.first, d.end) or not (first <= d.phrase[0] and d.phrase[1] <= end))
    ]


# --- said anew; marks ---------------------------------------------------------------------------


def _is_paraphrase(quoted: Tokens, pairs: Sequence[object], gaps: Sequence[_Gap]) -> bool:
    """Whether so little is left of the words that the sentence was said anew."""
    kept = len(pairs) / max(len(quoted), 1)
    reworded = sum(bool(gap.old and gap.new) for gap in gaps)
    return len(quoted) >= _FEWEST and (
        kept < _PARAPHRASED or (kept < _REWORDED and reworded >= _PLACES_REWORDED)
    )


def _paraphrase(said: Tokens, quoted: Tokens) -> Iterator[Change[WordKind]]:
    """Other words: a figure that the turn does not have is told, the rest of the sense is left to
    a person."""
    yield Change("paraphrase", (0, len(said.original)), (0, len(quoted.original)), "", 0.5)
    for amount in quoted.quantities:
        figure = amount.quantity
        digits = any(token.numeral for token in quoted.items[slice(*amount.core)])
        if figure.kind in ("date", "ordinal", "clock") or not digits:
            continue
        alike = [a for a in said.quantities if a.quantity.kind == figure.kind]
        values = [(a.quantity.low, a.quantity.high) for a in alike]
        if alike and (figure.low, figure.high) not in values:
            heard = (alike[0].core[0], alike[-1].core[1])
            yield Change("number", _span(said, heard), _span(quoted, amount.core), "", 0.5)


def _punctuation(
    said: Tokens, quoted: Tokens, pairs: Sequence[tuple[int, int]]
) -> Iterator[Change[WordKind]]:
    """Marks that differ between words that follow one another in both texts; whether a question
    was one, a person must tell."""
    for (i, j), (next_i, next_j) in pairwise(pairs):
        if (next_i, next_j) != (i + 1, j + 1):
            continue
        old, new = _marks(said, next_i), _marks(quoted, next_j)
        if old != new:
            sure = 0.5 if "?" in old and "?" not in new else 1.0
            left, right = _span(said, (i, next_i + 1)), _span(quoted, (j, next_j + 1))
            yield Change("punctuation", left, right, "", sure)


def _marks(tokens: Tokens, at: int) -> str:
    """The marks before word ``at``, quotation marks apart."""
    return tokens.between(at).replace('"', "").replace("'", "")
