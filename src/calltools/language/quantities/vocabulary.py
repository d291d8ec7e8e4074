"""The words of a language's quantities: patterns and tables from ``zh.toml`` or ``en.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any, NamedTuple

from calltools.data import read_data

REACH = 64
"""Characters before a figure in which words are looked for: the longest have half of that."""
_PART = re.compile(r"\{([a-z_]+)\}")
_INDENT = re.compile(r"(?:^|\n)  +|\n")


class FigureWord(NamedTuple):
    """An entry of a table: what its words say about a figure, whether they are vague, the words,
    and what has to stand before or behind."""

    says: str
    unit: str
    vague: bool
    words: re.Pattern[str]
    beside: re.Pattern[str] | None


class FigureWords:
    """Patterns by their name, tables, and what else the file has."""

    def __init__(self, language: str) -> None:
        self.is_chinese = language == "zh"
        self.data: dict[str, Any] = tomllib.loads(read_data(f"language/quantities/{language}.toml"))
        self._parts: dict[str, str | list[str]] = dict(self.data["parts"])
        for table in ("currencies", "measures"):
            names = sorted(self.data[table], key=len, reverse=True)
            self._parts[table] = "|".join(map(re.escape, names))
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._tables: dict[str, tuple[FigureWord, ...]] = {}

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

    def table(self, name: str) -> tuple[FigureWord, ...]:
        """``named``: figures that name something; ``before`` and ``after``: words that set the
        bounds of a figure."""
        if name not in self._tables:
            around = self._expanded(self._parts.get(f"around_{name}", "%s"))
            self._tables[name] = tuple(
                FigureWord(
                    each["says"],
                    each.get("unit", ""),
                    each.get("vague", False),
                    self.compiled(each["words"], around),
                    self.compiled(each["beside"]) if "beside" in each else None,
                )
                for each in self.data[name]
            )
        return self._tables[name]

    def stands_before(self, name: str, text: str, at: int) -> bool:
        """Whether the words of that name, whose pattern ends with ``$``, end at ``text[at]``."""
        return self[name].search(text, max(0, at - REACH), at) is not None

    def currency(self, text: str, at: int) -> tuple[str, int] | None:
        """The currency named there, and where its name ends."""
        match = self["currency"].match(text, at)
        return (self.data["currencies"][match["name"]], match.end()) if match else None

    def is_money(self, text: str, start: int, end: int) -> bool:
        """Whether a currency is named behind or its sign stands before."""
        return self.currency(text, end) is not None or self.sign_before(text, start) is not None

    def sign_before(self, text: str, end: int) -> tuple[str, int] | None:
        """The currency whose sign stands before, and where that begins."""
        sign = self["sign_before"].search(text, max(0, end - REACH), end)
        return (self.data["signs"][sign["sign"]], sign.start()) if sign else None


@cache
def words(language: str) -> FigureWords:
    """The words of ``zh`` or ``en``."""
    return FigureWords(language)
