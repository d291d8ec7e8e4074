"""The corrections of a call: events of the workspace's log, each with the correction as its body.

Those of a command are added all at once: a process that is killed has added all of them or none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from calltools.errors import IntegrityError
from calltools.messages import LABELLED, N_, Message, in_a_row
from calltools.store.log import EventDraft, Log
from calltools.transcripts.correction import Correction
from calltools.transcripts.model import CALL_FACTS, IN_SENTENCES, UNKNOWN_FACT


def corrections_of(log: Log, recording: str) -> list[Correction]:
    """The corrections of a recording, in the order in which they came into the log.

    Raises IntegrityError for one that can't be read: a person's word is neither guessed nor passed
    over.
    """
    return [log.body(event, Correction) for event in log.of(recording, "corrected")]


def add_corrections(
    log: Log,
    recording: str,
    events: Sequence[Correction],
    check: Callable[[Log], None] = lambda _log: None,
) -> None:
    """Add corrections to the log, all or none; ``check`` is asked while nobody else writes.

    Raises IntegrityError for one whose id is another's or that undoes what is not there.
    """

    def fits(log: Log) -> None:
        check(log)
        known = {event.id for event in log.of(recording, "corrected")}
        for event in events:
            if event.undoes is not None and event.undoes not in known:
                raise IntegrityError(event.id, f"undoes {event.undoes}, which is not there")
            known.add(event.id)

    log.append([draft_of(event, recording) for event in events], fits)


def draft_of(event: Correction, recording: str) -> EventDraft:
    """A correction as the log takes it."""
    return EventDraft(
        kind="corrected",
        subject=recording,
        body=to_row(event),
        actor=event.actor or "",
        id=event.id,
    )


def to_row(event: Correction) -> dict[str, Any]:
    """An event as plain values, without what it has nothing to say of."""
    row = {name: value for name, value in asdict(event).items() if value is not None}
    row["target"] = {
        name: value for name, value in row["target"].items() if value is not None and value != ()
    }
    return row


def describe(event: Correction, others: Sequence[Correction] = ()) -> str:
    """What the event changes, in one line for people."""
    change = _change(event, others)
    if event.target.turn is None:
        return change
    return in_a_row(Message("turn {turn}", turn=event.target.turn), change, by=LABELLED)


_CHANGES = {
    "text": N_("“{words}” → “{value}”"),
    "speaker": N_("“{words}” is said by {value}"),
    "split": N_("a turn begins with “{words}”"),
    "join": N_("“{words}” goes on the turn before"),
    "name": N_("{speaker} is called {value}"),
    "role": N_("{speaker} is {value}"),
    "header": N_("{fact}: {words} → {value}"),
    "undo": N_("undoes {event}"),
}


def _change(event: Correction, others: Sequence[Correction]) -> Message:
    target, value = event.target, event.value
    words: str = target.text
    match event.kind:
        case "text" if not value:
            return Message("“{words}” was not said", words=words)
        case "role":
            value = IN_SENTENCES.get(value or "", value)
        case "header":
            words, value = words or UNKNOWN_FACT, value or UNKNOWN_FACT
        case "undo" if undone := next((e for e in others if e.id == event.undoes), None):
            what = describe(undone, others)
            return Message("undoes {event} ({what})", event=event.undoes, what=what)
    fact = CALL_FACTS.get(target.field or "", target.field)
    speaker, undoes = target.speaker, event.undoes
    template = _CHANGES[event.kind]
    return Message(template, words=words, value=value, speaker=speaker, fact=fact, event=undoes)
