"""Which words of a quotation its place accounts for."""

from __future__ import annotations

import pytest

from calltools.comparison.content import account
from calltools.language.encoders import Encoder

pytestmark = pytest.mark.model


def test_words_are_found_in_the_dictionary_the_glossary_and_by_their_sense(
    encoder: Encoder,
) -> None:
    found = account("the scans of the intensive care ward", "en", "监护室的片子", "zh", encoder)
    assert {word.text for word in found.words} >= {"scans", "intensive", "care", "ward"}
    assert found.share == 1.0


def test_what_has_nothing_like_it_is_missing(encoder: Encoder) -> None:
    found = account("they went to three prisons", "en", "上个月去过三个县", "zh", encoder)
    assert [word.text for word in found.missing] == ["prisons"]


def test_figures_negations_and_names_are_no_words_of_content(encoder: Encoder) -> None:
    found = account("No, Dr. Zhou had not three", "en", "没有", "zh", encoder)
    assert not found.words
    assert found.share == 1.0


def test_places_are_those_of_the_text(encoder: Encoder) -> None:
    text = "押金，肝源"
    for word in account(text, "zh", "the deposit", "en", encoder).words:
        assert text[word.start : word.end] == word.text


def test_an_unrelated_clause_is_hardly_accounted_for(encoder: Encoder) -> None:
    own = account("再大的我一般不要", "zh", "再老的我通常不收", "zh", encoder)
    unlike = account("上头打过招呼", "zh", "床位下礼拜有", "zh", encoder)
    assert unlike.share < own.share
