"""A review served to a team, and to one person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from served import desk_of_team, logged_in, visitor
from sqlalchemy.engine import URL
from starlette.testclient import TestClient

from calltools.review.database import connect
from calltools.review.desk import Review
from calltools.review.store import EventStore
from calltools.settings import load
from calltools.store.workspace import Workspace
from calltools.web.access import Solo
from calltools.web.sound import SoundShelf
from calltools.web.visit import Desk
from made_reviews import align
from store.made_calls import add_call, transcript


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    workspace = Workspace.init(tmp_path_factory.mktemp("web") / "office")
    for number, name in enumerate(("b01", "b02")):
        add_call(workspace, name, transcript(number))
    align(workspace, "b02")
    found = Review.open(workspace, load(workspace.root / "calltools.toml", environment={}))
    yield found
    found.store.engine.dispose()


@pytest.fixture
def own(workspace_root: Path, tmp_path: Path, database_url: URL) -> Iterator[Review]:
    """A workspace of its own, for what changes it, on either database."""
    left_out = shutil.ignore_patterns("review.sqlite*")
    root = Path(shutil.copytree(workspace_root, tmp_path / "office", ignore=left_out))
    engine = connect(database_url)
    yield Review(Workspace(root), EventStore(engine))
    engine.dispose()


@pytest.fixture(scope="module")
def team(review: Review) -> Desk:
    return desk_of_team(review)


@pytest.fixture
def member(team: Desk) -> Callable[[str], TestClient]:
    """A browser in which a member of the team is logged in."""
    return partial(logged_in, team)


@pytest.fixture
def alone(review: Review) -> tuple[TestClient, Solo]:
    """A browser that nobody has entered yet, and what lets one person in."""
    access = Solo("ann")
    return visitor(Desk(review, access, SoundShelf(review.workspace))), access


@pytest.fixture
def workspace_root(review: Review) -> Path:
    return review.workspace.root
