"""The decisions of a workspace: what its log says that people decided and put right.

A decision is an event ``decided``, a correction ``corrected`` or ``translated``; all are told here
in one form, by call and recording, in the order in which they came into the log.
"""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from calltools.corrections.correction_log import to_row as correction_row
from calltools.corrections.translation import TranslationCorrection, translation_row
from calltools.errors import IntegrityError
from calltools.records import convert
from calltools.review.event import TRANSLATION, Decision, from_row, to_row
from calltools.review.item import call_key
from calltools.store.log import Event, EventDraft, EventKind, Log
from calltools.store.logged_recordings import Register
from calltools.store.other_logs import Office, offices_of
from calltools.transcripts.correction import Correction

LookAtAll = Callable[[Sequence[Decision]], None]
"""Looks at all decisions of the calls concerned, before others are added; raises what speaks
against it."""

CORRECTIONS: tuple[EventKind, ...] = ("corrected", "translated")
"""The events that put a transcript or a translation right."""

DECIDED: tuple[EventKind, ...] = ("decided", *CORRECTIONS)
"""The events that are decisions."""

NOT_NAMED = "(not named)"
"""Who made a correction for which nobody was named."""

_OF_EVENT = ("id", "time", "actor", "recording")
"""What of a decision its event says; all else is the event's body."""


class Decisions:
    """The decisions in the log of a ``register``, read as far as it goes.

    One that can't be read is passed over and told (:meth:`unreadable`): it can't be removed, and
    must not end the review of all others.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self._looked = -math.inf
        self._forget()

    @property
    def log(self) -> Log:
        """The log that they stand in."""
        return self.register.log

    def _forget(self) -> None:
        self._generation = self.log.generation
        self._seq = 0
        self._all: list[tuple[int, Decision]] = []
        self._ids: dict[str, Decision] = {}
        self._unreadable: list[IntegrityError] = []
        self._of_call: defaultdict[str, list[int]] = defaultdict(list)
        self._of_recording: defaultdict[str, list[int]] = defaultdict(list)
        self._corrections: Counter[str] = Counter()

    def add(self, decisions: Sequence[Decision], check: LookAtAll | None = None) -> list[Decision]:
        """Add new decisions, all or none; gives them as they were kept.

        ``check`` is called with the decisions of their calls while nobody else writes.
        """
        wanted = sorted({(one.call, one.recording) for one in decisions})

        def look(_log: Log) -> None:
            if check is not None:
                check([one for pair in wanted for one in self.events(*pair)])

        written = self.log.append(list(map(_draft, decisions)), look)
        return [
            replace(one, time=event.time) for one, event in zip(decisions, written, strict=True)
        ]

    def events(
        self, call: str | None = None, recording: str = "", *, since: int = 0, fresh: bool = True
    ) -> list[Decision]:
        """All in the order in which they came in, or those of one call (by its recording, where it
        has one, or its name); ``since`` leaves out those up to that number.

        Without ``fresh``, those that the last look saw.
        """
        with self.log.lock:
            if fresh:
                self._look()
            if call is None:
                first = bisect_right(self._all, since, key=itemgetter(0))
                places: Iterable[int] = range(first, len(self._all))
            elif recording:
                named = (n for n in self._of_call[call] if not self._all[n][1].recording)
                places = sorted([*self._of_recording[recording], *named])
            else:
                places = self._of_call[call]
            return [decision for seq, decision in (self._all[n] for n in places) if seq > since]

    def event(self, id_: str) -> Decision | None:
        """The decision of that id."""
        with self.log.lock:
            self._look()
            return self._ids.get(id_)

    def corrections(self, recording: str) -> int:
        """How many corrections of a recording the last look saw."""
        return self._corrections[recording]

    def unreadable(self) -> list[IntegrityError]:
        """What stands in the log and can't be read: it does not count."""
        with self.log.lock:
            self._look()
            return [*self.log.unreadable, *self._unreadable]

    def last(self, within_s: float = 0) -> int:
        """How far the log goes, or went ``within_s`` seconds ago.

        A higher number came in later: anybody who knows one asks for what is new ``since``.
        """
        with self.log.lock:
            if not within_s or time.monotonic() >= self._looked + within_s:
                self._look()
            return self._seq

    def _look(self) -> None:
        self._looked = time.monotonic()
        self.register.refresh()
        if self._generation != self.log.generation:
            self._forget()
        new = list(self.log.since(self._seq))
        corrects = any(event.kind in CORRECTIONS for event in new)
        names = {sha256: name for name, sha256 in self.register.names.items()} if corrects else {}
        for event in new:
            self._seq = event.seq
            self._corrections[event.subject] += event.kind in CORRECTIONS
            if event.kind in DECIDED:
                self._take(event, names.get(event.subject, event.subject))

    def _take(self, event: Event, call: str) -> None:
        try:
            body = self.log.body(event, dict[str, Any])
            decision = decision_of(event, body, self.log.name_of(event), call)
        except (IntegrityError, ValueError, TypeError) as error:
            problem = f"can't be read and does not count: {error}"
            self._unreadable.append(IntegrityError(f"decision {event.id}", problem))
            return
        self._of_call[decision.call].append(len(self._all))
        if decision.recording:
            self._of_recording[decision.recording].append(len(self._all))
        self._ids[decision.id] = decision
        self._all.append((event.seq, decision))


def _draft(decision: Decision) -> EventDraft:
    body = {name: value for name, value in to_row(decision).items() if name not in _OF_EVENT}
    return EventDraft(
        kind="decided",
        subject=decision.recording,
        body=body,
        actor=decision.actor,
        id=decision.id,
    )


def decision_of(event: Event, body: Mapping[str, Any], actor: str, call: str) -> Decision:
    """The decision that an event and its body are; ``actor`` is the name of who added it, ``call``
    that of the call, which a correction does not say.  Raises ValueError for what is not one."""
    offices = offices_of(body)
    made = offices[0] if offices else Office(actor=actor, time=event.time)
    origin = _in_words(offices[-1], actor) if offices else ""
    if event.kind in CORRECTIONS:
        decision = _put_right(event, body, call)
    else:
        of_event = {"id": event.id, "actor": made.actor, "recording": event.subject}
        decision = from_row({**body, **of_event, "time": made.time})
    return replace(decision, time=made.time, origin=origin)


def _in_words(office: Office, actor: str) -> str:
    signed = f"signed by {office.signer[:16]}" if office.signer else "not signed"
    return f"imported by {actor or '(command line)'}, {signed}"


def _put_right(event: Event, body: Mapping[str, Any], call: str) -> Decision:
    correction: Correction | TranslationCorrection
    if event.kind == "translated":
        correction = convert(body, TranslationCorrection)
        label, seen, row = TRANSLATION, "", translation_row(correction)
    else:
        correction = convert(body, Correction)
        seen = correction.transcript_sha256
        label, row = correction.kind, correction_row(correction)
    if correction.id != event.id:
        raise ValueError(f"is said to be {correction.id}")
    return Decision(
        "correct",
        "call",
        call,
        call_key(call, event.subject),
        correction.actor or NOT_NAMED,
        label=label,
        recording=event.subject,
        seen=seen if len(seen) == 64 else "",
        value=row,
        reason=correction.reason or None,
        id=event.id,
    )
