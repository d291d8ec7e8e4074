"""How many columns a text takes on paper and on screens."""

from __future__ import annotations

import unicodedata


def is_wide(char: str) -> bool:
    """Whether a character takes two columns, as a Chinese one does; no character takes none."""
    return bool(char) and unicodedata.east_asian_width(char) in "WF"


def width(text: str) -> int:
    """How many columns ``text`` takes."""
    return len(text) + sum(map(is_wide, text))
