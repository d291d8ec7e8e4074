"""The words of a language's quantities: patterns and tables from ``zh.toml`` or ``en.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache, cached_property
from typing import Any, NamedTuple

from calltools.data import read_data
from calltools.language.quantities.model import QuantityKind

_SIGNS = {"$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP"}
_DOLLARS = {
    "us": "USD", "hk": "HKD", "nt": "TWD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD",
}  # fmt: skip
"""Whose dollars stand before $: HK$45,000."""
_SIGN_BEFORE = re.compile(r"(?:(?<![a-z])(?P<place>us|hk|nt|au?|ca?))?(?P<sign>[¥$€£]) ?$")
_PART = re.compile(r"\{([a-z_]+)\}")
_INDENT = re.compile(r"(?:^|\n)  +|\n")


class Modifier(NamedTuple):
    """What words do to the bounds of a figure, whether they are vague, the words, and what has to
    stand on the other side of the figure."""

    does: str
    vague: bool
    words: re.Pattern[str]
    behind: re.Pattern[str] | None


REACH = 64
"""Characters before a figure in which words are looked for: the longest have half of that."""


class Named(NamedTuple):
    """A date, a clock time or a number that is dialled, and what has to stand before it."""

    kind: QuantityKind
    unit: str
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None


class FigureWords:
    """Patterns by their name, and what else the file has."""

    def __init__(self, language: str) -> None:
        self.is_chinese = language == "zh"
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

    @cached_property
    def before(self) -> tuple[Modifier, ...]:
        """The words before a figure that set its bounds."""
        return self._modifiers("before")

    @cached_property
    def after(self) -> tuple[Modifier, ...]:
        """The words behind a figure that set its bounds."""
        return self._modifiers("after")

    def _modifiers(self, name: str) -> tuple[Modifier, ...]:
        around = self._expanded(self._parts[f"around_{name}"])
        return tuple(
            Modifier(
                each["does"],
                each["vague"],
                self.compiled(each["words"], around),
                self.compiled(each["behind"]) if "behind" in each else None,
            )
            for each in self.data[name]
        )

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """The figures that name something, the earlier before the later."""
        return tuple(
            Named(
                each["kind"],
                each.get("unit", ""),
                self.compiled(each["pattern"]),
                self.compiled(each["before"], "(?:%s)$") if "before" in each else None,
            )
            for each in self.data["named"]
        )

    def stands_before(self, name: str, text: str, at: int) -> bool:
        """Whether the words of that name, whose pattern ends with ``$``, end at ``text[at]``."""
        return self[name].search(text, max(0, at - REACH), at) is not None

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
