"""A review served to a team, and to one person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from screens import DESKTOP
from served import WorkHere, desk_of_team, logged_in, serving_desk, visitor
from starlette.testclient import TestClient

from calltools.review.account_tables import ACCOUNTS_FILE
from calltools.review.desk import Review
from calltools.site import jobs
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
def jobs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done in this process."""
    monkeypatch.setattr(jobs, "JobProcess", WorkHere)


@pytest.fixture
def workspace_root(review: Review) -> Path:
    return review.workspace.root


@pytest.fixture
def client(own: Review) -> TestClient:
    """A browser of one person, ann, in a workspace of its own."""
    access = Solo("ann")
    desk = Desk(own, access, SoundShelf(own.workspace))
    return visitor(desk, access.enter(access.secret))


@pytest.fixture
def served() -> Iterator[Callable[[Desk], str]]:
    """Serves a desk on loopback; gives its address."""
    with ExitStack() as servers:
        yield lambda desk: servers.enter_context(serving_desk(desk))


@pytest.fixture
def alone_at(own: Review, served: Callable[[Desk], str]) -> str:
    """Where ``own`` is served to one person, ann, to be entered once."""
    access = Solo("ann")
    return f"{served(Desk(own, access, SoundShelf(own.workspace)))}/enter/{access.secret}"


def refused(answer: Any) -> bool:
    """Whether something that a page is made of did not come; a player asks for ranges as it likes,
    and gives up what it no longer needs, and a conflict is what a person is told."""
    kind = answer.request.resource_type
    return bool(answer.status >= 400 and answer.status != 409 and kind not in ("media", "other"))


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages in contexts of their own; nothing may go wrong in any of them."""
    complaints: list[str] = []
    hosts: set[str] = set()
    contexts: list[Any] = []

    def opened(address: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda r: refused(r) and complaints.append(f"{r.status} {r.url}"))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert len(hosts) == 1
