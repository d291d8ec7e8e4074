"""A review as it is served to a team, and browsers that look at it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from argon2 import PasswordHasher
from lxml import html
from starlette.testclient import TestClient

from calltools.review.account_tables import open_accounts
from calltools.review.accounts import Accounts
from calltools.review.call_access import Circle
from calltools.review.desk import Review
from calltools.review.log_ins import LogIns
from calltools.review.openings import Openings
from calltools.review.permissions import DUTIES, Duty
from calltools.settings import load
from calltools.site import job_process
from calltools.site.access import Team
from calltools.site.app import application
from calltools.site.guard import COOKIE
from calltools.site.job_process import JobFacts
from calltools.site.jobs import AskedJob
from calltools.site.server import listening
from calltools.site.sound import SoundShelf
from calltools.site.visit import Desk
from calltools.store.workspace import Workspace

HOST = "review.example"
PASSWORD = "seven lamps and a kite"
NAMES = re.compile(
    r"calltools|TOTP|UTC|Cohen|Krippendorff|English|investigator|reviewer|translator|second|lead"
    r"|demo-call|\w+\.(?:md|csv)"
)
"""What is no English: names, of people and files too."""


def desk_of_team(review: Review, circle: Circle = "team") -> Desk:
    """A member of each role, and a second reviewer; calls are open to the ``circle``."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = accounts_of(review.workspace, cheap)
    for duty in DUTIES:
        joined(accounts, duty, duty)
    joined(accounts, "second", "reviewer")
    sounds, log = SoundShelf(review.workspace), Openings(review.workspace)
    desk = Desk(review, Team(accounts), sounds, openings=log)
    desk.reach.set(circle, "lead")
    return desk


def accounts_of(workspace: Workspace, hasher: PasswordHasher) -> Accounts:
    """The accounts of a workspace, whose passwords cost what ``hasher`` says."""
    engine = open_accounts(workspace.root, load(workspace.settings_file))
    return Accounts(engine, workspace.log, hasher=hasher)


def joined(accounts: Accounts, name: str, duty: Duty) -> None:
    """An account whose owner has chosen their password."""
    LogIns(accounts).log_in(name, accounts.add(name, duty), chosen=PASSWORD)


def visitor(desk: Desk, session: str = "") -> TestClient:
    """A browser with a session, or with none."""
    client = TestClient(
        application(desk, [HOST]), base_url=f"http://{HOST}", follow_redirects=False
    )
    client.headers["sec-fetch-site"] = "same-origin"
    if session:
        client.cookies.set(COOKIE, session)
        client.headers["x-calltools-token"] = desk.tokens.of(session)
    return client


def logged_in(desk: Desk, name: str) -> TestClient:
    """A browser in which a member of the team is logged in."""
    assert isinstance(desk.access, Team)
    return visitor(desk, desk.access.accounts.start_session(name))


@contextmanager
def serving(configured: Callable[[str], uvicorn.Config]) -> Iterator[str]:
    """Serves on loopback what is configured for a host and port; gives these."""
    listener = listening("127.0.0.1", 0)
    at = f"127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(configured(at))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    end = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < end
        time.sleep(0.01)
    yield at
    server.should_exit = True


@contextmanager
def serving_desk(desk: Desk) -> Iterator[str]:
    """Serves a desk on loopback; gives its address."""
    with serving(lambda at: uvicorn.Config(application(desk, [at]), log_level="error")) as at:
        yield f"http://{at}"


class WorkHere:
    """The process of a job that is none: its work is done in this one, where all is imported."""

    def __init__(self, workspace: Workspace, work: str, arguments: Mapping[str, Any]) -> None:
        sent = json.loads(json.dumps(dict(arguments)))
        self._order = {"root": str(workspace.root), "work": work, "arguments": sent}
        self._told: Callable[[JobFacts], None] = lambda _: None

    def ended(self, told: Callable[[JobFacts], None]) -> JobFacts:
        self._told = told
        end = job_process._done(self._order, job_process._Teller(self))  # type: ignore[arg-type]
        facts: JobFacts = json.loads(json.dumps(end))
        return facts

    def end(self) -> None:
        """What is done here can't be ended."""

    def write(self, line: bytes) -> None:
        self._told(json.loads(line))

    def flush(self) -> None:
        """There is nothing to be flushed."""


def ended(desk: Desk, job_id: str) -> AskedJob:
    """A job when it has ended, within two minutes."""
    end = time.monotonic() + 120
    while (job := desk.jobs.get(job_id)) is None or job.is_open:
        assert time.monotonic() < end, job
        time.sleep(0.02)
    return job


def english_in(page: str) -> list[str]:
    """The English words that people read, or hear, in a page beside names and file formats."""
    shown = html.document_fromstring(page)
    for name in shown.xpath(
        "//kbd | //code | //bdi | //form[@class='languages'] | //head | //script"
    ):
        name.drop_tree()
    read = shown.xpath("//*[not(self::option) and not(@class='me')]/text()")
    heard = shown.xpath("//@aria-label | //@placeholder | //@title")
    return re.findall(r"[A-Za-z]{3,}", NAMES.sub("", " ".join([*read, *heard])))


def until(page: Any, condition: str) -> None:
    """Waits at most ten seconds for an expression of JavaScript to be true in ``page``.

    Playwright's own ``wait_for_function`` asks again inside the page, where the policy of our
    pages forbids to evaluate a string: it fails whenever the first answer is no.
    """
    end = time.monotonic() + 10
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"it did not come about: {condition}"
        page.wait_for_timeout(20)
