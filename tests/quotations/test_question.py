"""The question that a report tells of, and the one that was asked."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.quotations.finding.find import find_quotations
from calltools.quotations.report import report_of
from calltools.quotations.rows import rows
from calltools.quotations.verdicts import is_alarming
from calltools.tables.columns import QUOTATIONS
from calltools.tables.frames import frame_of, to_csv

SPOKEN = (
    "How long does one wait for a liver?",
    "About three weeks, at most.",
    "Do you have a visiting hour on Sundays?",
    "There is none, we are short of hands.",
    "Who signs the consent forms of the donors?",
    "The family does, always the family.",
    "And what does it come to in all?",
    "Ask the office, I never look at bills.",
)
CORPUS = call(*SPOKEN, hospital="Hill Hospital")


def asked(text: str) -> str | None:
    return find_quotations(report_of(text.encode(), "r.md"), CORPUS)[-1].asked


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "When the caller asked whether the family signs, the doctor answered: “Always.”",
            "whether the family signs",
        ),
        ("The caller asked: “Who signs?” The doctor answered: “The family does.”", "Who signs?"),
        ("And who signs? “The family does,” said the doctor.", "And who signs?"),
        ("被问到等多久，医生回答：“大概三个星期左右。”", "等多久"),
        ("来电者问：“等多久？”医生回答：“大概三个星期左右。”", "等多久？"),
        ("在回答供体家属会不会来闹时，医生说：“这个不归我管。”", "供体家属会不会来闹"),
        ("The doctor was asked for his name. He said: “I never give it.”", None),
        ("The doctor was plain about it: “The family does.”", None),
    ],
)
def test_what_the_report_says_was_asked(text: str, question: str | None) -> None:
    assert asked(text) == question


def test_a_table_has_questions_in_a_column_of_their_own() -> None:
    table = (
        "| Who | Question | Answer |\n|---|---|---|\n| Doctor | who signs? | “The family does” |\n"
    )
    assert asked(table) == "who signs?"
    assert asked(table.replace("Question", "Place")) is None


@pytest.mark.model
def test_an_answer_under_another_question_is_told_and_alarming() -> None:
    text = (
        "# Hill Hospital\n\nWhen the caller asked how long one waits for a liver, the doctor "
        "answered: “About three weeks, at most.” Asked who signs the consent forms of the donors, "
        "the doctor replied: “There is none, we are short of hands.”\n"
    )
    court = court_of(CORPUS)
    report = report_of(text.encode(), "r.md")
    right, moved = court.auditor.audit(report).audited
    assert (right.verdict, right.question_changed) == ("verbatim", False)
    assert (moved.verdict, moved.question_changed) == ("verbatim", True)
    assert moved.question is not None
    assert (moved.question.actual, moved.question.turn) == (SPOKEN[2], 2)
    assert is_alarming(moved)
    assert not is_alarming(right)
    first, second = rows(report, (right, moved), CORPUS)
    assert first["question_changed"] is None
    assert second["question_changed"]["from"] == SPOKEN[2]
    assert SPOKEN[2] in to_csv(frame_of(QUOTATIONS, [second]))
