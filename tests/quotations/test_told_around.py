"""Doubts and conditions that a report says in its own words beside the quoted ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import call

from calltools.quotations.auditor import Auditor
from calltools.quotations.corpus import Corpus
from calltools.quotations.model import Audited
from calltools.quotations.report import read_report
from calltools.quotations.verdicts import gravity_of
from shared_encoder import shared_encoder, shared_reader

pytestmark = pytest.mark.model

ENGLISH = call(
    "How long is the wait?",
    "Usually it is a month or two, if the blood type matches.",
    "And the price?",
    "I think it comes to three hundred thousand, but I can't promise.",
    hospital="Harrow Bay Hospital",
)
CHINESE = call(
    "要等多久？",
    "一般一两个月，血型配上的话。",
    "多少钱？",
    "我估计三十万左右，不敢保证。",
    hospital="岸北铁路医院",
)
CONDITION = call(
    "How long is the wait?",
    "If the blood type matches, it is a month or two.",
    hospital="Harrow Bay Hospital",
)
BAY = "The doctor at Harrow Bay Hospital"
ANBEI = "岸北铁路医院的医生"


def only_quotation(corpus: Corpus, sentence: str, folder: Path) -> Audited:
    file = folder / "report.md"
    file.write_text(sentence, "utf-8")
    (audited,) = Auditor(corpus, shared_encoder(), shared_reader()).audit(read_report(file)).audited
    return audited


@pytest.mark.parametrize(
    ("corpus", "sentence", "verdict"),
    [
        (ENGLISH, f"{BAY} said that the usual wait was “a month or two”, if the type matched.", ""),
        (ENGLISH, f"{BAY} thought that “it comes to three hundred thousand”.", ""),
        (ENGLISH, f"“It comes to three hundred thousand”, {BAY} guessed.", ""),
        (CHINESE, f"{ANBEI}说，通常要等“一两个月”。", ""),
        (CHINESE, f"{ANBEI}估计要“三十万左右”，但不敢保证。", ""),
        (CHINESE, "The usual wait, said the doctor at 岸北铁路医院, was “a month or two”.", ""),
        (ENGLISH, f"{BAY} said: “it is a month or two”.", "hedge_dropped"),
        (ENGLISH, f"{BAY} said without hesitation: “it comes to three hundred thousand”.",
         "hedge_dropped"),
        (CHINESE, f"{ANBEI}说：“一两个月”。", "hedge_dropped"),
        (CHINESE, f"{ANBEI}说得很干脆：“三十万左右”。", "hedge_dropped"),
        # A doubt of the report is no condition.
        (CONDITION, f"{BAY} thought that “it is a month or two”.", "hedge_dropped"),
    ],
)  # fmt: skip
def test_a_doubt_was_dropped_unless_the_report_says_it_itself(
    corpus: Corpus, sentence: str, verdict: str, tmp_path: Path
) -> None:
    found = only_quotation(corpus, sentence, tmp_path)
    if verdict:
        assert found.verdict == verdict, found.why
    else:
        assert gravity_of(found) == "clean", (found.verdict, found.why)
