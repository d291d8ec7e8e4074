"""What is asked to be decided, checked: an event of it, or what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from calltools.errors import ConflictError, SettingsError
from calltools.messages import Message, in_a_row, said_by
from calltools.review.blind import visible
from calltools.review.event import Action, Decision, row_text
from calltools.review.item_state import State, heads_of


def made_event(**values: Any) -> Decision:
    """An event of these fields.  Raises SettingsError for a decision that can't be meant."""
    try:
        event = Decision(**values)
        row_text(event)
        return event
    except (TypeError, ValueError) as error:
        raise SettingsError(str(values.get("action")), said_by(error)) from error


def event_of(
    name: str,
    state: State,
    action: Action,
    actor: str,
    value: Mapping[str, Any],
    reason: str | None = None,
    seen: str | None = None,
    after: Sequence[str] | None = None,
    lot: str = "",
) -> Decision:
    """An event of an item as it stands.  Raises ConflictError where it is no longer what was
    ``seen``, SettingsError for a decision that can't be meant."""
    sha256 = state.item.sha256 if state.item else ""
    if seen is not None and seen != sha256:
        raise ConflictError(name, "the item changed since it was looked at", "look again")
    last = next((e for e in reversed(state.history) if e.action != "undo"), None)
    source = state.item or last
    assert source is not None, "what is gone was decided of"
    return made_event(
        action=action,
        kind=state.kind,
        call=name,
        item=state.key,
        actor=actor,
        label=state.label,
        recording=source.recording,
        seen=sha256,
        anchor=source.anchor,
        value=dict(value),
        reason=reason,
        after=None if after is None else tuple(after),
        lot=lot,
    )


def undo_of(
    event: Decision, actor: str, after: Sequence[str] | None = None, lot: str = ""
) -> Decision:
    """The event that takes another back."""
    return made_event(
        action="undo",
        kind=event.kind,
        call=event.call,
        item=event.item,
        actor=actor,
        label=event.label,
        recording=event.recording,
        anchor=event.anchor,
        after=None if after is None else tuple(after),
        undoes=event.id,
        lot=lot,
    )


def check_difference(state: State, action: Action, value: Mapping[str, Any]) -> None:
    """Raise SettingsError where a verdict is accepted without a word of what the translation that
    is quoted has otherwise than its call."""
    differs = state.item.translation_differs if state.item else ()
    if action == "accept" and tuple(value.get("translation_differs", ())) != differs:
        raise SettingsError(
            "accept",
            Message(
                "the translation quoted differs from its call: {how}",
                how=in_a_row(*differs) or Message("no longer"),
            ),
            "read that, then say in translation_differs that you have",
        )


def check_heads(*new: Decision) -> Callable[[Sequence[Decision]], None]:
    """Raises ConflictError where others decided since; where an event says what it is after."""

    def check(events: Iterable[Decision]) -> None:
        for event in new:
            if event.after is None or not event.decides:
                continue
            mine = [e for e in visible(events, event.actor) if e.item == event.item]
            if set(heads_of(mine)) != set(event.after):
                raise ConflictError(
                    event.call, "somebody else decided it meanwhile", "look again, then decide"
                )

    return check


def nothing_to_undo(event_id: str) -> SettingsError:
    """That there is no decision of that id, or none that may be seen."""
    found = repr(event_id)
    return SettingsError("undo", Message("expected a decision, found {found}", found=found))
