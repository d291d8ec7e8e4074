"""One change in a translation: an organ, two figures, a denial, a turn over 嗯.  Each is told by
``align`` where the translation is printed, and by ``audit`` where it is quoted."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.alignment.align import align
from calltools.quotations.verdicts import GRAVITY
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
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
LONG = (
    "我们医院现在没有肝源，得等上面统一分配，轮到谁就是谁，您先来登记，把病历带来，"
    "我们再给您排队，一般一个月左右。"
)
CHANGED = [
    (
        "我们这里肝移植一年做八十多例，一般等两个星期就有。",
        "We do more than eighty kidney transplants a year here, and usually there is one after two "
        "weeks.",
        ["organ_changed"],
    ),
    (
        "一般等两个星期，手术费二十八万，押金先交五万。",
        "Usually you wait three weeks, the operation is three hundred and eighty thousand, and you "
        "pay a deposit of fifty thousand first.",
        ["number_changed", "number_changed"],
    ),
    ("现在没有肝源。", "There are livers now.", ["negation_changed"]),
    (
        LONG,
        "At our hospital there are livers now, it has to wait for the allocation from above, "
        "whoever's turn it is; come and register first, bring the records, and we will put you in "
        "the queue, usually about a month.",
        ["negation_changed"],
    ),
]


@pytest.mark.parametrize(("said", "rendered", "types"), CHANGED)
def test_a_change_in_a_printed_translation_is_found(
    said: str, rendered: str, types: list[str]
) -> None:
    pairs = [*AROUND, (said, rendered), *BEHIND]
    roles = [INVESTIGATOR, HOSPITAL] * len(pairs)
    zh, en = (
        [Turn(pair[side], role, role) for pair, role in zip(pairs, roles, strict=False)]
        for side in (0, 1)
    )
    found = align(zh, en, shared_encoder(), shared_reader()).findings
    assert [f.type for f in found] == types
    assert all(f.zh_turns == f.en_turns == (len(AROUND),) for f in found)


@pytest.mark.parametrize(("said", "rendered"), [(said, rendered) for said, rendered, _ in CHANGED])
def test_the_same_change_in_a_quoted_translation_is_grave(said: str, rendered: str) -> None:
    tried = court_of(call(ASKED[0], said, hospital="岸北铁路医院"))
    found = tried.judge(rendered, "doctor", "Anbei Railway Hospital")
    assert GRAVITY[found.verdict] == "grave", (found.verdict, found.why)


@pytest.mark.parametrize(
    ("said", "rendered"),
    [
        ("肝源我们有的是，你们随时来都行。", "We have plenty of kidneys, you can come any time."),
        (
            "家属给医院交三万块押金。",
            "The hospital gives the family a deposit of thirty thousand.",
        ),
        (
            "换肝都是解主任主刀，戴医生当助手，您放心。",
            "Director Xu does all the liver transplants, with Dr. Dai assisting, don't worry.",
        ),
    ],
)
def test_organs_names_and_who_pays_whom_are_grave_in_a_quoted_translation(
    said: str, rendered: str
) -> None:
    tried = court_of(call(ASKED[0], said, hospital="岸北铁路医院"))
    found = tried.judge(rendered, "doctor", "Anbei Railway Hospital")
    assert found.verdict == "translated_unfaithful", found.why


MERGED = ("去年我们做了六十三例，大部分是肾，", "今年到现在做了四十一例，肝比肾多一些。")
MERGED_IN_ENGLISH = (
    "Last year we did sixty-three, mostly kidneys, and this year so far we have done {}, with "
    "rather more livers than kidneys."
)


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
    tried = court_of(
        call("做了多少？", MERGED[0], "嗯。", MERGED[1], "好。", hospital="岸北铁路医院")
    )
    found = tried.judge(quote, "Doctor", "岸北铁路医院")
    assert found.verdict == verdict, found.why
    assert found.location is not None
    assert found.location.turn_range == (1, 3)


def test_a_changed_figure_in_such_a_translation_is_not_clean() -> None:
    tried = court_of(
        call("做了多少？", MERGED[0], "嗯。", MERGED[1], "好。", hospital="岸北铁路医院")
    )
    quote = MERGED_IN_ENGLISH.format("fifty-one")
    found = tried.judge(quote, "Doctor", "Anbei Railway Hospital")
    assert GRAVITY[found.verdict] in ("grave", "serious"), found.why


def test_two_answers_to_two_questions_are_stitched_as_before() -> None:
    tried = court_of(call("做了多少？", MERGED[0], "今年呢？", MERGED[1], hospital="岸北铁路医院"))
    found = tried.judge("".join(MERGED), "Doctor", "岸北铁路医院")
    assert found.verdict == "stitched", found.why
