"""Quotations in another language than the call: what is faithful, what is not, what a person must
tell.  A change is told by ``audit`` where it is quoted and by ``align`` where it is printed."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.alignment.align import align
from calltools.quotations.judging.covered_words import covered
from calltools.quotations.judging.translated import JudgedRendering, judge_rendering
from calltools.quotations.model import Audited, Location, Part
from calltools.quotations.symbols import is_chinese
from calltools.quotations.verdicts import GRAVITY
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
from case_tables import rows
from shared_encoder import shared_encoder, shared_reader

pytestmark = pytest.mark.model

ASKED, SAID = "要交多少？", "押金先交八万，出院多退少补，一般住三个礼拜。"
RENDERED = "You pay a deposit of eighty thousand first, and usually stay for three weeks."
CHANGED = "You pay a deposit of eighty thousand first, and usually stay for three months."


def judged(said: str, quote: str, *, read: bool = True) -> JudgedRendering:
    (entry,) = call(ASKED, said).entries
    place = Location("call", (Part(0, len(quote), 1, 0, len(said)),), 0.6, translated=True)
    return judge_rendering(quote, place, entry, shared_encoder(), shared_reader() if read else None)


@pytest.mark.parametrize(("reason", "said", "rendering"), rows("quotations/data/renderings.tsv"))
def test_nothing_changed_is_called_faithful_and_nothing_faithful_is_called_changed(
    reason: str, said: str, rendering: str
) -> None:
    found = judged(said, rendering)
    if reason == "-":
        assert not found.is_unfaithful
    else:
        assert not found.is_faithful
        assert any(change.kind.sentence.startswith(reason) for _, change in found.changes)


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


ASKED_FIRST = ("我想问一下肝移植的情况。", "I'd like to ask about liver transplants.")
AROUND = [
    ("您好，请问是移植科吗？", "Hello, is this the transplant department?"),
    ("是的，您说。", "Yes, go ahead."),
    ASKED_FIRST,
]
BEHIND = [
    ("好的，要准备什么材料？", "All right, what papers do we need?"),
    ("带上病历和身份证就行。", "Just bring the records and the identity card."),
]
MERGED = ("去年我们做了六十三例，大部分是肾，", "今年到现在做了四十一例，肝比肾多一些。")
MERGED_IN_ENGLISH = (
    "Last year we did sixty-three, mostly kidneys, and this year so far we have done {}, with "
    "rather more livers than kidneys."
)


def quoted(quote: str, *turns: str) -> Audited:
    tried = court_of(call(*turns, hospital="岸北铁路医院"))
    return tried.judge(quote, "doctor", "Anbei Railway Hospital")


@pytest.mark.parametrize(("types", "said", "rendered"), rows("quotations/data/changed.tsv"))
def test_a_change_is_found_where_it_is_printed_and_grave_where_it_is_quoted(
    types: str, said: str, rendered: str
) -> None:
    found = quoted(rendered, ASKED_FIRST[0], said)
    assert GRAVITY[found.verdict] == "grave", (found.verdict, found.why)
    if types == "translated_unfaithful":
        assert found.verdict == types, found.why
        return
    pairs = [*AROUND, (said, rendered), *BEHIND]
    roles = [INVESTIGATOR, HOSPITAL] * len(pairs)
    zh, en = (
        [Turn(pair[side], role, role) for pair, role in zip(pairs, roles, strict=False)]
        for side in (0, 1)
    )
    findings = align(zh, en, shared_encoder(), shared_reader()).findings
    assert [f.type for f in findings] == types.split()
    assert all(f.zh_turns == f.en_turns == (len(AROUND),) for f in findings)


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("".join(MERGED), "filler_dropped"),
        ("".join(MERGED).replace("四十一", "五十一"), "number_changed"),
        (MERGED_IN_ENGLISH.format("forty-one"), "translated_faithful"),
    ],
)
def test_two_turns_quoted_as_one_over_a_backchannel_are_not_stitched(
    quote: str, verdict: str
) -> None:
    found = quoted(quote, "做了多少？", MERGED[0], "嗯。", MERGED[1], "好。")
    assert found.verdict == verdict, found.why
    assert found.location is not None
    assert found.location.turn_range == (1, 3)
