"""Confidence: the share of right records of a rule, drawn towards that of all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.statements import extract
from calltools.statements.confidence import UNMEASURED, calibrated, confidence_of
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn


def test_a_rule_with_few_records_is_drawn_towards_all() -> None:
    records = [("often", True)] * 80 + [("often", False)] * 20 + [("once", False)]
    table = calibrated(records)
    assert table["often"] == pytest.approx(0.8, abs=0.01)
    assert 0.6 < table["once"] < table["often"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1))
def test_confidence_lies_between_the_shares_of_the_rule_and_of_all(
    records: list[tuple[str, bool]],
) -> None:
    mean = sum(right for _, right in records) / len(records)
    for rule, confidence in calibrated(records).items():
        own = [right for name, right in records if name == rule]
        share = sum(own) / len(own)
        assert min(mean, share) - 0.001 <= confidence <= max(mean, share) + 0.001


def test_nothing_measured_gives_no_table() -> None:
    assert calibrated([]) == {}
    assert confidence_of("no such rule") == UNMEASURED


def test_a_figure_is_surer_than_an_evasion() -> None:
    def found(answer: str) -> float:
        turns = (Turn("换肝要等多久？", role=INVESTIGATOR), Turn(answer, role=HOSPITAL))
        (statement,) = extract(Transcript(turns, language="zh"))
        return statement.confidence or 0

    assert found("半个月左右。") > found("哎呀，这事儿吧。")
