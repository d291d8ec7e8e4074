"""The fitted weights by which publications are read, as data of the package."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from calltools.data import read_data


@dataclass(frozen=True, slots=True)
class Models:
    """The weight of each cue: of the readings of ``lines``, of the ``speakers`` who are parties of
    a call (``topics``: of each dimension of their vectors), of ``boundaries`` between calls, of
    what was found being a call at all (``calls``; ``matters``: of each dimension of what it is
    about; without these it is)."""

    lines: Mapping[str, float]
    speakers: Mapping[str, float]
    topics: Sequence[float]
    boundaries: Mapping[str, float]
    calls: Mapping[str, float] = field(default_factory=dict)
    matters: Sequence[float] = ()


@functools.cache
def fitted() -> Models:
    """The models of the package."""
    return Models(**json.loads(read_data("transcripts/layout/weights.json")))
