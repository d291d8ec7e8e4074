"""Vocabulary as data: one TOML file per language, lists of phrases under named cues.

A phrase is a regular expression with one addition, ``~``: a gap of up to six characters
(Chinese) or four words (English).  English phrases match whole words; ``*`` at the end of a word
is any ending.  ``^`` and ``$`` are the ends of a clause.  English is matched with its contractions
written out (``don't`` as ``do not``), in the phrases as in the turns; ``polarity`` alone is not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from calltools.language.contractions import written_out
from calltools.language.lexicon.firsts import any_of

_GAPS = {"zh": r"[^,。！!?？；;]{0,6}?", "en": r"(?:\W*+\b[\w'-]++){0,4}?\W*\b"}
_EXCEPT = re.compile(r"(?<=[\w)?])(\(\?!(?:[^()]|\([^()]*\))*\))$")
"""What must not follow, at the end of a phrase."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cues of one language: ``tables["cue"]["wait"]`` is one compiled pattern."""

    language: str
    tables: Mapping[str, Mapping[str, re.Pattern[str]]]

    def find(self, table: str, text: str) -> dict[str, tuple[int, int]]:
        """The cues of ``table`` that occur in ``text``, each with where it first does."""
        return {
            name: match.span()
            for name, pattern in self.tables[table].items()
            if (match := pattern.search(text))
        }

    def matches(self, table: str, name: str, text: str) -> re.Match[str] | None:
        """Where the cue ``name`` first occurs in ``text``."""
        return self.tables[table][name].search(text)


@cache
def load(language: str) -> Lexicon:
    """The lexicon of ``zh`` or ``en``."""
    tables = {
        table: {
            name: _compile(phrases if table == "polarity" else _folded(phrases, language), language)
            for name, phrases in cues.items()
        }
        for table, cues in _data(language).items()
        if table not in ("phrase", "heard")
    }
    return Lexicon(language, tables)


@cache
def phrase(name: str) -> re.Pattern[str]:
    """A turn of phrase the rules look for, in both languages at once.

    Raises KeyError for a name that neither file has.
    """
    found = [
        part
        for language in _GAPS
        for part in _folded(_data(language)["phrase"].get(name, ()), language)
    ]
    if not found:
        raise KeyError(name)
    return any_of(found)


@cache
def heard_words(name: str) -> frozenset[str]:
    """``terms``: what a recogniser may have misheard; ``words``: like-sounding words that stay."""
    return frozenset(_data("zh")["heard"][name])


@cache
def _data(language: str) -> dict[str, dict[str, list[str]]]:
    file = resources.files("calltools.language.lexicon") / f"{language}.toml"
    data: dict[str, dict[str, list[str]]] = tomllib.loads(file.read_text("utf-8"))
    return data


def _folded(phrases: Sequence[str], language: str) -> list[str]:
    """The phrases as turns are read: English without contractions."""
    return [written_out(phrase) if language == "en" else phrase for phrase in phrases]


def _compile(phrases: Sequence[str], language: str) -> re.Pattern[str]:
    gap = _GAPS[language]
    parts = []
    for phrase in phrases:
        pattern = phrase
        if language == "en":
            pattern = re.sub(r"(?<=\w)\*", r"\\w*", pattern)
            pattern = _EXCEPT.sub(r"\\b\1", pattern)
            before = r"\b" if re.match(r"[\w(]", phrase) else ""
            after = (
                r"\b" if re.search(r"[\w*?]$|\w\)$", phrase) and not phrase.endswith("\\b") else ""
            )
            pattern = f"{before}(?:{pattern}){after}"
        parts.append(pattern.replace("~", gap))
    return any_of(parts)
