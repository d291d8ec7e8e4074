"""How far each of a team reaches: which calls and reports they may open.

A lead opens all.  Anybody else opens what is assigned to them, or of which an item is; the calls
that an assigned report or quotation is about, for nobody judges words that they can't hear; what
they brought in; and whatever is open to the team, by a setting of its own or the workspace's.  As
long as a lead said nothing, nothing is: what was shown can't be taken back.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from msgspec import Struct

from calltools.errors import CalltoolsError, IntegrityError, SettingsError
from calltools.review.accounts import Colleague
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.desk import Review, Reviewed
from calltools.review.event import Decision
from calltools.review.item_state import State
from calltools.review.order import undone
from calltools.store.log import Event, EventDraft
from calltools.store.workspace import Workspace

Circle = Literal["team", "assigned"]
"""To whom something is open: to everybody of the team, or to those it is assigned to."""

CIRCLES: tuple[Circle, ...] = ("team", "assigned")


class AccessSet(Struct, frozen=True):
    """The body of ``access``: to whom ``name`` (a call or report; empty: what has no setting of its
    own) is open from then on; ``to`` is empty where its own setting is taken away, and ``bringer``
    where it is open to whoever did that, because they brought it in."""

    name: str
    to: Literal["team", "assigned", "bringer", ""]


class Reach:
    """What the log of ``review`` says of who may open what."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self._lock = threading.RLock()
        self._forget()

    def _forget(self) -> None:
        self._seq, self._generation = 0, self.review.workspace.log.generation
        self._set: dict[str, Circle] = {}
        self._bringers: defaultdict[str, set[str]] = defaultdict(set)
        self._assigns: defaultdict[str, list[Decision]] = defaultdict(list)
        self._assigned: dict[str, frozenset[str]] = {}

    def of(self, member: Colleague) -> MemberReach:
        """What ``member`` may open, as the log says now."""
        self._look()
        return MemberReach(self, member)

    def set(self, to: str, actor: str, name: str = "") -> None:
        """Let ``name``, or without one all that has no setting of its own, be open ``to`` a circle;
        empty takes the setting of ``name`` away.

        Raises SettingsError for a circle that there is not.
        """
        if to not in CIRCLES and (to or not name):
            raise SettingsError("open to", f"expected one of {', '.join(CIRCLES)}, found {to!r}")
        _keep(self.review.workspace, AccessSet(name, to), actor)
        self._look()

    def setting(self, name: str = "", recording: str = "") -> Circle | None:
        """To whom something is open by a setting of its own, None where it has none; without a
        name, all that has none."""
        if not name:
            return self._set.get("", "assigned")
        recording = recording or self.recording(name)  # a report has none
        return (self._set.get(recording) if recording else None) or self._set.get(name)

    @property
    def is_all_open(self) -> bool:
        """Whether nothing is closed to anybody of the team."""
        return self.setting() == "team" and "assigned" not in self._set.values()

    def concerns(self, person: str, name: str, recording: str = "") -> bool:
        """Whether a call, a report, or an item of it is assigned to somebody, or they brought it
        in."""
        return any(
            person in self._assigned_to(of) or person in self._bringers[of]
            for of in (recording or self.recording(name), name)
        )

    def recording(self, name: str) -> str:
        """The recording of a call; empty for none."""
        return self.review.decisions.register.recording(name) if name else ""

    def _look(self) -> None:
        """Take in what came into the log since."""
        log = self.review.workspace.log
        last = self.review.decisions.last()
        with self._lock:
            if self._generation != log.generation:
                self._forget()
            if last == self._seq:
                return
            for event in log.since(self._seq):
                if event.kind == "access":
                    self._take(event)
            for decision in self.review.decisions.events(since=self._seq, fresh=False):
                if decision.action in ("assign", "undo"):
                    of = decision.recording or decision.call
                    self._assigns[of].append(decision)
                    self._assigned.pop(of, None)
            self._seq = last

    def _take(self, event: Event) -> None:
        log = self.review.workspace.log
        try:
            body = log.body(event, AccessSet)
        except IntegrityError:  # verify tells of it; what can't be read opens nothing
            body = AccessSet("", "assigned")
        of = event.subject or body.name
        if body.to == "bringer":
            self._bringers[of].add(log.name_of(event))
        elif body.to:
            self._set[of] = body.to
        else:
            self._set.pop(of, None)

    def _assigned_to(self, of: str) -> frozenset[str]:
        with self._lock:
            if of not in self._assigned:
                events = self._assigns.get(of, ())
                taken = undone(events)
                last = {e.item: e for e in events if e.action == "assign" and e.id not in taken}
                people = (name for event in last.values() for name in event.value["people"])
                self._assigned[of] = frozenset(people)
            return self._assigned[of]


