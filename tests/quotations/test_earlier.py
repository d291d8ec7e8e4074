from __future__ import annotations

from calltools.quotations.earlier_audit import since_earlier


def row(quote: str, verdict: str, report: str = "r.md") -> dict[str, str]:
    return {"report": report, "quote": quote, "verdict": verdict}


def test_verdicts_that_are_others_now_are_told_one_by_one_with_what_they_were() -> None:
    now = [row("a", "verbatim"), row("b", "not_found"), row("new", "verbatim")]
    before = [row("a", "verbatim"), row("b", "verbatim"), row("gone", "paraphrase")]
    assert since_earlier(now, before).previous == {1: "verbatim"}
    now = [row("a", "verbatim"), row("a", "wrong_call"), row("a", "stitched")]
    before = [row("a", "verbatim"), row("a", "verbatim")]
    assert since_earlier(now, before).previous == {1: "verbatim"}


def test_the_same_words_in_another_report_are_another_quotation() -> None:
    found = since_earlier([row("a", "verbatim", "x")], [row("a", "not_found", "y")])
    assert (found.previous, found.new) == ({}, frozenset())


OLD = [row("Two weeks", "verbatim"), row("No", "not_found"), row("They come by car", "verbatim")]


def test_a_renamed_report_with_a_paragraph_more_is_known_again() -> None:
    now = [
        row("We never count", "verbatim", "final.md"),
        row("Two weeks", "verbatim", "final.md"),
        row("No", "verbatim", "final.md"),
        row("They came by car", "word_changed", "final.md"),
    ]
    found = since_earlier(now, OLD)
    assert found.previous == {2: "not_found", 3: "verbatim"}
    assert found.new == {0}
    assert found.gone == ()
