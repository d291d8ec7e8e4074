"""A decision: who said what of which item, when, and what of it they had before them.

Events are only ever added.  What is decided of an item is told by folding its events
(:mod:`calltools.review.fold`); an undo is an event too, and can be undone.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from calltools.quotations.verdicts import GRAVITY
from calltools.records import convert, plain
from calltools.transcripts.correction import Target

ItemKind = Literal["statement", "finding", "link", "quotation", "check", "call"]
"""What can be decided of.  A ``check`` is a finding between calls; a ``call`` is read, assigned and
corrected as a whole."""

Action = Literal[
    "confirm", "reject", "amend", "add", "agree", "disagree", "move", "accept", "override",
    "comment", "read", "assign", "adjudicate", "correct", "undo",
]  # fmt: skip

DECIDE: Mapping[ItemKind, tuple[Action, ...]] = {
    "statement": ("confirm", "reject", "amend", "add"),
    "finding": ("agree", "disagree"),
    "link": ("confirm", "move"),
    "quotation": ("accept", "override"),
    "check": ("agree", "disagree"),
    "call": (),
}
"""What decides an item of a kind; the rest (comment, read, assign …) is told beside it."""

_ANY: tuple[Action, ...] = ("comment", "read", "assign", "adjudicate", "undo")
_NEED_REASON: tuple[Action, ...] = ("reject", "disagree", "override")
_SHA256 = re.compile(r"[0-9a-f]{64}|")
_ID = re.compile(r"[ec][0-9a-z]{8,40}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")

FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How the time of an event is written."""

LONGEST_TEXT = 10_000
"""How many characters a reason or a comment may have."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One event.  What has been written of it is never rewritten.

    ``item`` is the key of what it is of, ``kind`` and ``label`` (category, type, verdict) say what
    that is, ``anchor`` where it is: by these it is known again when it is made anew.  ``call`` is
    the call's name then (of a quotation: its report's) and ``recording`` the sha256 of its decoded
    sound, where it has one: calls are renamed.  ``seen`` is the sha256 of what was looked at.

    ``value`` holds what ``action`` needs: of ``amend`` the fields that change, of ``add`` those of
    the statement, of ``move`` the turns (``zh``, ``en``), of ``override`` the ``verdict``, of
    ``comment`` the ``text``, of ``assign`` ``people``, ``blind``, ``hide_machine`` and ``kinds``,
    of ``adjudicate`` the ``action`` and ``value`` that hold, of ``correct`` the correction.

    ``after`` are the last events of the item that the person had before them; None where nobody
    looked.  ``time`` is UTC in ISO 8601 to the microsecond.
    """

    action: Action
    kind: ItemKind
    call: str
    item: str
    actor: str
    label: str = ""
    recording: str = ""
    seen: str = ""
    anchor: Target = field(default_factory=Target)
    value: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    after: tuple[str, ...] | None = None
    undoes: str | None = None
    id: str = ""
    time: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError, naming what is wrong, for a decision that can't be meant."""
        if not self.id:
            object.__setattr__(self, "id", f"e{secrets.token_hex(8)}")
        if not self.time:
            object.__setattr__(self, "time", now())
        if problem := self._problem():
            raise ValueError(problem)

    @property
    def decides(self) -> bool:
        """Whether it says how things are with its item, and so stands in line with others."""
        return self.action in (*DECIDE[self.kind], "adjudicate", "undo")

    def _problem(self) -> str:
        value, action = self.value, self.action
        allowed = (*DECIDE[self.kind], *_ANY, *(("correct",) if self.kind == "call" else ()))
        if action not in allowed:
            return f"expected one of {', '.join(allowed)} for a {self.kind}, found {action}"
        if not self.actor.strip() or not self.call or not self.item:
            return "expected who decides, the call and the item"
        if not _ID.fullmatch(self.id) or not _TIME.fullmatch(self.time):
            return f"expected an id and a time, found {self.id!r}, {self.time!r}"
        if not _SHA256.fullmatch(self.seen):
            return f"expected the sha256 of what was looked at, found {self.seen!r}"
        if (action == "undo") != (self.undoes is not None):
            return "expected the id of an event to undo, of an undo alone"
        if action in _NEED_REASON and not (self.reason or "").strip():
            return f"expected a reason to {action}"
        if len(self.reason or "") > LONGEST_TEXT:
            return f"expected a reason of at most {LONGEST_TEXT} characters"
        if action == "adjudicate":
            inner = value.get("action")
            if inner not in DECIDE[self.kind] or not isinstance(value.get("value", {}), Mapping):
                return f"expected the decision that holds, found {inner!r}"
            return value_problem(inner, value.get("value", {}))
        return value_problem(action, value)


def value_problem(action: str, value: Mapping[str, Any]) -> str:
    """Why ``value`` is not what ``action`` needs; empty where it is."""
    match action:
        case "amend" if not value:
            return "expected the fields that are to change"
        case "add" if not value.get("category"):
            return "expected the category of the statement"
        case "override" if value.get("verdict") not in GRAVITY:
            return f"expected a verdict, found {value.get('verdict')!r}"
        case "comment":
            text = value.get("text")
            if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
                return f"expected a comment of at most {LONGEST_TEXT} characters"
        case "move" if not all(_turns(value.get(side)) for side in ("zh", "en")):
            return "expected the turns of the link: zh and en, lists of numbers"
        case "assign":
            people = value.get("people")
            if not isinstance(people, list | tuple) or not people or len(set(people)) < len(people):
                return "expected the people it is assigned to, each once"
            if value.get("blind") and len(people) != 2:
                return f"expected two people for a blind review, found {len(people)}"
            kinds = value.get("kinds", ())
            if not set(kinds) <= set(get_args(ItemKind)):
                return f"expected kinds of items, found {kinds!r}"
    return ""


def _turns(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(n, int) and n >= 0 for n in value)


def now() -> str:
    """The present moment as events have it."""
    return datetime.now(UTC).strftime(FORM)


def to_row(event: Decision) -> dict[str, Any]:
    """An event as plain values, without what it has nothing to say of."""
    row: dict[str, Any] = plain(event)
    row["anchor"] = {
        name: value for name, value in row["anchor"].items() if value not in (None, (), [], "")
    }
    return {name: value for name, value in row.items() if value not in (None, "", {})}


def from_row(row: Mapping[str, Any]) -> Decision:
    """The event in plain values.  Raises ValueError, naming what is wrong with them."""
    if missing := [name for name in ("id", "time") if not row.get(name)]:
        raise ValueError(f"{missing[0]} is missing")
    return convert(row, Decision)
