"""The log of decisions in the database: events are added, all of a call or none, and read."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Select, func, insert, or_, select

from calltools.errors import IntegrityError, SettingsError
from calltools.records import plain
from calltools.review.database import writing
from calltools.review.event import FORM, Decision, from_text, now, row_text
from calltools.review.tables import EVENTS, ORIGINS

LookAtAll = Callable[[Sequence[Decision]], None]
"""Looks at all events of the calls concerned, before others are added; raises what speaks against
it."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ImportedBy:
    """How events came in that were made elsewhere: the fingerprint of the key that signed their
    file (empty for none that is known), and who took it in."""

    signer: str
    actor: str

    @property
    def told(self) -> str:
        """The same in words."""
        signed = f"signed by {self.signer[:16]}" if self.signer else "not signed"
        return f"imported by {self.actor}, {signed}"


class EventStore:
    """The events of a database that :func:`calltools.review.database.connect` opened.

    What was read once is kept: events are only added, so that a look is a question for new ones.
    One that can't be read is passed over and told (:meth:`unreadable`): it can't be removed, and
    must not end the review of all others.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._looked = -math.inf
        self._last = 0
        self._all: list[tuple[int, Decision]] = []
        self._unreadable: list[IntegrityError] = []
        self._of_call: defaultdict[str, list[int]] = defaultdict(list)
        self._of_recording: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, events: Sequence[Decision], check: LookAtAll | None = None) -> list[Decision]:
        """Add new events, each dated later than all that are there; gives them as they were kept.

        ``check`` is called with the events of their calls while nobody else writes.
        """
        with writing(self.engine) as connection:
            if check is not None:
                wanted = {(event.call, event.recording) for event in events}
                check([e for pair in sorted(wanted) for e in _read(connection, _of_call(*pair))])
            last = connection.execute(select(func.max(EVENTS.c.time))).scalar()
            kept = []
            for event in events:
                last = max(now(), _next(last)) if last else now()
                kept.append(replace(event, time=last))
            _insert(connection, kept)
        return kept

    def merge(
        self, events: Sequence[Decision], imported: ImportedBy | None = None
    ) -> list[Decision]:
        """Add those events of others that are not there yet, as they are; gives those.

        ``imported`` tells how they came in, where they are not of this workspace.

        Raises IntegrityError where an event of the same id says something else, or one undoes an
        event that is neither there nor before it.
        """
        if not events:
            return []
        with writing(self.engine) as connection:
            ids = sorted({id_ for event in events for id_ in (event.id, event.undoes) if id_})
            there = {
                event.id: event
                for start in range(0, len(ids), _AT_ONCE)
                for event in _read(connection, _by_ids(ids[start : start + _AT_ONCE]))
            }
            known = set(there)
            added = []
            for event in events:
                if event.undoes is not None and event.undoes not in known:
                    problem = f"undoes {event.undoes}, which is not there"
                    raise IntegrityError(event.id, problem, "import that event's file before")
                known.add(event.id)
                if event.id not in there:
                    added.append(event)
                    there[event.id] = event
                elif row_text(there[event.id]) != row_text(event):
                    raise IntegrityError(event.id, "is another event here", "nothing was imported")
            for start in range(0, len(added), _AT_ONCE):
                new = [event.id for event in added[start : start + _AT_ONCE]]
                taken = connection.execute(select(EVENTS.c.id).where(EVENTS.c.id.in_(new))).scalar()
                if taken is not None:
                    raise IntegrityError(taken, "can't be read here", "nothing was imported")
            _insert(connection, added)
            if imported is not None and added:
                rows = [plain(imported) | {"event": event.id, "time": now()} for event in added]
                connection.execute(insert(ORIGINS), rows)
        return added

    def events(
        self, call: str | None = None, recording: str = "", *, since: int = 0, fresh: bool = True
    ) -> list[Decision]:
        """All events in the order in which they came in, or those of one call (by its recording,
        where it has one, or its name); ``since`` leaves out those up to that number.

        Without ``fresh``, those that the last look found.
        """
        with self._lock:
            if fresh:
                self._look()
            if call is None:
                places: Iterable[int] = range(len(self._all))
            elif recording:
                named = (n for n in self._of_call[call] if not self._all[n][1].recording)
                places = sorted([*self._of_recording[recording], *named])
            else:
                places = self._of_call[call]
            return [event for seq, event in (self._all[n] for n in places) if seq > since]

    def event(self, id_: str) -> Decision | None:
        """The event of that id."""
        with self.engine.connect() as connection:
            found = _read(connection, select(EVENTS.c.row).where(EVENTS.c.id == id_))
        return found[0] if found else None

    def unreadable(self) -> list[IntegrityError]:
        """What is in the database and can't be read as an event: it does not count."""
        self.last()
        return list(self._unreadable)

    def last(self, within_s: float = 0) -> int:
        """The number of the event that came last, or had ``within_s`` seconds ago; 0 for none.

        A higher number came in later: whoever knows one asks for what is new ``since``.
        """
        if within_s and time.monotonic() < self._looked + within_s:
            return self._last
        with self._lock:
            self._look()
            return self._last

    def _look(self) -> None:
        """Read what came in since; writers wait for each other, so that none comes in before."""
        self._looked = time.monotonic()
        wanted = (
            select(EVENTS.c.seq, EVENTS.c.id, EVENTS.c.row, ORIGINS.c.signer, ORIGINS.c.actor)
            .outerjoin(ORIGINS, ORIGINS.c.event == EVENTS.c.id)
            .where(EVENTS.c.seq > self._last)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(wanted.order_by(EVENTS.c.seq)).all()
        for seq, id_, row, signer, actor in rows:
            self._last = seq
            try:
                event = from_text(row)
                if signer is not None:
                    event = replace(event, origin=ImportedBy(signer, actor).told)
            except ValueError as error:
                problem = f"can't be read and does not count: {error}"
                self._unreadable.append(IntegrityError(f"decision {id_}", problem))
                continue
            self._of_call[event.call].append(len(self._all))
            if event.recording:
                self._of_recording[event.recording].append(len(self._all))
            self._all.append((seq, event))


def _insert(connection: Connection, events: Sequence[Decision]) -> None:
    columns = ("id", "time", "actor", "action", "kind", "call", "recording", "item", "undoes")
    try:
        rows = [
            {name: getattr(event, name) for name in columns} | {"row": row_text(event)}
            for event in events
        ]
    except ValueError as error:
        raise SettingsError("decision", str(error), "nothing was kept") from error
    if rows:
        connection.execute(insert(EVENTS), rows)


def _read(connection: Connection, wanted: Select[str]) -> list[Decision]:
    found = connection.execute(wanted.order_by(EVENTS.c.seq)).scalars()
    events = []
    for row in found:
        with suppress(ValueError):  # told by unreadable
            events.append(from_text(row))
    return events


def _of_call(call: str, recording: str) -> Select[str]:
    wanted = select(EVENTS.c.row)
    if recording:
        of_name = (EVENTS.c.call == call) & (EVENTS.c.recording == "")
        return wanted.where(or_(EVENTS.c.recording == recording, of_name))
    return wanted.where(EVENTS.c.call == call)


def _by_ids(ids: Sequence[str]) -> Select[str]:
    return select(EVENTS.c.row).where(EVENTS.c.id.in_(ids))


def _next(time: str) -> str:
    """The microsecond after ``time``; nothing after what is no time, of an event that can't be
    read."""
    try:
        return (datetime.strptime(time, FORM) + timedelta(microseconds=1)).strftime(FORM)
    except ValueError:
        return ""
