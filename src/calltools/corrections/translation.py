"""What people put right in the English of a call: events kept beside what was published.

A correction is of a passage: a turn of the published translation, or a Chinese turn of which the
translation has nothing.  It says which words its author had before them, so that of two who
corrected one passage without sight of each other the second changes nothing and is told.
"""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from calltools.errors import IntegrityError
from calltools.messages import Message
from calltools.store.log import EventDraft, Log
from calltools.times import utc_now
from calltools.transcripts.correction import undone

LONGEST_PASSAGE = 20_000
"""How many characters a passage may have."""

_FAR_TURNS = 3
"""How far a passage may have moved in a publication that was read anew and still be the same."""

_ONE_LINE = re.compile(r"[^\x00-\x1f\x7f\x85\u2028\u2029]*")

PassageSide = Literal["en", "zh"]
PassageKey = tuple[PassageSide, int]
"""A turn of the English, or a Chinese turn that the English leaves out; counted from 0."""


@dataclass(frozen=True, slots=True)
class TranslatedPassage:
    """Where a correction belongs: turn ``turn`` of ``side``, whose published words are ``text``.

    Of side ``zh`` it is a turn of which nothing was translated: what is written renders it.
    """

    side: PassageSide
    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class TranslationCorrection:
    """One event: ``value`` stands for ``before`` in a passage; empty where nothing is to stand.

    ``time`` is UTC in ISO 8601, ``actor`` whoever was named, ``undoes`` the id of the event that
    is taken back.
    """

    passage: TranslatedPassage
    before: str = ""
    value: str = ""
    id: str = ""
    time: str = ""
    actor: str | None = None
    reason: str | None = None
    undoes: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, naming what is wrong, for a change that can't be meant."""
        if not self.id:
            object.__setattr__(self, "id", f"c{secrets.token_hex(6)}")
        if not self.time:
            object.__setattr__(self, "time", utc_now())
        if self.passage.turn < 0:
            problem = Message("expected the number of a turn, found {turn}", turn=self.passage.turn)
            raise ValueError(problem)
        if len(self.value) > LONGEST_PASSAGE:
            raise ValueError(Message("expected at most {most} characters", most=LONGEST_PASSAGE))
        if not _ONE_LINE.fullmatch(self.value):
            raise ValueError(Message("expected words on one line"))


@dataclass(frozen=True, slots=True)
class TranslationOutcome:
    """What became of a correction: an ``orphan`` where its passage is no longer published, a
    ``conflict`` where others had corrected it before, whose words stand; ``why``."""

    correction: TranslationCorrection
    state: Literal["applied", "undone", "orphan", "conflict"]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation as people left it.

    ``standing`` has the last correction of each passage that was corrected, ``conflicts`` those
    that nobody answered since.
    """

    published: tuple[str, ...] = ()
    standing: Mapping[PassageKey, TranslationCorrection] = field(default_factory=dict)
    outcomes: tuple[TranslationOutcome, ...] = ()
    conflicts: Mapping[PassageKey, TranslationCorrection] = field(default_factory=dict)

    def text(self, key: PassageKey) -> str:
        """The English of a passage as it stands; empty for none."""
        if key in self.standing:
            return self.standing[key].value
        side, turn = key
        return self.published[turn] if side == "en" and turn < len(self.published) else ""


def fold_translation(
    zh: Sequence[str], en: Sequence[str], events: Sequence[TranslationCorrection]
) -> Translation:
    """The translation ``en`` of ``zh``, texts of turns as published, corrected by ``events``, which
    are in the order in which they came into the log.  None of them is lost."""
    taken = undone(events)
    outcomes: list[TranslationOutcome] = []
    of: defaultdict[PassageKey, list[TranslationCorrection]] = defaultdict(list)
    conflicts: dict[PassageKey, TranslationCorrection] = {}
    for number, event in enumerate(events):
        key = _place(event.passage, zh if event.passage.side == "zh" else en)
        if event.undoes is not None:
            state = TranslationOutcome(event, "undone" if event.id in taken else "applied")
        elif key is None:
            problem = Message("its passage is no longer published, or not for certain")
            state = TranslationOutcome(event, "orphan", problem)
        elif event.before != _text_then(event.passage, of[key], events[:number]):
            state = TranslationOutcome(event, "conflict", Message("others corrected it before"))
            conflicts[key] = event
        else:
            of[key].append(event)
            conflicts.pop(key, None)
            state = TranslationOutcome(event, "undone" if event.id in taken else "applied")
        outcomes.append(state)
    standing = {key: last for key, made in of.items() if (last := _last(made, taken))}
    unanswered = {key: event for key, event in conflicts.items() if event.id not in taken}
    return Translation(tuple(en), standing, tuple(outcomes), unanswered)


def _text_then(
    passage: TranslatedPassage,
    made: Sequence[TranslationCorrection],
    earlier: Sequence[TranslationCorrection],
) -> str:
    """The English of a passage when the ``earlier`` events had been made."""
    last = _last(made, undone(earlier))
    return last.value if last else passage.text if passage.side == "en" else ""


def _last(made: Sequence[TranslationCorrection], taken: set[str]) -> TranslationCorrection | None:
    return next((event for event in reversed(made) if event.id not in taken), None)


def _place(passage: TranslatedPassage, texts: Sequence[str]) -> PassageKey | None:
    """Where the passage is today: in its place, else the nearest one turn of the same words."""
    near = sorted(
        (abs(number - passage.turn), number)
        for number, text in enumerate(texts)
        if text == passage.text and abs(number - passage.turn) <= _FAR_TURNS
    )
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return passage.side, near[0][1]


# ---- in the log


def translation_corrections(
    log: Log, recording: str, until: str | None = None
) -> list[TranslationCorrection]:
    """The corrections of the translation of a call, in the order in which they came into the log;
    ``until`` leaves out those of later.

    Raises IntegrityError for one that can't be read.
    """
    return [
        log.body(event, TranslationCorrection)
        for event in (log.of(recording, "translated") if recording else ())
        if until is None or event.time <= until
    ]


def add_translation_corrections(
    log: Log,
    recording: str,
    events: Sequence[TranslationCorrection],
    check: Callable[[Log], None] = lambda _log: None,
) -> None:
    """Add corrections to the log, all or none; ``check`` is asked while nobody else writes.

    Raises IntegrityError for one that undoes what is not there.
    """

    def fits(log: Log) -> None:
        check(log)
        known = {event.id for event in log.of(recording, "translated")}
        for event in events:
            if event.undoes is not None and event.undoes not in known:
                problem = Message("undoes {event}, which is not there", event=event.undoes)
                raise IntegrityError(event.id, problem)

    log.append([_draft(event, recording) for event in events], fits)


def _draft(event: TranslationCorrection, recording: str) -> EventDraft:
    return EventDraft(
        kind="translated",
        subject=recording,
        body=translation_row(event),
        actor=event.actor or "",
        id=event.id,
    )


def translation_row(event: TranslationCorrection) -> dict[str, Any]:
    """An event as plain values, without what it has nothing to say of."""
    return {name: value for name, value in asdict(event).items() if value not in (None, "")}


def describe_translation(event: TranslationCorrection) -> str:
    """What the event changes, in one line for people."""
    if event.undoes is not None:
        return Message("undoes the correction {event} of the translation", event=event.undoes)
    return Message(
        "translation, {language} turn {turn}: “{before}” → “{value}”",
        language=Message("English") if event.passage.side == "en" else Message("Chinese"),
        turn=event.passage.turn,
        before=event.before,
        value=event.value,
    )
