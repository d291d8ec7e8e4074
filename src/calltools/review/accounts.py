"""Accounts, sessions and log-in of the people of a team.

Passwords are kept as argon2id hashes (RFC 9106), sessions and devices as the sha256 of their
tokens: who reads the database can be nobody.  Whoever makes an account is given a password to start
with; with it its owner chooses their own, which nobody else has known.  Failed log-ins make the
next wait, by name and by address; a device on which the owner logged in before waits for its own
failures alone, so that nobody is kept out by others.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, Engine, delete, insert, select, update

from calltools.errors import IntegrityError, NotAllowedError, SettingsError
from calltools.review.account_names import looks, name_problem
from calltools.review.account_tables import ATTEMPTS, DEVICES, LOCK, PEOPLE, SESSIONS
from calltools.review.attempts import count_failure, keys_of, wait_s
from calltools.review.rules import DUTIES, Duty
from calltools.store.database import writing
from calltools.store.log import EventDraft, Log

SESSION_S = 12 * 3600
"""How long a session lasts, in seconds, whatever is done in it."""
IDLE_S = 2 * 3600
"""How long it lasts while nothing is done."""
DEVICE_S = 180 * 24 * 3600
"""How long a device is known on which nobody logs in."""

SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1_000
_FEWEST_CHARACTERS = 5
"""How many different characters a password has at least."""
_SEEN_EVERY_S = 60

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What passwords to start with are made of: nothing that is read as something else."""
_GROUPS, _OF_A_GROUP = 4, 4

