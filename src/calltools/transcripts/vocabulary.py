"""The words of ``vocabulary.toml``, ready to ask: is this a role, a header's key, a sound?"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence

from calltools.data import read_data
from calltools.language.normalise import simplify
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, UNKNOWN, Role

# Characters of sentences, which names and titles do without.
NOT_IN_NAMES = re.compile(
    r"[的了是我你您她它这這那哪不没沒有在就都也吗嗎呢吧啊还還要会會能可但因所以如果然后後什么麼怎为為说說\d]"
)
CLOSING = {"“": "”", '"': '"', "「": "」", "『": "』", "«": "»", "‘": "’", "＂": "＂"}
"""The mark that closes a quotation, by that which opens it."""
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """Full-width ASCII as ASCII; every character stays where it is."""
    return text.translate(_FULLWIDTH)


def fold(label: str) -> str:
    """A label or key as it is compared: NFKC, no spaces, lower case."""
    return "".join(unicodedata.normalize("NFKC", label).split()).lower()


@functools.lru_cache(4096)
def label_key(label: str) -> str:
    """A label as those of one call are compared: folded, in simplified characters."""
    return simplify(fold(label))


class Words:
    """A set of words, some with ``*`` at an end for anything there."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = [fold(word) for word in words]
        self._exact = frozenset(w for w in folded if "*" not in w)
        self._heads = tuple(w[:-1] for w in folded if w.endswith("*"))
        self._tails = tuple(w[1:] for w in folded if w.startswith("*"))

    def __contains__(self, folded: str) -> bool:
        if folded in self._exact or NOT_IN_NAMES.search(folded):
            return folded in self._exact
        # a single character such as 科 names somebody only after two others
        ends = (folded.endswith(t) and len(folded) > 3 - len(t) for t in self._tails)
        return folded.startswith(self._heads) or any(ends)

    def bare(self, folded: str) -> bool:
        """Whether ``folded`` is one of the words and nothing else."""
        return folded in self._exact or folded in self._heads or folded in self._tails

    def within(self, folded: str) -> bool:
        """Whether one of the words that others may precede is anywhere in ``folded``: a title
        before a name, 主治医师沈○○."""
        if NOT_IN_NAMES.search(folded):
            return False
        return any(tail in folded for tail in self._tails if len(tail) > 1)


@functools.cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(read_data("transcripts/vocabulary.toml"))


def entries(section: str) -> tuple[str, ...]:
    """The names of the lists of ``section``."""
    return tuple(_data()[section])


@functools.cache
def words(section: str, name: str) -> Words:
    """The words ``name`` of ``section``."""
    return Words(_data()[section][name])


@functools.cache
def listed(section: str, *names: str) -> tuple[str, ...]:
    """The entries ``names`` of ``section``, longest first."""
    return tuple(sorted((e for n in names for e in _data()[section][n]), key=len, reverse=True))


@functools.cache
def pattern(section: str, *names: str) -> re.Pattern[str]:
    """Any of the entries ``names`` of ``section`` anywhere in a text, case ignored."""
    return re.compile("|".join(map(re.escape, listed(section, *names))), re.IGNORECASE)


@functools.lru_cache(4096)
def header_field(key: str) -> str | None:
    """The field of a call's header that ``key`` names, ``content`` or ``aside``; else None."""
    folded = fold(key)
    return next((name for name in entries("header") if folded in words("header", name)), None)


_ROLES: tuple[tuple[str, Role], ...] = (
    ("untold", UNKNOWN),
    ("unsaid", UNKNOWN),
    ("other", OTHER),
    ("investigator", INVESTIGATOR),
    ("investigator_else_other", INVESTIGATOR),
    ("hospital", HOSPITAL),
)
"""The lists of names in the order in which they are asked."""


@functools.lru_cache(4096)
def role_by_name(label: str) -> Role | None:
    """The role that the words of a label tell; UNKNOWN for names known to tell none.

    None for a name the vocabulary doesn't have.  ``investigator_else_other`` is decided where
    the whole document is known; here it counts as investigator.
    """
    folded = label_key(label)
    bare = re.sub(r"[\d一二三四五六七八九十甲乙]+$", "", folded) or folded
    for name in (folded, bare):
        for entry, role in _ROLES:
            if name in words("roles", entry):
                return role
    return HOSPITAL if words("roles", "hospital").within(folded) else None


def is_bare_word(key: str) -> bool:
    """Whether a folded label is a word of the hospital's without a name: doctor, 护士."""
    return words("roles", "hospital").bare(key)


def is_sign(key: str) -> bool:
    """Whether a folded label is a letter or a counting sign that stands for a party."""
    bare = re.sub(r"\d+$", "", key)
    return bare in listed("roles", "signs") or (
        len(bare) == 1 and bare.isascii() and bare.isalpha()
    )


def counted(keys: Sequence[str]) -> bool:
    """Whether the labels of a call are one word with a number each: SPEAKER_00, SPEAKER_01."""
    stems = {re.sub(r"[\d_ ]+$", "", key) for key in keys}
    return len(stems) == 1 and len(max(stems)) > 1 and all(key[-1:].isdigit() for key in keys)


def is_unknown(key: str) -> bool:
    """Whether a folded label says that nobody knows who speaks."""
    return key in words("roles", "unsaid")


def is_weak_caller(label: str) -> bool:
    """Whether the label names a caller only where no better one speaks."""
    return label_key(label) in words("roles", "investigator_else_other")


@functools.lru_cache(4096)
def is_stage(text: str) -> bool:
    """Whether bracketed ``text`` describes a sound or an event rather than adding words."""
    if not re.search(r"[A-Za-z]", text):
        return bool(pattern("stage", "zh").search(text))
    english = pattern("stage", "en")
    return any(english.match(text, edge.start()) for edge in re.finditer(r"\b", text))
