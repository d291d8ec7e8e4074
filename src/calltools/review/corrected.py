"""Corrections of transcripts among the decisions.

They are kept in the log of the call, to which ``calltools correct`` and every other application
writes through :class:`calltools.corrections.editor.Editor`.  The database has the same events, so
that history, exchange and whoever waits for news find all in one place; :func:`sync` brings each
what the other lacks.
"""

from __future__ import annotations

from collections.abc import Iterable

from calltools.corrections.editor import Editor
from calltools.corrections.log import add_to_log, to_row
from calltools.records import convert
from calltools.review.event import Decision
from calltools.review.item import call_key
from calltools.review.store import EventStore
from calltools.store.folder import CORRECTIONS
from calltools.store.workspace import Workspace
from calltools.transcripts.correction import Correction

NOT_NAMED = "(not named)"
"""Who made a correction for which nobody was named."""


def sync(store: EventStore, workspace: Workspace, editor: Editor) -> list[Decision]:
    """Bring the corrections that only the log or only the database has to the other.

    Gives those that the log lacked: open the editor anew where there are any.  Raises what
    :func:`~calltools.corrections.log.add_to_log` does.
    """
    name, recording = editor.folder.path.name, editor.machine.pcm_sha256 or ""
    there = {
        event.id: event for event in store.events(name, recording) if event.action == "correct"
    }
    mine = {event.id for event in editor.events}
    store.merge(
        [mirrored(event, name, recording) for event in editor.events if event.id not in there]
    )
    missing = [event for id_, event in there.items() if id_ not in mine]
    if not missing:
        return []
    made, left = _after_what_they_undo(missing, mine)
    with workspace.lock(name):
        add_to_log(editor.folder.path / CORRECTIONS, made)
    return [event for event in missing if event.id not in left]


def mirrored(event: Correction, call: str, recording: str) -> Decision:
    """A correction as the database has it."""
    return Decision(
        "correct",
        "call",
        call,
        call_key(call, recording),
        event.actor or NOT_NAMED,
        label=event.kind,
        recording=recording,
        seen=event.transcript_sha256 if len(event.transcript_sha256) == 64 else "",
        value=to_row(event),
        reason=event.reason or None,
        id=event.id,
        time=event.time.replace("Z", ".000000Z"),
    )


def _after_what_they_undo(
    events: Iterable[Decision], known: set[str]
) -> tuple[list[Correction], set[str]]:
    """The corrections in an order in which each stands after what it undoes, and those that undo
    what nobody has."""
    waiting = [convert(event.value, Correction) for event in events]
    made: list[Correction] = []
    ids = set(known)
    while ready := [one for one in waiting if one.undoes is None or one.undoes in ids]:
        made += ready
        ids |= {one.id for one in ready}
        waiting = [one for one in waiting if one.id not in ids]
    return made, {one.id for one in waiting}
