"""What two renderings of one thing differ in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calltools.language.normalise import TextSpan

DifferenceType = Literal[
    "omission",
    "addition",
    "number_changed",
    "unit_changed",
    "negation_changed",
    "hedge_dropped",
    "name_changed",
    "organ_changed",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a Chinese text and its English rendering do not say the same.

    ``zh`` and ``en`` are places in the two texts, None where nothing answers; ``note`` tells both
    readings; ``confidence`` is 0 to 1.
    """

    type: DifferenceType
    zh: TextSpan | None
    en: TextSpan | None
    note: str
    confidence: float
