"""Texts that are made to take for ever, or hold numbers that nobody says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.quantities import find_quantities
from calltools.language.quoting.block import Block
from calltools.language.quoting.hospitals import Hospitals
from calltools.language.quoting.marks import find_marked
from calltools.language.role_cues import plain
from calltools.page.parse_files import read_bytes


def quoted(text: str) -> list[str]:
    blocks = [Block("paragraph", 0, len(text), text, range(len(text)))]
    return [words.text(blocks) for words in find_marked(blocks)]


def page(text: str) -> object:
    return read_bytes(text.encode(), "page.html")


LONG: dict[str, tuple[Callable[[str], object], str, int]] = {
    "months": (lambda text: find_quantities(text, "zh"), "一个月", 6000),
    "halves": (lambda text: find_quantities(text, "en"), "half a ", 4000),
    "opening marks": (quoted, "“a ", 12_000),
    "single marks": (quoted, "‘", 8000),
    "digits before no hospital": (lambda text: Hospitals([text]), "1", 40_000),
    "open brackets": (plain, "（", 20_000),
    "open comments": (page, "<!--", 40_000),
}


@pytest.mark.parametrize(("read", "piece", "count"), LONG.values(), ids=LONG)
def test_what_goes_on_for_ever_is_read_to_its_end(
    read: Callable[[str], object], piece: str, count: int
) -> None:
    read(piece * count)  # where each is looked for from every other it takes minutes


@pytest.mark.parametrize("text", ["零" * 5000, "1" * 320, "一" * 10_000, "亿" * 500, "9" * 5000])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_number_that_nobody_says_is_none(text: str, language: str) -> None:
    assert find_quantities(text, language) == []


@given(st.text("零一十百万亿两个月天元年半几多1290.,%", max_size=60))
def test_any_figures_are_read_without_a_defect(text: str) -> None:
    for quantity in find_quantities(text, "zh"):
        assert 0 <= quantity.start < quantity.end <= len(text)
