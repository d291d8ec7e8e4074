"""Decisions in the review database: entered when the ledger is signed, checked, put into bags."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from calltools.errors import WorkspaceError
from calltools.proof.decisions import DECISIONS, decisions
from calltools.proof.export import export_bag
from calltools.proof.faults import Verification
from calltools.proof.heads import sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.verify import verify
from calltools.proof.vouching import Trust
from calltools.review.database import address, connect
from calltools.review.desk import Review
from calltools.review.store import EventStore
from calltools.settings import load
from calltools.store.workspace import Workspace
from lived import agrees
from postgresql import emptied


def use(workspace: Workspace, server: URL) -> None:
    """Set the workspace's database; no setting may hold a password."""
    user, host, port, name = server.username, server.host, server.port, server.database
    address = f"{server.drivername}://{user}@{host}:{port}/{name}"
    workspace.settings_file.write_text(f'database = "{address}"\n', "utf-8")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def review(
    request: pytest.FixtureRequest, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Review]:
    """Decisions in the workspace's own file, or in PostgreSQL by its settings."""
    if request.param == "postgresql":
        server = emptied(request.getfixturevalue("postgresql"))
        monkeypatch.setenv("CALLTOOLS_DATABASE_PASSWORD", str(server.password))
        use(workspace, server)
    engine = connect(address(workspace, load(workspace.settings_file)))
    yield Review(workspace, EventStore(engine))
    engine.dispose()


def unguarded(engine: Engine, change: str) -> None:
    """Change the table of events as one may who has all rights to it."""
    with engine.begin() as opened:
        if engine.dialect.name == "postgresql":
            names = ["events_only_added ON events"]
        else:
            asked = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            names = [name for (name,) in opened.execute(asked)]
        for name in names:
            opened.execute(text(f"DROP TRIGGER {name}"))
        opened.execute(text(change))


def looked_at(workspace: Workspace) -> Verification:
    """What a check finds that may ask the database."""
    return verify(workspace.root, Trust.of(database=True))


def comment(review: Review, text: str) -> None:
    key = next(one.key for one in review.call("b01").states if one.kind == "call")
    review.decide("b01", key, "comment", "ann", value={"text": text})


def test_a_workspace_without_decisions_has_none(workspace: Workspace, key: OfficeKey) -> None:
    assert decisions(workspace) is None
    sign_head(workspace, key)
    assert not (workspace.root / "review.sqlite").exists()
    assert agrees(looked_at(workspace))


def test_decisions_are_entered_when_the_ledger_is_signed(
    workspace: Workspace, review: Review, key: OfficeKey
) -> None:
    comment(review, "听得清楚")
    sign_head(workspace, key)
    assert agrees(looked_at(workspace))
    comment(review, "something more")
    found = looked_at(workspace)
    assert agrees(found), "what was decided since the ledger was signed is no fault"
    assert any(fault.where == DECISIONS for fault in found.of("note"))
    sign_head(workspace, key)
    assert not any(fault.where == DECISIONS for fault in looked_at(workspace).faults)


def test_a_decision_that_was_changed_behind_the_database_is_told(
    workspace: Workspace, review: Review, key: OfficeKey
) -> None:
    comment(review, "听得清楚")
    sign_head(workspace, key)
    unguarded(review.store.engine, "UPDATE events SET row = replace(row, 'ann', 'eve')")
    found = looked_at(workspace)
    assert found.state == "broken"
    assert [fault.where for fault in found.of("broken")] == [DECISIONS]


def test_a_decision_that_was_removed_behind_the_database_is_told(
    workspace: Workspace, review: Review, key: OfficeKey
) -> None:
    comment(review, "听得清楚")
    comment(review, "something more")
    sign_head(workspace, key)
    unguarded(review.store.engine, "DELETE FROM events WHERE seq = 1")
    assert [fault.where for fault in looked_at(workspace).of("broken")] == [DECISIONS]


@pytest.mark.server
def test_a_server_that_is_not_there_is_doubtful_and_nothing_is_signed(
    workspace: Workspace, postgresql: URL, key: OfficeKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_DATABASE_PASSWORD", "not the password")
    use(workspace, postgresql)
    with pytest.raises(WorkspaceError, match="can't be read") as told:
        sign_head(workspace, key)
    assert "not the password" not in str(told.value)
    for asked in (False, True):
        doubts = verify(workspace.root, Trust.of(database=asked)).of("doubtful")
        assert DECISIONS in [fault.where for fault in doubts]


def test_a_bag_of_all_recordings_holds_the_decisions(
    workspace: Workspace, review: Review, key: OfficeKey
) -> None:
    comment(review, "听得清楚")
    bag, some = workspace.root.with_name("bag"), workspace.root.with_name("some")
    export_bag(workspace, bag, key)
    assert (bag / "data" / DECISIONS).read_bytes() == decisions(workspace)
    assert agrees(verify(bag))
    export_bag(workspace, some, key, ["b02"])
    assert not (some / "data" / DECISIONS).exists()
    assert DECISIONS in (some / "left-out.txt").read_text("utf-8")
    assert agrees(verify(some))


def test_a_database_of_something_else_is_told(workspace: Workspace, key: OfficeKey) -> None:
    (workspace.root / "review.sqlite").write_bytes(b"no database" * 100)
    (doubt,) = [flaw for flaw in verify(workspace.root).faults if flaw.where == DECISIONS]
    assert doubt.severity == "doubtful"
    with pytest.raises(Exception, match="no review database"):
        sign_head(workspace, key)
