"""Scores of finding, on a handful of rows made by hand."""

from __future__ import annotations

from typing import Any

from calltools.evaluation.counts import Accuracy, Matches
from calltools.evaluation.quotations import score_found


def row(start: int, quote: str, frame: str | None = "own", **more: Any) -> dict[str, Any]:
    return {
        "report": "r",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "frame": frame,
        "attributed_speaker": "nurse" if frame else None,
        "attributed_hospital": "Hill Hospital" if frame else None,
        **more,
    }


LABELLED = [row(0, "Two weeks"), row(20, "No"), row(30, "market", None)]


def test_the_labels_themselves_are_perfect() -> None:
    scores = score_found(LABELLED, LABELLED)
    assert scores.to_json()["spans"]["f1"] == 1
    assert scores.to_json()["not_a_quotation"]["f1"] == 1
    assert scores.fields == dict.fromkeys(
        ("attributed_speaker", "attributed_hospital", "frame"), Accuracy(2, 2)
    )


def test_a_full_stop_may_be_taken_in_but_no_letter() -> None:
    scores = score_found(LABELLED, [row(0, "Two weeks."), row(20, "Not")])
    assert scores.spans.matched == 1


def test_case_is_nothing_and_another_name_is_wrong() -> None:
    predicted = [
        row(0, "Two weeks", attributed_speaker="Nurse"),
        row(20, "No", attributed_speaker="doctor"),
    ]
    assert score_found(LABELLED, predicted).fields["attributed_speaker"] == Accuracy(1, 2)


def test_what_is_missed_or_called_a_term_counts_as_wrong() -> None:
    scores = score_found(LABELLED, [row(20, "No", None), row(40, "more")])
    assert scores.fields["frame"] == Accuracy(0, 2)
    assert (scores.not_quotations.matched, scores.not_quotations.predicted) == (0, 1)
    assert (scores.spans.matched, scores.spans.predicted) == (1, 2)


def test_a_row_answers_one_label_only() -> None:
    twice = [LABELLED[1], row(20, "No.")]
    assert score_found(twice, [row(20, "No")]).spans == Matches(1, 1, 2)
