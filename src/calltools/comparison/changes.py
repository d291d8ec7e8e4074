"""One way in which two texts differ: what every comparison answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from calltools.language.normalise import TextSpan

ChangeKind = TypeVar("ChangeKind", bound=str, covariant=True)


@dataclass(frozen=True, slots=True)
class Change(Generic[ChangeKind]):
    """Where two texts do not say the same.

    ``left`` and ``right`` are places in the two, what was said (of a rendering the Chinese) and
    what stands for it; None where nothing answers.  ``note`` tells both readings, ``probability``
    how likely it is (0 to 1; 1 for what is exact).
    """

    kind: ChangeKind
    left: TextSpan | None
    right: TextSpan | None
    note: str
    probability: float = 1.0
