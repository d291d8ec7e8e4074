"""Doubts and conditions that a report says in its own words beside the quoted ones."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.quotations.report import report_of
from calltools.quotations.verdicts import gravity_of

pytestmark = pytest.mark.model

BAY = "The doctor at Harrow Bay Hospital"
ANBEI = "岸北铁路医院的医生"
ENGLISH = call(
    "How long is the wait?",
    "Usually it is a month or two, if the blood type matches.",
    "And the price?",
    "I think it comes to three hundred thousand, but I can't promise.",
    hospital="Harrow Bay Hospital",
)
CHINESE = call(
    "要等多久？", "一般一两个月，血型配上的话。", "多少钱？", "我估计三十万左右，不敢保证。",
    hospital="岸北铁路医院",
)  # fmt: skip
CONDITION = call(
    "How long is the wait?",
    "If the blood type matches, it is a month or two.",
    hospital="Harrow Bay Hospital",
)
TOLD = [
    (ENGLISH, f"{BAY} said that the usual wait was “a month or two”, if the type matched."),
    (ENGLISH, f"{BAY} thought that “it comes to three hundred thousand”."),
    (ENGLISH, f"“It comes to three hundred thousand”, {BAY} guessed."),
    (CHINESE, f"{ANBEI}说，通常要等“一两个月”。"),
    (CHINESE, f"{ANBEI}估计要“三十万左右”，但不敢保证。"),
    (CHINESE, "The usual wait, said the doctor at 岸北铁路医院, was “a month or two”."),
]
DROPPED = [
    (ENGLISH, f"{BAY} said: “it is a month or two”."),
    (ENGLISH, f"{BAY} said without hesitation: “it comes to three hundred thousand”."),
    (CHINESE, f"{ANBEI}说：“一两个月”。"),
    (CHINESE, f"{ANBEI}说得很干脆：“三十万左右”。"),
    # A doubt of the report is no condition.
    (CONDITION, f"{BAY} thought that “it is a month or two”."),
]


def test_a_doubt_was_dropped_unless_the_report_says_it_itself() -> None:
    for corpus, sentence in (*TOLD, *DROPPED):
        audit = court_of(corpus).auditor.audit(report_of(sentence.encode(), "report.md"))
        (found,) = audit.audited
        if (corpus, sentence) in DROPPED:
            assert found.verdict == "hedge_dropped", (sentence, found.why)
        else:
            assert gravity_of(found) == "clean", (sentence, found.verdict, found.why)
