"""The desk: every call and report with what was decided, and the door that decisions go through."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from calltools.corrections.editor import Editor
from calltools.errors import (
    CalltoolsError,
    ConflictError,
    NotAllowedError,
    SettingsError,
    WorkspaceError,
)
from calltools.provenance import canonical_json
from calltools.records import Row, convert
from calltools.review.blind import visible
from calltools.review.call_items import AMENDABLE, call_items, restored
from calltools.review.corrected import sync
from calltools.review.database import address, connect
from calltools.review.event import Action, Decision
from calltools.review.fold import State, heads_of, states
from calltools.review.item import ReviewItem, keyed
from calltools.review.order import in_order
from calltools.review.quotation_items import (
    audited_transcript,
    audits,
    quotation_items,
    reports,
)
from calltools.review.rules import check_third
from calltools.review.store import EventStore
from calltools.review.words import CallWords
from calltools.settings import Settings
from calltools.statements.record import Statement
from calltools.transcripts.correction import Correction
from calltools.transcripts.model import Transcript
from calltools.workspace import (
    ALIGNMENT,
    CORRECTED,
    CORRECTIONS,
    STATEMENTS,
    TRANSCRIPT,
    Folder,
    Workspace,
)

_ARTEFACTS = (TRANSCRIPT, CORRECTIONS, CORRECTED, STATEMENTS, ALIGNMENT)
"""What is made anew when it changes."""


@dataclass(frozen=True)
class Reviewed:
    """A call, or a report, with the states of its items as ``viewer`` may see them.

    ``transcript`` is a call's as it stands, with all corrections; None for a report.
    """

    name: str
    recording: str
    states: tuple[State, ...]
    transcript: Transcript | None = None

    @cached_property
    def by_key(self) -> Mapping[str, State]:
        """The states by the keys of their items."""
        return {state.key: state for state in self.states}

    @property
    def whole(self) -> State:
        """The state of the call or report itself: who has read it, to whom it is assigned."""
        return self.states[0]

    def of_kind(self, kind: str) -> list[State]:
        """The states of the items of a kind."""
        return [state for state in self.states if state.kind == kind]


@dataclass(frozen=True)
class _Made:
    """What lies on the disk of a call or report, read once for as long as nothing is written."""

    stamp: str
    recording: str
    items: Sequence[ReviewItem]
    editor: Editor | None = None
    transcript: Transcript | None = None


@dataclass
class Review:
    """The review of a workspace, for one process of any number of threads."""

    workspace: Workspace
    store: EventStore
    _made: dict[str, _Made] = field(default_factory=dict, repr=False)
    _audits: tuple[str, dict[str, list[Row]]] = field(default=("none read", {}), repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def open(cls, workspace: Workspace, settings: Settings) -> Review:
        """The review of ``workspace``, in the database that ``settings`` name.

        Raises SettingsError for an address that can't be used, WorkspaceError for a database that
        can't be opened.
        """
        return cls(workspace, EventStore(connect(address(workspace, settings))))

    def calls(self) -> list[str]:
        """The names of the calls that have a transcript."""
        files = self.workspace.transcripts.glob(f"*/{TRANSCRIPT}")
        return sorted(file.parent.name for file in files)

    def reports(self) -> list[str]:
        """The names of the reports that were audited."""
        return sorted(self._reports())

    def call(self, name: str, viewer: str | None = None, until: str | None = None) -> Reviewed:
        """The call ``name`` as ``viewer`` may see it (None: all of it).

        ``until`` is a time: decisions of later are left out.  Raises WorkspaceError for no call,
        CalltoolsError for an artefact that can't be read.
        """
        made = self._call(name)
        assert made.editor is not None and made.transcript is not None
        draft, turns = made.editor.draft, made.transcript.turns
        sha256 = made.editor.maker.transcript_sha256
        return Reviewed(
            name,
            made.recording,
            self._states(
                name, made, viewer, until, lambda event: restored(event, draft, turns, sha256)
            ),
            made.transcript,
        )

    def report(self, name: str, viewer: str | None = None, until: str | None = None) -> Reviewed:
        """The audited report ``name``, as :meth:`call` gives a call."""
        made = self._report(name)
        return Reviewed(name, "", self._states(name, made, viewer, until, lambda _: None))

    def _states(
        self,
        name: str,
        made: _Made,
        viewer: str | None,
        until: str | None,
        restore: Callable[[Decision], ReviewItem | None],
    ) -> tuple[State, ...]:
        events = self.store.events(name, made.recording)
        if until is not None:
            events = [event for event in events if event.time <= until]
        return tuple(states(events, made.items, viewer=viewer, restore=restore))

    def get(self, name: str, viewer: str | None = None) -> Reviewed:
        """The call or, if there is none of that name, the report ``name``."""
        is_call = (self.workspace.transcripts / name / TRANSCRIPT).is_file()
        return self.call(name, viewer) if is_call else self.report(name, viewer)

    def decide(
        self,
        name: str,
        key: str,
        action: Action,
        actor: str,
        *,
        value: Mapping[str, Any] | None = None,
        reason: str | None = None,
        seen: str | None = None,
        after: Sequence[str] | None = None,
    ) -> Decision:
        """Keep what ``actor`` decided of an item of the call or report ``name``.

        ``seen`` and ``after`` are the item's ``sha256`` and the state's ``heads`` as the person had
        them before them.  Raises ConflictError where either is another by now, SettingsError for
        a decision that can't be meant, or an item that there is not.
        """
        state = self._state(name, key, actor)
        sha256 = state.item.sha256 if state.item else ""
        if seen is not None and seen != sha256:
            raise ConflictError(name, "the item changed since it was looked at", "look again")
        check_third(actor, action, state)
        if state.kind == "statement":
            _check_fields(action, dict(value or {}), state.item.row if state.item else {})
        last = next((e for e in reversed(state.history) if e.action != "undo"), None)
        anchor = state.item.anchor if state.item else last.anchor if last else None
        assert anchor is not None, "what is gone was decided of"
        event = made_event(
            action=action,
            kind=state.kind,
            call=name,
            item=key,
            actor=actor,
            label=state.label,
            recording=state.item.recording if state.item else last.recording if last else "",
            seen=sha256,
            anchor=anchor,
            value=dict(value or {}),
            reason=reason,
            after=None if after is None else tuple(after),
        )
        return self.store.add([event], _check_heads(event))[0]

    def undo(
        self,
        event_id: str,
        actor: str,
        after: Sequence[str] | None = None,
        *,
        of_others: bool = False,
    ) -> Decision:
        """Take an event back: one's own, or with ``of_others`` anybody's.

        Raises SettingsError for one that there is not, or that may not be seen; NotAllowedError
        for another's; ConflictError as :meth:`decide` does.
        """
        target = self.store.event(event_id)
        if target is not None:
            events = self.store.events(target.call, target.recording)
            if all(event.id != event_id for event in visible(events, actor)):
                target = None
        if target is None or target.action == "correct":
            raise SettingsError("undo", f"expected a decision, found {event_id!r}")
        if target.actor != actor and not of_others:
            raise NotAllowedError(actor, f"{target.id} is {target.actor}'s", "ask a lead")
        event = made_event(
            action="undo",
            kind=target.kind,
            call=target.call,
            item=target.item,
            actor=actor,
            label=target.label,
            recording=target.recording,
            anchor=target.anchor,
            after=None if after is None else tuple(after),
            undoes=target.id,
        )
        return self.store.add([event], _check_heads(event))[0]

    def add_statement(
        self, name: str, turn: int, words: str | None, fields: Mapping[str, Any], actor: str
    ) -> Decision:
        """Add a statement that the machine missed: the words of a turn (``2-4`` from 0, by id, or
        None for all) and the fields of the record, ``category`` among them.

        Raises SettingsError for words or fields that can't be meant.
        """
        from calltools.corrections.anchors import target

        made = self._call(name)
        assert made.editor is not None and made.transcript is not None
        editor = made.editor
        anchor = target(editor.draft, editor.words(turn, words))
        sha256 = editor.maker.transcript_sha256
        value = {**fields, "quote": anchor.text, "transcript_sha256": sha256}
        plain = {
            "action": "add", "kind": "statement", "call": name, "actor": actor, "value": value,
            "label": str(fields.get("category", "")), "recording": made.recording, "anchor": anchor,
        }  # fmt: skip
        _check_fields("add", dict(fields), value)
        event = made_event(item="new", **plain)
        item = restored(event, editor.draft, made.transcript.turns, sha256)
        assert item is not None, "its words were found just now"
        key = f"{keyed([item])[0].key}a{event.id[-6:]}"
        return self.store.add([made_event(item=key, seen=item.sha256, **plain)])[0]

    def correct(
        self, name: str, actor: str, change: Callable[[Editor], None], reason: str | None = None
    ) -> list[Correction]:
        """Correct the transcript of a call: ``change`` makes the corrections on the editor.

        They go into the call's log, as those of ``calltools correct`` do; what rests on the words
        is stale at once.  Raises BusyError if somebody corrected the call meanwhile, and what the
        editor raises.
        """
        editor = Editor.open(self._folder(name), actor, reason)
        change(editor)
        if editor.made:
            editor.keep(self.workspace)
            self._call(name)
        return list(editor.made)

    def changed_since(self, seq: int, viewer: str) -> tuple[int, list[Decision]]:
        """The events that came after number ``seq`` and that ``viewer`` may see, and the number of
        the last; for whoever waits for news."""
        last = self.store.last()
        if last <= seq:
            return last, []
        new = {event.id for event in self.store.events(since=seq)}
        calls = {(e.call, e.recording) for e in self.store.events(since=seq)}
        seen: list[Decision] = []
        for call, recording in sorted(calls):
            seen += visible(self.store.events(call, recording), viewer)
        return last, in_order({e.id: e for e in seen if e.id in new}.values())

    def _state(self, name: str, key: str, viewer: str) -> State:
        state = self.get(name, viewer).by_key.get(key)
        if state is None:
            raise SettingsError(name, f"has no item {key!r}", "it may have been made anew")
        return state

    def _folder(self, name: str) -> Folder:
        folder = self.workspace.folder(name)
        if folder.path.parent != self.workspace.transcripts or not folder.path.is_dir():
            raise WorkspaceError(name, f"is no call in {self.workspace.transcripts}")
        return folder

    def _call(self, name: str) -> _Made:
        folder = self._folder(name)
        stamp = _stamp(folder.path / one for one in _ARTEFACTS)
        with self._lock:
            made = self._made.get(name)
        if made is not None and made.stamp == stamp:
            return made
        editor = Editor.open(folder)
        if sync(self.store, self.workspace, editor):
            return self._call(name)
        transcript = editor.folded.transcript
        made = _Made(
            stamp,
            editor.machine.pcm_sha256 or "",
            call_items(folder, editor),
            editor,
            transcript,
        )
        with self._lock:
            self._made[name] = made
        return made

    def _report(self, name: str) -> _Made:
        rows = self._reports().get(name)
        if rows is None:
            raise WorkspaceError(name, "is no report that was audited", "see docs/review.md")
        # A publication of a call is named after it: NAME.zh.
        calls = sorted({str(row.get("transcript") or "") for row in rows})
        stamp = self._audits[0] + "".join(_stamp(self._files(call)) for call in calls)
        with self._lock:
            made = self._made.get(f"report {name}")
        if made is not None and made.stamp == stamp:
            return made
        words: dict[tuple[str, str], CallWords | None] = {}

        def words_of(call: str, sha256: str) -> CallWords | None:
            if (call, sha256) not in words:
                words[call, sha256] = self._words(call, sha256)
            return words[call, sha256]

        made = _Made(stamp, "", quotation_items(name, rows, words_of))
        with self._lock:
            self._made[f"report {name}"] = made
        return made

    def _reports(self) -> dict[str, list[Row]]:
        """The rows of every audited report, read once for as long as nothing is written."""
        files = list(audits(self.workspace))
        stamp = _stamp(files)
        with self._lock:
            if self._audits[0] != stamp:
                self._audits = (stamp, reports(files))
            return self._audits[1]

    def _files(self, call: str) -> list[Path]:
        folder = self.workspace.folder(call)
        return [folder.path / name for name in _ARTEFACTS]

    def _words(self, call: str, sha256: str) -> CallWords | None:
        try:
            made = self._call(call)
            made_of = audited_transcript(self._folder(call), sha256)
        except CalltoolsError:
            return None
        if made_of is None or made.editor is None:
            return None
        return CallWords(made_of, made.editor.folded, made.editor.maker.transcript_sha256)


def made_event(**values: Any) -> Decision:
    """An event of these fields.  Raises SettingsError for a decision that can't be meant."""
    try:
        canonical_json(values.get("value", {}))
        return Decision(**values)
    except (TypeError, ValueError) as error:
        raise SettingsError(str(values.get("action")), str(error)) from error


