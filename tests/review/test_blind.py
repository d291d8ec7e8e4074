"""Blind double review: neither sees what the other decided before both have."""

from __future__ import annotations

import pytest

from calltools.errors import NotAllowedError, SettingsError
from calltools.review.desk import Review
from calltools.review.exchange import exported
from made_reviews import statement

PLANTED = "planted-words"


def assign(review: Review, **value: object) -> None:
    people = {"people": ["ann", "bob"], "blind": True, **value}
    review.decide("a01", review.call("a01").whole.key, "assign", "lea", value=people)


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
        "a01", 4, "0-2", {"category": "transplant_volume", "organ": PLANTED}, "ann"
    )
    review.decide("a01", review.call("a01").whole.key, "read", "ann")
    assert PLANTED in seen(review, "ann")
    for viewer in ("bob", "lea", "zoe"):
        assert PLANTED not in seen(review, viewer)
        assert not {rejected.id, comment.id, added.id, added.item} & set(
            seen(review, viewer).split("'")
        )
    assert seen(review, "bob") == before
    assert statement(review.call("a01", "ann")).status == "waiting"
    review.decide("a01", key, "confirm", "bob", after=statement(review.call("a01", "bob")).heads)
    assert PLANTED in seen(review, "bob")
    assert added.item not in review.call("a01", "bob").by_key
    review.decide("a01", review.call("a01").whole.key, "read", "bob")
    assert added.item in review.call("a01", "bob").by_key


def test_what_is_hidden_can_not_be_undone_or_found_out_by_its_id(review: Review) -> None:
    assign(review)
    mine = review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    with pytest.raises(SettingsError) as hidden:
        review.undo(mine.id, "bob", of_others=True)
    with pytest.raises(SettingsError) as none:
        review.undo("e" + "0" * 16, "bob", of_others=True)
    assert str(hidden.value).replace(mine.id, "") == str(none.value).replace("e" + "0" * 16, "")


def test_two_who_agree_settle_it(review: Review) -> None:
    assign(review)
    key = statement(review.call("a01")).key
    for person in ("ann", "bob"):
        review.decide("a01", key, "confirm", person)
    state = statement(review.call("a01"))
    assert (state.status, [one.actor for one in state.rounds]) == ("confirmed", ["ann", "bob"])
    assert not state.conflict


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


def test_what_is_decided_after_both_is_not_blind(review: Review) -> None:
    assign(review)
    key = statement(review.call("a01")).key
    first = [review.decide("a01", key, "confirm", person) for person in ("ann", "bob")]
    review.decide("a01", key, "reject", "ann", reason="seen otherwise now")
    assert [one.id for one in statement(review.call("a01")).rounds] == [one.id for one in first]


def test_only_items_of_the_kinds_that_are_assigned_are_blind(review: Review) -> None:
    assign(review, kinds=["finding"])
    review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    assert statement(review.call("a01", "bob")).status == "confirmed"
