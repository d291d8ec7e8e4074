"""Whom a report means, once it is known whose words it quotes."""

from __future__ import annotations

import pytest
from judging import court_of

from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.model import (
    Audited,
    LikelyHospital,
    LikelySpeaker,
    Quotation,
)
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn

pytestmark = pytest.mark.model

TURNS = (
    Turn("Who is on the list before us?", "Caller", INVESTIGATOR),
    Turn("Nobody but the director sees the list.", "Nurse", HOSPITAL),
    Turn("There are nineteen names on the list.", "Dr. Gu", HOSPITAL),
)
HILL = Entry("hill", TURNS, "en", "Hill Hospital")
POND = Entry("pond", (Turn("We never count them.", "Nurse", HOSPITAL),), "en", "Pond Clinic")
COURT = court_of(Corpus((HILL, POND)))
LIST = "There are nineteen names on the list."


def judged(words: str, *speakers: tuple[str | None, float], at: float = 1.0) -> Audited:
    hospitals = (
        LikelyHospital("Hill Hospital", at, frozenset(["hill"])),
        LikelyHospital("Pond Clinic", 1 - at, frozenset(["pond"])),
    )
    meant = hospitals[0] if at >= 0.5 else hospitals[1]
    quotation = Quotation(
        0, len(words), words, "“”",
        speaker=speakers[0][0], hospital=meant.name, meant=meant.meant,
        speakers=tuple(LikelySpeaker(*one) for one in speakers), hospitals=hospitals,
    )  # fmt: skip
    return COURT.auditor.judge(quotation)


@pytest.mark.parametrize(
    ("share", "verdict", "speaker"),
    [(0.02, "wrong_speaker", "nurse"), (0.2, "unclear", "nurse"), (0.6, "verbatim", "Dr. Gu")],
)
def test_of_likely_readings_the_one_is_meant_that_is_right(
    share: float, verdict: str, speaker: str
) -> None:
    found = judged(LIST, ("nurse", 1 - share), ("Dr. Gu", share))
    assert (found.verdict, found.quotation.speaker) == (verdict, speaker)
    assert found.needs_person == (verdict == "unclear")


def test_words_of_the_caller_are_never_settled_as_the_hospitals() -> None:
    found = judged("Who is on the list before us?", ("nurse", 0.8), ("caller", 0.2))
    assert found.verdict == "unclear"


def test_a_changed_figure_is_told_whoever_is_meant() -> None:
    found = judged("There are ninety names on the list.", ("nurse", 0.8), ("Dr. Gu", 0.2))
    assert (found.verdict, found.needs_person) == ("number_changed", True)


@pytest.mark.parametrize(
    ("share", "verdict", "hospital"),
    [(0.0, "wrong_call", "Pond Clinic"), (0.05, "unclear", "Pond Clinic"),
     (0.3, "verbatim", "Hill Hospital")],
)  # fmt: skip
def test_the_same_holds_of_hospitals(share: float, verdict: str, hospital: str) -> None:
    found = judged(LIST, ("Dr. Gu", 1.0), at=share)
    assert (found.verdict, found.quotation.hospital) == (verdict, hospital)


def test_a_hospital_that_no_call_is_of_is_no_charge() -> None:
    assert COURT.judge(LIST, "Dr. Gu", "Mill Road Hospital").verdict == "unclear"
