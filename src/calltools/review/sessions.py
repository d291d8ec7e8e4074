"""Sessions and devices of the people of a team: kept as the sha256 of their tokens, so that who
reads the tables can be nobody."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from sqlalchemy import Connection, Engine, delete, insert, select, update

from calltools.review.account_tables import DEVICES, LOCK, SESSIONS
from calltools.store.database import writing

SESSION_S = 12 * 3600
"""How long a session lasts, in seconds, whatever is done in it."""
IDLE_S = 2 * 3600
"""How long it lasts while nothing is done."""
DEVICE_S = 180 * 24 * 3600
"""How long a device is known on which nobody logs in."""

_SEEN_EVERY_S = 60  # so that not every request writes


class Sessions:
    """The sessions in the tables of ``engine``; ``clock`` gives the time in seconds."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine = engine
        self._clock = clock

    def start(self, name: str) -> str:
        """The token of a new session of somebody who is known to be ``name``."""
        token, now = secrets.token_urlsafe(32), int(self._clock())
        values = {"token": digest(token), "person": name, "started": now, "seen": now}
        with writing(self._engine, LOCK) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.started < now - SESSION_S))
            connection.execute(insert(SESSIONS).values(values))
        return token

    def whose(self, token: str) -> str:
        """The name of the person whose session it is; empty where it ended or is none."""
        now, mine = int(self._clock()), SESSIONS.c.token == digest(token)
        with self._engine.connect() as connection:
            row = connection.execute(select(SESSIONS).where(mine)).first()
        if row is None or now - row.started > SESSION_S or now - row.seen > IDLE_S:
            return ""
        if now - row.seen > _SEEN_EVERY_S:
            with writing(self._engine, LOCK) as connection:
                connection.execute(update(SESSIONS).where(mine).values(seen=now))
        return str(row.person)

    def end(self, token: str) -> None:
        """End a session."""
        with writing(self._engine, LOCK) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token == digest(token)))

    def knows(self, device: str, name: str) -> bool:
        """Whether ``name`` logged in on that device before."""
        mine = (DEVICES.c.token == digest(device)) & (DEVICES.c.person == name)
        with self._engine.connect() as connection:
            row = connection.execute(select(DEVICES).where(mine)).first()
        return row is not None and int(self._clock()) - row.seen <= DEVICE_S

    def keep_device(self, known: str, name: str) -> str:
        """The token of a device, by which it is known at the next log-in: ``known``, if it is."""
        token, now = known or secrets.token_urlsafe(32), int(self._clock())
        with writing(self._engine, LOCK) as connection:
            connection.execute(delete(DEVICES).where(DEVICES.c.seen < now - DEVICE_S))
            if known:
                mine = DEVICES.c.token == digest(known)
                connection.execute(update(DEVICES).where(mine).values(seen=now))
            else:
                values = {"token": digest(token), "person": name, "seen": now}
                connection.execute(insert(DEVICES).values(values))
        return token


def end_all(connection: Connection, name: str, *but: str) -> None:
    """End the sessions of a person and forget their devices, but for those of these tokens."""
    left = [digest(token) for token in but if token]
    for table in (SESSIONS, DEVICES):
        others = (table.c.person == name) & table.c.token.not_in(left)
        connection.execute(delete(table).where(others))


def digest(token: str) -> str:
    """A token as it is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
