"""What stands around a quotation in its turn and was left away: at the edges, and at "…".

Beginning or ending in mid-sentence is fair unless a denial, a hedge or a condition of the same
statement is cut off.  What an ellipsis hides is asked the same, and whether it splits a clause.
"""

from __future__ import annotations

from collections.abc import Iterator

from calltools.comparison.surroundings import hedged_after, hedged_before, is_condition
from calltools.comparison.tokens import Tokens, only_hedges
from calltools.comparison.wordings import Compared
from calltools.quotations.model import Edit, EditKind

_UNMARKED = 8
"""Words without any mark, as some recognisers write, from which where a clause ends is unknown."""
_BEFORE, _AFTER = 12, 6
"""Words before and after a quotation that may bear on it where no mark tells: what denies or doubts
stands before more often than behind."""
_TERM = {"en": 3, "zh": 0}
"""Words of a term, which stands in the report's own sentence."""


def cut_off_before(compared: Compared, turn: int) -> Iterator[Edit]:
    """What was cut off before the first words of a quotation and mattered.  Whether a clause that
    denies ("I can't say") answers what was asked or doubts these words, a person must tell."""
    said, start = compared.said, compared.start
    if not compared.pairs or compared.pairs[0][1] > 0:
        return  # the first words are changed: that is told as such
    yield from _at_edge(compared, turn, said.clause_start(start), start)
    if beside := hedged_before(said, start):
        denied = any(token.denial for token in said.items[slice(*beside)])
        doubtful = denied and not is_condition(said, *beside)
        yield _clipped(said, *beside, turn, "hedge", doubtful=doubtful)


def cut_off_after(compared: Compared, turn: int) -> Iterator[Edit]:
    """What was cut off after the last words of a quotation and mattered."""
    said, end = compared.said, compared.end
    if not compared.pairs or compared.pairs[-1][1] < len(compared.quoted) - 1:
        return
    yield from _at_edge(compared, turn, end, said.clause_end(end))
    if beside := hedged_after(said, end):
        yield _clipped(said, *beside, turn, "hedge")


def _at_edge(compared: Compared, turn: int, first: int, end: int) -> Iterator[Edit]:
    """What was cut out of the quotation's own clause.

    Of a term that stands in the report's own sentence the polarity is the report's, and where a
    clause ends can't be told without marks: then a person must tell, but for the word beside.
    """
    said, quoted = compared.said, compared.quoted
    yield from _cut_figures(said, turn, first, end)
    if said.words[first:end] == quoted.words[: end - first]:
        return  # said twice, quoted once
    unmarked = len(said) > _UNMARKED and len(said.clauses) <= 2 and not said.between(len(said))
    if unmarked:
        first, end = max(first, compared.start - _BEFORE), min(end, compared.end + _AFTER)
    has_figure = any(token.numeral for token in quoted.items)
    kind = _weight(said, first, end)
    if has_figure and any(token.extreme for token in said.items[first:end]):
        kind = kind or "hedge"
    if kind:
        beside = _weight(said, max(first, compared.start - 1), min(end, compared.end + 1))
        is_term = len(quoted) <= _TERM[quoted.language] and not has_figure
        doubtful = beside is None and (unmarked or is_term)
        yield _clipped(said, first, end, turn, kind, doubtful=doubtful)


def _weight(said: Tokens, first: int, end: int) -> EditKind | None:
    items = said.items[first:end]
    if any(token.denial and not token.condition for token in items):
        return "negation"
    weakens = any(token.hedge or token.condition or token.share for token in items)
    return "hedge" if weakens else None


def _cut_figures(said: Tokens, turn: int, first: int, end: int) -> Iterator[Edit]:
    """Figures of which the words ``first`` to ``end`` are a part.

    One may be quoted and its unit told: "twelve thousand" of twelve thousand a day.
    """
    for amount in said.quantities:
        low, high = max(amount.first, first), min(amount.end, end)
        digits = {i for i in range(*amount.core) if said.items[i].numeral}
        if low >= high or digits <= set(range(low, high)):
            continue
        if any(said.items[i].number_word for i in digits & set(range(low, high))):
            yield _clipped(said, low, high, turn, "number")
        elif any(token.unit for token in said.items[low:high]):
            yield _clipped(said, low, high, turn, "unit", doubtful=True)


def _clipped(
    said: Tokens, first: int, end: int, turn: int, kind: EditKind, *, doubtful: bool = False
) -> Edit:
    return Edit("clip", said.text(first, end), "", turn, kind, doubtful)


def hidden(said: Tokens, first: int, end: int) -> bool:
    """Whether the words ``first`` to ``end`` of a turn, left out at an ellipsis, change the sense.

    Whole clauses may go unless they hedge the rest, or are the condition or the time of what
    follows; of a clause of which something stays nothing may that denies, hedges, limits, counts
    or tells when.
    """
    while first < end:
        last = min(said.clause_end(first + 1), end)
        items, behind = said.items[first:last], said.items[last : last + 1]
        if first in said.clauses and last in said.clauses:
            matters = only_hedges(said, first, last)
        else:
            telling = any(t.number_word or t.numeral or t.extreme or t.time for t in items)
            follows = any(token.consequence for token in behind)
            matters = telling or follows or _weight(said, first, last) is not None
        if matters or (last == end and _bears_on_next(said, first, last)):
            return True
        first = last
    return False


def _bears_on_next(said: Tokens, first: int, end: int) -> bool:
    """Whether the words before a clause are its condition, or tell when its figure holds, and the
    clause does not: last year forty, this year sixty."""
    following = said.items[end : said.clause_end(min(end + 1, len(said)))]
    dated = any(t.time for t in said.items[first:end]) and not any(t.time for t in following)
    return is_condition(said, first, end) or (dated and any(t.numeral for t in following))
