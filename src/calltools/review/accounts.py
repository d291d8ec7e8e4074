"""Accounts, sessions and log-in of the people of a team.

Passwords are kept as argon2id hashes (RFC 9106), sessions as the sha256 of their tokens: who reads
the database can be nobody.  Failed log-ins make the next wait, by name and by address.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, Engine, delete, insert, select, update

from calltools.errors import NotAllowedError, SettingsError
from calltools.review.database import writing
from calltools.review.rules import DUTIES, Duty
from calltools.review.tables import ATTEMPTS, PEOPLE, SESSIONS

SESSION_S = 12 * 3600
"""How long a session lasts, in seconds, whatever is done in it."""
IDLE_S = 2 * 3600
"""How long it lasts while nothing is done."""

SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1_000
_FREE_FAILURES = 4
_LONGEST_WAIT_S = 900
_FORGET_S = 24 * 3600
_SEEN_EVERY_S = 60

_NAME = re.compile(r"[^\W_][\w.@-]{0,62}")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may log in.  ``name`` signs what they decide and never changes."""

    name: str
    duty: Duty
    full_name: str = ""
    active: bool = True


class Accounts:
    """The accounts in a database; ``clock`` gives the time in seconds, ``hasher`` the cost of
    trying a password."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], float] = time.time,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self.engine = engine
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._nobodys = self._hasher.hash(secrets.token_hex(16))

    def add(self, name: str, duty: Duty, password: str, full_name: str = "") -> Colleague:
        """A new account.  Raises SettingsError for a name that is taken or is none, for a role
        that there is not, and for a password that is too short."""
        if not _NAME.fullmatch(name):
            raise SettingsError(
                "name", f"expected letters and digits, . _ @ or -, found {name!r}", "choose another"
            )
        _check_duty(duty)
        _check_password(password)
        with writing(self.engine) as connection:
            if _account(connection, name) is not None:
                raise SettingsError("name", f"{name} is taken", "choose another")
            connection.execute(
                insert(PEOPLE).values(
                    name=name,
                    duty=duty,
                    full_name=full_name,
                    active=1,
                    password=self._hasher.hash(password),
                )
            )
        return Colleague(name, duty, full_name)

    def all(self) -> list[Colleague]:
        """Every account, by name."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(PEOPLE).order_by(PEOPLE.c.name)).all()
        return [Colleague(row.name, row.duty, row.full_name, bool(row.active)) for row in rows]

    def get(self, name: str) -> Colleague | None:
        """The account of that name."""
        with self.engine.connect() as connection:
            return _account(connection, name)

    def change(
        self,
        name: str,
        *,
        duty: Duty | None = None,
        password: str | None = None,
        active: bool | None = None,
    ) -> None:
        """Change an account; its sessions end.  What it decided stands in its name.

        Raises SettingsError for an account that there is not, or what can't be set.
        """
        values: dict[str, object] = {}
        if duty is not None:
            _check_duty(duty)
            values["duty"] = duty
        if password is not None:
            _check_password(password)
            values["password"] = self._hasher.hash(password)
        if active is not None:
            values["active"] = int(active)
        with writing(self.engine) as connection:
            if _account(connection, name) is None:
                raise SettingsError("name", f"expected an account, found {name!r}")
            if values:
                connection.execute(update(PEOPLE).where(PEOPLE.c.name == name).values(values))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.person == name))

    def log_in(self, name: str, password: str, address: str = "") -> str:
        """The token of a new session.

        Raises NotAllowedError, the same for every reason but for having to wait: after some
        failures each name and each address waits twice as long as before.
        """
        keys = [f"name {name[:100]}", f"address {address[:100]}"]
        now = int(self._clock())
        # Counted before it is tried, so that many at once are as slow as one after the other.
        with writing(self.engine) as connection:
            waits = max(_wait(connection, key, now) for key in keys)
            if waits:
                raise NotAllowedError("log-in", f"too many failures: wait {waits} s")
            for key in keys:
                _count(connection, key, now)
            row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).first()
        right = self._verified(row.password if row else self._nobodys, password)
        if row is None or not row.active or not right:
            raise NotAllowedError("log-in", "name or password is wrong")
        with writing(self.engine) as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys)))
            if self._hasher.check_needs_rehash(row.password):
                fresh = self._hasher.hash(password)
                connection.execute(
                    update(PEOPLE).where(PEOPLE.c.name == name).values(password=fresh)
                )
        return self.start_session(name)

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password[:_LONGEST_PASSWORD])
        except (VerifyMismatchError, InvalidHashError):
            return False

    def start_session(self, name: str) -> str:
        """The token of a new session of somebody who is known to be ``name``."""
        token, now = secrets.token_urlsafe(32), int(self._clock())
        with writing(self.engine) as connection:
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
            with writing(self.engine) as connection:
                connection.execute(update(SESSIONS).where(mine).values(seen=now))
        return account

    def log_out(self, token: str) -> None:
        """End a session."""
        with writing(self.engine) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token == _digest(token)))


def _account(connection: Connection, name: str) -> Colleague | None:
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).first()
    if row is None:
        return None
    return Colleague(row.name, row.duty, row.full_name, bool(row.active))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_duty(duty: str) -> None:
    if duty not in DUTIES:
        raise SettingsError("role", f"expected one of {', '.join(DUTIES)}, found {duty!r}")


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise SettingsError(
            "password", f"expected {SHORTEST_PASSWORD} characters or more", "a few words will do"
        )


def _wait(connection: Connection, key: str, now: int) -> int:
    """How many seconds ``key`` has to wait."""
    row = connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.key == key)).first()
    return max(0, row.until - now) if row else 0


def _count(connection: Connection, key: str, now: int) -> None:
    """Count a log-in as failed; it is forgotten when it succeeds."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.until < now - _FORGET_S))
    row = connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.key == key)).first()
    failures = (row.failures if row else 0) + 1
    wait = (
        min(2 ** (failures - _FREE_FAILURES), _LONGEST_WAIT_S) if failures > _FREE_FAILURES else 0
    )
    values = {"failures": failures, "until": now + wait}
    if row is None:
        connection.execute(insert(ATTEMPTS).values(key=key, **values))
    else:
        connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.key == key).values(values))
