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
BOUNDS: Mapping[Category, tuple[str, str]] = {
    "wait_time": ("wait_min_days", "wait_max_days"),
    "price": ("price_min", "price_max"),
    "transplant_volume": ("count_min", "count_max"),
    "organ_availability": ("count_min", "count_max"),
    "scheduling": ("count_min", "count_max"),
}
"""The fields that hold the figure of a category; a source has none."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "modality": ("asserted", "hedged", "conditional", "hypothetical", "denied"),
    "assent": ("none", "true", "false"),
    "availability": ("none", "available", "scarce", "unavailable"),
    "qualifier": ("none", "fastest", "slowest", "typical"),
    "count_period": ("none", "day", "week", "month", "year", "total"),
    "introduced_by": ("hospital", "investigator"),
}
"""The fields with several values, in the order of the heads."""
UNCLEAR = "unclear"
"""The modality of a claim that a person must read: no reader proposes it, vetoes make it."""
FLAGS = ("historic", "about_other_place", "vague")
"""The fields that are true or false."""
