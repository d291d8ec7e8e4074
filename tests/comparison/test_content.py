"""Which words of a quotation its place accounts for, and the dictionary that tells."""

from __future__ import annotations

import pytest

from calltools.comparison.content import account
from calltools.comparison.dictionary import terms
from calltools.language.encoders import Encoder


@pytest.mark.model
def test_words_are_found_in_the_dictionary_the_glossary_and_by_their_sense(
    encoder: Encoder,
) -> None:
    found = account("the scans of the intensive care ward", "en", "监护室的片子", "zh", encoder)
    assert {word.text for word in found.words} >= {"scans", "intensive", "care", "ward"}
    assert found.share == 1.0


@pytest.mark.model
def test_what_has_nothing_like_it_is_missing(encoder: Encoder) -> None:
    found = account("they went to three prisons", "en", "上个月去过三个县", "zh", encoder)
    assert [word.text for word in found.missing] == ["prisons"]


@pytest.mark.model
def test_figures_negations_and_names_are_no_words_of_content(encoder: Encoder) -> None:
    found = account("No, Dr. Zhou had not three", "en", "没有", "zh", encoder)
    assert not found.words
    assert found.share == 1.0


@pytest.mark.model
def test_places_are_those_of_the_text(encoder: Encoder) -> None:
    text = "押金，肝源"
    for word in account(text, "zh", "the deposit", "en", encoder).words:
        assert text[word.start : word.end] == word.text


@pytest.mark.model
def test_an_unrelated_clause_is_hardly_accounted_for(encoder: Encoder) -> None:
    own = account("再大的我一般不要", "zh", "再老的我通常不收", "zh", encoder)
    unlike = account("上头打过招呼", "zh", "床位下礼拜有", "zh", encoder)
    assert unlike.share < own.share


def translated(zh: str, en: str) -> set[str]:
    """The Chinese words that some English word renders."""
    keys = frozenset[str]().union(*(keys for _, keys in terms(en, "en")))
    return {word for word, own in terms(zh, "zh") if own & keys}


@pytest.mark.parametrize("zh", ["押金要先交，肝移植排队很慢。", "押金要先交，肝移植排隊很慢。"])
def test_words_meet_their_translations_in_both_scripts(zh: str) -> None:
    found = translated(zh, "The deposit comes first; the queue for liver transplants is slow.")
    assert {"押金", "肝", "移植", "慢"} <= found


def test_inflected_words_meet_and_function_words_do_not() -> None:
    assert "医生" in translated("医生说了", "The doctors' words")
    assert not translated("我的", "It is of the")


def test_a_language_matches_itself() -> None:
    assert all(word in own for word, own in terms("主任今天不在", "zh"))
    assert [word for word, _ in terms("B型 CT", "zh")] == ["型", "b", "ct"]


def test_no_words_no_terms() -> None:
    assert terms("……，！", "zh") == terms("... !", "en") == []