def let_bringer_open(workspace: Workspace, name: str, actor: str) -> None:
    """Let ``actor`` open the call ``name``, which they brought into the workspace."""
    _keep(workspace, AccessSet(name, "bringer"), actor)


def _keep(workspace: Workspace, body: AccessSet, actor: str) -> None:
    subject = workspace.register.refresh().recording(body.name) if body.name else ""
    draft = EventDraft(kind="access", subject=subject, body=body, actor=actor)
    workspace.log.append([draft])


@dataclass(frozen=True)
class MemberReach:
    """What ``member`` may open, at one moment."""

    reach: Reach
    member: Colleague

    def may_open(self, name: str, recording: str = "") -> bool:
        """Whether they may open the call or report ``name``; ``recording`` is that of a call which
        may be called otherwise by now."""
        if self.member.duty == "lead":
            return True
        if name == BETWEEN_CALLS:
            return any(state.kind == "check" for state in self._shown_of(name))
        reach = self.reach
        return (
            (reach.setting(name, recording) or reach.setting()) == "team"
            or reach.concerns(self.member.name, name, recording)
            or name in self._of_reports
        )

    @property
    def opens_new(self) -> bool:
        """Whether they may open what has no setting of its own and is nobody's."""
        return self.member.duty == "lead" or self.reach.setting() == "team"

    @property
    def opens_all(self) -> bool:
        """Whether they may open everything."""
        return self.member.duty == "lead" or self.reach.is_all_open

    def shown(self, reviewed: Reviewed) -> Reviewed:
        """Of a report, or of what is between calls, what is not about calls that they may not open.
        A call is as it was."""
        if self.opens_all or reviewed.transcript is not None:
            return reviewed
        known = {*self.about(reviewed.states), *map(self._call_at, _elsewhere(reviewed.states))}
        closed = {name for name in known if not self.may_open(name)}
        if not closed:
            return reviewed
        shown = (s for s in reviewed.states if s.item and not closed & set(self.about([s])))
        return replace(reviewed, states=tuple(self._without(state, closed) for state in shown))

    def may_see(self, event: Decision) -> bool:
        """Whether they may open what a decision is of."""
        if not self.may_open(event.call, event.recording):
            return False
        if event.kind not in ("quotation", "check"):
            return True
        return any(state.key == event.item for state in self._shown_of(event.call))

    def about(self, states: Iterable[State]) -> list[str]:
        """The calls whose words or facts stand on the cards of items of something else."""
        names: dict[str, None] = {}
        for state in states:
            row = state.item.row if state.item else {}
            told = (row.get("transcript"), row.get("claimed_transcript"), *row.get("calls", ()))
            names |= dict.fromkeys(str(name) for name in told)
        calls = dict.fromkeys(map(self.call_of, names))
        return [name for name in calls if self.reach.review.has_call(name)]

    def call_of(self, transcript: str) -> str:
        """The call whose transcript an audit names: of ``b01.zh``, which was published, ``b01``."""
        stem, _, side = transcript.rpartition(".")
        has_call = self.reach.review.has_call
        published = side in ("zh", "en") and not has_call(transcript) and has_call(stem)
        return stem if published else transcript

    def _call_at(self, place: Mapping[str, object]) -> str:
        return self.call_of(str(place.get("transcript")))

    def _without(self, state: State, closed: Collection[str]) -> State:
        """An item without the places in other calls that are closed."""
        item, places = state.item, list(_elsewhere([state]))
        left = [place for place in places if self._call_at(place) not in closed]
        if item is None or len(left) == len(places):
            return state
        return replace(state, item=replace(item, row={**item.row, "also_at": left}))

    @cached_property
    def _of_reports(self) -> frozenset[str]:
        """The calls that reports, or items of them, are about that are assigned to them."""
        review, name = self.reach.review, self.member.name
        names: set[str] = set()
        for report in (*review.reports(), *review.checks()):
            if self.reach.concerns(name, report):
                states = self._states(report)
                names.update(self.about(s for s in states if name in s.assigned.people))
        return frozenset(names)

    def _shown_of(self, report: str) -> Sequence[State]:
        with suppress(CalltoolsError):  # anybody who looks at it is told
            return self.shown(self.reach.review.get(report)).states
        return ()

    def _states(self, report: str) -> Sequence[State]:
        with suppress(CalltoolsError):
            return self.reach.review.get(report).states
        return ()


def _elsewhere(states: Iterable[State]) -> Iterator[Mapping[str, object]]:
    """Other places in which words that are quoted stand."""
    for state in states:
        yield from (state.item.row.get("also_at") or ()) if state.item else ()
