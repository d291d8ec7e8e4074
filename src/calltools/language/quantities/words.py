"""The words of a language's quantities: patterns and tables from ``zh.toml`` or ``en.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from calltools.data import read_data

_SIGNS = {"$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP"}
_DOLLARS = {
    "us": "USD", "hk": "HKD", "nt": "TWD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD",
}  # fmt: skip
"""Whose dollars stand before $: HK$45,000."""
_SIGN_BEFORE = re.compile(r"(?:(?<![a-z])(?P<place>us|hk|nt|au?|ca?))?(?P<sign>[¥$€£]) ?$")
_PART = re.compile(r"\{([a-z_]+)\}")
_INDENT = re.compile(r"(?:^|\n)  +|\n")


class FigureWords:
    """Patterns by their name, and what else the file has."""

    def __init__(self, language: str) -> None:
        self.data: dict[str, Any] = tomllib.loads(read_data(f"language/quantities/{language}.toml"))
        self._parts: dict[str, str | list[str]] = dict(self.data["parts"])
        for table in ("currencies", "measures"):
            self._parts[table] = "|".join(sorted(self.data[table], key=len, reverse=True))
        self._patterns: dict[str, re.Pattern[str]] = {}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        try:
            return self._patterns[name]
        except KeyError:
            return self._patterns.setdefault(name, self.compiled(self.data["patterns"][name]))

    def compiled(self, written: str | list[str], around: str = "%s") -> re.Pattern[str]:
        """A pattern as it is written in the file: of a list any, of lines all in a row."""
        return re.compile(around.replace("%s", self._expanded(written)))

    def _expanded(self, written: str | list[str]) -> str:
        if not isinstance(written, str):
            return "|".join(map(self._expanded, written))
        return _PART.sub(
            lambda part: self._expanded(self._parts[part[1]]), _INDENT.sub("", written)
        )

    def modifiers(self, name: str, around: str) -> tuple[tuple[str, bool, re.Pattern[str]], ...]:
        """What words before or behind a figure do, whether they are vague, and the words."""
        around = self._expanded(around)
        return tuple(
            (one["does"], one["vague"], self.compiled(one["words"], around))
            for one in self.data[name]
        )

    def currency(self, text: str, at: int) -> tuple[str, int] | None:
        """The currency named there, and where its name ends."""
        match = self["currency"].match(text, at)
        return (self.data["currencies"][match["name"]], match.end()) if match else None

    def sign_before(self, text: str, end: int) -> tuple[str, int] | None:
        """The currency whose sign stands before, and where that begins."""
        sign = _SIGN_BEFORE.search(text, max(0, end - 8), end)
        if sign is None:
            return None
        return _DOLLARS.get(sign["place"] or "") or _SIGNS[sign["sign"]], sign.start()


@cache
def words(language: str) -> FigureWords:
    """The words of ``zh`` or ``en``."""
    return FigureWords(language)
