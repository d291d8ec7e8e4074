"""Readers of Chinese get the same commands, pages and pictures as readers of English."""

from __future__ import annotations

import re
from pathlib import Path

import guides

ENGLISH, CHINESE = guides.ROOT / "README.md", guides.ROOT / "README.zh-Hans.md"


def commands(path: Path) -> list[str]:
    """The console blocks without what is said of the commands."""
    found = [block.text for block in guides.blocks(path) if block.language == "console"]
    return [re.sub(r" +# .*", "", text) for text in found]


def test_both_give_the_same_commands() -> None:
    assert commands(ENGLISH) == commands(CHINESE)
    assert len(commands(ENGLISH)) >= 3


def test_both_lead_to_the_same_pages_and_pictures_and_to_each_other() -> None:
    english, chinese = set(guides.links(ENGLISH)), set(guides.links(CHINESE))
    assert english - {CHINESE.name} == chinese - {ENGLISH.name}
    assert CHINESE.name in english and ENGLISH.name in chinese


def test_both_name_the_same_files_commands_and_sizes() -> None:
    assert set(guides.spans(ENGLISH)) == set(guides.spans(CHINESE))
    sizes = [re.findall(r"[\d.]+ [MG]B", path.read_text("utf-8")) for path in (ENGLISH, CHINESE)]
    assert sizes[0] == sizes[1] != []


def test_both_have_the_same_parts() -> None:
    assert len(guides.anchors(ENGLISH)) == len(guides.anchors(CHINESE)) > 5
