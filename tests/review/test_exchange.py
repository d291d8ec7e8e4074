"""Decisions and corrections go from one office to another, whole and once."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import URL

from calltools.errors import IntegrityError, SettingsError, WorkspaceError
from calltools.review.database import address, connect
from calltools.review.desk import Review
from calltools.review.event import Decision
from calltools.review.exchange import exported, import_events, read_exported
from calltools.review.item import call_key
from calltools.review.order import undone
from calltools.review.store import EventStore
from calltools.settings import Settings
from calltools.store.workspace import Workspace
from made_reviews import made_workspace, statement


@pytest.fixture
def other(tmp_path: Path) -> Review:
    """Another office with the same recording."""
    return Review.open(made_workspace(tmp_path / "other"), Settings())


def sent(source: Review, target: Review):  # type: ignore[no-untyped-def]
    return import_events(target, read_exported(exported(source).encode(), "sent.jsonl"))


def test_importing_twice_changes_nothing(review: Review, other: Review) -> None:
    review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    review.correct("a01", "ann", lambda editor: editor.text(editor.words(1, "1"), "两个月"))
    assert sent(review, other).added == 2
    log = (other.workspace.transcripts / "a01" / "corrections.jsonl").read_bytes()
    again = sent(review, other)
    assert (again.added, again.total) == (0, 2)
    assert (other.workspace.transcripts / "a01" / "corrections.jsonl").read_bytes() == log
    here, there = (statement(one.call("a01")) for one in (review, other))
    assert (here.status, here.stale, here.by) == (there.status, there.stale, there.by)
    assert other.call("a01").transcript.turns[1].text.startswith("大概两个月")  # type: ignore[union-attr]
    assert sent(other, review).added == 0


def test_who_differs_without_sight_of_the_other_is_told(review: Review, other: Review) -> None:
    state = statement(review.call("a01"))
    review.decide("a01", state.key, "confirm", "ann", after=state.heads)
    other.decide("a01", state.key, "reject", "bob", reason="denied", after=state.heads)
    (conflict,) = sent(other, review).conflicts
    assert (conflict.key, conflict.status) == (state.key, "rejected")
    settled = statement(review.call("a01"))
    review.decide("a01", state.key, "confirm", "lea", after=settled.heads)
    assert not statement(review.call("a01")).conflict


def test_a_correction_whose_words_another_corrected_is_told(review: Review, other: Review) -> None:
    review.correct("a01", "ann", lambda editor: editor.text(editor.words(1, "1"), "两个月"))
    other.correct("a01", "bob", lambda editor: editor.text(editor.words(1, "1"), "三个月"))
    (orphan,) = sent(other, review).orphans
    assert orphan[1].correction.actor == "bob"


def test_what_is_no_decision_is_refused_whole_and_by_its_line(review: Review) -> None:
    review.decide("a01", statement(review.call("a01")).key, "confirm", "ann")
    good = exported(review).splitlines()[0]
    row = json.loads(good)
    for change in (
        {"action": "reject"}, {"time": "2999-01-01T00:00:00.000000Z"}, {"id": "x"}, {"id": None},
        {"seen": "nothing"}, {"kind": "photo"}, {"actor": 7},
        {"action": "amend", "value": {"wait_max_days": True}}, {"call": "a\0b"},
        {"action": "comment", "value": {"text": ["x"]}}, {"anchor": {"turn": True}},
        {"value": {"anything": 1}}, {"time": "2024-02-30T25:00:00.000000Z"},
        {"action": "adjudicate", "value": {"action": "amend", "value": {"count_min": -1}}},
    ):  # fmt: skip
        data = f"{good}\n{json.dumps(row | change)}\n".encode()
        with pytest.raises(IntegrityError, match="jsonl:2"):
            read_exported(data, "x.jsonl")
    other = json.dumps(row | {"actor": "eve"})
    with pytest.raises(IntegrityError, match="another event"):
        import_events(review, read_exported(other.encode(), "x.jsonl"))
    undo = row | {"id": "e" * 9, "action": "undo", "undoes": "e" * 12}
    with pytest.raises(IntegrityError, match="not there"):
        import_events(review, read_exported(json.dumps(undo).encode(), "x.jsonl"))
    assert review.store.last() == 1


def test_a_database_with_decisions_is_brought_to_this_release(database_url: URL) -> None:
    from alembic import command
    from alembic.config import Config

    from calltools.review.database import prepared, writing

    engine = prepared(database_url)
    config = Config()
    config.set_main_option("script_location", "calltools.review:migrations")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "r0001")
    store = EventStore(engine)
    event = Decision("confirm", "statement", "a01", "s1", "ann")
    (kept,) = store.add([event])
    engine.dispose()
    newest = connect(database_url)
    assert EventStore(newest).events() == [kept]
    with newest.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 0
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    newest.dispose()
    with pytest.raises(WorkspaceError, match="later release"):
        connect(database_url)


@pytest.mark.parametrize(
    ("host", "query", "its_host", "sent"),
    [
        ("db.example", "", "db.example", True),
        ("db.example", "", None, False),
        ("db.example", "", "db.example.evil", False),
        ("127.0.0.1", "", None, True),
        ("127.0.0.1", "?host=db.example", None, False),
    ],
)
def test_the_password_goes_to_no_host_that_a_file_alone_names(
    tmp_path: Path, host: str, query: str, its_host: str | None, sent: bool
) -> None:
    workspace = Workspace.init(tmp_path)
    where = f"postgresql+pg8000://calltools@{host}/calltools{query}"
    environment = {"CALLTOOLS_DATABASE_PASSWORD": "s3cret"}
    environment |= {"CALLTOOLS_DATABASE_HOST": its_host} if its_host else {}
    if sent:
        assert address(workspace, Settings(database=where), environment).password == "s3cret"
        return
    with pytest.raises(SettingsError) as refused:
        address(workspace, Settings(database=where), environment)
    assert "s3cret" not in str(refused.value)
    if not query:
        given = Settings(database=where, given=frozenset({"database"}))
        assert address(workspace, given, environment).password == "s3cret"


def test_where_the_database_is(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    server = Settings(database="postgresql+pg8000://calltools@db.example/calltools")
    its = {"CALLTOOLS_DATABASE_HOST": "db.example"}
    url = address(workspace, server, {"CALLTOOLS_DATABASE_PASSWORD": "s3cret", **its})
    assert url.password == "s3cret"
    assert "s3cret" not in str(url)
    key = tmp_path / "key"
    key.write_text("of a file\n")
    file = {"CALLTOOLS_DATABASE_PASSWORD_FILE": str(key), **its}
    assert address(workspace, server, file).password == "of a file"
    for wrong in ("postgresql+pg8000://c:pw@db/x", "mysql://db/x", "nonsense", "postgresql://d/x"):
        with pytest.raises(SettingsError) as refused:
            address(workspace, Settings(database=wrong), {})
        assert "pw" not in str(refused.value)


@pytest.mark.server
def test_a_password_that_is_missing_or_wrong_is_told_in_one_line(postgresql: URL) -> None:
    for password, told in ((None, "CALLTOOLS_DATABASE_PASSWORD"), ("wrong", "can't be opened")):
        with pytest.raises(WorkspaceError, match=told) as refused:
            connect(postgresql._replace(password=password))
        assert "\n" not in str(refused.value)


def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    connect(URL.create("sqlite", database=str(tmp_path / "review.sqlite"))).dispose()
    assert (tmp_path / "review.sqlite").stat().st_mode & 0o777 == 0o600


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
        events = [event for event in review.store.events() if event.action != "correct"]
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
    from postgresql import emptied

    root = tmp_path_factory.mktemp("r")
    first = Review.open(made_workspace(root / "a"), Settings())
    for decision in decisions:
        with contextlib.suppress(SettingsError):  # what is hidden can't be undone
            do(first, *decision)
    rows = exported(first).splitlines(keepends=True)
    other = Review(made_workspace(root / "b"), EventStore(connect(emptied(postgresql))))
    try:
        # In two files, in any order that leaves undos after what they undo.
        half = shuffle.randint(0, len(rows))
        for part in (rows[:half], rows, rows[half:]):
            import_events(other, read_exported("".join(part).encode(), "x"))
        assert shown(other) == shown(first)
        assert sorted(exported(other).splitlines()) == sorted(line.strip() for line in rows)
    finally:
        first.store.engine.dispose()
        other.store.engine.dispose()


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
