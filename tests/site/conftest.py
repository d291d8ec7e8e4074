"""A review served to a team, and to one person."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from served import desk_of_team, logged_in, visitor
from starlette.testclient import TestClient

from calltools.review.account_tables import ACCOUNTS_FILE
from calltools.review.desk import Review
from calltools.site.access import Solo
from calltools.site.sound import SoundShelf
from calltools.site.visit import Desk
from calltools.store.workspace import Workspace
from made_reviews import align
from store.made_calls import add_call, transcript


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    workspace = Workspace.init(tmp_path_factory.mktemp("web") / "office")
    for number, name in enumerate(("b01", "b02")):
        add_call(workspace, name, transcript(number))
    align(workspace, "b02")
    return Review(workspace)


@pytest.fixture
def own(workspace_root: Path, tmp_path: Path) -> Review:
    """A workspace of its own, for what changes it.

    Its log is in files: a team's database is under the stories, people at work and tests/review.
    """
    left_out = shutil.ignore_patterns(f"{ACCOUNTS_FILE}*")
    return Review(Workspace(shutil.copytree(workspace_root, tmp_path / "office", ignore=left_out)))


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
