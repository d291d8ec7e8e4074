"""A broken entry of the vocabulary is named with its file, its line and what is wrong."""

from __future__ import annotations

import pytest

from calltools.errors import VocabularyError
from calltools.language import lexicon
from calltools.language.lexicon.entries import line_of, read_entries

GOOD = """
# words for waiting
[cue]
wait = ["等", "排队"]
source = [
  "来源",
  "(哪里|哪儿)来",
]
"""


def test_tables_names_and_phrases() -> None:
    assert read_entries(GOOD, "zh.toml") == {
        "cue": {"wait": ["等", "排队"], "source": ["来源", "(哪里|哪儿)来"]}
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"排队"]', '"排队]', 4, "Illegal character"),
        ('["等", "排队"]', '["等" "排队"]', 4, "Unclosed array"),
        ("source", "wait", 8, "twice"),
        ('["等", "排队"]', '"等"', 4, "cue.wait is no list"),
        ('["等", "排队"]', '["等", 2]', 4, "cue.wait is no list"),
        ('["等", "排队"]', '["等", ""]', 4, "cue.wait is no list"),
        ("[cue]\n", "", 3, "no [table]"),
    ],
)
def test_a_broken_entry_is_named_with_its_line(old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        read_entries(GOOD.replace(old, new), "zh.toml")
    assert caught.value.where == f"zh.toml:{line}"
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("phrase", ["(哪里|哪儿来", "哪里)来", "[上下周", "等{2", "*等"])
def test_a_broken_phrase_is_named_with_its_line(
    phrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = GOOD.replace("(哪里|哪儿)来", phrase)
    monkeypatch.setattr(lexicon, "_text", lambda _: text)
    broken = phrase != "等{2"  # a brace alone stands for itself
    lexicon._data.cache_clear()
    lexicon.load.cache_clear()
    try:
        if not broken:
            assert lexicon.load("zh").matches("cue", "source", "等{2")
            return
        with pytest.raises(VocabularyError) as caught:
            lexicon.load("zh")
        assert caught.value.where == "zh.toml:7"
        assert phrase in str(caught.value)
    finally:
        monkeypatch.undo()
        lexicon._data.cache_clear()
        lexicon.load.cache_clear()


def test_the_line_of_a_phrase_in_its_table() -> None:
    text = '[other]\nwait = ["等"]\n' + GOOD
    assert line_of("等", text) == 2
    assert line_of("等", text, "cue") == 6
    assert line_of("source", text, "cue") == 7


def test_a_phrase_over_several_lines_is_found_where_it_begins() -> None:
    text = '[cue]\nsource = [\n  """(哪里|\\\n  哪儿|\\\n  \\\\d)来""",\n  "何处",\n]\n'
    assert read_entries(text, "zh.toml") == {"cue": {"source": [r"(哪里|哪儿|\d)来", "何处"]}}
    assert line_of(r"(哪里|哪儿|\d)来", text, "cue") == 3
    assert line_of("何处", text, "cue") == 6


def test_a_broken_turn_of_phrase_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "_text", lambda _: '[phrase]\n\nfar = ["很(远"]\n')
    lexicon._data.cache_clear()
    lexicon.phrase.cache_clear()
    try:
        with pytest.raises(VocabularyError) as caught:
            lexicon.phrase("far")
        assert caught.value.where == "zh.toml:3"
    finally:
        monkeypatch.undo()
        lexicon._data.cache_clear()
        lexicon.phrase.cache_clear()
