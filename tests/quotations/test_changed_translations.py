"""One change in a translation: an organ, two figures, a denial, a turn over 嗯.  Each is told by
``align`` where the translation is printed, and by ``audit`` where it is quoted."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.alignment.align import align
from calltools.quotations.model import Audited
from calltools.quotations.verdicts import GRAVITY
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
from case_tables import rows
from shared_encoder import shared_encoder, shared_reader

pytestmark = pytest.mark.model

ASKED = ("我想问一下肝移植的情况。", "I'd like to ask about liver transplants.")
AROUND = [
    ("您好，请问是移植科吗？", "Hello, is this the transplant department?"),
    ("是的，您说。", "Yes, go ahead."),
    ASKED,
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


def judged(quote: str, *turns: str) -> Audited:
    tried = court_of(call(*turns, hospital="岸北铁路医院"))
    return tried.judge(quote, "doctor", "Anbei Railway Hospital")


@pytest.mark.parametrize(("types", "said", "rendered"), rows("quotations/data/changed.tsv"))
def test_a_change_is_found_where_it_is_printed_and_grave_where_it_is_quoted(
    types: str, said: str, rendered: str
) -> None:
    found = judged(rendered, ASKED[0], said)
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
    found = judged(quote, "做了多少？", MERGED[0], "嗯。", MERGED[1], "好。")
    assert found.verdict == verdict, found.why
    assert found.location is not None
    assert found.location.turn_range == (1, 3)


def test_a_changed_figure_in_such_a_translation_is_not_clean() -> None:
    quote = MERGED_IN_ENGLISH.format("fifty-one")
    found = judged(quote, "做了多少？", MERGED[0], "嗯。", MERGED[1], "好。")
    assert GRAVITY[found.verdict] in ("grave", "serious"), found.why


def test_two_answers_to_two_questions_are_stitched_as_before() -> None:
    found = judged("".join(MERGED), "做了多少？", MERGED[0], "今年呢？", MERGED[1])
    assert found.verdict == "stitched", found.why
