"""The log for people: what happened, when, to which call, by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calltools.corrections.correction_log import describe
from calltools.corrections.translation import TranslationCorrection, describe_translation
from calltools.errors import CalltoolsError
from calltools.proof.bag import Exported
from calltools.store.log import Event, EventKind, Log
from calltools.store.logged_recordings import Made, Moved
from calltools.store.workspace import Workspace
from calltools.transcripts.correction import Correction


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """``what`` happened at ``time`` under ``number``; ``call`` is the name that its recording has
    now, or had last, ``who`` the name of a person where one is named."""

    number: int
    time: str
    kind: EventKind
    what: str
    call: str = ""
    who: str = ""


def listed(workspace: Workspace) -> Iterator[ListedEvent]:
    """All events in order.  What can't be read is passed over: verify tells of it."""
    register, log = workspace.register.refresh(), workspace.log
    names = {aside.recording: aside.name for aside in register.aside.values()}
    names |= {recording: name for name, recording in register.names.items()}
    for event in log.since(0):
        call = names.get(event.subject, "")
        who = log.name_of(event)
        yield ListedEvent(event.seq, event.time, event.kind, _what(log, event), call, who)


def _what(log: Log, event: Event) -> str:
    try:
        return _in_words(log, event)
    except CalltoolsError as error:
        return f"{event.kind}; {error.problem}"


def _in_words(log: Log, event: Event) -> str:
    match event.kind:
        case "registered" | "renamed":
            return f"{event.kind} as {log.body(event, Made).name}"
        case "made":
            return f"made: {log.body(event, Made).step.name}"
        case "removed" | "restored":
            moved = log.body(event, Moved)
            return f"{event.kind}: {moved.reason}" if moved.reason else event.kind
        case "corrected":
            return f"corrected: {describe(log.body(event, Correction))}"
        case "access":
            opened = log.body(event, dict[str, object])
            name = "" if event.subject else f" ({opened.get('name') or 'what has no setting'})"
            return f"open to: {opened.get('to') or 'as all'}{name}"
        case "translated":
            return f"corrected: {describe_translation(log.body(event, TranslationCorrection))}"
        case "opened" | "decided":
            body = log.body(event, dict[str, object])
            of = body.get("what") or body.get("action") or ""
            return f"{event.kind}: {of}" if of else event.kind
        case "exported":
            return f"exported: {_exported(log.body(event, Exported))}"
        case "signed":
            return f"signed: the first {event.seq - 1} events"
        case _:
            return event.kind


def _exported(body: Exported) -> str:
    return body.what or ("a redacted copy" if body.certificate_sha256 else "a bag")
