"""A decision: who said what of which item, when, and what of it they had before them.

Events are only ever added.  What is decided about an item is told by folding its events
(:mod:`calltools.review.item_state`); an undo is an event too, and can be undone.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from calltools.alignment.model import FindingType, UnitState
from calltools.corrections.translation import TranslationCorrection
from calltools.messages import Message
from calltools.provenance import canonical_json
from calltools.quotations.model import Verdict
from calltools.records import Whole, convert, parse, plain
from calltools.statements.record import Statement
from calltools.store.log import FORM, now
from calltools.transcripts.correction import Correction, Target

ItemKind = Literal["statement", "finding", "link", "quotation", "check", "call"]
"""What can be decided of.  A ``check`` is a finding between calls; a ``call`` is read, assigned and
corrected as a whole."""

Action = Literal[
    "confirm", "reject", "amend", "add", "agree", "disagree", "move", "accept", "override",
    "comment", "read", "assign", "adjudicate", "correct", "undo",
]  # fmt: skip

DECIDE: Mapping[ItemKind, tuple[Action, ...]] = {
    "statement": ("confirm", "reject", "amend", "add"),
    "finding": ("agree", "disagree", "add"),
    "link": ("confirm", "move"),
    "quotation": ("accept", "override"),
    "check": ("agree", "disagree"),
    "call": (),
}
"""What decides an item of a kind; the rest (comment, read, assign …) is told beside it."""

TRANSLATION = "translation"
"""The label of a correction that is of the translation."""

_ANY: tuple[Action, ...] = ("comment", "read", "assign", "adjudicate", "undo")
_NEED_REASON: tuple[Action, ...] = ("reject", "disagree", "override")
_SHA256 = re.compile(r"[0-9a-f]{64}|")
_ID = re.compile(r"[ec][0-9a-z]{8,40}")
_LOT = re.compile(r"(l[0-9a-z]{8,40})?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)

LONGEST_TEXT = 10_000
"""How many characters a reason or a comment may have."""

_TRACE = frozenset(
    "id dialogue_id turn_index start end ref_turn retracts word_ids start_ms end_ms score "
    "audio_sha256 pcm_sha256 evidence read role_certainty confidence reading organ_evidence tags "
    "quote heard_otherwise".split()
)
AMENDABLE = tuple(name for name in Statement.__dataclass_fields__ if name not in _TRACE)
"""What of a statement people may put right: what it says, not where it comes from."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One event.  What has been written of it is never rewritten.

    ``item`` is the key of what it is of, ``kind`` and ``label`` (category, type, verdict) say what
    that is, ``anchor`` where it is: by these it is known again when it is made anew.  ``call`` is
    the call's name then (of a quotation: its report's) and ``recording`` the sha256 of its
    original, where it has one: calls are renamed.  ``seen`` is the sha256 of what was looked at.

    ``value`` holds what ``action`` needs: of ``amend`` the fields that change, of ``add`` those of
    the statement, or of a finding its ``type``, ``note`` and words (``zh``, ``en``), of ``move``
    the turns (``zh``, ``en``), of ``confirm`` of a link these and its ``state``, of ``override``
    the ``verdict``, of ``comment`` the ``text``, of ``assign`` ``people``, ``blind``,
    ``hide_machine``, ``kinds`` and the day on which it is ``due``, of ``adjudicate`` the
    ``action`` and ``value`` that hold, of ``correct`` the correction.

    ``after`` are the last events of the item that the person had before them; None where nobody
    looked.  ``lot`` is the same of decisions that were taken in one go.  ``time`` is UTC in ISO
    8601 to the microsecond.  ``origin`` tells how one came in that was not made here.
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
    lot: str = ""
    id: str = ""
    time: str = ""
    origin: str = field(default="", compare=False)

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
        if any(
            ch < " " for text in (self.actor, self.call, self.item, self.recording) for ch in text
        ):
            return "expected who decides, the call and the item without control characters"
        if not _ID.fullmatch(self.id) or not _is_time(self.time):
            return f"expected an id and a time, found {self.id!r}, {self.time!r}"
        if not _LOT.fullmatch(self.lot):
            return f"expected the id of a lot, found {self.lot!r}"
        if not _SHA256.fullmatch(self.seen):
            return f"expected the sha256 of what was looked at, found {self.seen!r}"
        if (action == "undo") != (self.undoes is not None):
            return "expected the id of an event to undo, of an undo alone"
        if action in _NEED_REASON and not (self.reason or "").strip():
            return Message("expected a reason")
        if len(self.reason or "") > LONGEST_TEXT:
            return Message("expected a reason of at most {most} characters", most=LONGEST_TEXT)
        if action == "adjudicate":
            inner, of_it = value.get("action"), value.get("value", {})
            if inner not in DECIDE[self.kind] or not isinstance(of_it, Mapping):
                return f"expected the decision that holds, found {inner!r}"
            return value_problem(str(inner), of_it, self.kind)
        is_of_translation = action == "correct" and self.label == TRANSLATION
        return value_problem(TRANSLATION if is_of_translation else action, value, self.kind)


def _is_time(text: str) -> bool:
    try:
        return _TIME.fullmatch(text) is not None and bool(datetime.strptime(text, FORM))
    except ValueError:  # of no day that there is
        return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class _Nothing:
    """What an action needs that says all by itself."""


