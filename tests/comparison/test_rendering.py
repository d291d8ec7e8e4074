"""Renderings held against what was said: figures, units, negations, contraries."""

from __future__ import annotations

import pytest

from calltools.comparison.rendering import compare_rendering, covered
from calltools.comparison.signs import Sign
from calltools.comparison.unfaithful import Unfaithful
from calltools.language.encoders import Encoder
from calltools.language.sentences import Language
from calltools.quotations.symbols import is_chinese

pytestmark = pytest.mark.model

FAITHFUL = [
    ("要等两个星期左右。", "It takes about two weeks"),
    ("半个月就能做。", "It can be done in two weeks"),
    ("不能保证，没人能打包票。", "I can't guarantee it, nobody can vouch for that"),
    ("上个月一个，第四天就做了。", "There was one last month, done on the fourth day"),
    ("最少也要一个半月。", "At least a month and a half"),
    ("About forty, and half of them can be used.", "大约四十个，一半能用"),
    ("Eight months at the most.", "最多八个月"),
    ("没有不是本省的。", "There are none that aren't from this province"),
    ("没有不是本省的。", "There are none from outside the province"),
    ("我们看得到名次，家属看不到。", "We can see the rank, families can't"),
    ("监护室住几天？", "How many days in intensive care?"),
    ("You'd have to ask Director Zhou.", "你得去问周主任"),
    ("For fibrosis one lung is possible, but I lean towards both.", "可以单肺，但我倾向两侧都换"),
    ("我们这里比省城便宜三分之一。", "Here it's a third cheaper than in the provincial capital"),
    ("Some are local and some are brought in. Not all are local.", "有的是本地的，有的是送来的"),
]
CHANGED = [
    ("要等两个星期左右。", "It takes about three weeks", "figure"),
    ("要等两个星期左右。", "It takes about two months", "unit"),
    ("一个月两三台。", "Two or three a week", "unit"),
    ("不超过三个小时。", "No less than three hours", "figure"),
    ("最多两万块。", "At least 20,000", "figure"),
    ("押金三十五万。", "The deposit is 350,000 dollars", "unit"),
    ("我们从来没有取过。", "We have retrieved some", "negation"),
    ("都是捐的。", "None of them is donated", "negation"),
    ("没有一个是本地的。", "Some are not local", "negation"),
    ("上个月九台，这个月五台。", "Five last month, nine this month", "place"),
    ("四厘米还在标准以内。", "Four centimetres is beyond the criteria", "contrary"),
    ("应该要两个星期，也许再多几天。", "It is two weeks", "doubt"),
    ("The longest wait is forty days.", "最短四十天", "contrary"),
    ("Roughly 600,000 dollars.", "大概六十万人民币", "unit"),
    ("Mr. Ames left last year.", "艾姆斯先生去年没走", "negation"),
    ("Not all are local.", "全都不是本地的", "reaches"),
    ("三十上下的多。", "They're all around thirty", "how many"),
    ("报掉一半多。", "Less than half is reimbursed", "contrary"),
    ("亲属捐可以的。", "It has to be a relative who donates", "must"),
    ("It is best kept within eight minutes.", "必须控制在八分钟以内", "must"),
    ("我们看得到名次，家属看不到。", "The family can see the rank, we can't", "exchanged"),
    ("今年两个，去年三个。", "Two last year, three this year", "exchanged"),
    ("取肾是另外一组，我只管种。", "Another group puts it in; I only take it out", "exchanged"),
    ("The hospital gives the office funds.", "办公室给医院经费", "gives"),
    (
        "手续是齐的，没手续我不敢做。",
        "The paperwork isn't complete, but I dare do without",
        "stands",
    ),
    ("便宜三分之一。", "It costs a third", "comparison"),
    ("It's all right these days.", "随时都有", "holds"),
    ("In busy times three a day.", "忙的时候三天一台", "often"),
    ("上个月去过三个县。", "last month they went to three prisons", "Nothing"),
    ("I can't say much about that. I only do the surgery.", "这个我说得清，我只管手术", "doubt"),
    ("先要做透析。", "He has dialysis first if he wants", "condition"),
]


def compared(
    said: str, place: tuple[int, int], rendering: str, encoder: Encoder
) -> list[Unfaithful]:
    language: Language = "zh" if is_chinese(said) else "en"
    place = covered(said, place, rendering, language, encoder)
    return compare_rendering(said, place, rendering, language, encoder)


@pytest.mark.parametrize(("said", "rendering"), FAITHFUL)
def test_faithful_renderings_raise_nothing(said: str, rendering: str, encoder: Encoder) -> None:
    assert not compared(said, (0, len(said)), rendering, encoder)


@pytest.mark.parametrize(("said", "rendering", "reason"), CHANGED)
def test_what_is_rendered_otherwise_is_told(
    said: str, rendering: str, reason: str, encoder: Encoder
) -> None:
    found = compared(said, (0, len(said)), rendering, encoder)
    assert any(reason in one.sign.sentence for one in found), found


def test_clauses_beyond_the_place_that_are_rendered_are_compared(encoder: Encoder) -> None:
    said = "也有过，那是刚好碰上，不能当成常规。"
    found = compared(said, (0, 3), "That has happened, it is the rule", encoder)
    assert found


def test_a_doubt_beside_the_words_is_theirs(encoder: Encoder) -> None:
    said = "Eight months at the most, I would say."
    assert compared(said, (0, 24), "最多八个月", encoder)
    assert not compared(said, (0, 24), "最多八个月吧", encoder)


def test_two_figures_changed_in_one_turn_are_told_in_a_quotation(encoder: Encoder) -> None:
    said = "去年做了六十三台，费用大概三十五万，要等两个星期。"
    rendering = "Last year we did ninety-three, it costs about 380,000 and you wait two weeks"
    found = compared(said, (0, len(said)), rendering, encoder)
    changed = [(one.said, one.quoted) for one in found if one.sign is Sign.NUMBER_CHANGED]
    assert changed == [("六十三台", "ninety-three"), ("大概三十五万", "about 380,000")]
