"""The vocabulary files: every entry can be read and compiled by itself."""

from __future__ import annotations

import re

import pytest

from calltools.language.lexicon import entries, load, patterns, phrase

LANGUAGES = ("zh", "en")
PHRASES = [
    (language, table, name, one)
    for language in LANGUAGES
    for table, cues in entries(language).items()
    for name, phrases in cues.items()
    for one in phrases
]


def test_every_entry_is_a_phrase_that_compiles_by_itself() -> None:
    broken = []
    for language, table, name, one in PHRASES:
        try:
            assert one
            re.compile(patterns([one], language, folded=table != "polarity")[0])
        except (AssertionError, TypeError, re.error) as error:
            broken.append((language, table, name, one, error))
    assert not broken


def test_no_phrase_stands_twice_under_one_name() -> None:
    assert len(PHRASES) == len(set(PHRASES))


@pytest.mark.parametrize(
    ("language", "table", "text", "cue"),
    [
        ("zh", "polarity", "没有这回事", "negator"),
        ("en", "polarity", "we don't have any", "negator"),
    ],
)
def test_a_cue_is_found_where_it_first_stands(
    language: str, table: str, text: str, cue: str
) -> None:
    start, end = load(language).find(table, text)[cue]
    assert text[start:end]
    assert load(language).matches(table, cue, text).span() == (start, end)  # type: ignore[union-attr]


def test_a_name_that_neither_file_has_is_refused() -> None:
    with pytest.raises(KeyError):
        phrase("no such turn of phrase")
