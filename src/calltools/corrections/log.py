"""The corrections of a call as they are kept: ``corrections.jsonl``, one event a line.

Lines are only ever added, those of a command all at once: whoever is killed has added all of them
or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from calltools.errors import IntegrityError
from calltools.files import atomic_write, bytes_of
from calltools.records import dump_rows, parse, parse_as, read_lines
from calltools.transcripts.correction import Correction

WRITTEN = ("kind", "target", "id", "time", "transcript_sha256")
"""What every event in a log has."""


def parse_log(data: bytes, where: str | Path) -> list[Correction]:
    """The events in the bytes of a log, in the order in which they were made.

    Raises IntegrityError, naming the line, for anything but an event: a person's word is neither
    guessed nor passed over.
    """
    events: dict[str, Correction] = {}
    for place, line in read_lines(data, where):
        try:
            event = parse_as(line, Correction)
            if missing := [name for name in WRITTEN if name not in parse(line)]:
                raise ValueError(f"{missing[0]} is missing")
            if event.id in events:
                raise ValueError(f"expected an id of its own, found {event.id} again")
            if event.undoes is not None and event.undoes not in events:
                raise ValueError(f"undoes {event.undoes}, which does not stand before it")
        except ValueError as error:
            raise IntegrityError(
                place, f"is no correction: {error}", "put the file back as it was"
            ) from error
        events[event.id] = event
    return list(events.values())


def add_to_log(path: Path, events: Iterable[Correction]) -> None:
    """Add ``events`` to the log; call with the call's lock held.

    Raises IntegrityError for a log that can't be read, WorkspaceError if it can't be written.
    """
    before = bytes_of(path) if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    after = before + dump_rows(map(to_row, events)).encode("utf-8")
    parse_log(after, path)
    atomic_write(path, after)


def to_row(event: Correction) -> dict[str, Any]:
    """An event as plain values, without what it has nothing to say of."""
    row = {name: value for name, value in asdict(event).items() if value is not None}
    row["target"] = {
        name: value for name, value in row["target"].items() if value is not None and value != ()
    }
    return row


def describe(event: Correction, others: Sequence[Correction] = ()) -> str:
    """What the event changes, in one line for people."""
    target, value = event.target, event.value
    place = "" if target.turn is None else f"turn {target.turn}: "
    match event.kind:
        case "text" if not value:
            return f"{place}“{target.text}” was not said"
        case "text":
            return f"{place}“{target.text}” → “{value}”"
        case "speaker":
            return f"{place}“{target.text}” is said by {value}"
        case "split":
            return f"{place}a turn begins with “{target.text}”"
        case "join":
            return f"{place}“{target.text}” goes on the turn before"
        case "role":
            return f"{target.speaker} is {value}"
        case "name":
            return f"{target.speaker} is called {value}"
        case "header":
            return f"{target.field}: {target.text or 'not known'} → {value or 'not known'}"
        case _:
            undone = next((e for e in others if e.id == event.undoes), None)
            return f"undoes {event.undoes}" + (f" ({describe(undone, others)})" if undone else "")
