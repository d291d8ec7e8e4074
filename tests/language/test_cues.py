"""Negations, hedges and fillers: what denies or softens, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.cues import CueKind, cues, fillers, hedges, negations
from calltools.language.normalise import simplify


def words(places: list[tuple[int, int]], text: str) -> list[str]:
    return [text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我不知道", ["不"]),
        ("沒有這種事", ["沒有"]),
        ("别挂电话", ["别"]),
        ("没手续我不敢做", ["没", "不"]),
        ("尚未批准，也无法答复", ["未", "无"]),
        ("除非家属签字", ["除非"]),
        ("不是不能讲", ["不", "不"]),
        ("轮不到我们", ["不"]),
    ],
)
def test_words_that_deny_in_chinese(text: str, expected: list[str]) -> None:
    assert words(negations(text, "zh"), text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "不错", "不好意思", "沒問題", "没什么大问题", "不客气", "别客气", "差不多", "不过要先来",
        "有没有合适的", "能不能做", "可不可以先做", "做過配型沒有？", "不得不等", "非做不可",
        "少不了要等", "不到兩百例", "不超过三天", "别的医院", "特别快", "性别", "无锡", "未婚夫",
        "对不起", "说不定下周", "岂不是要六七年",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_negation_in_chinese(text: str) -> None:
    assert negations(text, "zh-Hant") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don’t know.", ["don’t"]),
        ("Never without papers", ["Never", "without"]),
        ("It isn't that we can't say.", ["isn't", "can't"]),
        ("Unless they agree, no.", ["Unless", "no"]),
        ("Hardly anyone, and nobody now", ["Hardly", "nobody"]),
        ("Not all are local", ["Not"]),
        ("That is unlikely", ["unlikely"]),
    ],
)
def test_words_that_deny_in_english(text: str, expected: list[str]) -> None:
    assert words(negations(text, "en"), text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "No problem.", "Not bad.", "It's quick, isn’t it?", "No. 1 Hospital",
        "no more than three hours", "not only livers", "that is not uncommon", "no doubt",
        "whether or not", "notes on another north wall", "We can't help but wait",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_negation_in_english(text: str) -> None:
    assert negations(text, "en") == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("大概也就三四個，不一定準", "zh", ["大概", "不一定"]),
        ("一般一个半月左右吧", "zh", ["一般", "左右"]),
        ("好像兩個，可能吧", "zh", ["好像", "可能"]),
        ("您问大夫吧", "zh", []),
        ("我想问一下，不可能的", "zh", []),
        ("There may be one, I think, perhaps two", "en", ["may", "I think", "perhaps"]),
        ("About six weeks, I’d say.", "en", ["About", "I’d say"]),
        ("It is about the liver, in May 2015", "en", []),
        ("On average fifty days", "en", ["On average"]),
    ],
)
def test_hedges(text: str, language: str, expected: list[str]) -> None:
    assert words(hedges(text, language), text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("呃，那個，怎麼講呢，兩個月", "zh", ["呃", "那個", "怎麼講呢"]),
        ("那个人来过", "zh", []),
        ("Well, er, how shall I put it, you know, it is done", "en",
         ["Well", "er", "how shall I put it", "you know"]),
        ("You know the doctor; her error is well known", "en", []),
    ],
)  # fmt: skip
def test_fillers(text: str, language: str, expected: list[str]) -> None:
    assert words(fillers(text, language), text) == expected


@pytest.mark.parametrize(
    ("text", "language", "plain", "in_phrases"),
    [
        ("不能保证", "zh", [], ["不能保证"]),
        ("没有保证", "zh", ["没有"], []),
        ("没问题，不用等", "zh", ["不"], ["没问题"]),
        ("有没有肝源", "zh", [], ["有没有"]),
        ("无肝源", "zh", ["无"], []),
        ("it is not here, there is no problem", "en", ["not"], ["no problem"]),
    ],
)
def test_a_denial_knows_the_phrase_that_it_is_part_of(
    text: str, language: str, plain: list[str], in_phrases: list[str]
) -> None:
    found = cues(text, language, "denial", "set_denial")
    assert [text[slice(*d.span)] for d in found if d.span == d.phrase] == plain
    assert [text[slice(*d.phrase)] for d in found if d.span != d.phrase] == in_phrases


@pytest.mark.parametrize(
    ("text", "language", "kind", "expected"),
    [
        ("如果配上了，也就是说，只有主任点头", "zh", "condition", ["如果", "只有"]),
        ("只有两个，要是来晚了的话", "zh", "condition", ["要是", "的话"]),
        ("Even if not, unless it matches", "en", "condition", ["unless"]),
        ("多数是本地的，最快的两天", "zh", "share", ["多数"]),
        ("多数是本地的，最快的两天", "zh", "extreme", ["最快"]),
        ("Some of them sometimes, ten days at least", "en", "share", ["Some of", "sometimes"]),
        ("她猜要一个月", "zh", "doubt", ["猜"]),
    ],
)
def test_other_cues(text: str, language: str, kind: CueKind, expected: list[str]) -> None:
    assert [text[slice(*cue.span)] for cue in cues(text, language, kind)] == expected


@given(st.text(alphabet="不没沒有能可别無大概吧呃那个,，。 n'tonea", max_size=30))
def test_places_are_in_order_and_do_not_overlap(text: str) -> None:
    for find in (negations, hedges, fillers):
        for language in ("zh", "en"):
            edges = [edge for place in find(text, language) for edge in place]
            assert edges == sorted(edges)
            assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))


@given(st.text(alphabet="不沒有無別說過沒問題兩個", max_size=12))
def test_script_makes_no_difference(text: str) -> None:
    assert negations(text, "zh") == negations(simplify(text), "zh")
