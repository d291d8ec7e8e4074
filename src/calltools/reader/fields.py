"""What is judged of a clause: categories, fields with several values, fields true or false."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Category = Literal[
    "wait_time", "organ_availability", "transplant_volume", "price", "organ_source", "scheduling"
]
CATEGORIES: tuple[Category, ...] = (
    "wait_time",
    "organ_availability",
    "transplant_volume",
    "price",
    "organ_source",
    "scheduling",
)
MODALITIES = ("asserted", "hedged", "conditional", "hypothetical", "denied")
ASSENTS = ("none", "true", "false")
AVAILABILITIES = ("none", "available", "scarce", "unavailable")
QUALIFIERS = ("none", "fastest", "slowest", "typical")
PERIODS = ("none", "day", "week", "month", "year", "total")
INTRODUCERS = ("hospital", "investigator")

CHOICES: Mapping[str, tuple[str, ...]] = {
    "modality": MODALITIES,
    "assent": ASSENTS,
    "availability": AVAILABILITIES,
    "qualifier": QUALIFIERS,
    "count_period": PERIODS,
    "introduced_by": INTRODUCERS,
}
"""The fields with several values, in the order of the heads."""
FLAGS = ("historic", "about_other_place", "vague")
"""The fields that are true or false."""
