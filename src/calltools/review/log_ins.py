"""Log-in: a password, a code where its owner set one up, and what its owner does with both.

Failed tries make the next wait, by name and by address; a device on which the owner logged in
before waits for its own failures alone, so that nobody is kept out by others.  Codes wait for
failed codes, whatever passwords succeeded between.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select, update

from calltools.errors import NotAllowedError, SettingsError
from calltools.messages import Message
from calltools.review.account_names import name_problem
from calltools.review.account_tables import ATTEMPTS, LOCK, PEOPLE
from calltools.review.accounts import Accounts, Act
from calltools.review.attempts import count_failure, keys_of, wait_s
from calltools.review.passwords import LONGEST, check_chosen
from calltools.review.second_factor import base32, new_secret, picture, sealed, step_of, unsealed
from calltools.review.sessions import digest, end_all
from calltools.store.database import writing

_WAITING_MOST = 8
"""How many log-ins wait for a password to be tried, which takes 64 MiB and a tenth of a second."""
_BEGUN_S = 600
"""How long a code may be entered after its password."""
_BEGUN_MOST = 1_000  # log-ins waiting for a code, to bound memory


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What a log-in gives: the tokens of the session and of the device."""

    session: str
    device: str


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A second factor that is being set up: what a device reads, and types, to make codes; it
    counts when ``begun`` comes back with a code."""

    begun: str
    picture: str
    typed: str


@dataclass(frozen=True, slots=True)
class _Begun:
    """Somebody whose password was right, of whom a code is awaited until ``until``: ``keys`` count
    its failures, ``locked`` is the secret as it is kept, of a factor that is set up.  ``password``
    is the hash that was right then."""

    name: str
    password: str
    secret: bytes
    until: float
    keys: tuple[str, ...]
    device: str = ""
    locked: str = ""


class FirstLogInError(NotAllowedError):
    """The password is right, and is one that somebody else has known: another has to be chosen."""


class CodeNeededError(NotAllowedError):
    """The password is right, and a code is asked for: ``begun`` goes back with it."""

    def __init__(self, begun: str) -> None:
        super().__init__("log-in", "enter the code of your device")
        self.begun = begun


class TooLateError(NotAllowedError):
    """A code came too late, or of nothing that was begun: the password has to be given again."""


class LogIns:
    """The log-ins to ``accounts``, in one process of any number of threads."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts, self._engine = accounts, accounts.engine
        self._sessions, self._hasher = accounts.sessions, accounts.hasher
        self._nobodys = self._hasher.hash(secrets.token_hex(16))
        # One hash at a time for known devices, one for all others: strangers keep nobody waiting.
        self._hashing = {known: threading.Lock() for known in (True, False)}
        self._waiting = {
            known: threading.BoundedSemaphore(_WAITING_MOST) for known in (True, False)
        }
        self._begun: dict[str, _Begun] = {}
        self._lock = threading.Lock()

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
        FirstLogInError.  Raises CodeNeededError where a code is asked for; NotAllowedError, the
        same for every reason but for having to wait: after some failures each name and each
        address, or each known device, waits twice as long as before.  Raises SettingsError for a
        password that can't be chosen.
        """
        name = "" if name_problem(name) else name
        device = device if device and name and self._sessions.knows(device, name) else ""
        keys = [f"device {digest(device)}"] if device else keys_of(name, address)
        row = self._tried(name, password, keys, known=bool(device))
        if row is None:
            raise NotAllowedError("log-in", "name or password is wrong")
        if not row.chosen:
            if chosen is None:
                raise FirstLogInError("log-in", "choose a password that nobody else knows")
            self._choose(name, row.password, chosen, password)
        elif row.factor:
            code_keys = tuple(f"code {key}" for key in keys)
            secret = self._unsealed(row.factor, password, known=bool(device))
            raise CodeNeededError(self._begin(row, secret, code_keys, device))
        elif self._hasher.check_needs_rehash(row.password):
            self._keep(name, row.password, password=self._hasher.hash(password))
        return LoggedIn(self._sessions.start(name), self._sessions.keep_device(device, name))

    def enter_code(self, begun: str, code: str) -> LoggedIn:
        """What :meth:`log_in` gives, with the code that it asked for.  Raises NotAllowedError where
        it is wrong, was used before, has to wait, or comes too late."""
        who = self._of(begun)
        self._check_code(who, code)
        with self._lock:
            self._begun.pop(begun, None)
        return LoggedIn(
            self._sessions.start(who.name), self._sessions.keep_device(who.device, who.name)
        )

    def change_password(
        self, name: str, password: str, chosen: str, session: str, device: str = ""
    ) -> None:
        """Give ``name``, in whose ``session`` it is asked, another password; their other sessions
        end.  Raises NotAllowedError for a wrong password before, SettingsError for the new one."""
        row = self._owner(name, password)
        self._choose(name, row.password, chosen, password, row.factor, session, device)

    def begin_factor(self, name: str, password: str) -> NewFactor:
        """A new second factor for ``name``, which holds from its first code on.  Raises
        NotAllowedError for a wrong password."""
        row, secret = self._owner(name, password), new_secret()
        locked = sealed(secret, password, self._hasher)
        begun = self._begin(row, secret, (f"code own {name}",), locked=locked)
        return NewFactor(begun, picture(secret, name), base32(secret))

    def confirm_factor(self, name: str, begun: str, code: str, session: str) -> None:
        """Let the second factor hold that was begun; other sessions of its owner end.  Raises
        NotAllowedError as :meth:`enter_code` does."""
        who = self._of(begun)
        if who.name != name or not who.locked:
            raise TooLateError("code", "belongs to no log-in that was begun", "begin again")
        self._check_code(who, code, keep=who.locked)
        with writing(self._engine, LOCK) as connection:
            end_all(connection, name, session)
            self._begun.pop(begun, None)

    def drop_factor(self, name: str, password: str) -> None:
        """Take the second factor away.  Raises NotAllowedError for a wrong password."""
        row = self._owner(name, password)
        self._keep(name, row.password, "second factor taken away", factor="")

    def _owner(self, name: str, password: str) -> Any:
        """The account of somebody who is logged in and says their password once more."""
        row = self._tried(name, password, [f"own {name}"], known=True)
        if row is None:
            raise NotAllowedError("password", "is wrong")
        return row

    def _tried(self, name: str, password: str, keys: Sequence[str], *, known: bool) -> Any:
        """The account's row where the password is right.  The attempt counts before it is tried, so
        that many at once are as slow as one after the other."""
        with self._turn(known):
            self._count(keys)
            with self._engine.connect() as connection:
                row = connection.execute(select(PEOPLE).where(PEOPLE.c.name == name)).first()
            right = self._verified(row.password if row else self._nobodys, password)
        if row is None or not row.active or not right:
            return None
        self._forget(keys)
        return row

    def _count(self, keys: Sequence[str]) -> None:
        now = int(self._accounts.clock())
        with writing(self._engine, LOCK) as connection:
            waits = max(wait_s(connection, key, now) for key in keys)
            if waits:
                problem = Message("too many failures: wait {seconds} s", seconds=waits)
                raise NotAllowedError("log-in", problem)
            for key in keys:
                count_failure(connection, key, now)

    def _forget(self, keys: Sequence[str]) -> None:
        with writing(self._engine, LOCK) as connection:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys)))

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

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            given = password[:LONGEST].encode("utf-8", "surrogatepass")
            return self._hasher.verify(hashed, given)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _choose(
        self, name: str, before: str, chosen: str, password: str, factor: str = "", *kept: str
    ) -> None:
        """Keep the password that its owner chose; of their sessions and devices those ``kept``."""
        if chosen == password:
            raise SettingsError("password", "is the same as the old one", "choose another")
        around = [text for one in self._accounts.all() for text in (one.name, one.full_name)]
        check_chosen(chosen, [*around, password])
        if factor:
            factor = sealed(unsealed(factor, password), chosen, self._hasher)
        hashed = self._hasher.hash(chosen)
        self._keep(name, before, "password chosen", password=hashed, chosen=1, factor=factor)
        with writing(self._engine, LOCK) as connection:
            end_all(connection, name, *kept)

    def _keep(self, name: str, before: str, act: Act | None = None, **values: object) -> None:
        """Change an account, unless its password is another than ``before`` by now."""
        with writing(self._engine, LOCK) as connection:
            mine = (PEOPLE.c.name == name) & (PEOPLE.c.password == before)
            if not connection.execute(update(PEOPLE).where(mine).values(values)).rowcount:
                raise NotAllowedError("log-in", "name or password is wrong")
            if act:
                self._accounts.note(name, act, name)

    def _begin(
        self, row: Any, secret: bytes, keys: tuple[str, ...], device: str = "", locked: str = ""
    ) -> str:
        begun, until = secrets.token_urlsafe(32), self._accounts.clock() + _BEGUN_S
        who = _Begun(row.name, row.password, secret, until, keys, device, locked)
        with self._lock:
            lasting = {k: one for k, one in self._begun.items() if one.until > until - _BEGUN_S}
            self._begun = dict([*lasting.items()][1 - _BEGUN_MOST :]) | {begun: who}
        return begun

    def _of(self, begun: str) -> _Begun:
        with self._lock:
            who = self._begun.get(begun)
        if who is None or who.until <= self._accounts.clock():
            raise TooLateError("log-in", "took too long", "begin again")
        return who

    def _check_code(self, who: _Begun, code: str, keep: str = "") -> None:
        """Raise NotAllowedError for a code that is wrong or was used; ``keep``s a new factor."""
        self._count(who.keys)
        mine = (PEOPLE.c.name == who.name) & (PEOPLE.c.password == who.password)
        step = None
        with writing(self._engine, LOCK) as connection:
            row = connection.execute(select(PEOPLE).where(mine)).first()
            if row is not None and row.active and (keep or row.factor):
                used = 0 if keep else row.factor_step
                step = step_of(who.secret, code, self._accounts.clock(), used)
            if step is not None:
                values = {"factor_step": step} | ({"factor": keep} if keep else {})
                connection.execute(update(PEOPLE).where(mine).values(values))
                if keep:
                    self._accounts.note(who.name, "second factor set up", who.name)
        if step is None:
            raise NotAllowedError("log-in", "the code is wrong, or was used before")
        self._forget(who.keys)

    def _unsealed(self, factor: str, password: str, *, known: bool) -> bytes:
        with self._turn(known):
            return unsealed(factor, password)