@dataclass(frozen=True, slots=True)
class _Accepted:
    """``translation_differs`` is what the person had before them of it, where it differs."""

    translation_differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Overridden:
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Commented:
    text: str


@dataclass(frozen=True, slots=True)
class _Moved:
    zh: tuple[Whole, ...]
    en: tuple[Whole, ...]


@dataclass(frozen=True, slots=True)
class SelectedWords:
    """The code points ``start`` to ``end`` of a turn, and the words that stand there."""

    turn: Whole
    start: Whole
    end: Whole
    text: str


@dataclass(frozen=True, slots=True)
class AddedFinding:
    """A finding that the machine missed: the words of one side or both."""

    type: FindingType
    note: str = ""
    zh: SelectedWords | None = None
    en: SelectedWords | None = None


@dataclass(frozen=True, slots=True)
class _UnitChosen:
    """How far a link's translation is, with its turns where people put others in it."""

    state: UnitState = "reviewed"
    zh: tuple[Whole, ...] | None = None
    en: tuple[Whole, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Assigned:
    people: tuple[str, ...]
    blind: bool = False
    hide_machine: bool = False
    kinds: tuple[ItemKind, ...] = ()
    due: str = ""


_VALUES_OF_KIND: Mapping[tuple[ItemKind, str], type] = {
    ("finding", "add"): AddedFinding, ("link", "confirm"): _UnitChosen,
}  # fmt: skip
_VALUES: Mapping[str, type] = {
    "accept": _Accepted, "override": _Overridden, "comment": _Commented, "move": _Moved,
    "assign": _Assigned, "correct": Correction, TRANSLATION: TranslationCorrection,
}  # fmt: skip
"""The types of the values of actions; the fields of statements are in :class:`Statement`."""


def value_problem(action: str, value: Mapping[str, Any], kind: ItemKind = "statement") -> str:
    """Why ``value`` is not what ``action`` of an item of the ``kind`` needs; empty where it is."""
    if kind == "statement" and action in ("amend", "add"):
        return _fields_problem(action, value)
    wanted = _VALUES_OF_KIND.get((kind, action)) or _VALUES.get(action, _Nothing)
    if unknown := sorted(set(value) - set(wanted.__dataclass_fields__)):  # type: ignore[attr-defined]
        return f"{unknown[0]} is nothing that belongs to {action}"
    try:
        meant: object = convert(value, wanted)
    except ValueError as error:
        return str(error)
    match meant:
        case _Commented(text) if not text.strip() or len(text) > LONGEST_TEXT:
            return Message("expected a comment of at most {most} characters", most=LONGEST_TEXT)
        case AddedFinding(zh=None, en=None):
            return Message("expected words of the Chinese, of the English, or of both")
        case AddedFinding(note=note) if len(note) > LONGEST_TEXT:
            return Message("expected a note of at most {most} characters", most=LONGEST_TEXT)
        case _UnitChosen(zh=zh, en=en) if (zh is None) != (en is None):
            return Message("expected the turns of both sides, or of none")
        case _Assigned(people) if not people or len(set(people)) < len(people):
            return Message("expected the people it is assigned to, each once")
        case _Assigned(people, blind) if blind and len(people) != 2:
            return Message(
                "expected two people for a blind review, found {count}", count=len(people)
            )
        case _Assigned(due=due) if due and not _is_day(due):
            return Message("expected a day, as 2026-12-31, found {found}", found=repr(due))
    return ""


def _fields_problem(action: str, value: Mapping[str, Any]) -> str:
    """Why a statement can't have these fields."""
    beside = ("quote", "transcript_sha256") if action == "add" else ()
    if action == "amend" and not value:
        return Message("expected the fields that are to change")
    if action == "add" and not value.get("category"):
        return Message("expected the category of the statement")
    if unknown := sorted(set(value) - set(AMENDABLE) - set(beside)):
        return f"{unknown[0]} is not a field that people correct: {', '.join(AMENDABLE)}"
    if not all(isinstance(value.get(name, ""), str) for name in beside):
        return f"expected text for {' and '.join(beside)}"
    fields = {name: one for name, one in value.items() if name in AMENDABLE}
    try:
        convert(_NO_STATEMENT | fields, Statement)
    except ValueError as error:
        return str(error)
    return ""


_NO_STATEMENT = {"category": "wait_time", "turn_index": 0, "start": 0, "end": 0, "quote": ""}


def to_row(event: Decision) -> dict[str, Any]:
    """An event as plain values, without what it has nothing to say of."""
    row: dict[str, Any] = plain(event)
    del row["origin"]
    row["anchor"] = {
        name: value for name, value in row["anchor"].items() if value not in (None, (), [], "")
    }
    return {name: value for name, value in row.items() if value not in (None, "", {})}


def row_text(event: Decision) -> str:
    """An event as it is kept.  Raises ValueError where it would not be the same when it is read."""
    try:
        text = canonical_json(to_row(event))
        again = canonical_json(to_row(from_row(parse(text))))
    except (TypeError, RecursionError) as error:
        raise ValueError(f"can't be written: {error}") from error
    if again != text:
        raise ValueError("would be read as something else")
    return text


def from_row(row: Mapping[str, Any]) -> Decision:
    """The event in plain values.  Raises ValueError, naming what is wrong with them."""
    if missing := [name for name in ("id", "time") if not row.get(name)]:
        raise ValueError(f"{missing[0]} is missing")
    return convert({name: value for name, value in row.items() if name != "origin"}, Decision)
