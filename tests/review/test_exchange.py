"""Decisions and corrections go from one office to another, whole and once."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from calltools.errors import IntegrityError, SettingsError
from calltools.provenance import canonical_json, sha256_bytes
from calltools.review.desk import Review
from calltools.review.event import Decision
from calltools.review.exchange import TakenIn, exported, import_events, read_exported
from calltools.review.item import call_key
from calltools.review.order import undone
from calltools.store.log import check_lines
from made_reviews import made_workspace, sent, statement


@pytest.fixture
def other(tmp_path: Path) -> Review:
    """Another office with the same recording."""
    return Review(made_workspace(tmp_path / "other"))


def chain_holds(review: Review) -> bool:
    """Whether the log of an office is chained, and each body what its line names."""
    log = review.decisions.log
    events = list(log.since())
    assert check_lines((event.line() for event in events), log.where) == log.head()
    return all(sha256_bytes(log.raw_body(event)) == event.body_sha256 for event in events)


def test_what_is_sent_stands_there_as_here_and_changes_nothing_a_second_time(
    review_on_each: Review, other: Review
) -> None:
    review = review_on_each
    made = review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    review.correct("a01", "ann", lambda editor: editor.text(editor.words(1, "1"), "两个月"))
    assert sent(review, other).added == 2
    there, log = review.decisions.log, other.decisions.log
    head = log.head()
    again = sent(review, other)
    assert (again.added, again.total) == (0, 2)
    assert log.head() == head
    here, taken = (statement(one.call("a01")) for one in (review, other))
    assert (here.status, here.stale, here.by) == (taken.status, taken.stale, taken.by)
    assert other.call("a01").transcript.turns[1].text.startswith("大概两个月")  # type: ignore[union-attr]
    assert sent(other, review).added == 0
    # The line of what was taken in is kept, and its body can be checked.
    told = log.body(next(event for event in log.since() if event.kind == "imported"), TakenIn)
    original, kept = there.event(made.id), log.event(made.id)
    assert original is not None
    assert kept is not None
    assert (told.head, told.lines[0]) == (there.head(), original.line().decode())
    body = json.loads(log.raw_body(kept))
    del body["imported"]
    assert sha256_bytes(canonical_json(body).encode()) == original.body_sha256


def test_two_offices_go_on_and_the_chain_of_each_holds(review: Review, other: Review) -> None:
    key = statement(review.call("a01")).key
    review.decide("a01", key, "comment", "ann", value={"text": "of A"})
    sent(review, other)
    other.decide("a01", key, "comment", "bob", value={"text": "of B"})
    other.correct("a01", "bob", lambda editor: editor.text(editor.words(1, "1"), "两个月"))
    assert sent(other, review).added == 2
    third = Review(made_workspace(other.workspace.root.with_name("third")))
    assert sent(other, third).added == 3
    for office in (review, other, third):
        assert chain_holds(office)
        comments = statement(office.call("a01")).comments
        assert [one.value["text"] for one in comments] == ["of A", "of B"]
    origins = {one.actor: one.origin for one in statement(review.call("a01")).comments}
    assert origins == {"ann": "", "bob": "imported by lea, not signed"}


def test_who_differs_without_sight_of_the_other_is_told(review: Review, other: Review) -> None:
    state = statement(review.call("a01"))
    review.decide("a01", state.key, "confirm", "ann", after=state.heads)
    other.decide("a01", state.key, "reject", "bob", reason="denied", after=state.heads)
    (conflict,) = sent(other, review).conflicts
    assert (conflict.key, conflict.status) == (state.key, "rejected")
    settled = statement(review.call("a01"))
    review.decide("a01", state.key, "confirm", "lea", after=settled.heads)
    assert not statement(review.call("a01")).conflict
    review.correct("a01", "ann", lambda editor: editor.text(editor.words(1, "1"), "两个月"))
    other.correct("a01", "bob", lambda editor: editor.text(editor.words(1, "1"), "三个月"))
    (orphan,) = sent(other, review).orphans
    assert "三个月" in orphan[1]


def changed(review: Review, change: Callable[[list[dict[str, Any]]], object]) -> bytes:
    """What a review exports, with its rows changed."""
    rows = [json.loads(line) for line in exported(review).splitlines()]
    change(rows)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def rewritten(row: dict[str, Any], **fields: Any) -> None:
    """Let a row say something else, as whoever forges the line of its body, too, would."""
    body, line = json.loads(row["body"]), json.loads(row["line"])
    of_line = {name: fields.pop(name) for name in ("id", "time", "seq", "prev") if name in fields}
    row["body"] = canonical_json(body | fields)
    sha256 = sha256_bytes(row["body"].encode())
    row["line"] = canonical_json(line | {"body_sha256": sha256} | of_line)


NO_DECISIONS: tuple[dict[str, Any], ...] = (
    {"action": "reject"}, {"time": "2999-01-01T00:00:00.000000Z"}, {"id": "x"}, {"id": None},
    {"seen": "nothing"}, {"kind": "photo"}, {"call": "a\0b"}, {"call": 7}, {"seq": 0},
    {"action": "amend", "value": {"wait_max_days": True}},
    {"action": "comment", "value": {"text": ["x"]}}, {"anchor": {"turn": True}},
    {"value": {"anything": 1}}, {"time": "2024-02-30T25:00:00.000000Z"}, {"imported": 3},
    {"action": "adjudicate", "value": {"action": "amend", "value": {"count_min": -1}}},
    {"action": "undo", "undoes": 7}, {"prev": "0" * 64},
)  # fmt: skip


def test_what_is_no_decision_and_a_file_that_was_changed_is_refused_whole(other: Review) -> None:
    key = statement(other.call("a01")).key
    other.decide("a01", key, "confirm", "ann")
    for fields in NO_DECISIONS:
        data = changed(other, lambda rows, new=fields: rewritten(rows[2], **new))  # type: ignore[misc]
        with pytest.raises(IntegrityError, match=r"x.jsonl(:3|, line 2|:)") as refused:
            read_exported(data, "x.jsonl")
        assert "\n" not in str(refused.value), fields
    other.decide("a01", key, "comment", "ann", value={"text": "嗯"})
    other.decide("a01", key, "comment", "bob", value={"text": "嗯"})

    def forged(rows: list[dict[str, Any]]) -> None:
        rows[3]["body"] = rows[3]["body"].replace("嗯", "不")

    for change in (
        forged,
        lambda rows: rows.insert(3, rows.pop(4)),
        lambda rows: rows.append(rows[-1]),
        lambda rows: rows[0].update(head={"seq": 1, "sha256": ""}),
        lambda rows: rows.pop(0),
        lambda rows: rewritten(rows[1], name="eve"),  # the next line names another before it
    ):
        with pytest.raises(IntegrityError):
            read_exported(changed(other, change), "x.jsonl")


def test_what_speaks_against_what_is_here_is_refused_whole(review: Review, other: Review) -> None:
    made = review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    sent(review, other)
    undo = {"action": "undo", "undoes": "e" * 12, "id": "e" * 9}
    for fields, told in (({"reason": "forged"}, "a different event"), (undo, "not there")):
        data = changed(review, lambda rows, new=fields: rewritten(rows[-1], **new))  # type: ignore[misc]
        head = other.decisions.log.head()
        with pytest.raises(IntegrityError, match=told):
            import_events(other, read_exported(resealed(data), "x.jsonl"))
        assert other.decisions.log.head() == head
    assert [event.id for event in other.decisions.events()] == [made.id]


def resealed(data: bytes) -> bytes:
    """A file of an export with the head that its last line has now."""
    rows = [json.loads(line) for line in data.splitlines()]
    last = rows[-1]["line"]
    rows[0]["head"] = {"seq": json.loads(last)["seq"], "sha256": sha256_bytes(last.encode())}
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


# Few items and people, so that decisions meet.
DECISIONS = st.one_of(
    st.tuples(
        st.sampled_from(("confirm", "reject", "amend", "comment", "read")),
        st.integers(0, 2),
        st.sampled_from(("ann", "bob")),
    ),
    st.tuples(st.just("undo"), st.integers(0, 30), st.sampled_from(("ann", "bob"))),
    st.tuples(st.just("assign"), st.integers(0, 2), st.just("lea")),
    st.tuples(st.just("correct"), st.integers(0, 3), st.sampled_from(("ann", "bob"))),
)
VALUES = {
    "amend": {"historic": True},
    "comment": {"text": "嗯"},
    "assign": {"people": ["ann", "bob"], "blind": True},
}


def do(review: Review, what: str, number: int, actor: str) -> None:
    """One random decision, undo or correction, as a person might make it now."""
    statements = review.call("a01").of_kind("statement")
    if what == "undo":
        events = [event for event in review.decisions.events() if event.action != "correct"]
        if events:
            review.undo(events[number % len(events)].id, actor, of_others=True)
    elif what == "correct":
        if number == 3 and (made := review.call("a01").transcript.corrections):  # type: ignore[union-attr]
            review.correct("a01", actor, lambda editor: editor.undo(made[0].correction.id))
        else:
            review.correct("a01", actor, lambda e: e.text(e.words(1, str(number)), f"改{number}"))
    else:
        reason = "no" if what == "reject" else None
        key = statements[number].key
        review.decide("a01", key, what, actor, value=VALUES.get(what), reason=reason)  # type: ignore[arg-type]


def shown(review: Review) -> list[object]:
    """All that folding gives, for everybody; corrections are dated to the second alone."""
    result: list[object] = []
    for viewer in (None, "ann", "bob"):
        for state in review.call("a01", viewer).states:
            history = [event for event in state.history if event.action != "correct"]
            result.append(
                (
                    viewer, state.key, state.status, dict(state.value), state.by, state.time,
                    state.stale, state.gone, state.conflict, state.heads, state.undone, history,
                    state.rounds, state.comments, state.read_by, state.assigned,
                )
            )  # fmt: skip
    return result


@pytest.mark.slow
@pytest.mark.server
@given(st.lists(DECISIONS, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_any_decisions_give_one_state_on_both_databases_and_after_exchange(
    postgresql: URL, tmp_path_factory: pytest.TempPathFactory, decisions, shuffle
) -> None:  # type: ignore[no-untyped-def]
    from postgresql import emptied, setting_of

    root = tmp_path_factory.mktemp("r")
    first = Review(made_workspace(root / "a"))
    for decision in decisions:
        with contextlib.suppress(SettingsError):  # what is hidden can't be undone
            do(first, *decision)
    with pytest.MonkeyPatch.context() as environment:
        database = setting_of(emptied(postgresql), environment)
        other = Review(made_workspace(root / "b", database=database))
        # In two files, in any order that leaves undos after what they undo.
        whole = read_exported(exported(first).encode(), "x")
        half = shuffle.randint(0, len(whole.arrived))
        for part in (whole.arrived[:half], whole.arrived, whole.arrived[half:]):
            import_events(other, replace(whole, arrived=part))
        assert shown(other) == shown(first)
        assert chain_holds(other)


@given(st.lists(st.integers(0, 9), max_size=10), st.randoms(use_true_random=False))
def test_what_is_undone_does_not_depend_on_the_order_in_which_events_came(
    targets: list[int], shuffle
) -> None:  # type: ignore[no-untyped-def]
    events = [Decision("confirm", "statement", "a01", call_key("a01"), "ann")]
    for target in targets:
        undoes = events[target % len(events)].id
        events.append(Decision("undo", "statement", "a01", call_key("a01"), "ann", undoes=undoes))
    expected: set[str] = set()
    for event in reversed(events):
        if event.undoes is not None and event.id not in expected:
            expected.add(event.undoes)
    shuffle.shuffle(events)
    assert undone(events) == expected
