"""Scores of verdicts, on rows made by hand."""

from __future__ import annotations

from typing import Any

from calltools.evaluation.quotations import EXTRA, MISSED, match_rows, score_verdicts


def row(at: int, verdict: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"q{at}",
        "report": "r",
        "report_lang": "en",
        "start": 10 * at,
        "end": 10 * at + 8,
        "verdict": verdict,
        "transcript": "t",
        "turn_range": [at, at],
        "translated": False,
        "frame": "own",
        **more,
    }


LABELLED = [
    row(0, "verbatim"),
    row(1, "number_changed"),
    row(2, "filler_dropped", report_lang="zh-Hans"),
    row(3, "translated_faithful", translated=True),
    row(4, "not_a_quotation", transcript=None, turn_range=None, frame=None),
]


def test_the_labels_themselves_are_perfect() -> None:
    figures = score_verdicts(LABELLED, LABELLED)
    assert figures["verdict_accuracy"] == figures["located"] == figures["clean_f1"] == 1
    assert figures["grave_called_clean"] == figures["false_alarms"] == []


def test_what_is_grave_and_called_clean_is_named() -> None:
    predicted = [LABELLED[0], row(1, "verbatim"), *LABELLED[2:]]
    figures = score_verdicts(LABELLED, predicted)
    assert figures["grave_called_clean"] == ["q1"]
    assert figures["verdict_accuracy"] == 0.8
    assert figures["clean_precision"] == 0.75
    assert figures["confusion"]["number_changed"] == {"verbatim": 1}


def test_an_alarm_on_faithful_words_is_named() -> None:
    predicted = [row(0, "word_changed"), *LABELLED[1:]]
    figures = score_verdicts(LABELLED, predicted)
    assert figures["false_alarms"] == ["q0"]
    assert figures["clean_called_grave"] == []


def test_faithful_words_called_grave_are_named() -> None:
    predicted = [row(0, "wrong_call"), *LABELLED[1:]]
    figures = score_verdicts(LABELLED, predicted)
    assert figures["clean_called_grave"] == ["q0"]
    assert figures["clean_called_grave_rate"] == 0.3333
    elsewhere = [row(0, "verbatim", question_mismatch=True), *LABELLED[1:]]
    assert score_verdicts(elsewhere, predicted)["clean_called_grave"] == []
    assert figures["clean_recall"] == 0.6667


def test_languages_and_the_reports_own_words_are_scored_apart() -> None:
    groups = score_verdicts(LABELLED, LABELLED)["groups"]
    assert {name: group["rows"] for name, group in groups.items()} == {
        "Chinese": 1, "English": 3, "cross-language": 1, "own words of the report": 4,
    }  # fmt: skip


def test_rows_that_are_missing_count_as_wrong_and_extra_ones_are_told() -> None:
    predicted = [*LABELLED[1:], row(9, "verbatim")]
    figures = score_verdicts(LABELLED, predicted)
    assert figures["verdict_accuracy"] == 0.8
    assert figures["confusion"]["verbatim"] == {MISSED: 1}
    assert figures["confusion"][EXTRA] == {"verbatim": 1}


def test_rows_match_by_the_span_that_they_share() -> None:
    near = row(0, "verbatim", start=2, end=9)
    nearer = row(0, "verbatim", start=0, end=9)
    assert match_rows(LABELLED[:1], [near, nearer]) == {0: 1}
    assert match_rows(LABELLED[:1], [row(0, "verbatim", report="other")]) == {}


def test_a_place_counts_with_its_turns() -> None:
    predicted = [row(0, "verbatim", turn_range=[0, 1]), *LABELLED[1:]]
    assert score_verdicts(LABELLED, predicted)["located"] == 0.75
