"""The guides as Markdown is read: their code blocks, links, headings and spans of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
GUIDES = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")])
# Read by people who look into the folders themselves.
BESIDE = sorted([*ROOT.glob("*/README.md"), *ROOT.glob("tests/gold/*/README.md")])


def name_of(path: Path) -> str:
    """A guide as a test names it."""
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code: ``language`` and further words behind the fence, its first line."""

    language: str
    words: tuple[str, ...]
    line: int
    text: str


def blocks(path: Path) -> Iterator[Block]:
    for token in _tokens(path):
        if token.type == "fence":
            language, *words = token.info.split() or [""]
            assert token.map is not None
            yield Block(language, tuple(words), token.map[0] + 1, token.content)


def links(path: Path) -> Iterator[str]:
    """Where its links and pictures lead."""
    for token in _inline(path):
        if token.type in ("link_open", "image"):
            yield str(token.attrs["href" if token.type == "link_open" else "src"])


def spans(path: Path) -> Iterator[str]:
    """What stands in it as code in the midst of text."""
    return (token.content for token in _inline(path) if token.type == "code_inline")


def anchors(path: Path) -> set[str]:
    """The names by which its headings can be linked to, made as GitHub makes them."""
    found: set[str] = set()
    tokens = _tokens(path)
    for token, text in pairwise(tokens):
        if token.type == "heading_open":
            words = "".join(child.content for child in text.children or ())
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            number = sum(
                re.fullmatch(rf"{re.escape(slug)}(-\d+)?", name) is not None for name in found
            )
            found.add(f"{slug}-{number}" if number else slug)
    return found


def _tokens(path: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8"))


def _inline(path: Path) -> Iterator[Token]:
    return (child for token in _tokens(path) for child in token.children or ())
