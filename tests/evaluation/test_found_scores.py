"""Scores of finding, on a handful of rows made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calltools.errors import ReportError
from calltools.evaluation.counts import Matches
from calltools.evaluation.hospital_forms import HospitalForms
from calltools.evaluation.quotations import score_found
from calltools.quotations.corpus import Corpus, Entry


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
    figures = score_found(LABELLED, LABELLED)
    assert figures["spans"]["f1"] == figures["not_a_quotation"]["f1"] == 1
    for name in ("attributed_speaker", "attributed_hospital", "frame"):
        assert figures[name] == 1


def test_a_full_stop_may_be_taken_in_but_no_letter() -> None:
    scores = score_found(LABELLED, [row(0, "Two weeks."), row(20, "Not")])
    assert scores["spans"]["matched"] == 1


def test_case_is_nothing_and_another_name_is_wrong() -> None:
    predicted = [
        row(0, "Two weeks", attributed_speaker="Nurse"),
        row(20, "No", attributed_speaker="doctor"),
    ]
    assert score_found(LABELLED, predicted)["attributed_speaker"] == 0.5


def test_a_hospital_is_right_by_any_form_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "hospitals.json").write_text(
        '[{"call": "a", "zh": "丘", "en": "Hill Hospital", "zh_forms": [], "en_forms": ["HH"]}]'
    )
    corpus = Corpus(tuple(Entry(c, (), hospital=f"{c} Clinic", call=c) for c in ("a", "b")))
    predicted = [
        row(0, "Two weeks", attributed_hospital="the HH"),
        row(20, "No", attributed_hospital="b Clinic"),
    ]
    scores = score_found(LABELLED, predicted, HospitalForms(tmp_path, corpus).key)
    assert scores["attributed_hospital"] == 0.5


def test_forms_that_cannot_be_read_are_told_with_their_file(tmp_path: Path) -> None:
    (tmp_path / "hospitals.json").write_text('{"a": ["HH"]}')
    with pytest.raises(ReportError, match=r"hospitals.json.*expected a list"):
        HospitalForms(tmp_path, Corpus(()))


def test_what_is_missed_or_called_a_term_counts_as_wrong() -> None:
    scores = score_found(LABELLED, [row(20, "No", None), row(40, "more")])
    assert scores["frame"] == 0
    none, spans = scores["not_a_quotation"], scores["spans"]
    assert (none["matched"], none["predicted"]) == (0, 1)
    assert (spans["matched"], spans["predicted"]) == (1, 2)


def test_a_row_answers_one_label_only() -> None:
    twice = [LABELLED[1], row(20, "No.")]
    assert score_found(twice, [row(20, "No")])["spans"] == Matches(1, 1, 2).to_json()
