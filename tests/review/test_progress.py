"""What is to do, which reaches zero, and how far people and calls are."""

from __future__ import annotations

from calltools.review.accounts import Colleague
from calltools.review.desk import Review
from calltools.review.workload import PersonProgress, last_at_work, progress, to_do
from made_reviews import assign

ANN, BOB, EVE = (Colleague(name, "reviewer") for name in ("ann", "bob", "eve"))
LEA, TOM = Colleague("lea", "lead"), Colleague("tom", "translator")
TODAY = "2026-12-01"


def waits(review: Review, member: Colleague) -> list[str]:
    states = [s for s in review.call("a01", member.name).states if s.kind != "finding"]
    return sorted(filter(None, (to_do(state, member) for state in states)))


def decide_all(review: Review, person: str, action: str = "confirm") -> None:
    reason = "no" if action == "reject" else None
    for state in review.call("a01", person).of_kind("statement"):
        review.decide("a01", state.key, action, person, reason=reason)  # type: ignore[arg-type]


def test_what_is_to_do_is_what_one_can_still_do(review: Review) -> None:
    count = len(review.call("a01").of_kind("statement"))
    assert waits(review, ANN) == ["decide"] * count
    assert waits(review, TOM) == []
    assign(review, "ann", "bob", kinds=["statement"])
    assert waits(review, EVE) == waits(review, LEA) == []
    decide_all(review, "ann")
    assert waits(review, ANN) == []  # it waits for the other
    assert waits(review, BOB) == ["decide"] * count
    decide_all(review, "bob", "reject")
    assert waits(review, ANN) == waits(review, BOB) == waits(review, TOM) == []
    assert waits(review, EVE) == waits(review, LEA) == ["settle"] * count
    first, *rest = review.call("a01").of_kind("statement")
    own = {"action": "amend", "value": {"organ": "kidney"}}
    review.decide("a01", first.key, "adjudicate", "eve", value=own)  # as neither of the two
    for state in rest:
        review.decide("a01", state.key, "adjudicate", "eve", value={"action": "confirm"})
    state = review.call("a01").by_key[first.key]
    assert (state.status, state.value, state.by) == ("amended", {"organ": "kidney"}, "eve")
    for member in (ANN, BOB, EVE, LEA, TOM):
        assert waits(review, member) == []


def test_how_far_people_and_calls_are(review: Review) -> None:
    count = len(review.call("a01").of_kind("statement"))
    assign(review, "ann", "bob", kinds=["statement"], due="2026-11-30")
    decide_all(review, "ann")
    far = progress(review.call("a01"), TODAY, "lea")
    assert dict(far.people) == {
        "ann": PersonProgress(count, done=count),
        "bob": PersonProgress(count, overdue=count, due="2026-11-30"),
    }
    finding = PersonProgress(1)
    assert far.whole == PersonProgress(count, overdue=count, due="2026-11-30") + finding
    assert progress(review.call("a01"), "2026-11-30", "lea").whole.overdue == 0
    decide_all(review, "bob", "reject")
    far = progress(review.call("a01"), TODAY, "lea")
    assert dict(far.people)["bob"] == PersonProgress(count, done=count, disputed=count)
    assert far.whole.disputed == count
    last = last_at_work(review.decisions.events())
    assert last["ann"] < last["bob"]


def test_a_lead_who_is_one_of_the_two_is_not_told_what_the_other_has_done(review: Review) -> None:
    count = len(review.call("a01").of_kind("statement"))
    assign(review, "lea", "bob", kinds=["statement"])
    before = progress(review.call("a01"), TODAY, "lea")
    decide_all(review, "bob")
    assert progress(review.call("a01"), TODAY, "lea") == before
    assert dict(before.people)["bob"].untold == count
    assert dict(progress(review.call("a01"), TODAY, "zoe").people)["bob"].done == count
