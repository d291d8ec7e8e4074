"""Decisions are kept, folded to states, and found again when their items are made anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calltools.corrections.editor import Editor
from calltools.errors import ConflictError, SettingsError
from calltools.review.desk import Review, Reviewed
from calltools.store.call_moves import rename
from made_reviews import SAID, machine, run, statement, transcribe


def test_the_last_decision_holds_and_is_undone_to_the_one_before(review_on_each: Review) -> None:
    review = review_on_each
    states = review.call("a01").states
    assert {state.status for state in states} == {"open"}
    assert {state.kind for state in states} == {"call", "statement", "finding", "link"}
    before = statement(review.call("a01"))
    assert before.item is not None
    amended = review.decide("a01", before.key, "amend", "ann", value={"wait_max_days": 60})
    after = statement(review.call("a01"))
    assert (after.status, after.by, after.value) == ("amended", "ann", {"wait_max_days": 60})
    assert (amended.seen, after.time, after.stale) == (before.item.sha256, amended.time, False)
    assert amended.time.endswith("Z")
    rejected = review.decide("a01", before.key, "reject", "bob", reason="the caller's words")
    assert statement(review.call("a01", until=amended.time)).status == "amended"
    undo = review.undo(rejected.id, "bob")
    assert statement(review.call("a01")).status == "amended"
    review.undo(undo.id, "bob")
    state = statement(review.call("a01"))
    assert (state.status, state.reason) == ("rejected", "the caller's words")
    assert len(state.history) == 4
    for _ in range(5):
        review.decide("a01", before.key, "read", "ann")
    times = [event.time for event in review.decisions.events()]
    assert times == sorted(set(times)), "they never go back"


def test_who_decides_without_sight_of_another_is_refused(review_on_each: Review) -> None:
    review = review_on_each
    state = statement(review.call("a01"))
    review.decide("a01", state.key, "confirm", "ann", after=state.heads)
    with pytest.raises(ConflictError, match="meanwhile"):
        review.decide("a01", state.key, "reject", "bob", reason="no", after=state.heads)
    assert statement(review.call("a01")).by == "ann"


def test_a_decision_that_can_not_be_meant_is_refused(review: Review) -> None:
    key = statement(review.call("a01")).key
    for action, value, reason in (
        ("reject", {}, None), ("amend", {}, None), ("agree", {}, None), ("comment", {}, None),
        ("override", {"verdict": "verbatim"}, "x"), ("assign", {"people": []}, None),
    ):  # fmt: skip
        with pytest.raises(SettingsError):
            review.decide("a01", key, action, "ann", value=value, reason=reason)  # type: ignore[arg-type]
    with pytest.raises(SettingsError):
        review.decide("a01", key, "confirm", " ")
    assert review.decisions.events() == []


def test_correcting_a_word_makes_stale_what_rests_on_it_and_nothing_else(review: Review) -> None:
    for state in review.call("a01").states[1:]:
        action = "agree" if state.kind == "finding" else "confirm"
        review.decide("a01", state.key, action, "ann")
    review.correct("a01", "bob", lambda editor: editor.text(editor.words(1, "1"), "两个月"))

    def stale(reviewed: Reviewed) -> set[tuple[str, str]]:
        return {
            (one.kind, one.item.words[-1][1] if one.item else "")
            for one in reviewed.states
            if one.stale
        }

    at_once = stale(review.call("a01"))
    assert at_once == {("statement", "一个月"), ("finding", "Two months."), ("link", "Two months.")}
    run(review.workspace)
    made_anew = review.call("a01")
    assert stale(made_anew) == {("statement", "两个月"), *(at_once - {("statement", "一个月")})}
    assert not [one for one in made_anew.states if one.gone]


def test_a_statement_rests_on_who_speaks_and_a_correction_taken_back_leaves_nothing_stale(
    review: Review,
) -> None:
    review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    for change in (
        lambda editor: editor.text(editor.words(1, "1"), "两个月"),
        lambda editor: editor.change("speaker", 1, "SPEAKER_00"),
    ):
        (made,) = review.correct("a01", "bob", change)
        assert statement(review.call("a01")).stale
        review.correct("a01", "bob", lambda editor, of=made.id: editor.undo(of))
        assert not statement(review.call("a01")).stale


def test_corrections_stand_among_the_decisions_in_whatever_way_they_were_made(
    review: Review,
) -> None:
    editor = Editor.open(review.workspace.folder("a01"), "zoe")
    editor.change("header", "hospital", "海棠医院")
    editor.keep()
    review.correct("a01", "bob", lambda e: e.text(e.words(1, "1"), "两个月"))
    history = review.call("a01").whole.history
    assert {(one.actor, one.action, one.label) for one in history} == {
        ("zoe", "correct", "header"),
        ("bob", "correct", "text"),
    }


def test_items_are_known_again_when_a_call_is_recognised_anew_and_listed_where_they_are_gone(
    review: Review,
) -> None:
    pcm = review.call("a01").recording
    transcribe(review.workspace, "a01", replace(machine(late_ms=2_000), pcm_sha256=pcm))
    price = statement(review.call("a01"), "price")
    review.decide("a01", price.key, "confirm", "ann")
    said = (("SPEAKER_01", ("喂", "。")), *SAID)
    transcribe(review.workspace, "a01", replace(machine(said, late_ms=300), pcm_sha256=pcm))
    again = statement(review.call("a01"), "price")
    assert (again.key, again.status, again.stale) == (price.key, "confirmed", False)
    transcribe(review.workspace, "a01", replace(machine(SAID[:3]), pcm_sha256=pcm))
    gone = [state for state in review.call("a01").states if state.gone]
    assert [(one.key, one.status, one.by) for one in gone] == [(price.key, "confirmed", "ann")]


def test_a_statement_that_was_missed_is_added_from_its_words(review: Review) -> None:
    added = review.add_statement("a01", 4, "0-2", {"category": "transplant_volume"}, "ann")
    state = review.call("a01").by_key[added.item]
    assert (state.status, state.value["quote"], state.stale) == ("added", "周末不做手术", False)
    review.correct("a01", "bob", lambda e: e.text(e.words(4, "0"), "周一"))
    assert review.call("a01").by_key[added.item].stale
    review.undo(added.id, "ann")
    assert added.item not in review.call("a01").by_key


def test_a_call_that_was_renamed_keeps_its_decisions(review: Review) -> None:
    review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    rename(review.workspace, "a01", "b02")
    assert statement(review.call("b02")).status == "confirmed"
