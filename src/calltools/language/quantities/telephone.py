"""Telephone numbers in figures, which look like ranges and counts."""

from __future__ import annotations

import re

_DASH = "[-—–]"
_DATE = r"(?!(?:19|20)\d\d[-—–]\d{1,2}[-—–]\d{1,2}(?!\d))"
_NUMBER = re.compile(
    rf"{_DATE}(?:"
    # +86-99-1234-5678, +86 (0)10 1234 5678
    r"\+\d{1,3}(?:[-—– ]{1,2}\(?\d{1,4}\)?|\(\d{1,4}\)){1,5}(?!\d)|\+\d{7,}"
    # 086-991-123-4567: three groups or more
    rf"|(?=(?:\d{_DASH}?){{7}})\d{{1,4}}(?:{_DASH}\d{{2,}}){{2,}}"
    # 0991-1234567, 0991 123 4567, 123-4567890
    rf"|0\d{{2,3}}(?:{_DASH}| )?\d{{6,}}|0\d{{2,3}}(?:{_DASH}| )\d{{3,4}} ?\d{{4}}(?!\d)"
    rf"|\d{{3,4}}{_DASH}\d{{6,}}"
    # 138 1234 5678
    r"|1[3-9]\d \d{4} \d{4}(?!\d)"
    # 555-0123: no range ends in a figure that begins with nought
    rf"|\d{{3,4}}{_DASH}0\d{{3,}}"
    # 6123-4578: no range has ends so exact
    rf"|(?!(?:19|20)\d\d)\d{{3}}[1-9]{_DASH}\d{{3}}[1-9](?![\d年例台个元块万])"
    r"|\d{7,})"
)


def end_of_telephone(text: str, at: int) -> int | None:
    """Where the telephone number that begins at ``text[at]`` ends; None if none begins there."""
    match = _NUMBER.match(text, at)
    return match.end() if match else None
