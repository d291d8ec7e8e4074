"""The vocabulary files: every entry can be read and compiled by itself."""

from __future__ import annotations

import re

import pytest

from calltools.language.lexicon import entries, expressions, load, phrase

PHRASES = [
    (language, table, name, one)
    for language in ("zh", "en")
    for table, cues in entries(language).items()
    for name, phrases in cues.items()
    for one in phrases
]


def test_every_entry_is_a_phrase_that_compiles_by_itself_and_stands_once() -> None:
    for language, table, name, one in PHRASES:
        assert one, name
        re.compile(expressions([one], language, table)[0])
    assert len(PHRASES) == len(set(PHRASES))


@pytest.mark.parametrize(("language", "text"), [("zh", "没有这回事"), ("en", "we don't have any")])
def test_a_cue_is_found_where_it_first_stands(language: str, text: str) -> None:
    start, end = load(language).find("polarity", text)["negator"]
    assert text[start:end] in ("没有", "don't")


def test_a_name_that_neither_file_has_is_refused() -> None:
    with pytest.raises(KeyError):
        phrase("no such turn of phrase")
