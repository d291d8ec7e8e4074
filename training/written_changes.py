"""Written pairs to fit the comparison on: faithful renderings, and such with one thing changed.

A block is a Chinese text (``zh …``) with faithful English renderings (``= …``) and changed ones:
``- kind | Chinese words | English words | rendering``, where the words are those concerned, as they
stand in the text and in that rendering; an omission has no English ones, an addition no Chinese.
Kinds are ``omission``, ``addition``, ``negation`` (a denial made an affirmation, or the reverse),
``hedge`` (a doubt dropped) and ``meaning`` (anything else that is no figure).  Blank lines stand
between blocks; ``#`` begins a remark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from calltools.language.normalise import TextSpan

KINDS = ("omission", "addition", "negation", "hedge", "meaning")
Change = tuple[str, TextSpan | None, TextSpan | None]
"""One of KINDS with its places in the Chinese and the English."""


@dataclass
class Block:
    """A Chinese text with its renderings, each with what was changed in it."""

    zh: str
    renderings: list[tuple[str, list[Change]]] = field(default_factory=list)


def read_changes(file: Path) -> Iterator[Block]:
    """The blocks of ``file``.

    Raises:
        ValueError: a line says nothing of the notation, or words stand in none of the two texts.
    """
    block: Block | None = None
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        mark, _, rest = line.strip().partition(" ")
        if mark == "zh":
            if block:
                yield block
            block = Block(rest.strip())
        elif mark == "=" and block:
            block.renderings.append((rest.strip(), []))
        elif mark == "-" and block:
            block.renderings.append(_changed(block.zh, rest, f"{file}:{number}"))
        elif mark and not mark.startswith("#"):
            raise ValueError(f"{file}:{number}: expected zh, =, - or #, found {line[:40]!r}")
    if block:
        yield block


def _changed(zh: str, line: str, where: str) -> tuple[str, list[Change]]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or parts[0] not in KINDS:
        raise ValueError(f"{where}: expected a kind, words, words and a rendering, found {line!r}")
    kind, said, printed, en = parts
    places = [_place(zh, said, where), _place(en, printed, where)]
    return en, [(kind, places[0], places[1])]


def _place(text: str, words: str, where: str) -> TextSpan | None:
    if not words:
        return None
    at = text.find(words)
    if at < 0:
        raise ValueError(f"{where}: {words!r} is not in {text!r}")
    return at, at + len(words)
