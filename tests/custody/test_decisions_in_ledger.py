"""Decisions in the review database: entered when the ledger is signed, checked, put into bags."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from calltools.custody.decisions import DECISIONS, decisions
from calltools.custody.export import export_bag
from calltools.custody.heads import sign_head
from calltools.custody.keys import OfficeKey
from calltools.custody.verify import verify
from calltools.review.database import address, connect
from calltools.review.desk import Review
from calltools.review.store import EventStore
from calltools.settings import load
from calltools.workspace import Workspace


@pytest.fixture
def review(workspace: Workspace) -> Iterator[Review]:
    engine = connect(address(workspace, load(workspace.settings_file)))
    yield Review(workspace, EventStore(engine))
    engine.dispose()


def comment(review: Review, text: str) -> None:
    key = next(one.key for one in review.call("b01").states if one.kind == "call")
    review.decide("b01", key, "comment", "ann", value={"text": text})


def test_a_workspace_without_decisions_has_none(workspace: Workspace, key: OfficeKey) -> None:
    assert decisions(workspace) is None
    sign_head(workspace, key)
    assert not (workspace.root / "review.sqlite").exists()
    assert verify(workspace.root).state == "whole"


def test_decisions_are_entered_when_the_ledger_is_signed(
    workspace: Workspace, review: Review, key: OfficeKey
) -> None:
    comment(review, "听得清楚")
    sign_head(workspace, key)
    assert verify(workspace.root).state == "whole"
    comment(review, "something more")
    found = verify(workspace.root)
    assert found.state == "whole", "what was decided since the ledger was signed is no fault"
    assert any(fault.where == DECISIONS for fault in found.of("note"))
    sign_head(workspace, key)
    assert not any(fault.where == DECISIONS for fault in verify(workspace.root).faults)


def test_a_decision_that_was_changed_behind_the_database_is_told(
    workspace: Workspace, review: Review, key: OfficeKey
) -> None:
    comment(review, "听得清楚")
    sign_head(workspace, key)
    review.store.engine.dispose()
    with sqlite3.connect(workspace.root / "review.sqlite") as opened:
        for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            opened.execute(f"DROP TRIGGER {name}")
        opened.execute("UPDATE events SET row = replace(row, 'ann', 'eve')")
    opened.close()
    found = verify(workspace.root)
    assert found.state == "broken"
    assert [fault.where for fault in found.of("broken")] == [DECISIONS]


def test_a_bag_of_all_recordings_holds_the_decisions(
    workspace: Workspace, review: Review, key: OfficeKey
) -> None:
    comment(review, "听得清楚")
    bag, some = workspace.root.with_name("bag"), workspace.root.with_name("some")
    export_bag(workspace, bag, key)
    assert (bag / "data" / DECISIONS).read_bytes() == decisions(workspace)
    assert verify(bag).state == "whole"
    export_bag(workspace, some, key, ["b02"])
    assert not (some / "data" / DECISIONS).exists()
    assert DECISIONS in (some / "left-out.txt").read_text("utf-8")
    assert verify(some).state == "whole"


def test_a_database_of_something_else_is_told(workspace: Workspace, key: OfficeKey) -> None:
    (workspace.root / "review.sqlite").write_bytes(b"no database" * 100)
    sign_later = verify(workspace.root)
    assert sign_later.state == "whole", "nothing was entered of it"
    with pytest.raises(Exception, match="no review database"):
        sign_head(workspace, key)
