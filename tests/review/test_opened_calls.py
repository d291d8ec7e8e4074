"""Who of a team opened which call: logged once for each session, before anything is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from calltools.errors import CalltoolsError
from calltools.proof.log_text import listed
from calltools.proof.verify import verify
from calltools.review.openings import Openings
from calltools.store.log_files import EVENTS, LOG
from calltools.store.workspace import Workspace
from store.made_calls import add_call, transcript


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.init(tmp_path / "office")
    add_call(made, "b01", transcript(0))
    return made


def logged(workspace: Workspace) -> list[tuple[str, str, str]]:
    return [(row.who, row.call, row.what) for row in listed(workspace) if row.kind == "opened"]


def test_each_session_is_logged_once_however_often_it_asks(workspace: Workspace) -> None:
    openings = Openings(workspace)
    openings.opened("ann", "b01", "sound", "a secret token")
    head = workspace.log.head()
    for _ in range(20):
        openings.opened("ann", "b01", "sound", "a secret token")
    assert workspace.log.head() == head
    openings.opened("ann", "b01", "words", "a secret token")
    openings.opened("ann", "b01", "sound", "token 2")
    openings.opened("bob", "b01", "sound", "token 3")
    Openings(workspace).opened("bob", "b01", "sound", "token 3")  # the program started again
    assert logged(workspace) == [
        ("ann", "b01", "opened: sound"), ("ann", "b01", "opened: words"),
        ("ann", "b01", "opened: sound"), ("bob", "b01", "opened: sound"),
    ]  # fmt: skip
    found = verify(workspace.root, sound=False)
    assert not found.of("broken")
    assert found.counts["openings"] == 4
    folder = workspace.root / LOG  # which opens no session, and whose lines name nobody
    assert not any("a secret token" in path.read_text("utf-8") for path in folder.iterdir())
    assert '"ann"' not in (folder / EVENTS).read_text("utf-8")


def test_where_it_can_not_be_logged_nothing_is_shown(workspace: Workspace) -> None:
    openings = Openings(workspace)
    path = workspace.root / LOG / EVENTS
    path.unlink()
    path.mkdir()
    with pytest.raises(CalltoolsError, match="events"):
        openings.opened("ann", "b01", "sound", "1")
