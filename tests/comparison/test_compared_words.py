from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.comparison.tokens import read
from calltools.comparison.wordings import compare_words

TEXTS = st.text("abcd ", min_size=1, max_size=30).map(" ".join)


def changes(said: str, quoted: str, language: str) -> list[tuple[str, str, str]]:
    compared = compare_words(read(said, language), read(quoted, language))
    return [
        (
            said[slice(*change.left)] if change.left else "",
            quoted[slice(*change.right)] if change.right else "",
            change.kind,
        )
        for change in compared.changes
    ]


@given(TEXTS, TEXTS)
def test_pairs_rise_and_are_equal(said: str, quoted: str) -> None:
    found = compare_words(read(said, "en"), read(quoted, "en"))
    assert list(found.pairs) == sorted(set(found.pairs))
    assert all(found.said.words[i] == found.quoted.words[j] for i, j in found.pairs)


@given(TEXTS, st.data())
def test_a_piece_of_the_turn_has_no_changes(said: str, data: st.DataObject) -> None:
    source = read(said, "en")
    if not len(source):
        return
    first = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(first + 1, len(source)))
    assert not changes(said, source.text(first, end), "en")


@pytest.mark.parametrize(
    ("said", "quoted", "language", "expected"),
    [
        ("Twenty a night, and a hundred.", "Two hundred a night, and a hundred", "en",
         [("Twenty", "Two hundred", "number")]),
        ("去年做了，那个，三十例", "去年做了三十例", "zh", [("那个", "", "filler")]),
        ("我不敢说", "我敢说", "zh", [("不", "", "negation")]),
        ("It may be one week.", "It is one week", "en", [("may be", "is", "hedge")]),
        ("We have ten beds.", "We have ten beds free", "en", [("", "free", "word")]),
    ],
)  # fmt: skip
def test_changes_are_as_small_as_they_can_be(
    said: str, quoted: str, language: str, expected: list[tuple[str, str, str]]
) -> None:
    assert changes(said, quoted, language) == expected


def test_the_place_narrows_the_search() -> None:
    said = "one week. " + "x " * 40 + "one month."
    source = read(said, "en")
    found = compare_words(source, read("one", "en"), (said.index("one month"), len(said)))
    assert source.text(found.start, found.start + 2) == "one month"
