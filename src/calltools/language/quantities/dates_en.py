"""English years and months, which only look like amounts."""

from __future__ import annotations

import re

from calltools.language.quantities.words_en import MONTHS, NOUN_OR_UNIT

_ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
_TEENS = "(?:ten|eleven|twelve|[a-z]+teen)"
_IN = re.compile(r"\b(?:in|since|until|till|by|before|after|from|during|of|year)\s+$")
_SHORT = re.compile(r"(?:'|\b(?:back in|the year)\s+'?)$")
_IN_MONTH = re.compile(r"(?:\b(?:in|of|since|until|by|before|after|last|next|from)|\d) $")
_MONTH = re.compile(rf"({'|'.join(sorted(MONTHS))})\b(?: \d{{1,4}}\b)?")
_YEAR = re.compile(r"(?:19[5-9]|20[0-3])\d\b")
_TWO_DIGITS = re.compile(r"\d\ds?\b")
_SPOKEN = re.compile(
    rf"nineteen (?:fif|six|seven|eigh|nine)ty(?:-{_ONES})?\b(?!-)|twenty {_TEENS}\b(?!-)"
)
_SPOKEN_IN = re.compile(
    rf"twenty (?:twenty|thirty)(?:-{_ONES})?\b|oh? {_ONES}\b"
    rf"|two thousand (?:and )?(?:{_TEENS}|{_ONES}|(?:twenty|thirty)(?:-{_ONES})?)\b"
)
"""Years only where a year may stand: "twenty twenty-five" may be a guess at a count."""
_NO_YEAR = re.compile(rf"(?:{NOUN_OR_UNIT.pattern})| or\b| thousand\b")


def month_at(text: str, at: int) -> int | None:
    """Where the month that begins there ends; "may" and "march" are some behind "in" or a day."""
    month = _MONTH.match(text, at)
    sure = month and (month[1] not in ("may", "march") or _IN_MONTH.search(text, 0, at))
    return month.end() if month and sure else None


def end_of_year(text: str, at: int) -> int | None:
    """Where the year that begins there ends: 2015, since '15, in twenty fifteen."""
    in_a_year = _IN.search(text, 0, at)
    year = (
        _YEAR.match(text, at)
        or _SPOKEN.match(text, at)
        or (_SPOKEN_IN.match(text, at) if in_a_year else None)
        or (_TWO_DIGITS.match(text, at) if _SHORT.search(text, 0, at) else None)
    )
    return year.end() if year and not _NO_YEAR.match(text, year.end()) else None
