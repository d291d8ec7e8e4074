"""What the words of one turn, and one label, tell of who speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from calltools.language.role_cues import cues, plain

_ASKS = re.compile(r"[?？]|[吗嗎呢]\W*$|请问|請問|是不是|有没有|有沒有|多少|多久|几|幾")
# The writer of the page, who rang up; somebody only pointed at, who answered.
FIRST_PERSON = re.compile(r"^(?:i|me|my .*|our .*|(?:my)?self|我方?|本人|本[台报刊].*|笔者|小弟)$")
POINTED_AT = re.compile(r"^(?:the |an? |that )|^(?:he|she|[他她]|[那对]边|voice|\w+ voice)$")
ON_LINE = re.compile(r"\b(?:tele)?phone|电话|通话")
OFF_LINE = re.compile(r"voice[- ]?over|旁白|画外|narrat|studio|\bv\.?o\b")


@dataclass(frozen=True, slots=True)
class Said:
    """What one turn holds: the log-odds of the cues that a caller says it, how many were found,
    and whether it asks."""

    odds: float
    found: int
    asks: bool


@lru_cache(65536)
def said_in(text: str) -> Said:
    """What ``text``, the words of one turn, holds."""
    words = plain(text)
    found = [(cue.weight, len(cue.pattern.findall(words))) for cue in cues()]
    return Said(
        odds=sum(weight * n for weight, n in found),
        found=sum(n for _, n in found),
        asks=bool(_ASKS.search(text)),
    )
