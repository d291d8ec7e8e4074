"""Patterns joined with a lookahead find just what they would find one by one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.lexicon import load
from calltools.language.lexicon.firsts import any_of, first_characters

WRITTEN = Path(__file__).parents[2] / "training" / "calls"


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("等", "等"),
        ("(要|得)等", "要得"),
        ("(要|)等", "要等"),
        ("(?<!不)难(找|等)", "难"),
        ("还?有", "还有"),
        ("[上下]周", "上下"),
        ("停|歇", "停歇"),
        (r"\bwait", "w"),
        ("(?:(a|b)c|d)e", "abd"),
    ],
)
def test_the_first_characters_of_a_pattern(pattern: str, begins: str) -> None:
    assert first_characters(pattern) == set(begins)


@pytest.mark.parametrize(
    "pattern", ["^不", ".等", "[^,]{0,3}等", "~等", r"\d+天", "(要|.)等", "a*"]
)
def test_what_can_begin_with_anything_is_not_known(pattern: str) -> None:
    assert first_characters(pattern) is None


@given(
    st.lists(
        st.sampled_from(
            ["(a|)b", "c?a", "(?<!a)b", "[ab]c", "^a", ".c$", "b{2}", "(?:a|bc)d", "d"]
        ),
        min_size=1,
    ),
    st.text(alphabet="abcd", max_size=8),
)
def test_joined_patterns_find_what_each_finds(patterns: list[str], text: str) -> None:
    one_by_one = any(re.search(pattern, text) for pattern in patterns)
    assert bool(any_of(patterns).search(text)) == one_by_one


@pytest.mark.parametrize(("language", "name"), [("zh", "chinese_first"), ("en", "english_first")])
def test_the_whole_vocabulary_compiles_and_finds(language: str, name: str) -> None:
    text = (WRITTEN / f"{name}.txt").read_text("utf-8")
    tables = load(language).tables
    found = {cue for cues in tables.values() for cue, p in cues.items() if p.search(text)}
    assert {"wait", "supply", "price", "source", "negator", "hedge"} <= found
