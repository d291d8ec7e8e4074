"""The log checked by itself: every line strictly, the chain, and the bodies that lines name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import takewhile

from calltools.proof.heads import LogHead
from calltools.proof.verification import FlawKind
from calltools.provenance import sha256_bytes
from calltools.store.log import FORM, Event, read_chain

Tell = Callable[[FlawKind, str, str], None]
"""Takes what is wrong: how bad it is, where it stands, and the problem."""


def check_chain(lines: Iterable[bytes], where: str, tell: Tell) -> tuple[list[Event], list[str]]:
    """The events in the lines of a log that can be read, and the hashes of all its lines.

    Told is each line that is not one, doubled or out of place, and each that is dated back.
    """
    events: list[Event] = []
    hashes: list[str] = []
    ids: set[str] = set()
    latest = ""
    for number, (sha256, event, problem) in enumerate(read_chain(lines), 1):
        place = f"{where}:{number}"
        hashes.append(sha256)
        if problem:
            tell("broken", place, problem)
        if event is None:
            continue
        events.append(event)
        if event.id in ids:
            tell("broken", place, f"has the id of an event before, {event.id}: it was doubled")
        ids.add(event.id)
        if _time_of(event.time) is None:
            tell("broken", place, f"expected a time, found {event.time!r}")
        elif event.time <= latest:
            problem = f"is dated {event.time}, after an event of {latest}: the clock was set back"
            tell("doubtful", place, problem)
        latest = max(latest, event.time)
    return events, hashes


def check_bodies(
    events: Sequence[Event],
    bodies: Sequence[bytes],
    where: str,
    tell: Tell,
    may_lack: Callable[[Event], bool],
) -> None:
    """Compare the bodies of a log with the events that name them, both ways; ``may_lack`` is
    asked of which a bag leaves out what it says."""
    hashes = [sha256_bytes(body) for body in bodies]
    here, named = set(hashes), {event.body_sha256 for event in events}
    for event in events:
        if event.body_sha256 not in here and not may_lack(event):
            tell("broken", f"{where}, event {event.seq}", "what it says is gone or was changed")
    if len(here) < len(hashes):
        tell("doubtful", where, f"holds {len(hashes) - len(here)} bodies twice")
    in_order = [event.body_sha256 for event in events if event.body_sha256 in here]
    if [sha256 for sha256 in dict.fromkeys(hashes) if sha256 in named] != in_order:
        tell("doubtful", where, "holds its bodies in another order than the events that name them")
    of_none = [sha256 not in named for sha256 in hashes]
    if tail := sum(1 for _ in takewhile(bool, reversed(of_none))):
        problem = f"ends with {tail} bodies that no event names"
        tell("doubtful", where, f"{problem}: a program was killed, or the log was cut")
    if others := sum(of_none) - tail:
        tell("note", where, f"holds {others} bodies of programs that were killed")


def goes_on(hashes: Sequence[str], head: LogHead) -> str:
    """Why a log whose lines have ``hashes`` does not go on a head; nothing where it does."""
    if head.seq > len(hashes):
        problem = f"ends after {len(hashes)} events; the head is of {head.seq}"
        return f"{problem}: this is an earlier state, or it was cut"
    if head.seq and hashes[head.seq - 1] != head.sha256:
        return f"its first {head.seq} events are not those of the head"
    return ""


def lines_of(data: bytes) -> list[bytes]:
    """The whole lines of a file, without their line feeds."""
    return data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]


def seconds_between(first: str, second: str) -> float:
    """By how many seconds ``second`` comes after ``first``; 0 where one is not time."""
    start, end = _time_of(first), _time_of(second)
    return 0 if start is None or end is None else end - start


def seconds_of(time: str) -> float:
    """Seconds since 1970 of a time that events or stamps have."""
    return _time_of(time) or 0.0


def _time_of(time: str) -> float | None:
    for form in (FORM, "%Y-%m-%dT%H:%M:%SZ"):
        try:
            moment = datetime.strptime(f"{time}+0000", f"{form}%z")
        except ValueError:
            continue
        return moment.timestamp() if moment.strftime(form) == time else None
    return None
