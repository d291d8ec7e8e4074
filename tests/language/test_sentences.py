"""Sentences of Chinese and English speech."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.sentences import Language, SpanUnit, spans

CASES = [
    line.replace("\\n", "\n").split("\t")
    for line in Path(__file__).with_name("sentences.tsv").read_text("utf-8").splitlines()[1:]
]


def texts(text: str, language: Language) -> list[str]:
    return [text[start:end] for start, end in spans(text, language)]


@pytest.mark.parametrize(("language", "unit", "parts"), CASES)
def test_sentences_and_clauses(language: Language, unit: SpanUnit, parts: str) -> None:
    text = parts.replace("|", "")
    found = [text[start:end] for start, end in spans(text, language, unit)]
    assert found == [part.strip() for part in parts.split("|")]


def test_long_speech_without_stops_is_cut_at_commas_and_spaces() -> None:
    clause = "我们这边的情况是先登记然后等通知"
    for mark in ("，", " "):
        pieces = texts(mark.join([clause] * 8), "zh")
        assert len(pieces) > 1
        assert all(16 <= len(piece) <= 48 + len(clause) for piece in pieces)
    assert texts("等" * 300, "zh") == ["等" * 300]


@given(
    st.text(st.sampled_from("啊他等。，？！…「」“” .!?,;3aAI\n\t"), max_size=200),
    st.sampled_from(("zh", "en")),
    st.sampled_from(("sentence", "clause")),
)
def test_no_character_is_lost_or_taken_twice(text: str, language: Language, unit: SpanUnit) -> None:
    found = spans(text, language, unit)
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    covered = "".join(text[start:end] for start, end in found)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in found)
