"""Turns move from link to link, and every turn is always in exactly one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import ConflictError, SettingsError
from calltools.review.desk import Review
from calltools.review.event import Decision
from calltools.review.item import ReviewItem, keyed
from calltools.review.item_state import states
from calltools.review.links import LinkRow, link_rows
from calltools.transcripts.correction import Target


def numbers(rows: list[LinkRow]) -> list[tuple[list[int], list[int]]]:
    return [([t.number for t in row.zh], [t.number for t in row.en]) for row in rows]


def test_a_turn_goes_to_another_link_and_back(review: Review) -> None:
    def rows() -> list[LinkRow]:
        return link_rows(review.call("a01").states)

    first, second, third = (row.state.key for row in rows())
    assert numbers(rows()) == [([0], [0]), ([1], [1]), ([3], [4])]
    moved = review.move_turn("a01", "en", 1, second, first, "ann")
    assert numbers(rows()) == [([0], [0, 1]), ([1], []), ([3], [4])]
    assert [turn.text for turn in rows()[0].en][1] == "Two months."
    review.move_turn("a01", "en", 1, first, third, "bob")
    assert numbers(rows()) == [([0], [0]), ([1], []), ([3], [1, 4])]
    with pytest.raises(ConflictError, match="meanwhile"):
        review.move_turn("a01", "en", 1, second, third, "ann")
    with pytest.raises(SettingsError, match="no links"):
        review.move_turn("a01", "en", 1, third, review.call("a01").whole.key, "ann")
    review.undo(review.call("a01").by_key[third].event, "bob")
    review.undo(moved.id, "ann")
    assert numbers(rows()) == [([0], [0]), ([1], [1]), ([3], [4])]


def item(number: int) -> ReviewItem:
    row = {"zh": [2 * number, 2 * number + 1], "en": [number]}
    words = tuple(("hospital", f"{number} {place}") for place in range(3))
    return ReviewItem("link", "a01", "", "", Target(number, text=str(number)), row, words)


ITEMS = keyed(item(number) for number in range(4))
TURNS = st.lists(st.integers(0, 9), max_size=4)
STEP = st.tuples(st.sampled_from(("move", "undo")), st.integers(0, 20), TURNS, TURNS)


@given(st.lists(STEP, max_size=12))
def test_whatever_is_moved_and_undone_every_turn_is_in_one_link(
    steps: list[tuple[str, int, list[int], list[int]]],
) -> None:
    events: list[Decision] = []
    for number, (what, which, zh, en) in enumerate(steps):
        time = f"2024-01-01T00:00:{number:02}.000000Z"
        if what == "move":
            there = ITEMS[which % 4]
            event = Decision(
                "move", "link", "a01", there.key, "ann", anchor=there.anchor,
                value={"zh": zh, "en": en}, time=time,
            )  # fmt: skip
        elif events:
            of = events[which % len(events)]
            event = Decision(
                "undo", "link", "a01", of.item, "ann", anchor=of.anchor, undoes=of.id, time=time
            )
        else:
            continue
        events.append(event)
    rows = link_rows(states(events, ITEMS))
    assert sorted(n for row in rows for n in (t.number for t in row.zh)) == list(range(8))
    assert sorted(n for row in rows for n in (t.number for t in row.en)) == list(range(4))
