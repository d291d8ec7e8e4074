"""Lexical evidence from CC-CEDICT."""

from __future__ import annotations

import pytest

from calltools.comparison.dictionary import terms


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
