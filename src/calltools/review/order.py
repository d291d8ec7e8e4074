"""Events in one order, and what of them stands: the same whatever order they came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from calltools.provenance import canonical_json
from calltools.review.event import Action, Decision


def in_order(events: Iterable[Decision]) -> list[Decision]:
    """Events in the one order that all see: by time, then id."""
    return sorted(events, key=lambda event: (event.time, event.id))


def undone(events: Iterable[Decision]) -> frozenset[str]:
    """The ids of events that are taken back; an undo can be taken back too."""
    undos: defaultdict[str, list[str]] = defaultdict(list)
    for event in events:
        if event.undoes is not None:
            undos[event.undoes].append(event.id)
    found: dict[str, bool] = {}
    for target in undos:
        path = [target]
        while path:
            waiting = [undo for undo in undos.get(path[-1], ()) if undo not in found]
            if (
                waiting and waiting[0] not in path
            ):  # an undo undoes what was before it, never itself
                path.append(waiting[0])
                continue
            here = path.pop()
            found[here] = any(not found.get(undo, False) for undo in undos.get(here, ()))
    return frozenset(id_ for id_, taken in found.items() if taken)


def is_decision(event: Decision) -> bool:
    """Whether the event says how things are with its item."""
    return event.decides and event.action != "undo"


def in_line(events: Sequence[Decision]) -> list[Decision]:
    """Of the events of an item, in order, its decisions and what takes them back."""
    ids: set[str] = set()
    for event in events:
        if is_decision(event):
            ids.add(event.id)
    while more := {e.id for e in events if e.undoes in ids and e.id not in ids}:
        ids |= more
    return [event for event in events if event.id in ids]


def decided(event: Decision) -> tuple[Action, Mapping[str, Any]]:
    """What a decision says: the action and its value; of an adjudication the one that holds."""
    if event.action == "adjudicate":
        return event.value["action"], event.value.get("value", {})
    return event.action, event.value


def said(event: Decision) -> str:
    """The same in one text, equal for equal decisions."""
    action, value = decided(event)
    return canonical_json([action, dict(value)])
