"""How freely a call is translated, told from all of its links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from calltools.comparison.unfaithful import denials
from calltools.language.encoders import Encoder

_FEW = 4
"""Links that are too few to tell a manner by."""
_EVEN = 0.05
_LITERAL = 0.55
"""Likeness from which negations may be counted: of those that are told in the calls that nothing
is fitted on, 9 of 17 were false, and 5 of 13 are with this bound, which was set by them."""


@dataclass(frozen=True, slots=True)
class Manner:
    """The mean likeness (cosine) of the links of a call, and the share of the links besides one
    whose English denies more often than the Chinese.

    Idioms bring both more negations and fewer; errors mostly lose them, so that a call in which
    many were lost is not taken for one that is rendered freely.
    """

    likeness: float
    denied_more: float

    @property
    def is_even(self) -> bool:
        """Whether the call is rendered near to its words and its negations one by one, so that one
        too many tells a change."""
        return self.likeness >= _LITERAL and self.denied_more < _EVEN


def manners(texts: Sequence[tuple[str, str]], encoder: Encoder) -> list[Manner | None]:
    """For each Chinese text of a call and its English the manner; None where there are too few."""
    if len(texts) < _FEW:
        return [None] * len(texts)
    zh, en = (encoder.encode([pair[side] for pair in texts]) for side in (0, 1))
    likeness = fmean(float(a @ b) for a, b in zip(zh, en, strict=True))
    more = [len(denials(left, "zh")) < len(denials(right, "en")) for left, right in texts]
    rest = len(texts) - 1
    return [Manner(likeness, (sum(more) - own) / rest) for own in more]
