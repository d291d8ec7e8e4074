"""Names by their sound: spellings that are right, and names that became others."""

from __future__ import annotations

import pytest

from calltools.comparison.changed_names import name_differences, people
from calltools.comparison.spelling import spellings, syllables


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("请找闵渡医生。", "Dr. Min Du, please."),
        ("我是褚南星。", "Chu Nanxing here."),
        ("戚远山主任在吗？", "Is Director Yuanshan Qi in?"),
        ("戚遠山主任在嗎？", "Is Director Ch'i Yuan-shan in?"),
        ("周院长", "President Chow"),
        ("欧阳教授", "Professor Ouyang"),
        ("单医生", "Dr. Shan"),
        ("吕大夫", "Dr. Lü"),
        ("是青屿市中心医院吗？", "Is that Qingyu Central Hospital?"),
        ("谢谢祝医生，再见。", "Thank you, Dr. Zhu, goodbye."),
        ("郗主任接电话。", "The director takes the call."),
        ("主任医生不在，您找别人。", "The senior doctor is out. Ask someone else. Hang on."),
    ],
)
def test_names_spelled_right(zh: str, en: str) -> None:
    assert list(name_differences(zh, en)) == []


@pytest.mark.parametrize(
    ("zh", "en", "said"),
    [
        ("找祝余医生。", "Ask for Dr. Zhu Yan.", "祝余"),
        ("仇主任说的。", "Director Zhou said so.", "仇"),
        ("靳院長介紹的。", "President Jing sent me.", "靳"),
        ("我从柳塘来。", "I come from Liutian.", "柳塘"),
        ("丰河市人民医院", "It is the Fengshan People's Hospital", "丰河"),
    ],
)
def test_names_that_became_others(zh: str, en: str, said: str) -> None:
    (difference,) = name_differences(zh, en)
    assert difference.left and zh[slice(*difference.left)] == said
    assert said in difference.note


def test_thanks_and_titles_are_no_surnames() -> None:
    assert [p.surname for p in people("谢谢医生，主任医生和高级医师都说，谢医生会来。")] == ["谢"]


def test_spellings_of_other_systems() -> None:
    assert {"zhou", "chou"} <= spellings("周")
    assert {"chow", "chau"} <= spellings("周", surname=True)
    assert "hsiehnan" in spellings("谢南")
    assert ("qing", "yu") in syllables("qingyu")
    assert syllables("hospital") == ()
