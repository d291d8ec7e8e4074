"""A list is confirmed in one go, each item by an event of its own, and taken back together."""

from __future__ import annotations

import pytest

from calltools.errors import SettingsError
from calltools.review.bulk_decisions import last_done, looked_at, say_yes, undo_lot
from calltools.review.desk import Review


def seen(review: Review) -> dict[str, str]:
    return {one.key: looked_at(one) for one in review.call("a01", "ann").of_kind("statement")}


def statuses(review: Review) -> list[str]:
    return [one.status for one in review.call("a01").of_kind("statement")]


def test_a_lot_is_kept_item_by_item_and_taken_back_together(review: Review) -> None:
    wanted = seen(review)
    lot = say_yes(review, "a01", wanted, "ann")
    assert len(lot.events) == len(wanted) > 1
    assert set(statuses(review)) == {"confirmed"}
    call = review.call("a01")
    (last, *_) = last_done(review, "a01", call.recording, "ann")
    assert (last.undo, last.count) == (lot.id, len(wanted))
    assert last_done(review, "a01", call.recording, "bob") == []
    with pytest.raises(SettingsError):
        undo_lot(review, lot.id, "bob")
    back = undo_lot(review, lot.id, "ann")
    assert set(statuses(review)) == {"open"}
    assert last_done(review, "a01", call.recording, "ann") == []
    undo_lot(review, back.id, "ann")
    assert set(statuses(review)) == {"confirmed"}


def test_what_changed_since_it_was_looked_at_is_left_out_and_named(review: Review) -> None:
    wanted = seen(review)
    first, second, *rest = wanted
    review.decide("a01", first, "reject", "bob", reason="no")
    lot = say_yes(review, "a01", {**wanted, second: "another", "gone": "x"}, "ann")
    assert set(lot.left_out) == {first, second, "gone"}
    assert [event.item for event in lot.events] == rest
    assert statuses(review)[:2] == ["rejected", "open"]


def test_who_decides_while_a_lot_is_written_is_not_overwritten(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, add = seen(review), review.decisions.add
    first = next(iter(wanted))

    def after_bob(*given: object) -> object:
        monkeypatch.setattr(review.decisions, "add", add)
        review.decide("a01", first, "reject", "bob", reason="no")
        return add(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(review.decisions, "add", after_bob)
    lot = say_yes(review, "a01", wanted, "ann")
    assert lot.left_out == {first: "it is decided"}
    assert statuses(review) == ["rejected", *["confirmed"] * (len(wanted) - 1)]
