"""Short words in quotation marks: quoted from a call, invented, or a term."""

from __future__ import annotations

import pytest
from judging import court_of

from calltools.quotations.audit import audit
from calltools.quotations.corpus import Corpus, Entry, make_entry
from calltools.quotations.naming.hospitals import KnownHospitals
from calltools.quotations.report import report_of
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn

TURNS = (
    Turn("Do you keep the lists here?", "Caller", INVESTIGATOR),
    Turn("We keep them. Unofficially, that is.", "Dr. Gu", HOSPITAL),
)
CORPUS = Corpus((make_entry(Entry("hill", TURNS, "en", "Hill Hospital")),))


def verdict(sentence: str) -> str:
    court = court_of(CORPUS)
    report = report_of(f"# Hill Hospital\n\nDr. Gu was asked. {sentence}\n".encode(), "r.md")
    (found,) = audit(report, CORPUS, court.index, court.senses, KnownHospitals(CORPUS))
    return found.verdict


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("He said: “We keep them.”", "verbatim"),
        ("Dr. Gu keeps lists “Unofficially”.", "verbatim"),
        ("Dr. Gu said that it was “a family matter”.", "not_found"),
        ("Dr. Gu spoke of “spare lists”.", "not_found"),
        ("No such thing as a so-called “fast lane” was spoken of.", "not_a_quotation"),
        ("Critics call this the “paper wall”.", "not_a_quotation"),
    ],
)
def test_a_word_or_two_are_quoted_where_the_call_has_them_or_somebody_is_said_to_say_them(
    sentence: str, expected: str
) -> None:
    assert verdict(sentence) == expected
