"""The log of a workspace: everything that happened, once, each event chained to the one before.

A recording that was registered, an artefact that was made, a correction, a decision, an opening, a
signature are events of one kind of line.  A line is canonical JSON (RFC 8785, which for text and
whole numbers is what :func:`~calltools.provenance.canonical_json` writes); ``prev`` is the SHA-256
of the line before it, without the line feed.  So one hash, that of the last line, vouches for all.

Lines hold no words: what an event says is its body, a record of its own that the line names by its
hash.  A body has a random salt, so that nobody finds out by trial what it says who has only the
line.  Bodies may stay behind where lines are handed on.

The shape is one, wherever it is kept (:class:`LogCarrier`): two files that are only added to, which
anybody checks with ``sha256sum``, or the database of a team.
"""

from __future__ import annotations

import secrets
import threading
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec import Struct

from calltools.errors import IntegrityError
from calltools.provenance import canonical_json, sha256_bytes
from calltools.records import Whole, parse, parse_as, plain

_Record = TypeVar("_Record")

EventKind = Literal[
    "registered", "renamed", "removed", "restored", "made", "corrected", "translated",
    "decided", "opened", "account", "access", "person", "exported", "imported", "signed", "stamped",
]  # fmt: skip
"""What happened: to a recording (``registered`` to ``made``), by people (``corrected`` to
``access``; ``person`` gives an actor a name), to the log as a whole (from ``exported`` on)."""

FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How the time of an event is written: UTC, to the microsecond."""

_SALT_BYTES = 16  # 128 bits: bodies can't be guessed from their hashes


def now() -> str:
    """The present moment as events have it."""
    return datetime.now(UTC).strftime(FORM)


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happened.

    ``seq`` counts from 1; ``prev`` is the hash of the line before, empty in the first.  ``actor``
    is an id without meaning, whose name the body of a ``person`` has; empty where nobody was named.
    ``subject`` is the sha256 of the recording that it is of, empty where it is of none.
    """

    seq: Whole
    prev: str
    id: str
    time: str
    actor: str
    kind: EventKind
    subject: str
    body_sha256: str

    def line(self) -> bytes:
        """The event as it is written, without the line feed."""
        return canonical_json(plain(self)).encode()


def read_event(line: bytes) -> Event:
    """The event in a line.  Raises ValueError for anything that would not be written so."""
    event = parse_as(line, Event)
    if event.line() != line:
        raise ValueError("is not written as events are")
    return event


class LogLine(NamedTuple):
    """A line of a log, its hash, the event in it, and what is wrong with it; empty where nothing
    is."""

    sha256: str
    event: Event | None
    problem: str


def read_chain(lines: Iterable[bytes], *, is_part: bool = False) -> Iterator[LogLine]:
    """The lines of a log read strictly, each of which must be chained to the one before.

    ``is_part`` where others may be left out between them: those that follow one another are
    chained.
    """
    head = ChainHead()
    for line in lines:
        sha256, problem = sha256_bytes(line), ""
        expected = head.seq + 1
        try:
            event = read_event(line)
        except ValueError as error:
            head = ChainHead(expected, sha256)
            yield LogLine(sha256, None, f"is not an event: {error}")
            continue
        if event.seq < expected or (event.seq > expected and not is_part):
            problem = (
                f"expected event {expected}, found {event.seq}: events are missing, doubled or"
            )
            problem += " in another order"
        elif event.seq == expected and event.prev != head.sha256:
            problem = "does not go on the line before it: one of both was changed or put in"
        head = ChainHead(event.seq, sha256)
        yield LogLine(sha256, event, problem)


def check_lines(lines: Iterable[bytes], where: str, *, is_part: bool = False) -> ChainHead:
    """How far these lines of a log go.  Raises IntegrityError, naming the first with a problem."""
    head = ChainHead()
    for number, line in enumerate(read_chain(lines, is_part=is_part), 1):
        if line.event is None or line.problem:
            raise IntegrityError(f"{where}, line {number}", line.problem)
        head = ChainHead(line.event.seq, line.sha256)
    return head


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """An event that is to be: ``body`` is a record or plain values, ``actor`` a person's name.

    ``body`` may be what makes it of the event, of which all but the hash of the body is known when
    it is called, while nobody else writes: a signature is of the very line before it.  ``id`` is
    given where the event had one before it came here.
    """

    kind: EventKind
    subject: str = ""
    body: Any = field(default_factory=dict)
    actor: str = ""
    id: str = ""


