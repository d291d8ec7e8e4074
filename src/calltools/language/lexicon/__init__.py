"""Vocabulary as data: one TOML file per language, lists of phrases under named cues.

A phrase is a regular expression with one addition, ``~``: a gap of up to six characters
(Chinese) or four words (English).  English phrases match whole words; ``*`` at the end of a word
is any ending.  ``^`` and ``$`` are the ends of a clause.  English is matched with its contractions
written out (``don't`` as ``do not``), in the phrases as in the turns; ``polarity`` alone is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from calltools.data import read_data
from calltools.errors import VocabularyError
from calltools.language.contractions import written_out
from calltools.language.lexicon.entries import line_of, read_entries
from calltools.language.lexicon.firsts import any_of, begin

_GAPS = {"zh": r"[^,。！!?？；;]{0,6}?", "en": r"(?:\W*+\b[\w'-]++){0,4}?\W*\b"}
_EXCEPT = re.compile(r"(?<=[\w)?])(\(\?!(?:[^()]|\([^()]*\))*\))$")
"""What must not follow, at the end of a phrase."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cues of one language: ``tables["cue"]["wait"]`` is one compiled pattern."""

    language: str
    tables: Mapping[str, Mapping[str, re.Pattern[str]]]
    begins: Mapping[str, Mapping[str, frozenset[str] | None]]
    """The characters that a cue can begin with, None where it can begin with any."""

    def find(self, table: str, text: str) -> dict[str, tuple[int, int]]:
        """The cues of ``table`` that occur in ``text``, each with where it first does."""
        here = frozenset(text)
        begins = self.begins[table]
        found = {}
        for name, pattern in self.tables[table].items():
            firsts = begins[name]
            if firsts is not None and firsts.isdisjoint(here):
                continue
            if match := pattern.search(text):
                found[name] = match.span()
        return found

    def matches(self, table: str, name: str, text: str) -> re.Match[str] | None:
        """Where the cue ``name`` first occurs in ``text``."""
        return self.tables[table][name].search(text)


@cache
def load(language: str) -> Lexicon:
    """The lexicon of ``zh`` or ``en``.

    Raises VocabularyError, naming file and line, for a file or phrase that can't be read.
    """
    tables: dict[str, dict[str, re.Pattern[str]]] = {}
    begins: dict[str, dict[str, frozenset[str] | None]] = {}
    for table, cues in _data(language).items():
        if table in ("phrase", "heard"):
            continue
        tables[table], begins[table] = {}, {}
        for name, phrases in cues.items():
            as_read = phrases if table == "polarity" else _folded(phrases, language)
            tables[table][name] = _compile(as_read, language, table)
            begins[table][name] = begin([_pattern(phrase, language) for phrase in as_read])
    return Lexicon(language, tables, begins)


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
    try:
        return any_of(found)
    except (re.error, ValueError):
        for language in _GAPS:
            _refuse_broken(_data(language)["phrase"].get(name, ()), language, "phrase", str)
        raise


@cache
def heard_words(name: str) -> frozenset[str]:
    """``terms``: what a recogniser may have misheard; ``words``: like-sounding words that stay."""
    return frozenset(_data("zh")["heard"][name])


@cache
def _data(language: str) -> dict[str, dict[str, list[str]]]:
    return read_entries(_text(language), f"{language}.toml")


def _text(language: str) -> str:
    return read_data(f"language/lexicon/{language}.toml")


def _folded(phrases: Sequence[str], language: str) -> list[str]:
    """The phrases as turns are read: English without contractions."""
    return [written_out(phrase) if language == "en" else phrase for phrase in phrases]


def _compile(phrases: Sequence[str], language: str, table: str) -> re.Pattern[str]:
    try:
        return any_of([_pattern(phrase, language) for phrase in phrases])
    except (re.error, ValueError):
        _refuse_broken(phrases, language, table, lambda phrase: _pattern(phrase, language))
        raise


def _refuse_broken(
    phrases: Sequence[str], language: str, table: str, pattern: Callable[[str], str]
) -> None:
    """Raise VocabularyError for the first of ``phrases`` that is no regular expression."""
    for phrase in phrases:
        try:
            re.compile(pattern(phrase))
            any_of([pattern(phrase)])
        except (re.error, ValueError) as error:
            line = line_of(phrase, _text(language), table)
            raise VocabularyError(
                f"{language}.toml:{line}",
                f"the phrase {phrase!r} can't be read: {error}",
                "look at its brackets; docs/statements.md says what may stand in a phrase",
            ) from error


def _pattern(phrase: str, language: str) -> str:
    """``phrase`` as a regular expression."""
    pattern = phrase
    if language == "en":
        pattern = re.sub(r"(?<=\w)\*", r"\\w*", pattern)
        pattern = _EXCEPT.sub(r"\\b\1", pattern)
        before = r"\b" if re.match(r"[\w(]", phrase) else ""
        after = r"\b" if re.search(r"[\w*?]$|\w\)$", phrase) and not phrase.endswith("\\b") else ""
        pattern = f"{before}(?:{pattern}){after}"
    return pattern.replace("~", _GAPS[language])
