"""Telephone numbers in figures, which look like ranges and counts."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"""(?!(?:19|20)\d\d[-—–]\d{1,2}[-—–]\d{1,2}(?!\d))(?:     # no date
      \+\d{1,3}(?:[-—–\ ]{1,2}\(?\d{1,4}\)?|\(\d{1,4}\)){1,5}(?!\d) | \+\d{7,}  # +86 (0)10 1234
    | (?=(?:\d[-—–]?){7})\d{1,4}(?:[-—–]\d{2,}){2,}               # 086-991-123-4567
    | 0\d{2,3}[-—–\ ]?\d{6,} | 0\d{2,3}[-—–\ ]\d{3,4}\ ?\d{4}(?!\d) | \d{3,4}[-—–]\d{6,}
    | 1[3-9]\d\ \d{4}\ \d{4}(?!\d)                             # 138 1234 5678
    | \d{3,4}[-—–]0\d{3,}                    # 555-0123: no range ends in 0123
    | (?!(?:19|20)\d\d)\d{3}[1-9][-—–]\d{3}[1-9](?![\d年例台个元块万])  # 6123-4578
    | \d{7,})""",
    re.VERBOSE,
)


def end_of_telephone(text: str, at: int) -> int | None:
    """Where the telephone number that begins at ``text[at]`` ends; None if none begins there."""
    match = _NUMBER.match(text, at)
    return match.end() if match else None
