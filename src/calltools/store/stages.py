"""The stages of a run by name: in which version each does its work, and which not every call has.

A step records the version that made it.  Raise a number when a stage makes something else of the
same inputs: ``run`` then makes again what it made, in every workspace, and what rests on that.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VERSIONS: Mapping[str, int] = MappingProxyType(
    {
        "diarize": 1,
        "recognise": 1,
        "second": 1,
        "transcript": 2,
        "correct": 1,
        "extract": 2,
        "align": 1,
    }
)
"""In the order in which they are done; of what code: ``tests/run/stage_code.json``."""

OPTIONAL = frozenset(("second", "correct", "align"))
"""Done only where a setting, a correction or a sidecar asks for it, or the recogniser can do it."""
