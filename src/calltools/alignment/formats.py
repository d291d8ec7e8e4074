"""The formats of aligned calls, with the endings of their files (the first is what they get), and
why pairs stay out of a translation memory."""

from typing import Literal

FORMATS: dict[str, tuple[str, ...]] = {
    "json": (".json",),
    "csv": (".csv",),
    "tmx": (".tmx",),
    "xliff": (".xliff", ".xlf"),
    "docx": (".docx",),
}

MemoryReason = Literal[
    "one-sided", "grave", "finding", "moved", "disputed", "unsure", "unconfirmed"
]

MEMORY_REASONS: dict[MemoryReason, str] = {
    "one-sided": "one side is empty",
    "grave": "a grave finding is open or agreed",
    "finding": "another finding is open or agreed",
    "moved": "the English is in another order",
    "disputed": "people decided differently, or its words changed since",
    "unsure": "the link is doubtful",
    "unconfirmed": "nobody confirmed it",
}
"""Why a pair of sentences is left out of a memory, in words."""
