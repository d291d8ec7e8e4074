"""Plain text for people: nothing in it that can't be seen, and nouns that agree."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """``text`` with its invisible characters shown: a right-to-left override is ``[U+202E]``.

    Line feeds and tabs stay; so do all letters, signs and spaces.
    """
    if text.isprintable():
        return text
    return "".join(f"[U+{ord(c):04X}]" if c not in "\n\t" and _is_hidden(c) else c for c in text)


def _is_hidden(character: str) -> bool:
    """Whether it can't be seen, or has no place in text at all (XML allows it not even escaped)."""
    return unicodedata.category(character) in _HIDDEN or character in "\ufffe\uffff"


def sentence(words: str, full_stop: str = ".") -> str:
    """``words`` as a sentence: a capital first, a full stop last."""
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "…", "。")) else full_stop)


def counted(number: int, noun: str) -> str:
    """``number`` with its noun: 1 turn, 2 turns."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
