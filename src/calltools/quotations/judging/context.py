"""What stands around a quotation in its turn and was left away: at the edges, and at "…".

Beginning or ending in mid-sentence is fair unless a negation, a hedge or a condition of the same
statement is cut off.  What an ellipsis hides is asked the same, and whether it splits a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.quotations.judging.comparison import Comparison
from calltools.quotations.judging.differences import APPROXIMATORS, ChangeKind, Difference
from calltools.quotations.judging.tokens import Tokens, only_hedges
from calltools.quotations.model import Edit

_SENTENCE = re.compile(r"[.?!](?![0-9])|…$")
_CLAUSE = re.compile(r"[,;:.?!…— ]")

CONDITION = {
    "zh": re.compile(r"如果|要是|假如|假设|倘若|万一|除非|只要|只有|一旦|前提|的话|否则|不然"),
    "en": re.compile(
        r"\b(?:if|unless|provided|providing|as long as|so long as|on condition|in case|"
        r"only when|whether|otherwise|until|except)\b"
    ),
}
_EXCEPT = frozenset(("unless", "除", "非"))
_CONTRAST = {
    "zh": re.compile(r"^(?:但是?|可是|不过|只是|然而|就是)"),
    "en": re.compile(r"^(?:but|though|although|however|only|except|yet)\b"),
}
# Words that say of how many or of which something holds.
_LIMIT = {
    "zh": re.compile(r"只|仅|才|有的|有些|部分|一半|少数|多数|大多|个别|其他|另外"),
    "en": re.compile(
        r"\b(?:only|just|some|few|most|many|half|part|parts|rest|others?|whatever|whoever|"
        r"those who|except|mostly|sometimes|seldom)\b"
    ),
}
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


def cut_off_before(comparison: Comparison, turn: int) -> Iterator[Difference]:
    """What was cut off before the first words of a quotation and mattered."""
    source, start = comparison.source, comparison.start
    if not comparison.pairs or comparison.pairs[0][1] > 0:
        return  # the first words are changed: that is told as such
    yield from _split_figures(comparison, turn, start, "left")
    yield from _lost(comparison, turn, clause_start(source, start), start)
    if beside := hedged_before(source, start):
        yield _clipped(source, *beside, turn, "hedge")


def cut_off_after(comparison: Comparison, turn: int) -> Iterator[Difference]:
    """What was cut off after the last words of a quotation and mattered."""
    source, end = comparison.source, comparison.end
    if not comparison.pairs or comparison.pairs[-1][1] < len(comparison.quoted) - 1:
        return
    yield from _split_figures(comparison, turn, end, "right")
    yield from _lost(comparison, turn, end, clause_end(source, end))
    if beside := hedged_after(source, end):
        yield _clipped(source, *beside, turn, "hedge")


def hedged_before(source: Tokens, start: int) -> tuple[int, int] | None:
    """The clause before that of word ``start`` in its sentence, fillers apart, if it only hedges
    what follows or is the condition of it."""
    first = clause_start(source, start)
    while first > 0 and not _SENTENCE.search(source.between(first)):
        end, first = first, clause_start(source, first - 1)
        if not all(token.filler for token in source.items[first:end]):
            hedges = _condition(source, first, end) or only_hedges(source, first, end)
            return (first, end) if hedges else None
    return None


def hedged_after(source: Tokens, end: int) -> tuple[int, int] | None:
    """The clause after that of word ``end - 1`` in its sentence, fillers apart, if it hedges,
    qualifies or (in English) conditions what was said."""
    last = clause_end(source, end)
    while last < len(source) and not _SENTENCE.search(source.between(last)):
        first, last = last, clause_end(source, last + 1)
        if not all(token.filler for token in source.items[first:last]):
            hedges = (
                only_hedges(source, first, last)
                or _qualifies(source, first, last)
                or (source.language == "en" and _condition(source, first, last))
            )
            return (first, last) if hedges else None
    return None


def clause_start(tokens: Tokens, at: int) -> int:
    """The first word of the clause in which word ``at`` stands, or that ends before it."""
    while at > 0 and not _CLAUSE.search(tokens.between(at)):
        at -= 1
    return at


def clause_end(tokens: Tokens, at: int) -> int:
    """The word after the last of the clause that goes on before word ``at``."""
    while at < len(tokens) and not _CLAUSE.search(tokens.between(at)):
        at += 1
    return at


def _lost(comparison: Comparison, turn: int, first: int, end: int) -> Iterator[Difference]:
    """The kind of what was cut out of the quotation's own clause."""
    source = comparison.source
    kind = _weight(source, first, end)
    text = _plain(source, first, end)
    if kind is None and (
        _MOST[source.language].search(text)
        or (_has_figure(comparison) and _EXTREME[source.language].search(text))
    ):
        kind = "hedge"
    if kind is not None:
        yield _clipped(source, first, end, turn, kind)


