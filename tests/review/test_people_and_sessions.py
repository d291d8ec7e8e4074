"""Accounts, roles, sessions that end, and log-ins that slow down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.engine import URL

from calltools.errors import NotAllowedError, SettingsError
from calltools.review.accounts import IDLE_S, SESSION_S, Accounts
from calltools.review.database import connect
from calltools.review.event import DECIDE
from calltools.review.rules import may

PASSWORD = "correct horse battery"


@dataclass
class Team:
    people: Accounts
    time: list[float] = field(default_factory=lambda: [1_000_000.0])

    def wait(self, seconds: float) -> None:
        self.time[0] += seconds


@pytest.fixture
def team(database_url: URL) -> Iterator[Team]:
    engine = connect(database_url)
    time = [1_000_000.0]
    people = Accounts(engine, lambda: time[0], PasswordHasher(time_cost=1, memory_cost=64))
    people.add("ann", "reviewer", PASSWORD, "Ann Example")
    yield Team(people, time)
    engine.dispose()


def test_who_knows_the_password_is_logged_in(team: Team) -> None:
    account = team.people.account_of(team.people.log_in("ann", PASSWORD))
    assert account is not None
    assert (account.name, account.duty, account.full_name) == ("ann", "reviewer", "Ann Example")


def test_a_wrong_name_and_a_wrong_password_are_told_alike(team: Team) -> None:
    told = set()
    for name, password in (("ann", "x" * 20), ("eve", PASSWORD), ("", "")):
        with pytest.raises(NotAllowedError) as refused:
            team.people.log_in(name, password)
        told.add(str(refused.value))
    assert len(told) == 1


def test_neither_password_nor_token_stands_in_the_database(team: Team) -> None:
    token = team.people.log_in("ann", PASSWORD)
    with team.people.engine.connect() as connection:
        kept = str(
            [
                connection.execute(text(f"SELECT * FROM {name}")).all()
                for name in ("people", "sessions")
            ]
        )
    assert "$argon2id$" in kept
    assert PASSWORD not in kept
    assert token not in kept


def test_sessions_end(team: Team) -> None:
    idle = team.people.log_in("ann", PASSWORD)
    team.wait(IDLE_S + 1)
    assert team.people.account_of(idle) is None
    busy = team.people.log_in("ann", PASSWORD)
    for _ in range(SESSION_S // IDLE_S + 1):
        team.wait(IDLE_S - 1)
        alive = team.people.account_of(busy)
    assert alive is None
    gone = team.people.log_in("ann", PASSWORD)
    team.people.log_out(gone)
    assert team.people.account_of(gone) is None
    assert team.people.account_of("forged") is None


def test_a_new_password_a_new_role_and_a_closed_account_end_sessions(team: Team) -> None:
    for change in ({"password": "another long one"}, {"duty": "lead"}, {"active": False}):
        token = team.people.start_session("ann")
        team.people.change("ann", **change)  # type: ignore[arg-type]
        assert team.people.account_of(token) is None
    with pytest.raises(NotAllowedError, match="wrong"):
        team.people.log_in("ann", "another long one")


def test_failed_log_ins_slow_the_next_by_name_and_by_address(team: Team) -> None:
    for _ in range(5):
        with pytest.raises(NotAllowedError, match="wrong"):
            team.people.log_in("ann", "no", "192.0.2.1")
    for name, address in (("ann", "192.0.2.9"), ("bob", "192.0.2.1")):
        with pytest.raises(NotAllowedError, match="wait"):
            team.people.log_in(name, PASSWORD, address)
    team.wait(2)
    with pytest.raises(NotAllowedError, match="wrong"):
        team.people.log_in("ann", "no", "192.0.2.1")
    with pytest.raises(NotAllowedError, match="wait 4 s"):
        team.people.log_in("ann", PASSWORD, "192.0.2.1")
    team.wait(4)
    team.people.log_in("ann", PASSWORD, "192.0.2.1")
    with pytest.raises(NotAllowedError, match="wrong"):
        team.people.log_in("ann", "no", "192.0.2.1")


def test_accounts_that_can_not_be_are_refused(team: Team) -> None:
    for name, duty, password in (
        ("ann", "lead", PASSWORD), ("a b", "lead", PASSWORD), ("", "lead", PASSWORD),
        ("bob", "boss", PASSWORD), ("bob", "lead", "short"),
    ):  # fmt: skip
        with pytest.raises(SettingsError):
            team.people.add(name, duty, password)  # type: ignore[arg-type]
    assert [account.name for account in team.people.all()] == ["ann"]


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
