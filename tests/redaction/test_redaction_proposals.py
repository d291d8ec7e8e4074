"""What is proposed to be taken out of a call, of words that no list of names has."""

from __future__ import annotations

import pytest

from calltools.redaction.propose import proposals
from calltools.transcripts.model import Call, Transcript, Turn


def proposed(*said: str, speaker: str = "S0") -> set[str]:
    call = Transcript(tuple(Turn(text, speaker) for text in said))
    return {one.text for one in proposals([("b01", call)])}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("请问戚远山主任在吗？", "戚远山"),
        ("您好，我姓邱，您说。", "姓邱"),
        ("尚科长今天不在，明天再打。", "尚科长"),
        ("这是我弟弟邬有田，排了半年了。", "邬有田"),
        ("Could you put me through to Mr Tolley, please?", "Tolley"),
        ("Professor Lin Yaode is abroad.", "Lin Yaode"),
    ],
)
def test_names_with_and_without_titles_are_proposed(said: str, name: str) -> None:
    assert any(name in one for one in proposed(said))


@pytest.mark.parametrize(
    "said",
    ["那您先等两三个星期吧。", "也没什么别的了，谢谢您。", "How long is the wait for a kidney?",
     "We can't say before Monday."],
)  # fmt: skip
def test_plain_words_are_not(said: str) -> None:
    assert proposed(said) == set()


def test_a_family_name_that_is_introduced_takes_nothing_of_the_next_words_along() -> None:
    assert proposed("我姓逄，上午一直在。") == {"姓逄"}


def test_a_name_with_a_title_tells_of_the_same_without() -> None:
    assert "Tolley" in proposed("A doctor, a Mr Tolley, calls.", "Then Tolley rang again.")


def test_nothing_is_confirmed_and_every_place_is_told() -> None:
    call = Transcript((Turn("请问戚远山主任在吗？", "S0"),))
    assert {(one.confirmed, one.where) for one in proposals([("b01", call)])} == {
        (False, "b01: turn 0")
    }


def test_names_and_numbers_in_the_notes_of_a_sidecar_are_proposed() -> None:
    known = Call(
        notes="问过戚远山主任，电话0999-5550142",
        recording_no="HX-35791",
        pretext="替段春晖大夫问",
    )
    made = proposals([("b01", Transcript((Turn("喂"),), call=known))])
    found = {(one.kind, one.text, one.where) for one in made}
    assert found >= {
        ("telephone", "0999-5550142", "b01: notes"),
        ("other", "HX-35791", "b01: recording_no"),
    }
    assert {"戚远山", "段春晖"} <= {text[:3] for kind, text, _where in found if kind == "name"}
