from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.normalise import (
    CER,
    FOLD,
    Normalised,
    Rule,
    casefold,
    drop_punctuation,
    fold_punctuation,
    nfkc,
    normalise,
    simplified,
    simplify,
    simplify_words,
)
from calltools.language.numerals import numerals_to_hanzi

ALL_RULES = (nfkc, fold_punctuation, simplified, casefold, numerals_to_hanzi, drop_punctuation)

# Text as it comes, and text thick with what the rules are about.
texts = st.one_of(
    st.text(),
    st.text("肝腎移植頭髮乾隆後面嗎１２３35年万%.,，。「」“”…—ＡbC ﾞカがe\u0301ﬁ①"),
)


@given(texts)
def test_nfkc_is_unicodes_own(text: str) -> None:
    assert normalise(text, [nfkc]).text == unicodedata.normalize("NFKC", text)


@given(texts, st.lists(st.sampled_from(ALL_RULES), max_size=4))
def test_every_character_has_a_place_in_the_original_in_order(text: str, rules: list[Rule]) -> None:
    folded = normalise(text, rules)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


def test_what_was_said_is_equal_however_it_is_written_and_leads_back_to_its_words() -> None:
    assert normalise("「腎移植」，Ｂ型", FOLD).text == normalise("“肾移植”,b型", FOLD).text
    spoken = "去年二零一一年做了三十五万例百分之七十五"
    assert normalise("去年2011年做了35萬例，75%。", CER).text == spoken
    text = "他說：「要等３５天。」"
    folded = normalise(text, CER)
    assert folded.text == "他说要等三十五天"
    start = folded.text.index("三十五")
    assert text[slice(*folded.original(start, start + 3))] == "３５"
    with pytest.raises(ValueError, match="no such span"):
        Normalised("好", (0,), (1,)).original(0, 2)


def test_words_are_simplified_in_the_light_of_their_neighbours() -> None:
    assert simplify_words(["乾", "隆", "頭", "髮"]) == ["乾", "隆", "头", "发"]
    assert simplify("乾") == "干"
    assert simplify_words([]) == []
