"""What is proposed to be taken out of a call, of words that no list of names has."""

from __future__ import annotations

import pytest

from calltools.redaction.plan import Removal
from calltools.redaction.propose import proposals
from calltools.transcripts.model import Call, Transcript, Turn


def proposed(*said: str, known: Call | None = None) -> list[Removal]:
    turns = tuple(Turn(text, "S0") for text in said)
    return proposals([("b01", Transcript(turns, call=known or Call()))])


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ("请问戚远山主任在吗？", "name", "戚远山"),
        ("是段春晖大夫吗？戚主任在不在？", "name", "戚主任"),
        ("您好，我姓邱，您说。", "name", "姓邱"),
        ("尚科长今天不在，明天再打。", "name", "尚科长"),
        ("这是我弟弟邬有田，排了半年了。", "name", "邬有田"),
        ("Could you put me through to Mr Tolley, please?", "name", "Tolley"),
        ("Professor Lin Yaode is abroad.", "name", "Lin Yaode"),
        ("你打0999-5550142。", "telephone", "0999-5550142"),
        ("号码是幺三九零零零零五六七八，", "telephone", "幺三九零零零零五六七八"),
        ("号码是幺三拐，洞洞洞洞，五六拐八，", "telephone", "幺三拐，洞洞洞洞，五六拐八"),
        ("one three nine, zero zero oh zero, five", "telephone",
         "one three nine, zero zero oh zero, five"),
        ("身份证990101199001011234。", "identity", "990101199001011234"),
        ("我们是栖霞坡医院。", "place", "栖霞坡医院"),
    ],
)  # fmt: skip
def test_names_numbers_and_places_are_proposed(said: str, kind: str, text: str) -> None:
    found = proposed(said)
    assert any(one.kind == kind and text in one.text for one in found)
    assert {(one.confirmed, one.where) for one in found} == {(False, "b01: turn 0")}


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ("那您先等两三个星期吧。", set()),
        ("也没什么别的了，谢谢您。", set()),
        ("How long is the wait for a kidney?", set()),
        ("We can't say before Monday.", set()),
        ("二〇〇八年十二月，三百五十到四百例。", set()),
        ("我姓逄，上午一直在。", {"姓逄"}),
    ],
)
def test_plain_words_are_not(said: str, texts: set[str]) -> None:
    assert {one.text for one in proposed(said)} == texts


def test_a_name_with_a_title_tells_of_the_same_without() -> None:
    found = proposed("A doctor, a Mr Tolley, calls.", "Then Tolley rang again.")
    assert "Tolley" in {one.text for one in found}


def test_what_is_known_of_a_call_is_proposed_and_looked_through() -> None:
    known = Call(
        respondent="胡一鸣",
        notes="问过戚远山主任，电话0999-5550142",
        recording_no="HX-35791",
        pretext="替段春晖大夫问",
    )
    found = {(one.kind, one.text, one.where) for one in proposed("喂", known=known)}
    assert found >= {
        ("name", "胡一鸣", "b01: respondent"),
        ("telephone", "0999-5550142", "b01: notes"),
        ("other", "HX-35791", "b01: recording_no"),
    }
    assert {"戚远山", "段春晖"} <= {text[:3] for kind, text, _where in found if kind == "name"}
