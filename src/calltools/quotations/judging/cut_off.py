"""What stands around a quotation in its turn and was left away: at the edges, and at "…".

Beginning or ending in mid-sentence is fair unless a denial, a hedge or a condition of the same
statement is cut off.  What an ellipsis hides is asked the same, and whether it splits a clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
    yield from _split_figure(said, turn, start, before=True)
    yield from _lost(compared, turn, said.clause_start(start), start)
    if beside := hedged_before(said, start):
        denied = any(token.denial for token in said.items[slice(*beside)])
        doubtful = denied and not is_condition(said, *beside)
        yield replace(_clipped(said, *beside, turn, "hedge"), doubtful=doubtful)


def cut_off_after(compared: Compared, turn: int) -> Iterator[Edit]:
    """What was cut off after the last words of a quotation and mattered."""
    said, end = compared.said, compared.end
    if not compared.pairs or compared.pairs[-1][1] < len(compared.quoted) - 1:
        return
    yield from _split_figure(said, turn, end, before=False)
    yield from _lost(compared, turn, end, said.clause_end(end))
    if beside := hedged_after(said, end):
        yield _clipped(said, *beside, turn, "hedge")


def _lost(compared: Compared, turn: int, first: int, end: int) -> Iterator[Edit]:
    """The kind of what was cut out of the quotation's own clause.

    Of a term that stands in the report's own sentence the polarity is the report's, and where a
    clause ends can't be told without marks: then a person must tell, but for the word beside.
    """
    said, quoted = compared.said, compared.quoted
    if said.words[first:end] == quoted.words[: end - first]:
        return  # said twice, quoted once
    marks = len(said.clauses) > 2 or said.between(len(said))
    unmarked = len(said) > _UNMARKED and not marks
    if unmarked:
        first, end = max(first, compared.start - _BEFORE), min(end, compared.end + _AFTER)
    kind = _weight(said, first, end)
    if any(token.extreme for token in said.items[first:end]) and _has_figure(quoted):
        kind = kind or "hedge"
    if kind:
        beside = _weight(said, max(first, compared.start - 1), min(end, compared.end + 1))
        doubtful = beside is None and (unmarked or _is_term(quoted))
        yield replace(_clipped(said, first, end, turn, kind), doubtful=doubtful)


def _weight(said: Tokens, first: int, end: int) -> EditKind | None:
    items = said.items[first:end]
    if any(token.denial and not token.condition for token in items):
        return "negation"
    return (
        "hedge" if any(token.hedge or token.condition or token.share for token in items) else None
    )


def _is_term(quoted: Tokens) -> bool:
    return len(quoted) <= _TERM[quoted.language] and not _has_figure(quoted)


def _has_figure(tokens: Tokens) -> bool:
    return any(token.numeral for token in tokens.items)


def _split_figure(said: Tokens, turn: int, at: int, *, before: bool) -> Iterator[Edit]:
    """A figure that goes on over the edge of the quotation.

    One may be quoted and its unit told: "twelve thousand" of twelve thousand a day.
    """
    for amount in said.quantities:
        if amount.first < at < amount.end:
            lost = (amount.first, at) if before else (at, amount.end)
            figure = [i for i in range(*amount.core) if said.items[i].numeral]
            gone = [i for i in figure if lost[0] <= i < lost[1]]
            if len(gone) == len(figure):
                continue
            if any(said.items[i].number_word for i in gone):
                yield _clipped(said, *lost, turn, "number")
            elif any(token.unit for token in said.items[slice(*lost)]):
                yield replace(_clipped(said, *lost, turn, "unit"), doubtful=True)


def _clipped(said: Tokens, first: int, end: int, turn: int, kind: EditKind) -> Edit:
    return Edit("clip", said.text(first, end), "", turn, kind)


def hidden(said: Tokens, first: int, end: int) -> bool:
    """Whether the words ``first`` to ``end`` of a turn, left out at an ellipsis, change the sense.

    Whole clauses may go unless they hedge the rest, or are the condition or the time of what
    follows; of a clause of which something stays nothing may that denies, hedges, limits, counts
    or tells when.
    """
    while first < end:
        last = min(said.clause_end(first + 1), end)
        items = said.items[first:last]
        split = first not in said.clauses or last not in said.clauses
        telling = any(t.number_word or t.numeral or t.extreme or t.time for t in items)
        follows = any(token.consequence for token in said.items[last : last + 1])
        if split and (telling or follows or _weight(said, first, last)):
            return True
        if not split and only_hedges(said, first, last):
            return True
        if last == end and (is_condition(said, first, last) or _is_time_of_next(said, first, last)):
            return True
        first = last
    return False


def _is_time_of_next(said: Tokens, first: int, end: int) -> bool:
    """Whether the words before a clause with a figure tell when it holds, and the clause does not:
    last year forty, this year sixty."""
    following = said.items[end : said.clause_end(min(end + 1, len(said)))]
    figure = any(token.numeral for token in following)
    return (
        figure and any(t.time for t in said.items[first:end]) and not any(t.time for t in following)
    )


def hidden_between_turns(words: Tokens) -> bool:
    """Whether words of the same side, left out between two turns, hedge or deny anything."""
    return any(t.denial or t.hedge or t.condition for t in words.items)
