"""The words of ``vocabulary.toml``, compiled."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from calltools.data import read_data


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(read_data("language/quoting/vocabulary.toml"))


def entries(section: str, name: str) -> list[str]:
    """The entries ``name`` of ``section`` (``people.en``), as they stand."""
    table: Any = _data()
    for key in section.split("."):
        table = table[key]
    found: list[str] = table[name]
    return found


def english(section: str, name: str) -> str:
    """Any of the entries as whole words."""
    return rf"\b(?:{'|'.join(sorted(entries(section, name), key=len, reverse=True))})\b"


def chinese(section: str, name: str) -> str:
    """Any of the entries, the longest first."""
    return f"(?:{'|'.join(sorted(entries(section, name), key=len, reverse=True))})"


@cache
def either(section: str, english_name: str, chinese_name: str) -> re.Pattern[str]:
    """Any of the English or of the Chinese entries, case ignored."""
    return re.compile(
        f"{english(section, english_name)}|{chinese(section, chinese_name)}", re.IGNORECASE
    )