def _weight(source: Tokens, first: int, end: int) -> ChangeKind | None:
    items = source.items[first:end]
    condition = _condition(source, first, end)
    if any(t.negation and not (condition and t.text in _EXCEPT) for t in items):
        return "negation"
    return "hedge" if condition or any(token.hedge for token in items) else None


def _has_figure(comparison: Comparison) -> bool:
    return any(token.numeral for token in comparison.quoted.items)


def _split_figures(comparison: Comparison, turn: int, at: int, side: str) -> Iterator[Difference]:
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
        yield _clipped(source, first, end, turn, kind)


def _clipped(source: Tokens, first: int, end: int, turn: int, kind: ChangeKind) -> Difference:
    return Difference(kind, Edit("clip", source.text(first, end), "", turn))


def _plain(source: Tokens, first: int, end: int) -> str:
    joint = "" if source.language == "zh" else " "
    return joint.join(token.text for token in source.items[first:end])


def _condition(source: Tokens, first: int, end: int) -> bool:
    return bool(CONDITION[source.language].search(_plain(source, first, end)))


_SHORT = {"zh": 4, "en": 2}


def _qualifies(source: Tokens, first: int, end: int) -> bool:
    """Whether a clause takes back something of the one before: "but it isn't settled"."""
    items = source.items[first:end]
    contrast = _CONTRAST[source.language].search(_plain(source, first, end))
    if contrast:
        # Short, with "but" itself: longer ones are statements of their own.
        content = [t for t in items if not (t.light or t.hedge or t.negation)]
        return len(content) <= _SHORT[source.language] and any(t.hedge or t.negation for t in items)
    return source.language == "zh" and bool(re.match(r"还没|尚未|还不", _plain(source, first, end)))


def hidden(source: Tokens, first: int, end: int, quoted_figure: bool) -> bool:
    """Whether the words ``first`` to ``end`` of a turn, left out at an ellipsis, change the sense.

    Whole clauses may go unless they hedge, qualify or condition the rest; of a clause of which
    something stays nothing may that denies, hedges, limits or counts, nor its subject, for what
    stays would be said of another.
    """
    for low, high in _clauses(source, first, end):
        split = (low == first and not _parted(source, low)) or (
            high == end and not _parted(source, high)
        )
        if _leading(source, low, high, end) or (split and _matters(source, low, high)):
            return True
        broken_off = high == end and not _parted(source, high)
        if broken_off and (
            _follows(source, high) or (_parted(source, low) and _subject(source, low, high))
        ):
            return True
        if not split and (
            only_hedges(source, low, high)
            or _qualifies(source, low, high)
            or (quoted_figure and _other_end(source, low, high))
        ):
            return True
    return False


def _follows(source: Tokens, at: int) -> bool:
    """Whether word ``at`` says what comes of the words before: "only then", 才, 就, 都."""
    return source.items[at].text in _CONSEQUENCE if at < len(source) else False


def _subject(source: Tokens, first: int, end: int) -> bool:
    """Whether the words that begin a clause name whom or what the rest of it is about."""
    words = _plain(source, first, end)
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
    return at in (0, len(source)) or bool(_CLAUSE.search(source.between(at)))


def _matters(source: Tokens, first: int, end: int) -> bool:
    items = source.items[first:end]
    text = _plain(source, first, end)
    return (
        any(t.negation or t.hedge or t.numeral for t in items)
        or _condition(source, first, end)
        or bool(_LIMIT[source.language].search(text))
        or bool(_EXTREME[source.language].search(text))
        or bool(_ORDER[source.language].search(text))
    )


def _leading(source: Tokens, first: int, end: int, gap_end: int) -> bool:
    """A condition, or a time, is of the clause after it: hidden, that clause stands without."""
    if end != gap_end:
        return False
    if _condition(source, first, end):
        return True
    following = _plain(source, gap_end, clause_end(source, gap_end + 1))
    figure = any(t.numeral for t in source.items[gap_end : clause_end(source, gap_end + 1)])
    time = _TIME[source.language]
    return (
        figure
        and time.search(_plain(source, first, end)) is not None
        and time.search(following) is None
    )


def _other_end(source: Tokens, first: int, end: int) -> bool:
    """Whether a clause gives the other end of a range: "the slow ones two months"."""
    figure = any(token.numeral for token in source.items[first:end])
    return figure and bool(_EXTREME[source.language].search(_plain(source, first, end)))


def hidden_between_turns(words: Tokens) -> bool:
    """Whether words of the same side, left out between two turns, hedge or deny anything."""
    items = words.items
    return any(token.negation or token.hedge for token in items) or _condition(words, 0, len(items))
