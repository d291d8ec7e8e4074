"""The clause beside words that bears on them: it hedges, qualifies or conditions what they say."""

from __future__ import annotations

from calltools.comparison.tokens import Tokens, only_hedges

_SHORT = {"zh": 4, "en": 2}
"""Words of content with which a clause that begins with "but" is a statement of its own."""


def hedged_before(source: Tokens, start: int) -> tuple[int, int] | None:
    """The clause before that of word ``start`` in its sentence, fillers apart, if it only hedges
    what follows or is the condition of it."""
    first = source.clause_start(start)
    while first not in source.sentences:
        end, first = first, source.clause_start(first - 1)
        if not all(token.filler for token in source.items[first:end]):
            hedges = is_condition(source, first, end) or only_hedges(source, first, end)
            return (first, end) if hedges else None
    return None


def hedged_after(source: Tokens, end: int) -> tuple[int, int] | None:
    """The clause after that of word ``end - 1`` in its sentence, fillers apart, if it hedges,
    qualifies or (in English, or as an exception) conditions what was said; one with a figure of
    its own is another statement."""
    last = source.clause_end(end)
    while last not in source.sentences:
        first, last = last, source.clause_end(last + 1)
        items = source.items[first:last]
        if all(token.filler for token in items):
            continue
        condition = (
            is_condition(source, first, last)
            and (source.language == "en" or items[0].text == "除")
            and not any(token.numeral for token in items)
        )
        hedges = only_hedges(source, first, last) or condition or _qualifies(source, first, last)
        return (first, last) if hedges else None
    return None


def is_condition(source: Tokens, first: int, end: int) -> bool:
    """Whether these words make a condition."""
    return any(token.condition for token in source.items[first:end])


def _qualifies(source: Tokens, first: int, end: int) -> bool:
    """Whether a short clause takes back something of the one before: "but it isn't settled"."""
    items = source.items[first:end]
    content = [t for t in items if not (t.light or t.hedge or t.denial)]
    return (
        items[0].contrast
        and any(t.hedge or t.denial for t in items)
        and len(content) <= _SHORT[source.language]
    )
