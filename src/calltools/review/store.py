"""The log of decisions in the database: events are added, all of a call or none, and read."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Select, func, insert, or_, select

from calltools.errors import IntegrityError
from calltools.provenance import canonical_json
from calltools.records import parse
from calltools.review.database import writing
from calltools.review.event import FORM, Decision, from_row, now, to_row
from calltools.review.tables import EVENTS

LookAtAll = Callable[[Sequence[Decision]], None]
"""Looks at all events of the calls concerned, before others are added; raises what speaks against
it."""

_AT_ONCE = 500


class EventStore:
    """The events of a database that :func:`calltools.review.database.connect` opened.

    What was read once is kept: events are only added, so that a look is a question for new ones.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._looked = -math.inf
        self._all: list[tuple[int, Decision]] = []
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

    def merge(self, events: Sequence[Decision]) -> list[Decision]:
        """Add those events of others that are not there yet, as they are; gives those.

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
                elif canonical_json(to_row(there[event.id])) != canonical_json(to_row(event)):
                    raise IntegrityError(event.id, "is another event here", "nothing was imported")
            _insert(connection, added)
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

    def last(self, within_s: float = 0) -> int:
        """The number of the event that came last, or had ``within_s`` seconds ago; 0 for none.

        A higher number came in later: whoever knows one asks for what is new ``since``.
        """
        if within_s and time.monotonic() < self._looked + within_s:
            return self._all[-1][0] if self._all else 0
        with self._lock:
            self._look()
            return self._all[-1][0] if self._all else 0

    def _look(self) -> None:
        """Read what came in since; writers wait for each other, so that none comes in before."""
        self._looked = time.monotonic()
        last = self._all[-1][0] if self._all else 0
        wanted = select(EVENTS.c.seq, EVENTS.c.row).where(EVENTS.c.seq > last)
        with self.engine.connect() as connection:
            rows = connection.execute(wanted.order_by(EVENTS.c.seq)).all()
        for seq, row in rows:
            event = from_row(parse(row))
            self._of_call[event.call].append(len(self._all))
            if event.recording:
                self._of_recording[event.recording].append(len(self._all))
            self._all.append((seq, event))


def _insert(connection: Connection, events: Sequence[Decision]) -> None:
    columns = ("id", "time", "actor", "action", "kind", "call", "recording", "item", "undoes")
    rows = [
        {name: getattr(event, name) for name in columns} | {"row": canonical_json(to_row(event))}
        for event in events
    ]
    if rows:
        connection.execute(insert(EVENTS), rows)


def _read(connection: Connection, wanted: Select[str]) -> list[Decision]:
    found = connection.execute(wanted.order_by(EVENTS.c.seq)).scalars()
    return [from_row(parse(row)) for row in found]


def _of_call(call: str, recording: str) -> Select[str]:
    wanted = select(EVENTS.c.row)
    if recording:
        of_name = (EVENTS.c.call == call) & (EVENTS.c.recording == "")
        return wanted.where(or_(EVENTS.c.recording == recording, of_name))
    return wanted.where(EVENTS.c.call == call)


def _by_ids(ids: Sequence[str]) -> Select[str]:
    return select(EVENTS.c.row).where(EVENTS.c.id.in_(ids))


def _next(time: str) -> str:
    """The microsecond after ``time``."""
    return (datetime.strptime(time, FORM) + timedelta(microseconds=1)).strftime(FORM)
