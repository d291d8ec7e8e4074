"""Quotations in another language than the call: what is faithful, what is not, what a person must
tell."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.quotations.judging.covered_words import covered
from calltools.quotations.judging.translated import JudgedRendering, judge_rendering
from calltools.quotations.model import Audited, Location, Part
from calltools.quotations.symbols import is_chinese
from case_tables import rows
from shared_encoder import shared_encoder, shared_reader

pytestmark = pytest.mark.model

ASKED, SAID = "要交多少？", "押金先交八万，出院多退少补，一般住三个礼拜。"
RENDERED = "You pay a deposit of eighty thousand first, and usually stay for three weeks."
CHANGED = "You pay a deposit of eighty thousand first, and usually stay for three months."


def audited(asked: str, said: str, quote: str) -> Audited:
    tried = court_of(call(asked, said, hospital="岸北铁路医院"))
    return tried.judge(quote, "doctor", "Anbei Railway Hospital")


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
