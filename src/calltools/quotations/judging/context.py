"""What stands around a quotation in its turn and was left away: at the edges, and at "…".

Beginning or ending in mid-sentence is fair unless a negation, a hedge or a condition of the same
statement is cut off.  What an ellipsis hides is asked the same, and whether it splits a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.comparison.surroundings import (
    BREAK,
    clause_end,
    clause_start,
    hedged_after,
    hedged_before,
    is_condition,
    is_unmarked,
    words_of,
)
from calltools.comparison.tokens import Tokens, only_hedges
from calltools.comparison.word_alignment import WordAlignment
from calltools.language.quoting.kinds import states_something
from calltools.quotations.judging.edits import APPROXIMATORS, ChangeKind, JudgedEdit
from calltools.quotations.model import Edit

_EXCEPT = frozenset(("unless", "除", "非"))
# Words that say of how much something holds.
_MOST = {
    "zh": re.compile(r"大部分|多数|大多|部分|有时|偶尔|少数|很少"),
    "en": re.compile(r"\b(?:most|mostly|some of|half of|part of|sometimes|occasionally|few)\b"),
}
# Of when a figure holds.
_TIME = {
    "zh": re.compile(
        r"[去今明前后]年|[上下这]个?(?:月|周|星期|礼拜)|[昨今明]天|以前|现在|原来|过去"
    ),
    "en": re.compile(
        r"\b(?:last|this|next) (?:year|month|week|time)|\b(?:now|nowadays|then|before|formerly|"
        r"yesterday|today|tomorrow|the year before)\b"
    ),
}
_EXTREME = {
    "zh": re.compile(
        r"最?[快慢短长早迟晚多少低高](?:的|则|就|时|点)|最[快慢短长早迟晚多少低高]|运气好"
    ),
    "en": re.compile(
        r"\b(?:quick|slow|short|long|lucky|unlucky|fast)(?: ones?)\b|\bat (?:the )?(?:very )?"
        r"(?:most|least|best|worst|quickest|longest|shortest|latest|earliest|outside)\b|"
        r"\bas (?:little|long|many|few|much|quickly|soon|fast) as\b|"
        r"\b(?:quick|slow|fast|short|long|high|low)est\b"
    ),
}


# Of what comes first, and of when a statement holds.
_ORDER = {
    "zh": re.compile(r"先|后|再(?!见)|以前|之前|期间|一旦|的时候"),
    "en": re.compile(
        r"\b(?:first|then|afterwards?|before|after|once|when|while|until|till|during|since)\b"
    ),
}


_BEFORE, _AFTER, _TERM = 12, 6, 3
"""Words before and after a quotation that may bear on it where no mark tells (what denies or doubts
stands before more often than behind); words of a term."""


def cut_off_before(comparison: WordAlignment, turn: int) -> Iterator[JudgedEdit]:
    """What was cut off before the first words of a quotation and mattered.  Whether one that
    denies ("I can't say") answers what was asked or doubts these words, a person must tell."""
    source, start = comparison.source, comparison.start
    if not comparison.pairs or comparison.pairs[0][1] > 0:
        return  # the first words are changed: that is told as such
    yield from _split_figures(comparison, turn, start, "left")
    yield from _lost(comparison, turn, clause_start(source, start), start)
    if not _asks(comparison) and (beside := hedged_before(source, start)):
        denied = any(token.negation for token in source.items[slice(*beside)])
        found = _clipped(source, *beside, turn, "hedge")
        yield replace(found, doubtful=denied and not is_condition(source, *beside))


def cut_off_after(comparison: WordAlignment, turn: int) -> Iterator[JudgedEdit]:
    """What was cut off after the last words of a quotation and mattered."""
    source, end = comparison.source, comparison.end
    if not comparison.pairs or comparison.pairs[-1][1] < len(comparison.quoted) - 1:
        return
    yield from _split_figures(comparison, turn, end, "right")
    yield from _lost(comparison, turn, end, clause_end(source, end))
    if not _asks(comparison) and (beside := hedged_after(source, end)):
        yield _clipped(source, *beside, turn, "hedge")


def _lost(comparison: WordAlignment, turn: int, first: int, end: int) -> Iterator[JudgedEdit]:
    """The kind of what was cut out of the quotation's own clause.

    Of a term that stands in the report's own sentence the polarity is the report's, and where a
    clause ends can't be told without marks: then a person must tell, but for the word beside.
    """
    source = comparison.source
    words = source.words[first:end]
    if words == comparison.quoted.words[: len(words)]:
        return  # said twice, quoted once
    unmarked = is_unmarked(source)
    if unmarked:
        first, end = max(first, comparison.start - _BEFORE), min(end, comparison.end + _AFTER)
    kind = _weight(source, first, end)
    text = words_of(source, first, end)
    if kind is None and (
        _MOST[source.language].search(text)
        or (_has_figure(comparison) and _EXTREME[source.language].search(text))
    ):
        kind = "hedge"
    if kind is not None:
        beside = _weight(source, max(first, comparison.start - 1), min(end, comparison.end + 1))
        doubtful = beside is None and (unmarked or _is_term(comparison.quoted))
        yield replace(_clipped(source, first, end, turn, kind), doubtful=doubtful)


def _is_term(quoted: Tokens) -> bool:
    """Whether a quotation in English is a word or two that state nothing."""
    few = quoted.language == "en" and len(quoted) <= _TERM
    return few and not states_something(quoted.original)


def _weight(source: Tokens, first: int, end: int) -> ChangeKind | None:
    items = source.items[first:end]
    condition = is_condition(source, first, end)
    if any(t.negation and not (condition and t.text in _EXCEPT) for t in items):
        return "negation"
    return "hedge" if condition or any(token.hedge for token in items) else None


def _asks(comparison: WordAlignment) -> bool:
    """Whether a question is quoted: nothing beside it makes it less certain."""
    return comparison.quoted.original.rstrip().endswith(("?", "？"))


def _has_figure(comparison: WordAlignment) -> bool:
    return any(token.numeral for token in comparison.quoted.items)


def _split_figures(
    comparison: WordAlignment, turn: int, at: int, side: str
) -> Iterator[JudgedEdit]:
    """A figure that goes on over the edge of the quotation."""
    source = comparison.source
    for amount in source.quantities:
        if not amount.first < at < amount.end:
            continue
        low, high = amount.core
        first, end = (amount.first, at) if side == "left" else (at, amount.end)
        inside = range(max(first, low), min(end, high))
        lost = [source.items[i] for i in inside]
        kept = range(max(at, low), high) if side == "left" else range(low, min(at, high))
        if not any(source.items[i].numeral for i in kept):
            continue
        kind: ChangeKind = "hedge"
        if any(token.numeral and token.text not in APPROXIMATORS for token in lost):
            kind = "number"
        elif any(token.unit for token in source.items[first:end]):
            kind = "unit"
        # A figure may be quoted and its unit told: "twelve thousand" of twelve thousand a day.
        yield replace(_clipped(source, first, end, turn, kind), doubtful=kind == "unit")


def _clipped(source: Tokens, first: int, end: int, turn: int, kind: ChangeKind) -> JudgedEdit:
    return JudgedEdit(kind, Edit("clip", source.text(first, end), "", turn))


def hidden(source: Tokens, first: int, end: int) -> bool:
    """Whether the words ``first`` to ``end`` of a turn, left out at an ellipsis, change the sense.

    Whole clauses may go unless they hedge or condition the rest; of a clause of which
    something stays nothing may that denies, hedges, limits or counts, nor its subject, for what
    stays would be said of another.
    """
    for low, high in _clauses(source, first, end):
        split = _is_split(source, low, high, first, end)
        if _leading(source, low, high, end) or (split and _matters(source, low, high)):
            return True
        broken_off = high == end and not _parted(source, high)
        if broken_off and (
            _follows(source, high) or (_parted(source, low) and _subject(source, low, high))
        ):
            return True
        if not split and only_hedges(source, low, high):
            return True
    return False


def hidden_order(source: Tokens, first: int, end: int) -> bool:
    """Whether words that may tell what came first are gone of a clause of which something stays:
    "and then", 后."""
    order = _ORDER[source.language]
    return any(
        _is_split(source, low, high, first, end) and order.search(words_of(source, low, high))
        for low, high in _clauses(source, first, end)
    )


def _is_split(source: Tokens, low: int, high: int, first: int, end: int) -> bool:
    """Whether something stays of the clause ``low`` to ``high`` where ``first`` to ``end`` go."""
    return (low == first and not _parted(source, low)) or (
        high == end and not _parted(source, high)
    )


def _follows(source: Tokens, at: int) -> bool:
    """Whether word ``at`` says what comes of the words before: "only then", 才, 就, 都."""
    return source.items[at].text in _CONSEQUENCE if at < len(source) else False


def _subject(source: Tokens, first: int, end: int) -> bool:
    """Whether the words that begin a clause name whom or what the rest of it is about."""
    words = words_of(source, first, end)
    subject = _SUBJECT[source.language].fullmatch(words) is not None
    return subject and not _ADVERBIAL.match(source.items[end].text)


# A count, a group, a party: not "we" and "it", who go on from the clause before.
_SUBJECT = {
    "zh": re.compile(
        r"(?:其中|另外|还|也|但是?|可是|而且|不过|那)*(?:有?[一二两三四五六七八九十百几半\d]+\S{0,3}|"
        r"有的|有些|\S{1,6}的|\S{0,3}(?:家属|家里人?|病人|患者|供体|法院|医院|医生|大夫|护士|护士长|主任|院长|"
        r"协调员|警察|公安|军人|老人|孩子|小孩|女的|男的))"
    ),
    "en": re.compile(
        r"(?:(?:and|but|or|so|while) )?(?:the|an?|one|two|three|four|five|some|others?|those|these|"
        r"all|most|many|half|each|every|none)(?: (?!of$)[a-z'-]+){0,3}"
    ),
}
# The rest of a clause of which more than the subject is gone: "… at two in the morning".
_ADVERBIAL = re.compile(
    r"(?:at|in|on|by|from|to|for|with|of|the|an?|and|then|there|here|everybody)$"
)
_CONSEQUENCE = frozenset("才 就 则 便 都 也 then".split())


def _clauses(source: Tokens, first: int, end: int) -> Iterator[tuple[int, int]]:
    while first < end:
        last = min(clause_end(source, first + 1), end)
        yield first, last
        first = last


def _parted(source: Tokens, at: int) -> bool:
    return at in (0, len(source)) or bool(BREAK.search(source.between(at)))


def _matters(source: Tokens, first: int, end: int) -> bool:
    items = source.items[first:end]
    text = words_of(source, first, end)
    return (
        any(t.negation or t.hedge or t.numeral for t in items)
        or is_condition(source, first, end)
        or bool(_EXTREME[source.language].search(text))
    )


def _leading(source: Tokens, first: int, end: int, gap_end: int) -> bool:
    """A condition, or a time, is of the clause after it: hidden, that clause stands without."""
    if end != gap_end:
        return False
    if is_condition(source, first, end):
        return True
    following = words_of(source, gap_end, clause_end(source, gap_end + 1))
    figure = any(t.numeral for t in source.items[gap_end : clause_end(source, gap_end + 1)])
    time = _TIME[source.language]
    return (
        figure
        and time.search(words_of(source, first, end)) is not None
        and time.search(following) is None
    )


def hidden_between_turns(words: Tokens) -> bool:
    """Whether words of the same side, left out between two turns, hedge or deny anything."""
    items = words.items
    return any(token.negation or token.hedge for token in items) or is_condition(
        words, 0, len(items)
    )
