"""A labelled layout printed another way gives the same calls."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from calltools.page.parse_files import read_bytes
from calltools.transcripts.readers import read_document

GOLD = Path(__file__).parents[1] / "gold/formats"
WRAPPED = ("zh05", "zh15", "en27")  # lines of theirs are parts of paragraphs
APART = ("double spaced", "paragraphs")


def as_paragraphs(text: str) -> bytes:
    lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n") if line.strip())
    return f"<html><body>{lines}</body></html>".encode()


def as_lines(text: str) -> bytes:
    return f"<div>{'<br>'.join(map(html.escape, text.split(chr(10))))}</div>".encode()


def as_word(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


CLOTHES: dict[str, tuple[Callable[[str], bytes], str]] = {
    "crlf": (lambda text: text.replace("\n", "\r\n").encode(), "a.txt"),
    "line separators": (lambda text: text.replace("\n", "\u2028").encode(), "a.txt"),
    "cr": (lambda text: text.replace("\n", "\r").encode(), "a.txt"),
    "utf-16": (lambda text: text.encode("utf-16"), "a.txt"),
    "gb18030": (lambda text: text.encode("gb18030"), "a.txt"),
    "double spaced": (lambda text: text.replace("\n", "\n\n").encode(), "a.txt"),
    "indented": (lambda text: text.replace("\n", "\n  ").encode(), "a.txt"),
    "trailing blanks": (lambda text: text.replace("\n", "  \n").encode(), "a.txt"),
    "paragraphs": (as_paragraphs, "a.html"),
    "line breaks": (as_lines, "a.html"),
    "word": (as_word, "a.docx"),
}


def calls_of(data: bytes, name: str) -> list[tuple[object, ...]]:
    calls = read_bytes(data, name).calls
    return [(c.call, *((t.role, t.speaker, t.text) for t in c.turns)) for c in calls]


FILES = sorted(path.name for path in GOLD.glob("*.txt"))


@pytest.mark.parametrize("name", FILES)
def test_the_calls_are_the_same(name: str) -> None:
    data = (GOLD / name).read_bytes()
    text = read_document(data, name).text.replace("\r\n", "\n")
    expected = calls_of(data, name)
    # Each file in a third of the clothes, so that each of these is worn by a third of the files.
    for clothes, (dress, suffix) in list(CLOTHES.items())[FILES.index(name) % 3 :: 3]:
        if not (clothes in APART and name.startswith(WRAPPED)):
            assert calls_of(dress(text), suffix) == expected, clothes
