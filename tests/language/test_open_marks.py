"""Quotation marks that nothing closes, by the thousand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from calltools.language.quoting.marks import find_marked
from calltools.quotations.report import read_report

_MARKS, _SECONDS = 20_000, 5.0
"""Each mark was held against all before it: a minute for as many."""


@pytest.mark.parametrize("words", ["“", "“a "])
def test_thousands_of_open_marks_take_no_time_to_speak_of(words: str, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(words * _MARKS + "She said: “We do.”", "utf-8")
    blocks = read_report(file).blocks
    start = time.process_time()
    found = find_marked(blocks)
    assert time.process_time() - start < _SECONDS
    assert [marked.text(blocks) for marked in found][-1] == "We do"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“She said ‘he has “one” now’ then.”", ["She said ‘he has “one” now’ then", "one"]),
        ("“““We do.”", ["We do."]),
    ],
)
def test_marks_within_marks_are_still_closed(text: str, quoted: list[str], tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(text, "utf-8")
    blocks = read_report(file).blocks
    found = [marked.text(blocks).rstrip(".") for marked in find_marked(blocks)]
    assert all(words.rstrip(".") in found for words in quoted), found
