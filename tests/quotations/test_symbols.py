"""Texts folded to symbols: what looks alike is alike, and every symbol knows where it stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.normalise import simplify
from calltools.language.sentences import Language
from calltools.quotations.symbols import BITS, is_chinese, symbols
from case_tables import rows


def spelt(text: str, language: Language) -> list[str]:
    found = symbols(text, language)
    return [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(("are", "language", "one", "other"), rows("quotations/data/spellings.tsv"))
def test_spellings_of_one_thing_are_equal_and_other_words_are_not(
    are: str, language: Language, one: str, other: str
) -> None:
    both = [symbols(text, language).codes.tolist() for text in (one, other)]
    assert (both[0] == both[1]) is (are == "same")


def test_symbols_know_where_they_stand() -> None:
    assert spelt("呃，30万。", "zh") == ["呃", "3", "0", "万"]
    assert spelt(" Er, I don't – know 'them'.", "en") == ["Er", "I", "don't", "know", "them"]


@given(st.text(), st.sampled_from(["zh", "en"]))
def test_any_text_is_folded_to_places_in_order(text: str, language: Language) -> None:
    found = symbols(text, language)
    assert len(found.codes) == len(found.starts) == len(found.ends)
    assert all(0 < code < 1 << BITS for code in found.codes)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))
    assert (found.starts[1:] >= found.starts[:-1]).all()


@given(st.text(max_size=30), st.sampled_from(["zh", "en"]))
def test_turns_joined_have_the_symbols_of_each(text: str, language: Language) -> None:
    alone = symbols(text, language).codes.tolist()
    assert symbols(f"{text}\n{text}", language).codes.tolist() == alone * 2


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_both_scripts_have_as_many_symbols(text: str) -> None:
    assert len(symbols(text, "zh")) == len(text)
    folded = symbols(simplify(unicodedata.normalize("NFKC", text)), "zh")
    assert len(folded) == len(text)


@pytest.mark.parametrize(
    ("text", "chinese"),
    [("有。", True), ("No.", False), ("做CT要三百", True), ("Dr 王 said so", False), ("…", False)],
)
def test_language_by_letters(text: str, chinese: bool) -> None:
    assert is_chinese(text) is chinese
