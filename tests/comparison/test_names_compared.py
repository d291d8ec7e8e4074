"""Names by their sound: spellings that are right, and names that became others."""

from __future__ import annotations

import pytest

from calltools.comparison.changed_names import name_differences, people
from calltools.comparison.spelling import spellings, syllables
from case_tables import rows


@pytest.mark.parametrize(("changed", "zh", "en"), rows("comparison/data/names.tsv"))
def test_names_that_became_others_are_told_and_names_spelled_right_are_not(
    changed: str, zh: str, en: str
) -> None:
    found = list(name_differences(zh, en))
    if changed == "-":
        assert found == []
        return
    (difference,) = found
    assert difference.left and zh[slice(*difference.left)] == changed
    assert changed in difference.note


def test_thanks_and_titles_are_no_surnames() -> None:
    assert [p.surname for p in people("谢谢医生，主任医生和高级医师都说，谢医生会来。")] == ["谢"]


def test_spellings_of_other_systems() -> None:
    assert {"zhou", "chou"} <= spellings("周")
    assert {"chow", "chau"} <= spellings("周", surname=True)
    assert "hsiehnan" in spellings("谢南")
    assert ("qing", "yu") in syllables("qingyu")
    assert syllables("hospital") == ()
