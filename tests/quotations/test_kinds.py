"""Words of a call told from titles, terms and scare quotes."""

from __future__ import annotations

import pytest

from calltools.quotations.finding.find import find_quotations
from calltools.quotations.report import report_of

EN = "The caller rang Hill Hospital, where the nurse answered. "
ZH = "调查员打到北山市第一医院，护士接了电话。"


def last(text: str) -> bool:
    return find_quotations(report_of(text.encode(), "a.md"))[-1].is_quotation


@pytest.mark.parametrize(
    "text",
    [
        "It was “very soon” again, she said.",
        "“Soon.” That was all the nurse said.",
        "How long? “Not long.”",
        "The nurse said “no”.",
        "The nurse called it “a matter of luck”.",
        "She spoke of “a matter of luck, nothing else”.",
        "The answer was “no”.",
        "The nurse used the word “luck”.",
        "“Luck,” the nurse said.",
        "With the words “ask the doctor” the nurse put the receiver down.",
    ],
)
def test_english_words_of_a_call(text: str) -> None:
    assert last(EN + text)


@pytest.mark.parametrize(
    "text",
    [
        "This is the so-called “green channel”.",
        "The term “respondent” is ours.",
        "We speak of “matching” where the blood types agree.",
        "The film “A Matter of Luck” is shown on Friday.",
        "See the brochure “how to read a call”.",
        "A “market” it is not.",
        "What is a “call”?",
        "They call themselves “the listeners”.",
        "The archive is known as “the box”.",
        "Our readers ask: “When will there be more?”",
        "“Nobody should believe this,” a lawyer told us.",
        "The series “Voices” goes on.",
        "The word “soon” is not a date.",
        "He is no “expert”.",
        "We took the motto “listen twice” from a friend.",
        "The proverb says “better once seen than heard a hundred times”.",
    ],
)
def test_english_titles_terms_and_others_words(text: str) -> None:
    assert not last(EN + text)


@pytest.mark.parametrize(
    "text",
    [
        "护士只说了两个字：“没有。”",
        "护士说“有”。",
        "护士的回答是“快了”。",
        "“没有。”护士说。",
        "护士把这叫“碰运气”。",
        "护士连说三声“不知道”。",
        "多久？“快了。”",
        "护士说的是“快了”，不是别的。",
    ],
)
def test_chinese_words_of_a_call(text: str) -> None:
    assert last(ZH + text)


@pytest.mark.parametrize(
    "text",
    [
        "所谓“绿色通道”，不过是传说。",
        "这就是人们常说的“行规”。",
        "“配型”是什么意思，下文再讲。",
        "本栏目名为“回声”。",
        "纪录片“听筒之外”下月上映。",
        "“热线”一词容易误解。",
        "他自称“业余侦探”。",
        "大家叫她“铁嘴”。",
        "这样的“优惠”谁也不敢要。",
        "读者问：“下一期什么时候出？”",
        "一位律师对本刊说：“这算不了证据。”",
        "《听筒之外》一书附有光盘。",
        "俗话说“耳听为虚”。",
        "“回声”计划今年结束。",
        "什么是“脑死亡”，各地定义不同。",
        "本文把接电话的人统称为“答话人”。",
    ],
)
def test_chinese_titles_terms_and_others_words(text: str) -> None:
    assert not last(ZH + text)
