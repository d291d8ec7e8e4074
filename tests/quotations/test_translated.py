"""Quotations in another language than the call: what is faithful, what is not, what a person must
tell."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.quotations.judging.covered import covered
from calltools.quotations.judging.translated import JudgedRendering, judge_rendering
from calltools.quotations.model import Audited, Location, Part
from calltools.quotations.symbols import is_chinese
from shared_encoder import shared_encoder, shared_reader

pytestmark = pytest.mark.model

ASKED, SAID = "要交多少？", "押金先交八万，出院多退少补，一般住三个礼拜。"
RENDERED = "You pay a deposit of eighty thousand first, and usually stay for three weeks."
CHANGED = "You pay a deposit of eighty thousand first, and usually stay for three months."

FAITHFUL = [
    ("要等两个星期左右。", "It takes about two weeks"),
    ("半个月就能做。", "It can be done in two weeks"),
    ("不能保证，没人能打包票。", "I can't guarantee it, nobody can vouch for that"),
    ("上个月一个，第四天就做了。", "There was one last month, done on the fourth day"),
    ("最少也要一个半月。", "At least a month and a half"),
    ("Eight months at the most.", "最多八个月"),
    ("我们看得到名次，家属看不到。", "We can see the rank, families can't"),
    ("监护室住几天？", "How many days in intensive care?"),
    ("You'd have to ask Director Zhou.", "你得去问周主任"),
    ("我们这里比省城便宜三分之一。", "Here it's a third cheaper than in the provincial capital"),
]
OTHERWISE = [
    ("要等两个星期左右。", "It takes about three weeks", "A figure"),
    ("要等两个星期左右。", "It takes about two months", "A unit"),
    ("一个月两三台。", "Two or three a week", "A unit"),
    ("不超过三个小时。", "No less than three hours", "A figure"),
    ("最多两万块。", "At least 20,000", "A figure"),
    ("押金三十五万。", "The deposit is 350,000 dollars", "A unit"),
    ("我们从来没有取过。", "We have retrieved some", "A negation"),
    ("四厘米还在标准以内。", "Four centimetres is beyond the criteria", "The contrary"),
    ("The longest wait is forty days.", "最短四十天", "The contrary"),
    ("Roughly 600,000 dollars.", "大概六十万人民币", "A unit"),
    ("我们看得到名次，家属看不到。", "The family can see the rank, we can't", "Who or when"),
    ("今年两个，去年三个。", "Two last year, three this year", "Who or when"),
    ("取肾是另外一组，我只管种。", "Another group puts it in; I only take it out", "Who or when"),
    ("The hospital gives the office funds.", "办公室给医院经费", "Who gives"),
    ("手续是齐的，没手续我不敢做。", "The paperwork isn't complete, but I'd do it", "A negation"),
]


def audited(asked: str, said: str, quote: str) -> Audited:
    tried = court_of(call(asked, said, hospital="岸北铁路医院"))
    return tried.judge(quote, "doctor", "Anbei Railway Hospital")


def judged(said: str, quote: str, *, read: bool = True) -> JudgedRendering:
    (entry,) = call(ASKED, said).entries
    place = Location("call", (Part(0, len(quote), 1, 0, len(said)),), 0.6, translated=True)
    return judge_rendering(quote, place, entry, shared_encoder(), shared_reader() if read else None)


@pytest.mark.parametrize(("said", "rendering"), FAITHFUL)
def test_no_faithful_rendering_is_called_unfaithful(said: str, rendering: str) -> None:
    assert not judged(said, rendering).is_unfaithful


@pytest.mark.parametrize(("said", "rendering", "reason"), OTHERWISE)
def test_nothing_that_says_otherwise_is_called_faithful(
    said: str, rendering: str, reason: str
) -> None:
    found = judged(said, rendering)
    assert not found.is_faithful
    assert any(change.kind.sentence.startswith(reason) for _, change in found.changes)


@pytest.mark.parametrize(
    "quote", ["You pay a deposit of eighty thousand first", "usually you stay for three weeks"]
)
def test_a_faithful_translation_is_called_faithful(quote: str) -> None:
    assert audited(ASKED, SAID, quote).verdict == "translated_faithful"


def test_a_changed_unit_is_enough() -> None:
    found = audited(ASKED, SAID, CHANGED)
    assert found.verdict == "translated_unfaithful"
    assert [edit.op for edit in found.edits][:1] == ["mistranslate"]


def test_two_figures_changed_in_one_turn_are_both_told() -> None:
    said = "去年做了六十三台，费用大概三十五万，要等两个星期。"
    found = judged(
        said, "Last year we did ninety-three, it costs about 380,000 and you wait two weeks"
    )
    edits = {(edit.source, edit.quoted) for edit in found.edits}
    assert edits >= {("六十三台", "ninety-three"), ("大概三十五万", "about 380,000")}


def test_without_the_pair_reader_only_what_is_exact_is_told() -> None:
    for quote, unfaithful in ((CHANGED, True), (RENDERED, False)):
        found = judged(SAID, quote, read=False)
        assert (found.is_unfaithful, found.is_faithful) == (unfaithful, False)


def test_parts_of_answers_to_separate_questions_are_not_faithful() -> None:
    (entry,) = call(ASKED, "押金八万。", "住多久？", "一般三个礼拜。").entries
    quote = "The deposit is eighty thousand, usually three weeks"
    parts = (Part(0, 31, 1, 0, 5), Part(32, len(quote), 3, 0, 7))
    place = Location("call", parts, 0.6, translated=True)
    found = judge_rendering(quote, place, entry, shared_encoder(), shared_reader())
    assert not found.is_faithful
    assert [edit.kind for edit in found.stitched] == ["stitched"]


def test_clauses_beyond_the_place_that_are_rendered_are_compared() -> None:
    said = "也有过，那是刚好碰上，不能当成常规。"
    assert is_chinese(said)
    place = covered(said, (0, 3), "That has happened, it is the rule", "zh", shared_encoder())
    assert said[slice(*place)].endswith("不能当成常规。")
