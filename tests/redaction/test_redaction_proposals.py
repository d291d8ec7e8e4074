"""What is proposed to be taken out of a call, of words that no list of names has."""

from __future__ import annotations

import pytest

from calltools.redaction.plan import Removal
from calltools.redaction.propose import proposals
from calltools.transcripts.model import Call, Transcript, Turn
from case_tables import rows


def proposed(*said: str, known: Call | None = None) -> list[Removal]:
    turns = tuple(Turn(text, "S0") for text in said)
    return proposals([("b01", Transcript(turns, call=known or Call()))])


@pytest.mark.parametrize(("kind", "text", "said"), rows("redaction/data/proposed.tsv"))
def test_names_numbers_and_places_are_proposed_and_plain_words_are_not(
    kind: str, text: str, said: str
) -> None:
    found = proposed(said)
    if kind == "plain":
        assert {one.text for one in found} == {text} - {"-"}
    else:
        assert any(one.kind == kind and text in one.text for one in found)
        assert {(one.confirmed, one.where) for one in found} == {(False, "b01: turn 0")}


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
