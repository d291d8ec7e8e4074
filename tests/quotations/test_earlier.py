from __future__ import annotations

from calltools.quotations.earlier import changed_verdicts


def row(quote: str, verdict: str, report: str = "r.md") -> dict[str, str]:
    return {"report": report, "quote": quote, "verdict": verdict}


def test_only_verdicts_that_are_others_now_are_told_with_what_they_were() -> None:
    now = [row("a", "verbatim"), row("b", "not_found"), row("new", "verbatim")]
    before = [row("a", "verbatim"), row("b", "verbatim"), row("gone", "paraphrase")]
    assert changed_verdicts(now, before) == {1: "verbatim"}


def test_the_same_words_twice_are_compared_one_by_one() -> None:
    now = [row("a", "verbatim"), row("a", "wrong_call"), row("a", "stitched")]
    before = [row("a", "verbatim"), row("a", "verbatim")]
    assert changed_verdicts(now, before) == {1: "verbatim"}


def test_the_same_words_in_another_report_are_another_quotation() -> None:
    assert changed_verdicts([row("a", "verbatim", "x")], [row("a", "not_found", "y")]) == {}
