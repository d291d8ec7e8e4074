"""What stands around words and bears on them: the clause beside that hedges or conditions them."""

from __future__ import annotations

import re

from calltools.comparison.tokens import Tokens, only_hedges

_SENTENCE = re.compile(r"[.?!](?![0-9])|…$")
BREAK = re.compile(r"[,;:.?!…— ]")

_UNMARKED = 8
CONDITION = {
    "zh": re.compile(
        r"如果|要是|假如|假设|倘若|万一|除非|只要|一旦|的话|否则|不然"
        # "Only if", but neither "only two" nor "there are only numbers".
        r"|^(?:那|但是?|不过|可是)?只有(?![一二两三四五六七八九十几半\d])|只有(?=.*才)"
    ),
    "en": re.compile(
        r"\b(?:(?<!even )if|unless|provided|providing|as long as|so long as|on condition|in case|"
        r"only when|otherwise|until|except)\b"
    ),
}
_CONTRAST = {
    "zh": re.compile(r"^(?:但是?|可是|不过|只是|然而|就是)"),
    "en": re.compile(r"^(?:but|though|although|however|only|except|yet)\b"),
}


def hedged_before(source: Tokens, start: int) -> tuple[int, int] | None:
    """The clause before that of word ``start`` in its sentence, fillers apart, if it only hedges
    what follows or is the condition of it."""
    first = clause_start(source, start)
    while first > 0 and not _SENTENCE.search(source.between(first)):
        end, first = first, clause_start(source, first - 1)
        if not all(token.filler for token in source.items[first:end]):
            hedges = is_condition(source, first, end) or only_hedges(source, first, end)
            return (first, end) if hedges else None
    return None


def hedged_after(source: Tokens, end: int) -> tuple[int, int] | None:
    """The clause after that of word ``end - 1`` in its sentence, fillers apart, if it hedges,
    qualifies or (in English, or as an exception) conditions what was said; one with a figure of
    its own is another statement."""
    last = clause_end(source, end)
    while last < len(source) and not _SENTENCE.search(source.between(last)):
        first, last = last, clause_end(source, last + 1)
        if not all(token.filler for token in source.items[first:last]):
            hedges = (
                only_hedges(source, first, last)
                or qualifies(source, first, last)
                or (
                    is_condition(source, first, last)
                    and (source.language == "en" or source.words[first] == "除")
                    and not any(token.numeral for token in source.items[first:last])
                )
            )
            return (first, last) if hedges else None
    return None


def clause_start(tokens: Tokens, at: int) -> int:
    """The first word of the clause in which word ``at`` stands, or that ends before it."""
    while at > 0 and not BREAK.search(tokens.between(at)):
        at -= 1
    return at


def clause_end(tokens: Tokens, at: int) -> int:
    """The word after the last of the clause that goes on before word ``at``."""
    while at < len(tokens) and not BREAK.search(tokens.between(at)):
        at += 1
    return at


def is_unmarked(tokens: Tokens) -> bool:
    """Whether many words stand without any mark, as some recognisers write: where a clause ends
    can't be told."""
    return len(tokens) > _UNMARKED and not any(
        BREAK.search(tokens.between(at)) for at in range(1, len(tokens) + 1)
    )


def words_of(source: Tokens, first: int, end: int) -> str:
    """The words ``first`` to before ``end`` as they are compared."""
    joint = "" if source.language == "zh" else " "
    return joint.join(token.text for token in source.items[first:end])


def is_condition(source: Tokens, first: int, end: int) -> bool:
    """Whether these words make a condition."""
    return bool(CONDITION[source.language].search(words_of(source, first, end)))


_SHORT = {"zh": 4, "en": 2}


def qualifies(source: Tokens, first: int, end: int) -> bool:
    """Whether a clause takes back something of the one before: "but it isn't settled"."""
    items = source.items[first:end]
    contrast = _CONTRAST[source.language].search(words_of(source, first, end))
    if contrast:
        # Short, with "but" itself: longer ones are statements of their own.
        content = [t for t in items if not (t.light or t.hedge or t.negation)]
        return len(content) <= _SHORT[source.language] and any(t.hedge or t.negation for t in items)
    return source.language == "zh" and bool(
        re.match(r"还没|尚未|还不", words_of(source, first, end))
    )
