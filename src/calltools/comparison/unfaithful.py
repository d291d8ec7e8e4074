"""What a check of a rendering finds."""

from __future__ import annotations

from dataclasses import dataclass

from calltools.comparison.signs import Sign
from calltools.language.sentences import Language


@dataclass(frozen=True, slots=True)
class Unfaithful:
    """Something that the quotation says otherwise.

    ``said`` and ``quoted`` are the two readings.
    """

    sign: Sign
    said: str
    quoted: str


def other(language: Language) -> Language:
    """The language of the rendering of words of ``language``."""
    return "en" if language == "zh" else "zh"
