"""Every character of a page has its place or its reason."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from calltools.page.parse import Parsed, parse
from calltools.transcripts.readers import read_document

GOLD = Path(__file__).parents[1] / "gold"

ARTICLE = """# 门外的人

记者在门口等了一上午，没有人出来。

菱塘市第三医院　2016年5月3日

调查员：请问肝移植要等多久？
护士：快的话两个星期。
调查员：费用多少？
护士：三十万左右，不算后面的药。

一句“快的话两个星期”，说得像去买菜。

在别的国家，人们要等上几年。
"""


def read(text: str, name: str = "page.md") -> Parsed:
    return parse(read_document(text.encode(), name))


def kind_of(parsed: Parsed, words: str) -> str:
    at = parsed.document.text.index(words)
    return next(piece.kind for piece in parsed.pieces if piece.start <= at < piece.end)


def test_what_is_in_no_call_tells_why() -> None:
    parsed = read(ARTICLE)
    assert [len(call.turns) for call in parsed.calls] == [4]
    assert kind_of(parsed, "门外的人") == "heading"
    assert kind_of(parsed, "记者在门口") == "narration"
    assert kind_of(parsed, "一句“快的话") == "repeated"
    assert kind_of(parsed, "在别的国家") == "commentary"
    assert not parsed.unplaced


def test_a_page_without_a_call_keeps_its_reasons() -> None:
    parsed = read("# 通知\n\n食堂今天不开门。\n\n后勤处\n")
    assert not parsed.calls
    assert [kind_of(parsed, words) for words in ("通知", "食堂", "后勤处")] == [
        "heading",
        "narration",
        "page",
    ]


@pytest.mark.parametrize("seed", range(12))
def test_the_parts_of_mixed_pages_are_the_page(seed: int) -> None:
    rng = random.Random(seed)
    files = [p for p in sorted(GOLD.glob("formats*/*")) if p.suffix in (".txt", ".md")]
    chosen = rng.sample(files, 3)
    texts = [read_document(path.read_bytes(), path.name).text for path in chosen]
    lines = [line for text in texts for line in text.splitlines(keepends=True)]
    if seed % 2:
        rng.shuffle(lines)
    parsed = read("".join(lines), "page.txt")
    text = parsed.document.text
    assert [piece.start for piece in parsed.pieces[1:]] == [p.end for p in parsed.pieces[:-1]]
    assert "".join(text[piece.start : piece.end] for piece in parsed.pieces) == text
    for call in parsed.calls:
        for turn in call.turns:
            assert all(0 <= place.start < place.end <= len(text) for place in turn.places)
