"""Two turns that a translation prints as one, with a word of listening between them."""

from __future__ import annotations

import pytest

from calltools.alignment.align import align
from calltools.alignment.model import Alignment
from calltools.language.encoders import Encoder
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role, Turn
from shared_encoder import shared_reader

pytestmark = pytest.mark.model

ASKED = [
    (INVESTIGATOR, "您好，请问是移植科吗？", "Hello, is this the transplant department?"),
    (HOSPITAL, "是的，您说。", "Yes, go ahead."),
    (INVESTIGATOR, "我想问一下肝移植的情况。", "I'd like to ask about liver transplants."),
]
THANKED = [
    (INVESTIGATOR, "好的，要准备什么材料？", "All right, what papers do we need?"),
    (HOSPITAL, "带上病历和身份证就行。", "Just bring the records and the identity card."),
]
FIRST, LAST = len(ASKED), len(ASKED) + 2
# Two turns, how they are rendered as one, and a figure in it as it is and changed.
MERGED = [
    ("去年我们做了六十三例，大部分是肾，", "今年到现在做了四十一例，肝比肾多一些。",
     "Last year we did sixty-three, mostly kidneys, and this year so far we have done {}, "
     "with rather more livers than kidneys.", "forty-one", "fifty-one"),
    ("您先来住院，", "住下来做检查，一个星期之内能出结果。",
     "First you come in and are admitted, stay and do the tests; the results come within {}.",
     "a week", "two weeks"),
    ("这个要看血型。", "O型的最快，A型要等半个月。",
     "That depends on the blood type: type O is the quickest, type A has to wait {}.",
     "half a month", "two months"),
]  # fmt: skip


def aligned(before: str, heard: str, behind: str, english: str, encoder: Encoder) -> Alignment:
    merged = [(HOSPITAL, before), (INVESTIGATOR, heard), (HOSPITAL, behind)]
    zh = [(role, text) for role, text, _ in ASKED] + merged
    zh += [(role, text) for role, text, _ in THANKED]
    en = [(role, text) for role, _, text in (*ASKED, (HOSPITAL, "", english), *THANKED)]
    return align(turns(zh), turns(en), encoder, shared_reader())


def turns(said: list[tuple[Role, str]]) -> list[Turn]:
    return [Turn(text, role, role) for role, text in said]


@pytest.mark.parametrize(("before", "behind", "english", "right", "wrong"), MERGED)
@pytest.mark.parametrize("heard", ["嗯。", "哦。"])
def test_turns_printed_as_one_over_a_backchannel_are_one_link_and_a_changed_figure_is_told(
    before: str, behind: str, english: str, right: str, wrong: str, heard: str, encoder: Encoder
) -> None:
    found = aligned(before, heard, behind, english.format(right), encoder)
    assert ((FIRST, FIRST + 1, LAST), (FIRST,)) in [(x.zh, x.en) for x in found.links]
    assert not found.findings
    changed = aligned(before, heard, behind, english.format(wrong), encoder)
    told = [(f.type, f.zh_turns, f.en_turns) for f in changed.findings]
    assert told == [("number_changed", (LAST,), (FIRST,))]


def test_listening_that_is_translated_keeps_its_link(encoder: Encoder) -> None:
    zh = [(role, text) for role, text, _ in ASKED]
    zh += [(HOSPITAL, "血型要先配上。"), (INVESTIGATOR, "嗯。"), (HOSPITAL, "手术费二十八万。")]
    en = [(role, text) for role, _, text in ASKED]
    en += [
        (HOSPITAL, "The blood type must match first."),
        (INVESTIGATOR, "Mm."),
        (HOSPITAL, "The operation is two hundred and eighty thousand."),
    ]
    found = align(turns(zh), turns(en), encoder, shared_reader())
    assert [(x.zh, x.en) for x in found.links] == [((i,), (i,)) for i in range(6)]
