"""Words that say no, counted: two of them say yes."""

from __future__ import annotations

from calltools.language.lexicon import phrase


def negations(text: str) -> int:
    """How many words of English ``text`` say no; an even number says yes: "can't rule it out"."""
    return len(phrase("negator").findall(phrase("no_negator").sub("", text)))