class ChainHead(Struct, frozen=True):
    """How far a log goes: the number of its last event and the hash of that line."""

    seq: int = 0
    sha256: str = ""


class NewLines(NamedTuple):
    """What was added since it was last read: whole lines, and bodies; ``anew`` where the log is
    not the one that was read, so that all of it is here."""

    lines: Sequence[bytes]
    bodies: Sequence[bytes]
    anew: bool = False


class LogCarrier(Protocol):
    """Where a log is kept.  ``where`` names it in messages."""

    where: str

    def prepare(self) -> None:
        """Make ready to be worked with; anybody who only looks needs not.  Raises
        CalltoolsError."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold off all other writers."""

    def read(self) -> NewLines:
        """What was added since the last call.  Raises CalltoolsError where it can't be read."""

    def write(self, lines: Sequence[bytes], bodies: Sequence[bytes]) -> None:
        """Add whole lines with their bodies, all or none, kept when it returns; call while
        :meth:`writing`.  Raises WorkspaceError."""


class Log:
    """The log that a carrier keeps, read once and then as far as it grew."""

    def __init__(self, carrier: LogCarrier) -> None:
        self._carrier = carrier
        self.lock = threading.RLock()
        """Held by the person who reads what the log makes, so that nobody waits for another
        crosswise."""
        self._forget()

    def _forget(self) -> None:
        self._events: list[Event] = []
        self._bodies: dict[str, bytes] = {}
        self._head = ChainHead()
        self._ids: dict[str, Event] = {}
        self._of: defaultdict[str, defaultdict[EventKind, list[Event]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._names: dict[str, str] = {}
        self._actors: dict[str, str] = {}
        self.unreadable: list[IntegrityError] = []
        """Lines that are not events: work goes on, and anybody who checks tells of them."""
        self.generation = secrets.token_hex(4)
        """Another one when the log was put back from a copy: what was made of it is void."""

    @property
    def where(self) -> str:
        """Where the log is kept, for messages."""
        return self._carrier.where

    def append(
        self, drafts: Sequence[EventDraft], check: Callable[[Log], None] | None = None
    ) -> list[Event]:
        """Add events, all or none; gives them as they were written, each dated later than all that
        are there.

        ``check`` sees the log while nobody else writes, and raises what speaks against it.  Raises
        IntegrityError for an id that another event has, WorkspaceError where the log can't be
        written.
        """
        if not drafts:
            return []
        with self.lock, self._carrier.writing():
            self._refresh()
            if check is not None:
                check(self)
            self._check_ids(drafts)
            written: list[Event] = []
            bodies: list[bytes] = []
            head, time = self._head, self._events[-1].time if self._events else ""
            for draft in self._with_names(drafts):
                time = max(now(), _after(time))
                event = Event(
                    seq=head.seq + 1,
                    prev=head.sha256,
                    id=draft.id or f"e{secrets.token_hex(8)}",
                    time=time,
                    actor=draft.actor,
                    kind=draft.kind,
                    subject=draft.subject,
                    body_sha256="",
                )
                body = _salted(draft.body(event) if callable(draft.body) else draft.body)
                event = msgspec.structs.replace(event, body_sha256=sha256_bytes(body))
                head = ChainHead(event.seq, sha256_bytes(event.line()))
                written.append(event)
                bodies.append(body)
            self._carrier.write([event.line() for event in written], bodies)
            self._refresh()
        return written[len(written) - len(drafts) :]

    def since(self, seq: int = 0) -> Iterator[Event]:
        """The events after the one of that number, as they are now, the first first."""
        with self.lock:
            self._refresh()
            return iter(self._events[bisect_right(self._events, seq, key=_seq) :])

    def head(self) -> ChainHead:
        """How far it goes now."""
        with self.lock:
            self._refresh()
            return self._head

    def of(self, subject: str, *kinds: EventKind) -> list[Event]:
        """The events of a subject that are of ``kinds``, in order."""
        with self.lock:
            self._refresh()
            found = self._of.get(subject)
            if found is None:
                return []
            if len(kinds) == 1:
                return list(found.get(kinds[0], ()))
            return sorted((e for kind in kinds for e in found.get(kind, ())), key=_seq)

    def event(self, id_: str) -> Event | None:
        """The event of that id."""
        with self.lock:
            self._refresh()
            return self._ids.get(id_)

    def body(self, event: Event, kind: type[_Record]) -> _Record:
        """What an event says.  Raises IntegrityError where its body is gone or another record."""
        raw = self.raw_body(event)
        try:
            return parse_as(raw, kind)
        except ValueError as error:
            raise IntegrityError(f"{self.where}, event {event.seq}", f"says: {error}") from error

    def raw_body(self, event: Event) -> bytes:
        """The bytes of an event's body.  Raises IntegrityError where it is gone."""
        raw = self._bodies.get(event.body_sha256)
        if raw is None:
            problem = "what it says is gone or was changed"
            raise IntegrityError(f"{self.where}, event {event.seq}", problem)
        return raw

    def has_body(self, event: Event) -> bool:
        """Whether what an event says is here."""
        return event.body_sha256 in self._bodies

    def name_of(self, event: Event) -> str:
        """The name of who did it; empty where nobody was named."""
        return self._names.get(event.actor, event.actor)

    def _check_ids(self, drafts: Iterable[EventDraft]) -> None:
        new: set[str] = set()
        for draft in drafts:
            if draft.id and (draft.id in self._ids or draft.id in new):
                raise IntegrityError(draft.id, "is the id of another event", "nothing was kept")
            new.add(draft.id)

    def _with_names(self, drafts: Iterable[EventDraft]) -> Iterator[EventDraft]:
        """The drafts with ids for their actors, and before them the names that are new."""
        new: dict[str, str] = {}
        ready = []
        for draft in drafts:
            actor = self._actors.get(draft.actor) or new.get(draft.actor, "")
            if draft.actor and not actor:
                actor = new[draft.actor] = f"p{secrets.token_hex(8)}"
            ready.append(replace(draft, actor=actor))
        for name, actor in new.items():
            yield EventDraft(kind="person", body={"name": name}, actor=actor)
        yield from ready

    def _refresh(self) -> None:
        news = self._carrier.read()
        if news.anew:
            self._forget()
        for body in news.bodies:
            self._bodies[sha256_bytes(body)] = body
        for line in news.lines:
            seq = self._head.seq + 1
            self._head = ChainHead(seq, sha256_bytes(line))
            try:  # verify reads strictly and tells what is wrong; work goes on
                event = parse_as(line, Event)
            except ValueError as error:
                self.unreadable.append(IntegrityError(f"{self.where}, line {seq}", str(error)))
                continue
            self._take(event)

    def _take(self, event: Event) -> None:
        self._events.append(event)
        self._ids.setdefault(event.id, event)
        self._of[event.subject][event.kind].append(event)
        if event.kind == "person" and (raw := self._bodies.get(event.body_sha256)):
            name = str(parse(raw).get("name", ""))
            self._names[event.actor] = name
            self._actors.setdefault(name, event.actor)


def _salted(body: Any) -> bytes:
    """A body as it is written: canonical JSON with a salt, its own unless it has one already."""
    values: Mapping[str, Any] = plain(body)
    return canonical_json({"salt": secrets.token_hex(_SALT_BYTES), **values}).encode()


def _after(time: str) -> str:
    """The microsecond after a time; nothing after what is not one."""
    try:
        return (datetime.strptime(time, FORM) + timedelta(microseconds=1)).strftime(FORM)
    except ValueError:
        return ""


def _seq(event: Event) -> int:
    return event.seq
