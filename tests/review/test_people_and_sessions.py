"""Accounts, roles, sessions that end, and log-ins that slow down."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from calltools.errors import NotAllowedError, SettingsError, WorkspaceError
from calltools.review.account_tables import ACCOUNTS_FILE, open_accounts
from calltools.review.accounts import Accounts
from calltools.review.event import DECIDE
from calltools.review.log_ins import FirstLogInError, LogIns
from calltools.review.passwords import start_password
from calltools.review.permissions import may
from calltools.review.sessions import IDLE_S, SESSION_S
from calltools.settings import load
from calltools.store.workspace import Workspace
from made_reviews import set_database

PASSWORD = "correct horse battery"


@dataclass
class Team:
    people: Accounts
    door: LogIns
    clock: list[float] = field(default_factory=lambda: [1_000_000.0])

    def wait(self, seconds: float) -> None:
        self.clock[0] += seconds


@pytest.fixture
def workspace(tmp_path: Path, database: str) -> Workspace:
    made = Workspace.init(tmp_path / "w")
    set_database(made, database)
    return made


def accounts_of(workspace: Workspace, **choices: Any) -> Accounts:
    engine = open_accounts(workspace.root, load(workspace.settings_file))
    return Accounts(engine, workspace.log, **choices)


@pytest.fixture
def team(workspace: Workspace) -> Iterator[Team]:
    clock = [1_000_000.0]
    hasher = PasswordHasher(time_cost=1, memory_cost=64)
    people = accounts_of(workspace, clock=lambda: clock[0], hasher=hasher)
    door = LogIns(people)
    door.log_in("ann", people.add("ann", "reviewer", "Ann Example"), chosen=PASSWORD)
    yield Team(people, door, clock)
    people.engine.dispose()


def test_who_knows_the_password_is_logged_in_and_what_is_wrong_is_told_alike(team: Team) -> None:
    account = team.people.account_of(team.door.log_in("ann", PASSWORD).session)
    assert account is not None
    assert (account.name, account.duty, account.full_name) == ("ann", "reviewer", "Ann Example")
    told = set()
    for name, password in (("ann", "x" * 20), ("eve", PASSWORD), ("", "")):
        with pytest.raises(NotAllowedError) as refused:
            team.door.log_in(name, password)
        told.add(str(refused.value))
    assert len(told) == 1


def test_neither_password_nor_token_stands_in_the_database_or_log(
    team: Team, workspace: Workspace
) -> None:
    start = team.people.add("bob", "lead")
    entry = team.door.log_in("ann", PASSWORD)
    with team.people.engine.connect() as connection:
        kept = str(
            [
                connection.execute(text(f"SELECT * FROM {name}")).all()
                for name in ("people", "sessions", "devices")
            ]
        )
    log = workspace.log
    kept += str([(event, log.raw_body(event)) for event in log.since()])
    assert "$argon2id$" in kept
    for secret in (PASSWORD, start, entry.session, entry.device):
        assert secret not in kept


def test_sessions_end(team: Team) -> None:
    people, door = team.people, team.door
    idle = door.log_in("ann", PASSWORD).session
    team.wait(IDLE_S + 1)
    assert people.account_of(idle) is None
    busy = door.log_in("ann", PASSWORD).session
    for _ in range(SESSION_S // IDLE_S + 1):
        team.wait(IDLE_S - 1)
        alive = people.account_of(busy)
    assert alive is None
    assert people.account_of("forged") is None
    for change in (
        people.sessions.end,
        lambda _: people.renew("ann"),
        lambda _: people.give_role("ann", "lead"),
        lambda _: people.close("ann"),
    ):
        session = people.start_session("ann")
        assert people.account_of(session)
        change(session)
        assert people.account_of(session) is None
    with pytest.raises(NotAllowedError, match="wrong"):
        door.log_in("ann", PASSWORD)


def test_failed_log_ins_slow_the_next_by_name_and_by_address(team: Team) -> None:
    for _ in range(5):
        with pytest.raises(NotAllowedError, match="wrong"):
            team.door.log_in("ann", "no", "192.0.2.1")
    for name, address in (("ann", "192.0.2.9"), ("bob", "192.0.2.1")):
        with pytest.raises(NotAllowedError, match="wait"):
            team.door.log_in(name, PASSWORD, address)
    team.wait(2)
    with pytest.raises(NotAllowedError, match="wrong"):
        team.door.log_in("ann", "no", "192.0.2.1")
    with pytest.raises(NotAllowedError, match="wait 4 s"):
        team.door.log_in("ann", PASSWORD, "192.0.2.1")
    team.wait(4)
    team.door.log_in("ann", PASSWORD, "192.0.2.1")
    with pytest.raises(NotAllowedError, match="wrong"):
        team.door.log_in("ann", "no", "192.0.2.1")


def test_nobody_is_kept_out_of_a_device_of_theirs_by_failures_of_others(team: Team) -> None:
    people, door = team.people, team.door
    device = door.log_in("ann", PASSWORD, "192.0.2.1").device
    for number in range(30):
        with pytest.raises(NotAllowedError):
            door.log_in("ann", "no", f"198.51.100.{number}")
        with pytest.raises(NotAllowedError):
            door.log_in("ann", "no", "192.0.2.1", device=f"forged {number}")
    with pytest.raises(NotAllowedError, match="wait"):
        door.log_in("ann", PASSWORD, "203.0.113.7")
    again = door.log_in("ann", PASSWORD, "192.0.2.1", device=device)
    assert again.device == device
    for _ in range(5):  # it waits for its own failures
        with pytest.raises(NotAllowedError, match="wrong"):
            door.log_in("ann", "no", "192.0.2.1", device=device)
    with pytest.raises(NotAllowedError, match="wait"):
        door.log_in("ann", PASSWORD, "192.0.2.1", device=device)
    door.log_in("bob", people.add("bob", "lead"), chosen=PASSWORD)
    with pytest.raises(NotAllowedError, match="wait"):  # and is nobody else's
        door.log_in("ann", PASSWORD, "203.0.113.8", device=door.log_in("bob", PASSWORD).device)


def test_only_two_passwords_are_tried_at_once_and_few_wait(workspace: Workspace) -> None:
    class Slow(PasswordHasher):
        at_once, most = 0, 0
        lock = threading.Lock()

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            with self.lock:
                Slow.at_once += 1
                Slow.most = max(Slow.most, Slow.at_once)
            time.sleep(0.05)
            with self.lock:
                Slow.at_once -= 1
            return super().verify(hash, password)

    people = accounts_of(workspace, hasher=Slow(time_cost=1, memory_cost=64))
    door = LogIns(people)
    device = door.log_in("ann", people.add("ann", "lead"), chosen=PASSWORD).device

    def stranger(number: int) -> str:
        with pytest.raises(NotAllowedError) as refused:
            door.log_in("ann", "no", f"198.51.{number}.1")
        return str(refused.value)

    with ThreadPoolExecutor(40) as pool:
        told = [pool.submit(stranger, number) for number in range(40)]
        door.log_in("ann", PASSWORD, device=device)
    assert Slow.most <= 2
    assert sum("at once" in one.result() for one in told) >= 20
    people.engine.dispose()


def test_whoever_makes_an_account_never_knows_its_password(team: Team) -> None:
    people, door = team.people, team.door
    start = people.add("bob", "lead", by="ann")
    with pytest.raises(FirstLogInError, match="choose"):
        door.log_in("bob", start)
    assert start != start_password()
    for chosen in (start, f"{start} 1", "short", "aaaaaaaaaaaa", "bob"):
        with pytest.raises(SettingsError):
            door.log_in("bob", start, chosen=chosen)
    door.log_in("bob", start, chosen=PASSWORD)
    for word in (start, "x"):
        with pytest.raises(NotAllowedError, match="wrong"):
            door.log_in("bob", word, chosen="another of my own lamps")
    door.log_in("bob", PASSWORD)
    again = people.renew("bob", by="ann")
    with pytest.raises(NotAllowedError, match="wrong"):
        door.log_in("bob", PASSWORD)
    with pytest.raises(FirstLogInError):
        door.log_in("bob", again)
    acts = [(one.actor, one.person, one.act) for one in people.acts() if one.person == "bob"]
    assert acts == [
        ("ann", "bob", "account made"),
        ("bob", "bob", "password chosen"),
        ("ann", "bob", "account renewed"),
    ]


def test_what_could_not_be_logged_is_not_done(team: Team, workspace: Workspace) -> None:
    def full(*_: object) -> None:
        raise WorkspaceError("log", "can't be written: no space left")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace.log, "append", full)
        for change in (
            lambda: team.people.add("bob", "lead", by="ann"),
            lambda: team.people.give_role("ann", "lead", by="ann"),
        ):
            with pytest.raises(WorkspaceError):
                change()
    assert [(one.name, one.duty) for one in team.people.all()] == [("ann", "reviewer")]


def test_accounts_that_can_not_be_are_refused(
    team: Team, workspace: Workspace, database: str
) -> None:
    if not database:  # they are for their owner alone
        assert (workspace.root / ACCOUNTS_FILE).stat().st_mode & 0o777 == 0o600
    for name, duty in (
        ("ann", "lead"), ("a b", "lead"), ("", "lead"), ("bob", "boss"), ("b\x00b", "lead"),
        ("ANN", "lead"), ("аnn", "lead"), ("ａｎｎ", "lead"), ("Аnn", "lead"),
        ("ann\u0301", "lead"),
    ):  # fmt: skip
        with pytest.raises(SettingsError):
            team.people.add(name, duty)  # type: ignore[arg-type]
    assert [account.name for account in team.people.all()] == ["ann"]
    for name in ("安娜", "Анна", "ann2", "Łukasz"):
        team.people.add(name, "reviewer")
    with pytest.raises(SettingsError, match="taken by Анна"):
        team.people.add("Aннa".replace("A", "А").replace("a", "а"), "lead")


def test_each_role_decides_of_its_own() -> None:
    allowed = {
        duty: {kind for kind, actions in DECIDE.items() if any(may(duty, a, kind) for a in actions)}
        for duty in ("investigator", "translator", "reviewer", "lead")
    }
    assert allowed == {
        "investigator": {"statement", "check"},
        "translator": {"finding", "link"},
        "reviewer": {"statement", "quotation", "check"},
        "lead": {"statement", "finding", "link", "quotation", "check"},
    }
    assert [duty for duty in allowed if may(duty, "assign", "call")] == ["lead"]  # type: ignore[arg-type]
