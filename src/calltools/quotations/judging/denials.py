"""What a quotation denies beside what its turn denies.

A "not" may be worded otherwise (不能保证, 没有保证) or stand elsewhere in its clause.  So what
denies on the one side is looked for on the other: only what has no like there was lost or put in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from calltools.comparison.negated_text import NegatedText, contradiction, negative_words
from calltools.comparison.surroundings import clause_end, clause_start
from calltools.comparison.tokens import DenialWords, Tokens
from calltools.comparison.word_alignment import Change, WordAlignment
from calltools.language.sentences import Language

_Words = tuple[int, int]


def changed_denials(comparison: WordAlignment, changes: Sequence[Change]) -> set[Change]:
    """Those of ``changes`` by which something is denied that was not, or is no longer."""
    to_quoted = dict(comparison.pairs)
    here = [d for d in comparison.source.denials if comparison.start <= d.first < comparison.end]
    there = list(comparison.quoted.denials)
    for denial in list(here):
        answers = (d for d in there if _is_same(denial, d, comparison, changes, to_quoted))
        if (answer := next(answers, None)) is not None:
            here.remove(denial)
            there.remove(answer)
    lost, put_in = _weighty(here, {*to_quoted}), _weighty(there, {*to_quoted.values()})
    return {
        change
        for change in changes
        if any(_touches(d, change.source) for d in lost)
        or any(_touches(d, change.quoted) for d in put_in)
    }


def _is_same(
    said: DenialWords,
    quoted: DenialWords,
    comparison: WordAlignment,
    changes: Sequence[Change],
    to_quoted: Mapping[int, int],
) -> bool:
    """Whether two denials are one: the same word, another in its place, or one of the same thing.

    One that only doubts denies no less than another where what it doubts is there as well.
    """
    if any(to_quoted.get(i, -1) in range(quoted.first, quoted.end) for i in _range(said)):
        return True
    replaced = any(_touches(said, c.source) and _touches(quoted, c.quoted) for c in changes)
    if replaced and said.is_plain == quoted.is_plain:
        return True
    shared = {i for i in range(*said.phrase) if i in to_quoted}
    back = {j for j in range(*quoted.phrase) if j in to_quoted.values()}
    if replaced and (shared or back):
        return True
    denied, also = _denied(comparison.source, said), _denied(comparison.quoted, quoted)
    return denied is not None and also is not None and to_quoted.get(denied) == also


def _denied(tokens: Tokens, denial: DenialWords) -> int | None:
    """The first word of content behind a denial in its clause."""
    following = range(denial.end, clause_end(tokens, denial.end))
    return next(
        (i for i in following if not (tokens.items[i].light or tokens.items[i].filler)), None
    )


def _weighty(denials: Sequence[DenialWords], kept: set[int]) -> list[DenialWords]:
    """Without those of phrases that are gone as a whole, and two of one phrase (不是没有)."""
    count = Counter(d.phrase for d in denials)
    return [
        d
        for d in denials
        if count[d.phrase] % 2 and (d.is_plain or any(i in kept for i in range(*d.phrase)))
    ]


def _range(denial: DenialWords) -> range:
    return range(denial.first, denial.end)


def _touches(denial: DenialWords, place: _Words) -> bool:
    return denial.first < place[1] and place[0] < denial.end


def contradicted(comparison: WordAlignment) -> tuple[str, str] | None:
    """A word that a quotation affirms in other words and its turn only denies, or the reverse: the
    clauses of both."""
    source = comparison.source
    language: Language = "zh" if source.language == "zh" else "en"
    start = clause_start(source, comparison.start)
    said = source.text(start, clause_end(source, comparison.end))
    quoted = comparison.quoted.original
    places = contradiction(said, language, quoted, language)
    if places is None:
        return None
    here, there = (
        text[slice(*NegatedText(text, language, ()).clause_of(place))].strip()
        for text, place in zip((said, quoted), places, strict=True)
    )
    if negative_words(here, language) or negative_words(there, language):
        return None  # "we lack livers" denies without a "not"
    return here, there
