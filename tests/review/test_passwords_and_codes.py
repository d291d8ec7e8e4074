"""Passwords that people choose and change, and the codes that they set up beside them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from calltools.errors import NotAllowedError, SettingsError
from calltools.review.account_tables import open_accounts
from calltools.review.accounts import Accounts
from calltools.review.log_ins import CodeNeededError, FirstLogInError, LogIns
from calltools.review.passwords import check_chosen
from calltools.review.second_factor import base32, new_secret, picture, sealed, step_of, unsealed
from calltools.settings import load
from calltools.store.workspace import Workspace

PASSWORD, OTHER = "seven lamps and a kite", "nine wet horses sing"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64)


class Door:
    """One account, ``ann``, whose owner chose their password, and a clock that tests move."""

    def __init__(self, workspace: Workspace) -> None:
        self.now = 1_000_000_000.0
        engine = open_accounts(workspace.root, load(workspace.settings_file))
        self.people = Accounts(engine, workspace.log, lambda: self.now, CHEAP)
        self.log_ins = LogIns(self.people)
        self.log_ins.log_in("ann", self.people.add("ann", "reviewer"), chosen=PASSWORD)

    def session(self) -> str:
        return self.people.start_session("ann")

    def begun(self, password: str = PASSWORD) -> str:
        with pytest.raises(CodeNeededError) as needed:
            self.log_ins.log_in("ann", password)
        return needed.value.begun

    def with_factor(self) -> pyotp.TOTP:
        """The device, once a second factor was set up."""
        new = self.log_ins.begin_factor("ann", PASSWORD)
        device = pyotp.TOTP(new.typed)
        self.log_ins.confirm_factor("ann", new.begun, device.at(self.now), self.session())
        self.now += 30
        return device

    def acts(self) -> list[str]:
        return [act.act for act in self.people.acts()]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(Workspace.init(tmp_path))
    yield made
    made.people.engine.dispose()


def test_passwords_that_others_could_think_of_are_refused_and_a_few_words_are_one() -> None:
    for password in (
        "aaaaaaaaaaaa", "abcabcabcabc", "qwertyuiop[]", "asdfghjkl;'zxc", "azertyuiopqs",
        "123456789012", "calltools2026", "calltoolscalltools", "calltools review", "password1234",
        "Ann Example 1", "annexample2026", "example.ann.ann", "short words",
    ):  # fmt: skip
        with pytest.raises(SettingsError):
            check_chosen(password, ["ann", "Ann Example"])
    for password in (PASSWORD, OTHER, "换肝要等多久啊我不知道的", f"{OTHER} " * 40 + PASSWORD):
        check_chosen(password, ["ann", "Ann Example"])


def test_its_owner_changes_a_password_and_other_sessions_end(door: Door) -> None:
    here, elsewhere = door.session(), door.session()
    with pytest.raises(NotAllowedError, match="wrong"):
        door.log_ins.change_password("ann", OTHER, OTHER, here)
    for chosen in ("aaaaaaaaaaaa", PASSWORD):
        with pytest.raises(SettingsError):
            door.log_ins.change_password("ann", PASSWORD, chosen, here)
    assert door.people.account_of(elsewhere)
    door.log_ins.change_password("ann", PASSWORD, OTHER, here)
    assert door.people.account_of(here)
    assert door.people.account_of(elsewhere) is None
    with pytest.raises(NotAllowedError, match="wrong"):
        door.log_ins.log_in("ann", PASSWORD)
    door.log_ins.log_in("ann", OTHER)
    assert door.acts() == ["account made", "password chosen", "password chosen"]


def test_who_took_a_session_can_not_try_passwords_in_it(door: Door) -> None:
    for _ in range(5):
        with pytest.raises(NotAllowedError, match="wrong"):
            door.log_ins.drop_factor("ann", "no")
    with pytest.raises(NotAllowedError, match="wait"):
        door.log_ins.change_password("ann", PASSWORD, OTHER, door.session())
    door.log_ins.log_in("ann", PASSWORD)  # and its owner is not kept out by it


def test_a_code_is_asked_for_and_good_once(door: Door) -> None:
    device = door.with_factor()
    begun = door.begun()
    with pytest.raises(NotAllowedError, match="wrong"):
        door.log_ins.enter_code(begun, "000000")
    code = device.at(door.now)
    entry = door.log_ins.enter_code(begun, f" {code[:3]} {code[3:]} ")
    account = door.people.account_of(entry.session)
    assert account is not None
    assert account.has_factor
    for again in (begun, door.begun()):
        with pytest.raises(NotAllowedError):
            door.log_ins.enter_code(again, code)
    door.now += 30
    late = door.begun()
    door.now += 601
    with pytest.raises(NotAllowedError, match="too long"):
        door.log_ins.enter_code(late, device.at(door.now))


def test_codes_that_fail_have_to_wait_whatever_passwords_succeed_between(door: Door) -> None:
    device = door.with_factor()
    for _ in range(5):
        with pytest.raises(NotAllowedError, match="wrong"):
            door.log_ins.enter_code(door.begun(), "000000")
    with pytest.raises(NotAllowedError, match="wait"):
        door.log_ins.enter_code(door.begun(), device.at(door.now))
    door.now += 2
    door.log_ins.enter_code(door.begun(), device.at(door.now))


def test_setting_up_and_taking_away_ask_for_the_password_and_stand_in_the_log(door: Door) -> None:
    with pytest.raises(NotAllowedError, match="wrong"):
        door.log_ins.begin_factor("ann", OTHER)
    new = door.log_ins.begin_factor("ann", PASSWORD)
    with pytest.raises(NotAllowedError, match="wrong"):
        door.log_ins.confirm_factor("ann", new.begun, "123", door.session())
    door.log_ins.log_in("ann", PASSWORD)  # it does not hold yet
    elsewhere, here = door.session(), door.session()
    code = pyotp.TOTP(new.typed).at(door.now)
    with pytest.raises(NotAllowedError, match="no log-in that was begun"):
        door.log_ins.confirm_factor("bob", new.begun, code, here)
    door.log_ins.confirm_factor("ann", new.begun, code, here)
    assert door.people.account_of(here)
    assert door.people.account_of(elsewhere) is None
    door.begun()
    with pytest.raises(NotAllowedError, match="wrong"):
        door.log_ins.drop_factor("ann", OTHER)
    door.log_ins.drop_factor("ann", PASSWORD)
    door.log_ins.log_in("ann", PASSWORD)
    assert door.acts()[2:] == ["second factor set up", "second factor taken away"]


def test_a_factor_outlives_another_password_and_ends_with_a_renewed_account(door: Door) -> None:
    device = door.with_factor()
    waiting = door.begun()
    door.log_ins.change_password("ann", PASSWORD, OTHER, door.session())
    with pytest.raises(NotAllowedError):  # whose password it was is not let in by it any more
        door.log_ins.enter_code(waiting, device.at(door.now))
    door.log_ins.enter_code(door.begun(OTHER), device.at(door.now))
    start = door.people.renew("ann", by="lea")
    with pytest.raises(FirstLogInError):
        door.log_ins.log_in("ann", start)
    door.log_ins.log_in("ann", start, chosen=PASSWORD)
    assert door.acts()[-2:] == ["account renewed", "password chosen"]


def test_who_reads_all_tables_can_make_no_code(door: Door) -> None:
    device = door.with_factor()
    with door.people.engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM people")).all())
    assert device.secret not in kept
    assert device.byte_secret().hex() not in kept
    secret = new_secret()
    locked = sealed(secret, PASSWORD, CHEAP)
    assert unsealed(locked, PASSWORD) == secret
    assert unsealed(locked, OTHER) != secret
    assert locked != sealed(secret, PASSWORD, CHEAP)


def test_codes_are_those_of_rfc_6238_and_their_picture_is_plain() -> None:
    secret = b"12345678901234567890"
    for at, code in ((59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")):
        assert step_of(secret, code, at, 0) == at // 30
        assert step_of(secret, code, at + 30, 0) == at // 30
        assert step_of(secret, code, at + 90, 0) is None
        assert step_of(secret, code, at, at // 30) is None
    assert step_of(secret, "é\ud800" * 99, time.time(), 0) is None
    drawn = picture(new_secret(), "ann")
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
    assert len(base32(new_secret())) == 32
