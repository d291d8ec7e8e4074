"""The words of a quotation and of what was said: which are one, what each does, what changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.comparison.tokens import read
from calltools.comparison.wordings import compare_words
from case_tables import rows

TEXTS = st.text("他我不没有三个月两天，。？呃可能 abcIdon'tnot35%$,.-—…臺灣", max_size=40)


@given(TEXTS, st.sampled_from(["zh", "en"]))
def test_words_stand_where_they_say_in_order(text: str, language: str) -> None:
    tokens = read(text, language)
    places = [(token.start, token.end) for token in tokens.items]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    for amount in tokens.quantities:
        assert amount.first <= amount.core[0] < amount.core[1] <= amount.end <= len(tokens)


@pytest.mark.parametrize(("are", "language", "one", "other"), rows("comparison/data/tokens.tsv"))
def test_spellings_of_one_word_are_nothing_and_what_matters_is_kept_apart(
    are: str, language: str, one: str, other: str
) -> None:
    assert (read(one, language).words == read(other, language).words) is (are == "same")


def marked(text: str, language: str, kind: str) -> str:
    return "".join(t.text for t in read(text, language).items if getattr(t, kind))


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("估计要三个星期左右", "hedge", "估计左右"),
        ("估计要三个星期左右", "numeral", "三"),
        ("估计要三个星期左右", "unit", "星期"),
        ("我们没有做过", "denial", "没有"),
        ("一般都可以", "numeral", ""),
        ("那个，可以做", "filler", "那个"),
        ("上个月也有", "unit", "月"),
    ],
)
def test_words_are_told_by_what_they_do(text: str, kind: str, found: str) -> None:
    assert marked(text, "zh", kind) == found


def test_dashes_are_told_from_hyphens_and_pauses_end_clauses() -> None:
    english = read("super-urgent - no", "en")
    assert [english.between(i) for i in (1, 2)] == ["-", "—"]
    chinese = read("够的 昨天来了 3 个", "zh")
    assert [chinese.clause_start(i) for i in (1, 2, 6)] == [0, 2, 2]
    assert [chinese.clause_end(i) for i in (1, 2, 3)] == [2, 2, 8]


LETTERS = st.text("abcd ", min_size=1, max_size=30).map(" ".join)


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


@given(LETTERS, LETTERS)
def test_pairs_rise_and_are_equal(said: str, quoted: str) -> None:
    found = compare_words(read(said, "en"), read(quoted, "en"))
    assert list(found.pairs) == sorted(set(found.pairs))
    assert all(found.said.words[i] == found.quoted.words[j] for i, j in found.pairs)


@given(LETTERS, st.data())
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
