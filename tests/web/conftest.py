"""A review served to a team, and to one person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from served import desk_of_team, visitor
from starlette.testclient import TestClient

from calls.made_calls import add_call, transcript
from calltools.review.desk import Review
from calltools.review.rules import Duty
from calltools.settings import load
from calltools.web.access import Solo, Team
from calltools.web.sound import SoundShelf
from calltools.web.visit import Desk
from calltools.workspace import Workspace


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    workspace = Workspace.init(tmp_path_factory.mktemp("web") / "office")
    for number, name in enumerate(("b01", "b02")):
        add_call(workspace, name, transcript(number))
    found = Review.open(workspace, load(workspace.root / "calltools.toml", environment={}))
    yield found
    found.store.engine.dispose()


@pytest.fixture
def own(workspace_root: Path, tmp_path: Path) -> Review:
    """A workspace of its own, for what changes it."""
    root = Path(shutil.copytree(workspace_root, tmp_path / "office"))
    for path in root.glob("review.sqlite*"):
        path.unlink()
    return Review.open(Workspace(root), load(environment={}))


@pytest.fixture(scope="module")
def team(review: Review) -> Desk:
    return desk_of_team(review)


@pytest.fixture
def member(team: Desk) -> Callable[[str], TestClient]:
    """A browser in which a member of the team is logged in."""

    def logged_in(name: Duty | str) -> TestClient:
        assert isinstance(team.access, Team)
        return visitor(team, team.access.accounts.start_session(name))

    return logged_in


@pytest.fixture
def alone(review: Review) -> tuple[TestClient, Solo]:
    """A browser that nobody has entered yet, and what lets one person in."""
    access = Solo("ann")
    return visitor(Desk(review, access, SoundShelf(review.workspace))), access


@pytest.fixture
def workspace_root(review: Review) -> Path:
    return review.workspace.root
