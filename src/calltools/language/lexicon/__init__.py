"""Vocabulary as data: one TOML file per language, lists of phrases under named cues.

A phrase is a regular expression with one addition, ``~``: a gap of up to six characters
(Chinese) or four words (English).  English phrases match whole words; ``*`` at the end of a word
is any ending.  ``^`` and ``$`` are the ends of a clause.  English is matched with its contractions
written out (``don't`` as ``do not``), in the phrases as in the turns; ``polarity`` alone is not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from calltools.data import read_data
from calltools.language.contractions import written_out
from calltools.messages import Message

_GAPS = {"zh": r"[^,。！!?？；;]{0,6}?", "en": r"(?:\W*+\b[\w'-]++){0,4}?\W*\b"}
_EXCEPT = re.compile(r"(?<=[\w)?])(\(\?!(?:[^()]|\([^()]*\))*\))$")
"""What must not follow, at the end of a phrase."""
_WORDS = ("phrase", "heard", "word")
"""Tables whose entries are not looked for in clauses."""

ORGAN_NAMES: Mapping[str, Message] = {
    "liver": Message("liver"),
    "kidney": Message("kidney"),
    "heart": Message("heart"),
    "lung": Message("lung"),
    "cornea": Message("cornea"),
    "pancreas": Message("pancreas"),
    "marrow": Message("marrow"),
    "spleen": Message("spleen"),
    "bowel": Message("bowel"),
    "skin": Message("skin"),
    "bone": Message("bone"),
    "islet": Message("islet"),
}
"""What stands in the tables ``organ`` and ``tissue``, as people call it."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cues of one language: ``tables["cue"]["wait"]`` is one compiled pattern."""

    language: str
    tables: Mapping[str, Mapping[str, re.Pattern[str]]]

    def find(self, table: str, text: str) -> dict[str, tuple[int, int]]:
        """The cues of ``table`` that occur in ``text``, each with where it first does."""
        matches = ((name, pattern.search(text)) for name, pattern in self.tables[table].items())
        return {name: match.span() for name, match in matches if match}


@cache
def load(language: str) -> Lexicon:
    """The lexicon of ``zh`` or ``en``."""
    tables = {
        table: {
            name: _any_of(expressions(phrases, language, table)) for name, phrases in cues.items()
        }
        for table, cues in entries(language).items()
        if table not in _WORDS
    }
    return Lexicon(language, tables)


@cache
def phrase(name: str) -> re.Pattern[str]:
    """A turn of phrase the rules look for, in both languages at once.

    Raises KeyError for a name that neither file has.
    """
    written = {code: entries(code)["phrase"].get(name, []) for code in _GAPS}
    if not any(written.values()):
        raise KeyError(name)
    return _any_of(_plain(one, code) for code, phrases in written.items() for one in phrases)


@cache
def word_list(language: str, name: str) -> frozenset[str]:
    """``numeral``: words that may be figures; ``approximator``: those that only say that one is not
    exact; ``light``: words without which a sentence says the same, or nearly."""
    return frozenset(entries(language)["word"][name])


@cache
def heard_words(name: str) -> frozenset[str]:
    """``terms``, ``pieces``, ``phrases``, ``figures``: what a recogniser may have misheard;
    ``words``: like-sounding words that stay."""
    return frozenset(entries("zh")["heard"][name])


@cache
def entries(language: str) -> dict[str, dict[str, list[str]]]:
    """The phrases of a language as they are written: by table, then by name."""
    return tomllib.loads(read_data(f"language/lexicon/{language}.toml"))


def expressions(phrases: Iterable[str], language: str, table: str) -> list[str]:
    """Each phrase of a table as a regular expression."""
    read = phrases if table == "polarity" else (_plain(one, language) for one in phrases)
    return [_expression(one, language) for one in read]


def _any_of(expressions: Iterable[str]) -> re.Pattern[str]:
    """One pattern that is found where any of the expressions is, the earlier first."""
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))


def _plain(phrase: str, language: str) -> str:
    """A phrase as turns are read: English without contractions."""
    return written_out(phrase) if language == "en" else phrase


def _expression(phrase: str, language: str) -> str:
    pattern = phrase
    if language == "en":
        pattern = re.sub(r"(?<=\w)\*", r"\\w*", pattern)
        pattern = _EXCEPT.sub(r"\\b\1", pattern)
        before = r"\b" if re.match(r"[\w(]", phrase) else ""
        after = r"\b" if re.search(r"[\w*?]$|\w\)$", phrase) and not phrase.endswith("\\b") else ""
        pattern = f"{before}(?:{pattern}){after}"
    return pattern.replace("~", _GAPS[language])
