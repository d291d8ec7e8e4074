"""The desk: every call and report with what was decided, and the door that decisions go through."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from calltools.alignment.corrected_alignment import CorrectedCall
from calltools.corrections.anchors import target
from calltools.corrections.editor import Editor
from calltools.corrections.translator import undo_translation
from calltools.errors import CalltoolsError, ConflictError, NotAllowedError, SettingsError
from calltools.quotations.verdict_context import ShownReport
from calltools.review.amending import amended_value, checked_fields
from calltools.review.blind import hidden_items, may_hide, visible
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.decision_request import (
    check_difference,
    check_heads,
    event_of,
    made_event,
    nothing_to_undo,
    undo_of,
)
from calltools.review.decisions import Decisions
from calltools.review.event import TRANSLATION, Action, Decision, ItemKind
from calltools.review.item import keyed
from calltools.review.item_shelf import ItemShelf, MadeItems
from calltools.review.item_state import State, states
from calltools.review.links import SIDES, LinkSide, link_rows
from calltools.review.order import in_order
from calltools.review.permissions import check_third
from calltools.review.search_pieces import Findable, PagePlace, findable
from calltools.statements.field_checks import check_fields
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.workspace import Workspace
from calltools.transcripts.correction import Correction, Target
from calltools.transcripts.model import Transcript


@dataclass(frozen=True, eq=False)
class Reviewed:
    """A call, or a report, with the states of its items as ``viewer`` may see them.

    ``transcript`` is a call's as it stands, with all corrections; None for a report.  ``hides``
    where there are items that the viewer is to find by themselves: they are not among the states.
    ``aligned`` is its alignment with its translation, as people left that.
    """

    name: str
    recording: str
    states: tuple[State, ...]
    transcript: Transcript | None = None
    hides: bool = False
    aligned: Sequence[CorrectedCall] = ()

    @cached_property
    def by_key(self) -> Mapping[str, State]:
        """The states by the keys of their items."""
        return {state.key: state for state in self.states}

    @cached_property
    def findable(self) -> Sequence[Findable]:
        """What can be found of it by its words."""
        return findable(self.name, self.place, self.transcript, self.states)

    @property
    def place(self) -> PagePlace:
        """Where its page is: among the calls, the reports, or the checks."""
        if self.transcript is not None:
            return "calls"
        return "checks" if self.name == BETWEEN_CALLS else "reports"

    @property
    def whole(self) -> State:
        """The state of the call or report itself: who has read it, to whom it is assigned."""
        return self.states[0]

    def of_kind(self, kind: str) -> list[State]:
        """The states of the items of a kind."""
        return [state for state in self.states if state.kind == kind]


class Review:
    """The review of a workspace, for one process of any number of threads.

    Raises what :attr:`~calltools.store.workspace.Workspace.log` does where that can't be read.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.decisions = Decisions(workspace.register)
        self._items = ItemShelf(workspace, self.decisions)
        self._folded: dict[tuple[str, str | None], tuple[object, Reviewed]] = {}
        self._lock = threading.Lock()

    def calls(self) -> list[str]:
        """The names of the calls that have a transcript."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.workspace.transcripts) as all_:
            return sorted(one.name for one in all_ if self.has_call(one.name))
        return []

    def has_call(self, name: str) -> bool:
        """Whether there is a call of that name, with a transcript."""
        return os.path.isfile(f"{self.workspace.transcripts}/{name}/{TRANSCRIPT}")  # noqa: PTH113

    def reports(self) -> list[str]:
        """The names of the reports that were audited."""
        return self._items.reports()

    def name_of(self, event: Decision) -> str:
        """What the call or report that a decision is of is called now."""
        recordings = self.decisions.register.names.items()
        names = (name for name, sha256 in recordings if sha256 == event.recording)
        return next(names, event.call) if event.recording else event.call

    def shown_report(self, name: str) -> ShownReport | None:
        """The report ``name`` as it reads; None where its audit did not keep that."""
        return self._items.shown_report(name)

    def checks(self) -> list[str]:
        """The name under which findings between calls are decided of, where there was a check."""
        return [BETWEEN_CALLS] if self._items.has_checks() else []

    def call(self, name: str, viewer: str | None = None, until: str | None = None) -> Reviewed:
        """The call ``name`` as ``viewer`` may see it (None: all of it).

        ``until`` is a time: decisions of later are left out.  Raises WorkspaceError for no call,
        CalltoolsError for an artefact that can't be read.
        """
        self.decisions.last()
        return self._reviewed(name, self._items.call(name), viewer, until)

    def report(self, name: str, viewer: str | None = None, until: str | None = None) -> Reviewed:
        """The audited report ``name``, as :meth:`call` gives a call."""
        self.decisions.last()
        return self._reviewed(name, self._items.report(name), viewer, until)

    def everything(
        self,
        viewer: str | None = None,
        within: float = math.inf,
        only: Callable[[str], bool] = lambda _: True,
    ) -> list[Reviewed]:
        """Every call and report that is among ``only``, as ``viewer`` may see it; those that can't
        be read are left out.

        What did not change since the last time is not read or folded anew.  After ``within``
        seconds nothing is read any more that was never read before: that is left out too.
        """
        self.decisions.last()  # one look for all of them
        end = time.monotonic() + within
        found = []
        items = self._items
        for names, look in (
            (self.checks(), lambda _: items.checks()),
            (self.calls(), items.call),
            (self.reports(), items.report),
        ):
            for name in names:
                if not only(name) or (time.monotonic() > end and not items.has(name)):
                    continue
                with contextlib.suppress(CalltoolsError):
                    found.append(self._reviewed(name, look(name), viewer, None, fresh=False))
        return found

    def _reviewed(
        self,
        name: str,
        made: MadeItems,
        viewer: str | None,
        until: str | None,
        *,
        fresh: bool = True,
    ) -> Reviewed:
        events = self.decisions.events(name, made.recording, fresh=fresh)
        if until is not None:
            events = [event for event in events if event.time <= until]
        if not any(map(may_hide, events)):
            viewer = None  # all see the same
        version = (made, len(events))
        key = (f"report {name}" if made.editor is None else name, viewer)
        with self._lock:
            before = self._folded.get(key)
        if until is None and before is not None and before[0] == version:
            return before[1]
        folded = states(events, made.items, viewer=viewer, restore=made.restored)
        shown = tuple(
            one for one in folded if one.kind == "call" or not one.hides_machine_from(viewer or "")
        )
        hides = len(shown) < len(folded) or folded[0].hides_machine_from(viewer or "")
        reviewed = Reviewed(name, made.recording, shown, made.transcript, hides, made.aligned)
        if until is None:
            with self._lock:
                self._folded[key] = (version, reviewed)
        return reviewed

    def get(self, name: str, viewer: str | None = None, until: str | None = None) -> Reviewed:
        """The call or, if there is none of that name, the report ``name``; or what is between
        calls."""
        if name == BETWEEN_CALLS:
            return self._reviewed(name, self._items.checks(), viewer, until)
        return (self.call if self.has_call(name) else self.report)(name, viewer, until)

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
        """Keep what ``actor`` decided about an item of the call or report ``name``.

        ``seen`` and ``after`` are the item's ``sha256`` and the state's ``heads`` as the person had
        them before them.  Raises ConflictError where either is another by now, SettingsError for
        a decision that can't be meant, or an item that there is not.
        """
        state = self._state(name, key, actor)
        check_third(actor, action, state)
        check_difference(state, action, value or {})
        kept = amended_value(state, action, value or {})
        event = event_of(name, state, action, actor, kept, reason, seen, after)
        return self.decisions.add([event], check_heads(event))[0]

    def move_turn(
        self,
        name: str,
        side: LinkSide,
        turn: int,
        source: str,
        target: str,
        actor: str,
        *,
        seen: str | None = None,
    ) -> Decision:
        """Keep that a turn of one side goes with the link ``target`` and not with ``source``.

        Raises ConflictError where somebody moved the turn meanwhile, or ``target`` is no longer
        what was ``seen``; SettingsError for a link that there is not.
        """
        made = self._items.call(name)
        before = {row.state.key: row for row in link_rows(self.call(name, actor).states)}
        if source not in before or target not in before:
            raise SettingsError(name, f"has no links {source!r} and {target!r}", "look again")
        row = before[target]
        value = {str(one): sorted(row.numbers(one)) for one in SIDES}
        value[side] = sorted({*value[side], turn})

        def check(events: Sequence[Decision]) -> None:
            rows = link_rows(states(events, made.items, viewer=actor))
            now = {row.state.key: row for row in rows}
            is_there = source in now and turn in now[source].numbers(side)
            as_seen = target in now and all(now[target].turns(s) == row.turns(s) for s in SIDES)
            if not (is_there and as_seen):
                raise ConflictError(name, "somebody moved turns of it meanwhile", "look again")

        event = event_of(name, row.state, "move", actor, value, seen=seen)
        return self.decisions.add([event], check)[0]

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
        target = self.decisions.event(event_id)
        if target is not None:
            events = self.decisions.events(target.call, target.recording)
            if all(event.id != event_id for event in visible(events, actor)):
                target = None
        if target is not None and target.label == TRANSLATION and target.action == "correct":
            undo_translation(self.decisions.log, target.recording, target.id, actor, of_others)
            return target
        if target is None or target.action == "correct":
            raise nothing_to_undo(event_id)
        if target.actor != actor and not of_others:
            raise NotAllowedError(actor, f"{target.id} is {target.actor}'s", "ask a lead")
        event = undo_of(target, actor, after)
        return self.decisions.add([event], check_heads(event))[0]

    def add_statement(
        self,
        name: str,
        turn: int,
        words: str | tuple[int, int] | None,
        fields: Mapping[str, Any],
        actor: str,
    ) -> Decision:
        """Add a statement that the machine missed: the words of a turn (``2-4`` from 0, by id,
        those that the code points of a selection touch, or None for all) and the fields of the
        record, ``category`` among them.

        Raises SettingsError for words or fields that can't be meant.
        """
        fields = checked_fields(fields)
        check_fields(fields, fields)
        made = self._items.call(name)
        assert made.editor is not None
        editor = made.editor
        run = (
            editor.draft.touched(editor.words(turn).turn, *words)
            if isinstance(words, tuple)
            else editor.words(turn, words)
        )
        if run is None:
            raise SettingsError("words", "expected some words of the turn, found none")
        anchor = target(editor.draft, run)
        value = {**fields, "quote": anchor.text, "transcript_sha256": editor.transcript_sha256}
        return self.add("statement", name, str(fields["category"]), value, actor, anchor)

    def add(
        self,
        kind: ItemKind,
        name: str,
        label: str,
        value: Mapping[str, Any],
        actor: str,
        anchor: Target | None = None,
    ) -> Decision:
        """Add an item that the machine missed, of words of the call that were looked up before.

        Raises SettingsError for one that can't be meant.
        """
        made = self._items.call(name)
        event = made_event(
            action="add",
            kind=kind,
            call=name,
            item="new",
            actor=actor,
            label=label,
            recording=made.recording,
            anchor=anchor or Target(),
            value=value,
        )
        item = made.restored(event)
        assert item is not None, "its words were found just now"
        key = f"{keyed([item])[0].key}a{event.id[-6:]}"
        kept = replace(event, item=key, anchor=item.anchor, seen=item.sha256)
        return self.decisions.add([kept])[0]

    def correct(
        self, name: str, actor: str, change: Callable[[Editor], None], reason: str | None = None
    ) -> list[Correction]:
        """Correct the transcript of a call: ``change`` makes the corrections on the editor.

        They go into the log, as those of ``calltools correct`` do; what rests on the words
        is stale at once.  Raises BusyError if somebody corrected the call meanwhile, and what the
        editor raises.
        """
        editor = Editor.open(self._items.folder(name), actor, reason)
        change(editor)
        if editor.made:
            editor.keep()
        return list(editor.made)

    def changed_since(
        self, seq: int, viewer: str, within_s: float = 0
    ) -> tuple[int, list[Decision]]:
        """The events that came after number ``seq`` and that ``viewer`` may see, and the number of
        the last; for the person who waits for news, which may be ``within_s`` seconds old."""
        last = self.decisions.last(within_s)
        if last <= seq:
            return last, []
        arrived = self.decisions.events(since=seq, fresh=False)
        new = {event.id for event in arrived}
        seen: list[Decision] = []
        for call, recording in sorted({(event.call, event.recording) for event in arrived}):
            events = self.decisions.events(call, recording, fresh=False)
            shown = visible(events, viewer)
            hidden = hidden_items(events, viewer) if any(map(may_hide, events)) else ()
            seen += [event for event in shown if event.item not in hidden]
        return last, in_order({e.id: e for e in seen if e.id in new}.values())

    def _state(self, name: str, key: str, viewer: str) -> State:
        state = self.get(name, viewer).by_key.get(key)
        if state is None:
            raise SettingsError(name, f"has no item {key!r}", "it may have been made anew")
        return state
