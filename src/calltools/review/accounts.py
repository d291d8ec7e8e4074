"""The accounts of the people of a team: who they are, what they may, what was done with them.

Passwords are kept as argon2id hashes (RFC 9106).  Anybody who makes an account is given a password
to start with; with it its owner chooses their own, which nobody else has known
(:mod:`calltools.review.log_ins`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, insert, select, update

from calltools.errors import IntegrityError, SettingsError
from calltools.messages import Message
from calltools.review.account_names import looks, name_problem
from calltools.review.account_tables import LOCK, PEOPLE
from calltools.review.passwords import start_password
from calltools.review.permissions import DUTIES, Duty
from calltools.review.sessions import Sessions, end_all
from calltools.store.database import writing
from calltools.store.log import EventDraft, Log

Act = Literal[
    "account made", "role changed", "account closed", "account opened again", "account renewed",
    "password chosen", "second factor set up", "second factor taken away",
]  # fmt: skip
"""What is done with accounts."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may log in.  ``name`` signs what they decide and never changes; ``chosen``
    whether they have chosen their password, ``has_factor`` whether a code is asked for beside it.
    """

    name: str
    duty: Duty
    full_name: str = ""
    active: bool = True
    chosen: bool = True
    has_factor: bool = False


@dataclass(frozen=True, slots=True)
class AccountAct:
    """What was done with the account of ``person``, by whom (empty: on the command line), at what
    time (UTC); ``duty`` is the role that was given."""

    time: str
    actor: str
    act: Act
    person: str
    duty: str = ""


@dataclass(frozen=True, slots=True)
class _Done:
    """The body of ``account``: what was done with the account of ``person``, and the role that was
    given."""

    act: Act
    person: str
    duty: str = ""


class Accounts:
    """The accounts in the tables of ``engine``; ``clock`` gives the time in seconds, ``hasher`` the
    cost of trying a password.

    What is done with an account stands in ``log`` before it holds: a process that is killed between
    has left word of what did not happen, and never the other way round."""

    def __init__(
        self,
        engine: Engine,
        log: Log,
        clock: Callable[[], float] = time.time,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self.engine = engine
        self._log = log
        self.clock = clock
        self.hasher = hasher or PasswordHasher()
        self.sessions = Sessions(engine, clock)

    def add(self, name: str, duty: Duty, full_name: str = "", *, by: str = "") -> str:
        """Make an account; gives the password with which its owner logs in first and chooses their
        own.  ``by`` is who makes it.

        Raises SettingsError for a name that is not one, is taken or looks like one that is, and for
        a role that there is not."""
        if problem := name_problem(name):
            raise SettingsError("name", problem, "choose another")
        _check_duty(duty)
        start = start_password()
        with writing(self.engine, LOCK) as connection:
            taken = connection.execute(select(PEOPLE.c.name)).scalars()
            if other := next((one for one in taken if looks(one) == looks(name)), None):
                problem = Message("{name} is taken by {other}", name=name, other=other)
                raise SettingsError("name", problem, "choose another")
            connection.execute(
                insert(PEOPLE).values(
                    name=name,
                    duty=duty,
                    full_name=full_name,
                    active=1,
                    password=self.hasher.hash(start),
                    chosen=0,
                    factor="",
                    factor_step=0,
                )
            )
            self.note(by, "account made", name, duty)
        return start

    def all(self) -> list[Colleague]:
        """Every account, by name."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(PEOPLE).order_by(PEOPLE.c.name)).all()
        return [_colleague(row) for row in rows]

    def acts(self) -> list[AccountAct]:
        """What was done with accounts, in order; verify tells of what can't be read."""
        acts = []
        for event in self._log.since():
            with suppress(IntegrityError):
                if event.kind == "account":
                    done = self._log.body(event, _Done)
                    by = self._log.name_of(event)
                    acts.append(AccountAct(event.time, by, done.act, done.person, done.duty))
        return acts

    def note(self, by: str, act: Act, person: str, duty: str = "") -> None:
        """Log what is about to be done with an account, by whom."""
        self._log.append([EventDraft(kind="account", actor=by, body=_Done(act, person, duty))])

    def get(self, name: str) -> Colleague | None:
        """The account of that name."""
        with self.engine.connect() as connection:
            return _account(connection, name)

    def give_role(self, name: str, duty: Duty, *, by: str = "") -> None:
        """Give an account another role; its sessions end.  What it decided stands in its name.

        Raises SettingsError for an account, or a role, that there is not.
        """
        _check_duty(duty)
        self._set(name, {"duty": duty}, by, "role changed", duty)

    def close(self, name: str, *, by: str = "", again: bool = False) -> None:
        """Close an account, or open it ``again``; its sessions end, and what it decided stands.

        Raises SettingsError for an account that there is not.
        """
        act: Act = "account opened again" if again else "account closed"
        self._set(name, {"active": int(again)}, by, act)

    def renew(self, name: str, *, by: str = "") -> str:
        """Give an account a new password to start with, as :meth:`add` does; its sessions end, and
        its second factor goes: so whoever lost the device comes in again."""
        start = start_password()
        values = {"password": self.hasher.hash(start), "chosen": 0, "factor": ""}
        self._set(name, values, by, "account renewed")
        return start

    def _set(self, name: str, values: dict[str, object], by: str, act: Act, duty: str = "") -> None:
        with writing(self.engine, LOCK) as connection:
            if _account(connection, name) is None:
                raise SettingsError("name", f"expected an account, found {name!r}")
            connection.execute(update(PEOPLE).where(PEOPLE.c.name == name).values(values))
            self.note(by, act, name, duty)
            end_all(connection, name)

    def account_of(self, token: str) -> Colleague | None:
        """Whose session it is; None where it ended, is none, or the account is closed."""
        name = self.sessions.whose(token)
        account = self.get(name) if name else None
        return account if account and account.active else None

    def start_session(self, name: str) -> str:
        """The token of a new session of somebody who is known to be ``name``."""
        return self.sessions.start(name)


def _account(connection: Connection, name: str) -> Colleague | None:
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).first()
    return None if row is None else _colleague(row)


def _colleague(row: Any) -> Colleague:
    return Colleague(
        row.name, row.duty, row.full_name, bool(row.active), bool(row.chosen), bool(row.factor)
    )


def _check_duty(duty: str) -> None:
    if duty not in DUTIES:
        raise SettingsError("role", f"expected one of {', '.join(DUTIES)}, found {duty!r}")
