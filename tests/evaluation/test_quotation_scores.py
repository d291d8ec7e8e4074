"""Scores of audited quotations, on rows made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calltools.errors import ReportError
from calltools.evaluation.quotations import EXTRA, MISSED, hospital_keys, score_quotations
from calltools.quotations.corpus import Corpus, Entry

Row = dict[str, Any]


def row(at: int, verdict: str, **more: Any) -> Row:
    quoted = verdict != "not_a_quotation"
    fields = {
        "id": f"q{at}", "report": "r", "report_lang": "en", "start": 10 * at, "end": 10 * at + 8,
        "quote": "so it is", "verdict": verdict, "translated": False, "transcript": "t",
        "turn_range": [at, at], "frame": "own", "attributed_speaker": "nurse",
        "attributed_hospital": "Hill Hospital",
    }  # fmt: skip
    said = ("transcript", "turn_range", "frame", "attributed_speaker", "attributed_hospital")
    return fields | ({} if quoted else dict.fromkeys(said)) | more


LABELLED = [
    row(0, "verbatim"),
    row(1, "number_changed"),
    row(2, "filler_dropped", report_lang="zh-Hans"),
    row(3, "translated_faithful", translated=True),
    row(4, "not_a_quotation"),
]


def score(*instead: Row, labelled: list[Row] = LABELLED, without: int = 0) -> Row:
    """The figures of the labels themselves, with rows ``instead`` of the first."""
    return score_quotations(labelled, [*instead, *labelled[len(instead) + without :]])


def test_the_labels_themselves_are_perfect() -> None:
    figures = score()
    assert figures["verdict_accuracy"] == figures["located"] == figures["clean_f1"] == 1
    assert figures["grave_called_clean"] == figures["false_alarms"] == []
    assert figures["extra"] == 0
    found = figures["found"]
    assert found["spans"]["f1"] == found["not_a_quotation"]["f1"] == 1
    assert {found[f"attributed_{name}"] for name in ("speaker", "hospital")} == {found["frame"]}
    assert {name: group["rows"] for name, group in figures["groups"].items()} == {
        "Chinese": 1, "English": 3, "cross-language": 1, "own words of the report": 4,
    }  # fmt: skip


VERDICTS: dict[str, tuple[list[Row], dict[str, Any]]] = {
    "what is grave and called clean is named": (
        [LABELLED[0], row(1, "verbatim")],
        {"grave_called_clean": ["q1"], "verdict_accuracy": 0.8, "clean_precision": 0.75},
    ),
    "an alarm on faithful words is named": (
        [row(0, "word_changed")],
        {"false_alarms": ["q0"], "clean_called_grave": []},
    ),
    "faithful words called grave are named": (
        [row(0, "wrong_call")],
        {
            "false_alarms": ["q0"], "clean_called_grave": ["q0"],
            "clean_called_grave_rate": 0.3333, "clean_recall": 0.6667,
        },
    ),
    "a place counts with its turns": (
        [row(0, "verbatim", turn_range=[0, 1])],
        {"located": 0.75, "verdict_accuracy": 1},
    ),
    "rows of another report answer nothing": (
        [row(0, "verbatim", report="other")],
        {"extra": 1, "verdict_accuracy": 0.8},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("instead", "expected"), VERDICTS.values(), ids=VERDICTS)
def test_verdicts_are_counted_and_what_is_wrong_is_named(instead: list[Row], expected: Row) -> None:
    figures = score(*instead)
    assert {name: figures[name] for name in expected} == expected


def test_confusion_tells_what_was_missed_and_what_is_extra() -> None:
    figures = score(without=1)
    assert figures["confusion"]["verbatim"] == {MISSED: 1}
    assert figures["verdict_accuracy"] == 0.8
    assert score(row(9, "verbatim"), without=-1)["confusion"][EXTRA] == {"verbatim": 1}


def test_words_under_another_question_are_no_alarm_and_counted_apart() -> None:
    elsewhere = [row(0, "verbatim", question_changed=True), *LABELLED[1:]]
    figures = score(row(0, "wrong_call", question_mismatch=True), labelled=elsewhere)
    assert figures["clean_called_grave"] == []
    moved = figures["question_changed"]
    assert (moved["matched"], moved["predicted"], moved["labelled"]) == (1, 1, 1)


def test_the_row_that_shares_most_of_the_span_answers() -> None:
    far, near = row(0, "not_found", start=2, end=9), row(0, "verbatim", start=0, end=9)
    figures = score_quotations(LABELLED[:1], [far, near])
    assert (figures["verdict_accuracy"], figures["extra"]) == (1, 1)


FOUND: dict[str, tuple[Row, str, Any]] = {
    "a full stop may be taken in": (row(0, "verbatim", end=9, quote="so it is."), "spans", 5),
    "no letter": (row(0, "verbatim", end=9, quote="so it iss"), "spans", 4),
    "case is nothing": (row(0, "verbatim", attributed_speaker="Nurse"), "attributed_speaker", 1),
    "another is wrong": (row(0, "verbatim", attributed_speaker="cook"), "attributed_speaker", 0.75),
    "called a term": (row(0, "verbatim", frame=None), "frame", 0.75),
}


@pytest.mark.parametrize(("answer", "name", "expected"), FOUND.values(), ids=FOUND)
def test_a_quotation_is_found_at_its_place_with_its_fields(
    answer: Row, name: str, expected: float
) -> None:
    figure = score(answer)["found"][name]
    assert (figure["matched"] if name == "spans" else figure) == expected


def test_terms_are_counted_apart_and_a_row_answers_one_label_only() -> None:
    terms = score(row(0, "verbatim", frame=None))["found"]["not_a_quotation"]
    assert (terms["matched"], terms["predicted"], terms["labelled"]) == (1, 2, 1)
    twice = [LABELLED[0], row(0, "verbatim", end=9, quote="so it is.")]
    spans = score_quotations(twice, LABELLED[:1])["found"]["spans"]
    assert (spans["matched"], spans["predicted"], spans["labelled"]) == (1, 1, 2)


def test_a_hospital_is_right_by_any_form_of_its_name(tmp_path: Path) -> None:
    corpus = Corpus(tuple(Entry(c, (), hospital=f"{c} Clinic", call=c) for c in ("a", "b")))
    (tmp_path / "hospitals.json").write_text(
        '[{"call": "a", "zh": "丘", "en": "Hill Hospital", "zh_forms": [], "en_forms": ["HH"]}]'
    )
    key = hospital_keys(tmp_path, corpus)
    assert key("the HH") == key("Hill Hospital") == key("丘")
    assert key("b Clinic") not in (key("HH"), None)
    assert key("Another") == "another"
    assert key(None) is None


def test_forms_that_cannot_be_read_are_told_with_their_file(tmp_path: Path) -> None:
    (tmp_path / "hospitals.json").write_text('{"a": ["HH"]}')
    with pytest.raises(ReportError, match=r"hospitals.json.*expected a list"):
        hospital_keys(tmp_path, Corpus(()))
