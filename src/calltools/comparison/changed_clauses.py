"""The clauses that are told to have been changed, left out or put in."""

from __future__ import annotations

import re

from calltools.language.normalise import TextSpan
from calltools.language.sentences import Language, spans

_SHORTEST = {"zh": 4, "en": 3}
"""Characters, or words, of a clause that stands alone."""
_ENDS = ".?!。？！"


def split_clauses(text: str, language: Language) -> list[TextSpan]:
    """The clauses; very short ones go with the clause before them in their sentence, else with the
    one behind."""
    clauses: list[TextSpan] = []
    joined = False  # the clause before was too short to stand alone
    for place in spans(text, language, "clause"):
        short = _size(text, place, language) < _SHORTEST[language]
        back = bool(clauses) and short and text[clauses[-1][1] - 1] not in _ENDS
        if joined or back:
            clauses[-1] = (clauses[-1][0], place[1])
        else:
            clauses.append(place)
        joined = _size(text, clauses[-1], language) < _SHORTEST[language]
    if joined and len(clauses) > 1:
        last = clauses.pop()
        clauses[-1] = (clauses[-1][0], last[1])
    return clauses


def _size(text: str, place: TextSpan, language: Language) -> int:
    """Characters of Chinese, words of English."""
    return len(re.findall(r"\w" if language == "zh" else r"[\w'’]+", text[slice(*place)]))
