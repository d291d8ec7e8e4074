"""The fitted weights of ``header.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from calltools.data import read_data


@cache
def weights(name: str) -> Mapping[str, float]:
    """The weights of the model ``name``, one a named feature."""
    table: dict[str, dict[str, float]] = tomllib.loads(read_data("transcripts/layout/header.toml"))
    return table.get(name, {})