def _check_fields(action: str, value: dict[str, Any], row: Mapping[str, Any]) -> None:
    """Raise SettingsError where what is amended or added is no statement's."""
    if action == "adjudicate":
        action, value = str(value.get("action")), dict(value.get("value") or {})
    if action not in ("amend", "add"):
        return
    unknown = sorted(set(value) - set(AMENDABLE))
    try:
        if unknown:
            raise ValueError(f"{unknown[0]} is no field that people put right")
        convert({"turn_index": 0, "start": 0, "end": 0, **row, **value}, Statement)
    except ValueError as error:
        raise SettingsError(action, str(error), f"fields are {', '.join(AMENDABLE)}") from error


def _check_heads(event: Decision) -> Callable[[Sequence[Decision]], None]:
    """Raises ConflictError where others decided since; where the event says what it is after."""

    def check(events: Iterable[Decision]) -> None:
        if event.after is None or not event.decides:
            return
        mine = [e for e in visible(events, event.actor) if e.item == event.item]
        if set(heads_of(mine)) != set(event.after):
            raise ConflictError(
                event.call, "somebody else decided of it meanwhile", "look again, then decide"
            )

    return check


def _stamp(files: Iterable[Path]) -> str:
    parts = []
    for file in files:
        try:
            found = file.stat()
            parts.append(f"{found.st_size} {found.st_mtime_ns} {found.st_ino}")
        except OSError:
            parts.append("")
    return "; ".join(parts)
