"""A warning, as it is found and as it is kept: its kind and its words."""

from __future__ import annotations

from dataclasses import dataclass, field

from calltools.messages import Kept, keep_message

TOLD = "told"
"""The kind of a warning that a file told in words alone."""

NOT_TAKEN = "not_taken"
"""The kind of a warning that speech stands in a printed call which no turn holds."""


@dataclass(frozen=True, slots=True)
class CallWarning:
    """What the person who reads a transcript should know: ``kind`` for programs, ``words`` for
    readers."""

    kind: str
    words: str
    words_message: Kept | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """``words`` is a message again where it was one when it was kept."""
        keep_message(self, "words")
