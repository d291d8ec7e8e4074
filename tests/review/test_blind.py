"""Blind double review: neither sees what the other decided before both have."""

from __future__ import annotations

from pathlib import Path

import pytest

from calltools.errors import NotAllowedError, SettingsError
from calltools.review.decision_request import made_event
from calltools.review.desk import Review
from calltools.review.exchange import exported
from made_reviews import assign, receive, statement

PLANTED = "planted-words"
NONE = "e" + "0" * 16
"""The id of no event."""


def seen(review: Review, viewer: str) -> str:
    """All that somebody is shown."""
    _, news = review.changed_since(0, viewer)
    return repr((review.call("a01", viewer).states, news, exported(review, viewer)))


def test_nothing_of_a_peers_decision_is_shown_before_both_are_in(review: Review) -> None:
    assign(review)
    key = statement(review.call("a01")).key
    before = seen(review, "bob")
    rejected = review.decide("a01", key, "reject", "ann", reason=PLANTED)
    comment = review.decide("a01", key, "comment", "ann", value={"text": PLANTED})
    added = review.add_statement(
        "a01", 4, "0-2", {"category": "transplant_volume", "organ": "pancreas"}, "ann"
    )
    review.decide("a01", review.call("a01").whole.key, "read", "ann")
    assert PLANTED in seen(review, "ann")
    for viewer in ("bob", "lea", "zoe"):
        assert PLANTED not in seen(review, viewer)
        assert "pancreas" not in seen(review, viewer)
        assert not {rejected.id, comment.id, added.id, added.item} & set(
            seen(review, viewer).split("'")
        )
    assert seen(review, "bob") == before
    told = []
    for event in (rejected.id, NONE):  # nor is it undone or found out by its id
        with pytest.raises(SettingsError) as refused:
            review.undo(event, "bob", of_others=True)
        told.append(str(refused.value).replace(event, ""))
    assert told[0] == told[1]
    assert statement(review.call("a01", "ann")).status == "waiting"
    review.decide("a01", key, "confirm", "bob", after=statement(review.call("a01", "bob")).heads)
    assert PLANTED in seen(review, "bob")
    assert added.item not in review.call("a01", "bob").by_key
    review.decide("a01", review.call("a01").whole.key, "read", "bob")
    assert added.item in review.call("a01", "bob").by_key


def test_two_who_agree_settle_it_and_what_is_decided_after_both_is_not_blind(
    review: Review,
) -> None:
    assign(review)
    key = statement(review.call("a01")).key
    first = [review.decide("a01", key, "confirm", person) for person in ("ann", "bob")]
    state = statement(review.call("a01"))
    assert (state.status, [one.actor for one in state.rounds]) == ("confirmed", ["ann", "bob"])
    assert not state.conflict
    review.decide("a01", key, "reject", "ann", reason="seen otherwise now")
    assert [one.id for one in statement(review.call("a01")).rounds] == [one.id for one in first]


def test_a_third_settles_what_they_differ_on(review: Review) -> None:
    assign(review)
    key = statement(review.call("a01")).key
    review.decide("a01", key, "confirm", "ann")
    review.decide("a01", key, "reject", "bob", reason="denied")
    assert statement(review.call("a01")).status == "disputed"
    holds = {"action": "reject", "value": {}}
    with pytest.raises(NotAllowedError, match="third"):
        review.decide("a01", key, "adjudicate", "ann", value=holds)
    review.decide("a01", key, "adjudicate", "lea", value=holds)
    state = statement(review.call("a01"))
    assert (state.status, state.by) == ("rejected", "lea")


def test_only_items_of_the_kinds_that_are_assigned_are_blind(review: Review) -> None:
    assign(review, kinds=["finding"])
    review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    assert statement(review.call("a01", "bob")).status == "confirmed"


@pytest.mark.parametrize("people", [["ann", "bob"], ["bob", "cid"], ["cid", "bob"]])
def test_who_assigns_again_or_replaces_one_shows_nobody_what_was_decided(
    review: Review, people: list[str]
) -> None:
    assign(review)
    key = statement(review.call("a01")).key
    review.decide("a01", key, "reject", "ann", reason=PLANTED)
    assign(review, *people)
    review.decide("a01", key, "assign", "lea", value={"people": people, "blind": True})
    for viewer in ("bob", "cid", "lea"):
        assert PLANTED not in seen(review, viewer)
    for person in people:
        review.decide("a01", key, "confirm", person)
    assert PLANTED in seen(review, "bob")
    rounds = statement(review.call("a01")).rounds
    assert [one.actor for one in rounds] == people


def test_a_review_that_is_assigned_after_both_were_in_begins_anew(review: Review) -> None:
    assign(review)
    key = statement(review.call("a01")).key
    for person in ("ann", "bob"):
        review.decide("a01", key, "reject", person, reason=PLANTED)
    assign(review, "bob", "cid")
    state = statement(review.call("a01", "cid"))
    assert not state.rounds
    assert PLANTED in seen(review, "cid")
    review.decide("a01", key, "confirm", "cid")
    assert statement(review.call("a01", "cid")).status == "waiting"
    assert statement(review.call("a01", "bob")).status == "rejected"


def test_nobody_decides_for_two_before_both_have(review: Review) -> None:
    assign(review)
    key = statement(review.call("a01")).key
    holds = {"action": "confirm", "value": {}}
    for step in ("nobody", "one", "both, alike"):
        with pytest.raises(NotAllowedError, match="needs two decisions that differ"):
            review.decide("a01", key, "adjudicate", "lea", value=holds)
        review.decide("a01", key, "confirm", {"nobody": "ann", "one": "bob"}.get(step, "ann"))


def test_an_adjudication_from_elsewhere_does_not_count_before_both_are_in(
    review: Review, tmp_path: Path
) -> None:
    assign(review)
    state = statement(review.call("a01"))
    assert state.item is not None
    early = made_event(
        action="adjudicate", kind="statement", call="a01", item=state.key, actor="lea",
        recording=state.item.recording, anchor=state.item.anchor, label=state.label,
        value={"action": "confirm", "value": {}},
    )  # fmt: skip
    assert receive(review, tmp_path / "other", early).added == 1
    assert statement(review.call("a01")).status == "open"
    review.decide("a01", state.key, "confirm", "ann")
    review.decide("a01", state.key, "reject", "bob", reason="denied")
    assert statement(review.call("a01")).status == "disputed"


def test_what_somebody_is_to_find_by_themselves_is_not_there_for_them(review: Review) -> None:
    assign(review, hide_machine=True)
    whole = review.call("a01").whole.key
    key = statement(review.call("a01")).key
    reviewed = review.call("a01", "ann")
    assert [one.kind for one in reviewed.states if one.kind in ("statement", "finding")] == []
    assert reviewed.hides
    with pytest.raises(SettingsError):
        review.decide("a01", key, "confirm", "ann")
    added = review.add_statement("a01", 4, "0-2", {"category": "scheduling"}, "ann")
    assert set(review.call("a01", "ann").by_key) >= {added.item}
    review.decide("a01", key, "comment", "lea", value={"text": "x"})
    assert key not in {event.item for event in review.changed_since(0, "ann")[1]}
    assert key not in exported(review, "ann")
    review.decide("a01", whole, "read", "ann")
    assert key in review.call("a01", "ann").by_key
