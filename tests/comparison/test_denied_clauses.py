"""Negations clause by clause: which clauses answer one another, and how calls are rendered."""

from __future__ import annotations

import pytest

from calltools.comparison.denied_clauses import counterparts, denied_clauses
from calltools.comparison.manner import manners
from calltools.comparison.translation import differences
from calltools.language.encoders import Encoder

pytestmark = pytest.mark.model

ZH = "仓库里没有现货，货车每个礼拜三到，司机姓瞿。"
EN = (
    "There is stock in the warehouse, the lorry comes every Wednesday, and the driver is called Qu."
)
TRUE = EN.replace("There is stock", "There is no stock")
OTHERS = [
    ("您贵姓？", "What's your name?"),
    ("今天下雨了。", "It rained today."),
    ("门诊在二楼。", "Outpatients is on the second floor."),
    ("手术做了五个小时。", "The operation took five hours."),
]


def test_clauses_are_paired_with_what_renders_them(encoder: Encoder) -> None:
    pairs = [(ZH[slice(*c)], EN[slice(*p)].strip()) for c, p in counterparts(ZH, EN, encoder)]
    assert [printed for _, printed in pairs] == [
        "There is stock in the warehouse,",
        "the lorry comes every Wednesday,",
        "and the driver is called Qu.",
    ]


def test_only_a_clause_that_one_side_denies_is_weighed(encoder: Encoder) -> None:
    assert list(denied_clauses(ZH, TRUE, encoder)) == []
    ((clause, place, evidence),) = denied_clauses(ZH, EN, encoder)
    assert (ZH[slice(*clause)], EN[slice(*place)].strip()) == (
        "仓库里没有现货，",
        "There is stock in the warehouse,",
    )
    assert evidence["denied_in_chinese"] == 1.0
    assert evidence["nearer_turned"] > 0


def test_a_call_whose_english_denies_more_is_rendered_freely(encoder: Encoder) -> None:
    assert manners(OTHERS[:2], encoder) == [None, None]
    plain = manners([(ZH, EN), *OTHERS], encoder)
    free = manners([(ZH, EN), *OTHERS, ("这是常事。", "That's nothing unusual.")], encoder)
    assert [manner.is_even for manner in (plain[0], free[0]) if manner] == [True, False]


def test_a_lost_negation_is_told_in_either_kind_of_call(encoder: Encoder) -> None:
    for texts in (
        [(ZH, EN), *OTHERS],
        [(ZH, EN), *OTHERS, ("这是常事。", "That's nothing unusual.")],
    ):
        manner = manners(texts, encoder)[0]
        found = differences(ZH, EN, encoder, manner=manner)
        assert [one.type for one in found] == ["negation_changed"]
        assert differences(ZH, TRUE, encoder, manner=manner) == ()
