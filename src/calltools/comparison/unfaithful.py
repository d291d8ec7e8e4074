"""What a check of a rendering finds."""

from __future__ import annotations

from dataclasses import dataclass

from calltools.language.polarity import hedges, negations
from calltools.language.sentences import Language


@dataclass(frozen=True, slots=True)
class Unfaithful:
    """Something that the quotation says otherwise.

    ``said`` and ``quoted`` are the two readings; ``sure`` is False where a person should look.
    """

    reason: str
    said: str
    quoted: str
    sure: bool


def other(language: Language) -> Language:
    """The language of the rendering of words of ``language``."""
    return "en" if language == "zh" else "zh"


def denials(text: str, language: Language) -> list[tuple[int, int]]:
    """Negations, without those that only hedge (说不好, "not sure")."""
    softened = {i for start, end in hedges(text, language) for i in range(start, end)}
    return [place for place in negations(text, language) if place[0] not in softened]