_WAITING_MOST = 8
"""How many log-ins wait for a password to be tried, which takes 64 MiB and a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may log in.  ``name`` signs what they decide and never changes; ``chosen``
    whether they have chosen their password."""

    name: str
    duty: Duty
    full_name: str = ""
    active: bool = True
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What a log-in gives: the tokens of the session and of the device."""

    session: str
    device: str


@dataclass(frozen=True, slots=True)
class AccountAct:
    """What was done with the account of ``person``, by whom, at what time (UTC)."""

    time: str
    actor: str
    act: str
    person: str


@dataclass(frozen=True, slots=True)
class _Done:
    """The body of ``account``: what was done with the account of ``person``."""

    act: str
    person: str


class FirstLogInError(NotAllowedError):
    """The password is right, and is one that somebody else has known: another has to be chosen."""


class Accounts:
    """The accounts in the tables of ``engine``; ``clock`` gives the time in seconds, ``hasher`` the
    cost of trying a password.

    What is done with an account stands in ``log`` before it holds: whoever is killed between has
    left word of what did not happen, and never the other way round.
    """

    def __init__(
        self,
        engine: Engine,
        log: Log,
        clock: Callable[[], float] = time.time,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self.engine = engine
        self._log = log
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._nobodys = self._hasher.hash(secrets.token_hex(16))
        # One hash at a time for known devices, one for all others: strangers keep nobody waiting.
        self._hashing = {known: threading.Lock() for known in (True, False)}
        self._waiting = {
            known: threading.BoundedSemaphore(_WAITING_MOST) for known in (True, False)
        }

    def add(self, name: str, duty: Duty, full_name: str = "", *, by: str = "") -> str:
        """Make an account; gives the password with which its owner logs in first and chooses their
        own.  ``by`` is who makes it.

        Raises SettingsError for a name that is none, is taken or looks like one that is, and for a
        role that there is not.
        """
        if problem := name_problem(name):
            raise SettingsError("name", problem, "choose another")
        _check_duty(duty)
        start = _start_password()
        with writing(self.engine, LOCK) as connection:
            taken = connection.execute(select(PEOPLE.c.name)).scalars()
            if other := next((one for one in taken if looks(one) == looks(name)), None):
                raise SettingsError("name", f"{name} is taken by {other}", "choose another")
            connection.execute(
                insert(PEOPLE).values(
                    name=name,
                    duty=duty,
                    full_name=full_name,
                    active=1,
                    password=self._hasher.hash(start),
                    chosen=0,
                )
            )
            self._note(by, f"made, {duty}", name)
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
                    by = self._log.name_of(event) or "(command line)"
                    acts.append(AccountAct(event.time, by, done.act, done.person))
        return acts

    def _note(self, by: str, act: str, person: str) -> None:
        """Log what is about to be done with an account, by whom."""
        self._log.append([EventDraft(kind="account", actor=by, body=_Done(act, person))])

    def get(self, name: str) -> Colleague | None:
        """The account of that name."""
        with self.engine.connect() as connection:
            return _account(connection, name)

    def change(
        self, name: str, *, duty: Duty | None = None, active: bool | None = None, by: str = ""
    ) -> None:
        """Change an account; its sessions end.  What it decided stands in its name.

        Raises SettingsError for an account that there is not, or what can't be set.
        """
        values: dict[str, object] = {}
        acts = []
        if duty is not None:
            _check_duty(duty)
            values["duty"] = duty
            acts.append(f"role: {duty}")
        if active is not None:
            values["active"] = int(active)
            acts.append("opened" if active else "closed")
        self._set(name, values, by, "; ".join(acts))

    def renew_password(self, name: str, *, by: str = "") -> str:
        """Give an account a new password to start with, as :meth:`add` does; its sessions end."""
        start = _start_password()
        values = {"password": self._hasher.hash(start), "chosen": 0}
        self._set(name, values, by, "password to start with")
        return start

    def _set(self, name: str, values: dict[str, object], by: str, act: str) -> None:
        with writing(self.engine, LOCK) as connection:
            if _account(connection, name) is None:
                raise SettingsError("name", f"expected an account, found {name!r}")
            if values:
                connection.execute(update(PEOPLE).where(PEOPLE.c.name == name).values(values))
                self._note(by, act, name)
            for table in (SESSIONS, DEVICES):
                connection.execute(delete(table).where(table.c.person == name))

    def log_in(
        self,
        name: str,
        password: str,
        address: str = "",
        *,
        device: str = "",
        chosen: str | None = None,
    ) -> LoggedIn:
        """The tokens of a new session and of the device, which is to be given at the next log-in.

        ``chosen`` is the password that the owner wants, at the first log-in: without it that raises
        FirstLogInError.  Raises NotAllowedError, the same for every reason but for having to wait:
        after some failures each name and each address, or each known device, waits twice as long as
        before.  Raises SettingsError for a password that can't be chosen.
        """
        is_name = not name_problem(name)
        known = bool(device) and is_name and self._is_known(device, name)
        keys = [f"device {_digest(device)}"] if known else keys_of(name if is_name else "", address)
        with self._turn(known):
            row = self._counted(name if is_name else "", keys)
            right = self._verified(row.password if row else self._nobodys, password)
        if row is None or not row.active or not right:
            raise NotAllowedError("log-in", "name or password is wrong")
        with writing(self.engine, LOCK) as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys)))
        if not row.chosen:
            if chosen is None:
                raise FirstLogInError("log-in", "choose a password that nobody else knows")
            self._choose(row.name, row.password, password, chosen)
        elif self._hasher.check_needs_rehash(row.password):
            self._keep_password(row.name, password)
        return LoggedIn(self.start_session(name), self._device(device if known else "", name))

    def _counted(self, name: str, keys: list[str]) -> Any:
        """The account's row; the attempt counts before it is tried, so that many at once are as
        slow as one after the other."""
        now = int(self._clock())
        with writing(self.engine, LOCK) as connection:
            waits = max(wait_s(connection, key, now) for key in keys)
            if waits:
                raise NotAllowedError("log-in", f"too many failures: wait {waits} s")
            for key in keys:
                count_failure(connection, key, now)
            return connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).first()

    @contextmanager
    def _turn(self, known: bool) -> Iterator[None]:
        """One's turn to have a password tried.  Raises NotAllowedError where too many wait."""
        if not self._waiting[known].acquire(blocking=False):
            raise NotAllowedError("log-in", "too many log in at once: try again in a moment")
        try:
            with self._hashing[known]:
                yield
        finally:
            self._waiting[known].release()

    def _choose(self, name: str, before: str, start: str, chosen: str) -> None:
        _check_password(chosen, name, start)
        hashed = self._hasher.hash(chosen)
        with writing(self.engine, LOCK) as connection:
            mine = (PEOPLE.c.name == name) & (PEOPLE.c.password == before) & (PEOPLE.c.chosen == 0)
            changed = connection.execute(
                update(PEOPLE).where(mine).values(password=hashed, chosen=1)
            )
            if not changed.rowcount:
                raise NotAllowedError("log-in", "name or password is wrong")
            self._note(name, "password chosen", name)

    def _keep_password(self, name: str, password: str) -> None:
        with writing(self.engine, LOCK) as connection:
            fresh = self._hasher.hash(password)
            connection.execute(update(PEOPLE).where(PEOPLE.c.name == name).values(password=fresh))

    def _is_known(self, device: str, name: str) -> bool:
        mine = (DEVICES.c.token == _digest(device)) & (DEVICES.c.person == name)
        with self.engine.connect() as connection:
            row = connection.execute(select(DEVICES).where(mine)).first()
        return row is not None and int(self._clock()) - row.seen <= DEVICE_S

    def _device(self, known: str, name: str) -> str:
        """The token of a device, by which it is known at the next log-in."""
        token, now = known or secrets.token_urlsafe(32), int(self._clock())
        with writing(self.engine, LOCK) as connection:
            connection.execute(delete(DEVICES).where(DEVICES.c.seen < now - DEVICE_S))
            if known:
                mine = DEVICES.c.token == _digest(known)
                connection.execute(update(DEVICES).where(mine).values(seen=now))
            else:
                values = {"token": _digest(token), "person": name, "seen": now}
                connection.execute(insert(DEVICES).values(values))
        return token

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password[:_LONGEST_PASSWORD])
        except (VerifyMismatchError, InvalidHashError):
            return False

    def start_session(self, name: str) -> str:
        """The token of a new session of somebody who is known to be ``name``."""
        token, now = secrets.token_urlsafe(32), int(self._clock())
        with writing(self.engine, LOCK) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.started < now - SESSION_S))
            connection.execute(
                insert(SESSIONS).values(token=_digest(token), person=name, started=now, seen=now)
            )
        return token

    def account_of(self, token: str) -> Colleague | None:
        """Whose session it is; None where it ended, is none, or the account is closed."""
        now = int(self._clock())
        mine = SESSIONS.c.token == _digest(token)
        with self.engine.connect() as connection:
            row = connection.execute(select(SESSIONS).where(mine)).first()
            if row is None or now - row.started > SESSION_S or now - row.seen > IDLE_S:
                return None
            account = _account(connection, row.person)
        if account is None or not account.active:
            return None
        if now - row.seen > _SEEN_EVERY_S:
            with writing(self.engine, LOCK) as connection:
                connection.execute(update(SESSIONS).where(mine).values(seen=now))
        return account

    def log_out(self, token: str) -> None:
        """End a session."""
        with writing(self.engine, LOCK) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token == _digest(token)))


def _account(connection: Connection, name: str) -> Colleague | None:
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).first()
    return None if row is None else _colleague(row)


def _colleague(row: Any) -> Colleague:
    return Colleague(row.name, row.duty, row.full_name, bool(row.active), bool(row.chosen))


def _start_password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_OF_A_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_duty(duty: str) -> None:
    if duty not in DUTIES:
        raise SettingsError("role", f"expected one of {', '.join(DUTIES)}, found {duty!r}")


def _check_password(password: str, name: str, start: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise SettingsError(
            "password", f"expected {SHORTEST_PASSWORD} characters or more", "a few words will do"
        )
    if len(set(password)) < _FEWEST_CHARACTERS or password in (name, start):
        raise SettingsError("password", "is one that others could think of", "a few words will do")
