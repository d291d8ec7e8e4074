from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.evaluation.asr import CharacterErrors, character_errors

chinese = st.text("肝肾移植等多久一二三四五六七年。，", max_size=20)
CASES = {
    "by kind": ("肝移植要等多久", "甘移植等多久啊", CharacterErrors(7, 5, 1, 1, 1), 3 / 7),
    "script, numerals and punctuation do not count": (
        "押金三十五万，多退少补。", "押金35萬 多退少補", CharacterErrors(10, 10), 0,
    ),
    "where nothing was said all is insertion": (
        "", "谢谢观看", CharacterErrors(insertions=4), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "hypothesis", "errors", "rate"), CASES.values(), ids=CASES)
def test_errors_are_counted(
    reference: str, hypothesis: str, errors: CharacterErrors, rate: float | None
) -> None:
    score = character_errors(reference, hypothesis)
    assert score == errors
    assert score.rate == (rate if rate is None else pytest.approx(rate))


@given(chinese, chinese)
def test_counts_add_up(reference: str, hypothesis: str) -> None:
    score = character_errors(reference, hypothesis)
    other = character_errors(hypothesis, reference)
    assert score.errors == other.errors
    assert score.hits + score.substitutions + score.insertions == other.length
    assert character_errors(reference, reference).errors == 0
    assert (score + other).errors == 2 * score.errors
    assert (score + other).length == score.length + other.length
