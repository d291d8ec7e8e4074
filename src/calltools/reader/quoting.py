"""Where a quotation stands in a turn: letter for letter, or nowhere.

What a program quotes may be cut so that it says the opposite, words for words: 有肝源 stands in
没有肝源, "ten days" in "110 days".  Such quotations stand nowhere either.
"""

from __future__ import annotations

import re

from calltools.language.cues import negations
from calltools.language.normalise import TextSpan
from calltools.reader.view import View

NOTHING = "quotes no words"
ABSENT = "quotes words that do not stand in the turn"
CUT = "cuts a word or figure"
POLARITY = "leaves out a negation"

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_\u3400-\u9fff]+(?:['’‑-][^\W\d_\u3400-\u9fff]+)*")
"""Words of scripts that part them, with their hyphens and apostrophes, and numbers in digits."""


class MisquotedError(ValueError):
    """Words that stand nowhere; the message is one of the reasons of this module."""


def places(quote: str, view: View) -> list[TextSpan]:
    """Where ``quote`` stands in the turn as it was written, as spans of ``view.text``, in order.

    A span leaves out punctuation at its ends, and takes in what belongs to its figures (最快,
    "within").  Raises MisquotedError with the reason where there is none.
    """
    if not quote.strip():
        raise MisquotedError(NOTHING)
    found: list[TextSpan] = []
    reasons: list[str] = []
    at = view.original.find(quote)
    while at >= 0:
        end = at + len(quote)
        try:
            found.append(_place(at, end, view))
        except MisquotedError as error:
            reasons.append(str(error))
            end = at + 1  # the next may begin within this one
        at = view.original.find(quote, end)
    if not found:
        raise MisquotedError(reasons[0] if reasons else ABSENT)
    return found


def _place(start: int, end: int, view: View) -> TextSpan:
    """``view.original[start:end]`` as a span of the view's text.  Raises MisquotedError."""
    words = (match.span() for match in _WORD.finditer(view.original))
    if any(_cuts(start, end, word) for word in words):
        raise MisquotedError(CUT)
    origins = list(zip(view.folded.starts, view.folded.ends, strict=True))
    inside = [i for i, origin in enumerate(origins) if _touch((start, end), origin)]
    if any(_cuts(start, end, origins[i]) for i in inside):
        raise MisquotedError(CUT)
    span = (inside[0], inside[-1] + 1) if inside else (0, 0)
    clauses = [clause for clause in view.clauses if _touch(span, (clause.start, clause.end))]
    if not clauses:  # punctuation, or what an editor added
        raise MisquotedError(NOTHING)
    span = max(span[0], clauses[0].start), min(span[1], clauses[-1].end)
    read = [view.original_span(clause.start, clause.end) for clause in clauses]
    for negation in negations(view.original, view.lexicon.language):
        whole = start <= negation[0] and negation[1] <= end
        if not whole and any(_touch(negation, clause) for clause in read):
            raise MisquotedError(POLARITY)
    return _with_figures(span, view)


def _with_figures(span: TextSpan, view: View) -> TextSpan:
    """The span with all that belongs to its figures.  Raises MisquotedError where it cuts one."""
    quantities = [q for clause in view.clauses for q in clause.quantities]
    for q in quantities:
        core = q.core if q.core[0] < q.core[1] else (q.start, q.end)
        modified = ((q.start, core[0]), core, (core[1], q.end))
        if any(_cuts(*span, part) for part in modified):
            raise MisquotedError(CUT)
    touched = [q for q in quantities if _touch(span, (q.start, q.end))]
    return min([span[0], *(q.start for q in touched)]), max([span[1], *(q.end for q in touched)])


def _touch(one: TextSpan, other: TextSpan) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _cuts(start: int, end: int, whole: TextSpan) -> bool:
    """Whether an end of a quotation lies within what can't be parted."""
    return any(whole[0] < edge < whole[1] for edge in (start, end))
