"""What a person puts right of a statement: the fields as a form has them, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, get_args, get_type_hints

from calltools.errors import SettingsError
from calltools.review.event import AMENDABLE, Action, value_problem
from calltools.review.item_state import State
from calltools.statements.field_checks import OF_CATEGORY, check_fields, field_error, wait_of
from calltools.statements.record import Statement

WAIT_IN_WORDS = "wait"
"""The field of a form that holds a wait in people's words, for least and most days together."""

_DEFAULTS = {one.name: None if one.default is MISSING else one.default for one in fields(Statement)}


def row_of(state: State) -> dict[str, Any]:
    """The fields of a statement as the decision that holds leaves them."""
    machine = state.item.row if state.item else {}
    return {**machine, **(state.value if state.status in ("amended", "added") else {})}


def statement_of(state: State) -> Statement | None:
    """The record of a statement by :func:`row_of`; None where that makes none.

    One that a person added has no offsets of its own.
    """
    row = {"turn_index": 0, "start": 0, "end": 0, "quote": "", **row_of(state)}
    try:
        return Statement.from_json(row)
    except (ValueError, KeyError):
        return None


def amended_value(state: State, action: Action, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The value of a decision, where it puts a statement right as :func:`amendment` has it."""
    if state.kind != "statement":
        return value
    if action == "amend":
        return amendment(state, value)
    of_it = value.get("value")
    if action == "adjudicate" and value.get("action") == "amend" and isinstance(of_it, Mapping):
        return {**value, "value": amendment(state, of_it)}
    return value


def amendment(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """All that differs from what the machine proposes, once the fields ``given`` are put right too.

    Values may be the texts of a form: numbers in digits, ``true``, ``false``, nothing for none.  A
    statement of another category loses the figures that it can't have.  Raises SettingsError,
    naming the field, for what no statement says.
    """
    machine = state.item.row if state.item else {}
    put = checked_fields(given)
    row = {**row_of(state), **put}
    if put.get("category", row.get("category")) != row_of(state).get("category"):
        row |= {name: put.get(name) for name in _foreign(row["category"])}
    value = {
        name: row.get(name, default)
        for name in AMENDABLE
        if row.get(name, default := _DEFAULTS[name]) != machine.get(name, default)
    }
    if not value:
        raise SettingsError("fields", "they are as the machine has them: nothing is corrected")
    check_fields(row, {*value, *put})
    return value


def checked_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a form as a record holds them.  Raises SettingsError, naming the field."""
    plain = {name: value for name, value in given.items() if name != WAIT_IN_WORDS}
    found = {name: _read(name, value) for name, value in plain.items()}
    in_words = str(given.get(WAIT_IN_WORDS) or "").strip()
    if in_words:
        found["wait_min_days"], found["wait_max_days"] = wait_of(in_words)
    for name, value in found.items():
        if problem := value_problem("amend", {name: value}):
            raise field_error(name, problem)
    return found


def _read(name: str, value: Any) -> Any:
    if not isinstance(value, str) or name not in AMENDABLE:
        return value
    text, kinds = value.strip(), _kinds(name)
    if text in ("", "null"):
        return _DEFAULTS[name] if bool in kinds and type(None) not in kinds else None
    if bool in kinds and text in ("true", "false"):
        return text == "true"
    return int(text) if int in kinds and text.isascii() and text.isdecimal() else text


def _kinds(name: str) -> tuple[Any, ...]:
    """The types that a field may have."""
    hint = get_type_hints(Statement)[name]
    return get_args(hint) or (hint,)


def _foreign(category: str) -> set[str]:
    """The fields that only statements of other categories have."""
    every = {name for names in OF_CATEGORY.values() for name in names}
    own = next((names for of, names in OF_CATEGORY.items() if of == category), ())
    return every - set(own)
