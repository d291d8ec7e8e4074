"""Interviews, hearings and lists of questions are no calls, and say so; a person may overrule."""

from __future__ import annotations

import pytest

from calltools.page.directions import Directions
from calltools.page.files import read_bytes
from calltools.page.parse import parse
from calltools.transcripts.readers import read_document

INTERVIEW = """Ten years in a transplant ward: a talk with a nurse

Our reporter met Edda Lorne in a café near the harbour.

Reporter: When did you begin?
Lorne: In the spring of 2001, as a night nurse.
Reporter: What do you remember of that time?
Lorne: The silence, and my own shoes on the stairs.
Reporter: Did people ask you about the waiting list?
Lorne: At every party. I never knew an answer.
Reporter: And what will you do now?
Lorne: Keep bees. My father kept bees.
"""
TALKS = {
    "interview": INTERVIEW,
    "questions": """移植科普：读者常问

问：捐献登记以后可以反悔吗？
答：可以，随时能在网上撤销。
问：登记要花钱吗？
答：不需要任何费用。
问：多大年纪可以登记？
答：年满十八周岁即可。
""",
    "hearing": """第二次庭審筆錄

審判長：請被告陳述。
被告：我當天沒有上班，我在家裡。
審判長：有人可以證明嗎？
被告：我太太，還有隔壁的鄰居。
檢察官：請問你什麼時候離開醫院的？
被告：前一天晚上九點。
""",
}
CALL = """Edda Lorne kept this tape.

Call to Gull Point Hospital, 4 March 2015

Caller: Good morning, do you do kidneys?
Nurse: We do. Who is it for?
Caller: My aunt. How long must she wait?
Nurse: A week or two, if she can pay.
"""


@pytest.mark.parametrize("text", TALKS.values(), ids=TALKS)
def test_people_who_talk_make_no_call(text: str) -> None:
    parsed = parse(read_document(text.encode(), "a.txt"))
    assert (parsed.calls, parsed.unplaced) == ((), ())
    assert {"talk", "page", "narration"} & {piece.kind for piece in parsed.pieces}


def test_a_call_below_an_interview_is_the_only_one() -> None:
    (call,) = read_bytes((INTERVIEW + "\n---\n\n" + CALL).encode(), "a.txt").calls
    assert [turn.role for turn in call.turns] == ["investigator", "hospital"] * 2
    assert call.call.hospital == "Gull Point Hospital"


def test_what_a_person_calls_a_call_is_one() -> None:
    line = INTERVIEW.splitlines().index("Reporter: When did you begin?") + 1
    for said in (Directions(starts=(line,)), Directions(roles={"Lorne": "hospital"})):
        parsed = read_bytes(INTERVIEW.encode(), "a.txt", said)
        assert len(parsed.calls) == 1
