"""The page of a call: a picture of who speaks when, the transcript, the statements, the sound."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from calltools.messages import Message
from calltools.review.item_state import State
from calltools.statements.record import Statement
from calltools.statements.statement_text import CATEGORIES, Wording, wording
from calltools.statements.untaken_figures import UntakenFigure, figures_by_turn, untaken_figures
from calltools.times import span
from calltools.transcripts.flags import FlagText, flag_text
from calltools.transcripts.gaps import gaps_between
from calltools.transcripts.model import ROLE_NAMES, Gap, Role, Transcript, Turn
from calltools.transcripts.warnings import other_language, warnings_of
from calltools.views.corrections_text import (
    ShownCorrection,
    corrections_line,
    machine_words,
    origin_line,
    shown_corrections,
)
from calltools.views.render import render
from calltools.views.stretches import Stretch, stretches
from calltools.views.timeline import TimelinePicture, statement_start, timeline
from calltools.views.turn_text import OfferedReading, StatementRun, cut, proposals

if TYPE_CHECKING:
    from calltools.provenance import Step
    from calltools.transcripts.warning import CallWarning


_LANGUAGES = {"zh": "zh-Hans"}
"""What browsers are told about a language."""

_LANGUAGE_NAMES = {"zh": Message("Chinese"), "en": Message("English")}


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement as the page shows it.  ``misplaced``: its quotation is not at its offsets."""

    record: Statement
    text: Wording
    anchor: str
    index: int
    start_ms: int | None
    end_ms: int | None
    misplaced: bool
    asked: str
    """What the statement assents to or answers, as said."""

    @property
    def glyph(self) -> str:
        """Which mark the pictures use for it."""
        return self.record.category if self.record.category in CATEGORIES else "other"


@dataclass(frozen=True, slots=True)
class _TurnOnPage:
    turn: Turn
    index: int
    role_name: str
    runs: tuple[StatementRun, ...]
    flags: tuple[FlagText, ...]
    proposals: tuple[OfferedReading, ...]
    language: str
    """For browsers."""
    spoken_in: str
    """The name of its language, where the call is in another."""
    statements: tuple[_Statement, ...]
    untaken: tuple[UntakenFigure, ...]
    """Figures of the hospital's that belong to no record."""
    gaps_before: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class CallView:
    """A call as a page shows it."""

    template: ClassVar[str] = "call.html"

    title: str
    transcript: Transcript
    language: str
    origin: str
    facts: Sequence[tuple[str, str]]
    warnings: Sequence[CallWarning]
    picture: TimelinePicture | None
    turns: Sequence[_TurnOnPage]
    gaps_after: Sequence[Gap]
    statements: Sequence[_Statement]
    counts: Sequence[tuple[str, str, int]]
    flag_words: Sequence[FlagText]
    steps: Sequence[Step]
    corrections: Sequence[ShownCorrection]
    corrections_line: str
    names: Mapping[str, str | None]
    roles: Mapping[str, Role]
    audio: str
    audio_type: str
    denied: frozenset[int]
    strays: Sequence[_Statement]
    stretches: Sequence[Stretch]
    desk: CallDesk | None


@dataclass(frozen=True, slots=True)
class CallDesk:
    """What the application has on the page of a call beside the call.

    ``address`` names it, ``sound`` where it is heard (empty for none).  ``cards`` are those of
    items, by turn, ``others`` of no turn that there is, all in order of time, and ``listed`` what
    stands around them; ``hides`` where the
    viewer is to find some by themselves.  ``voices`` have the role that each was given.  ``form``
    is the one that is open, ``correct`` or ``add``, below the turn ``at``.
    """

    address: str
    sound: str
    cards: Mapping[int, Sequence[Any]]
    others: Sequence[Any]
    listed: Any
    whole: State
    hides: bool
    is_aligned: bool
    voices: Mapping[str, Role]
    form: str
    at: int


_TURNS_AT_ONCE = 200
"""How many turns of a call the application shows together: a page of fewer is there at once."""


def call_page(
    transcript: Transcript,
    statements: Sequence[Statement],
    *,
    title: str = "",
    audio: bytes | None = None,
    audio_type: str = "audio/mpeg",
    peaks: Sequence[float] = (),
) -> str:
    """One self-contained HTML document about one call.

    ``title`` names the recording where the call has no hospital or date.  ``audio`` are the bytes
    of a sound file that browsers play (``audio_type`` its MIME type), heard beside the text;
    ``peaks`` its envelope, 0 to 1, evenly spaced.  A statement whose quotation is not found at its
    offsets is listed and marked as misplaced, never drawn at the wrong words.
    """
    view = call_view(transcript, statements, title=title, peaks=peaks)
    sound = base64.b64encode(audio).decode("ascii") if audio else ""
    return render(replace(view, audio=sound, audio_type=audio_type))


def call_view(
    transcript: Transcript,
    statements: Sequence[Statement],
    *,
    title: str = "",
    peaks: Sequence[float] = (),
    keys: Sequence[str] = (),
    desk: CallDesk | None = None,
) -> CallView:
    """What a page shows of a call: all of it, or with a ``desk`` the turns around the one that the
    desk is at.  ``keys`` are the names of the statements in addresses, where they have any."""
    picture = timeline(transcript, statements, peaks)
    names = keys or [f"s{index}" for index in range(len(statements))]
    shown = [_statement(i, s, names[i], transcript) for i, s in enumerate(statements)]
    people = shown_corrections(transcript)
    count = len(transcript.turns)
    parts = stretches(range(count), _TURNS_AT_ONCE, desk.at) if desk else []
    here = next((one for one in parts if one.is_here), Stretch(0, count - 1, True))
    turns = _turns(transcript, shown, here)
    return CallView(
        title=title_of(transcript, title),
        transcript=transcript,
        language=_for_browsers(transcript.language),
        origin=origin_line(transcript),
        facts=_facts(transcript, title),
        warnings=warnings_of(transcript),
        picture=picture,
        turns=turns,
        gaps_after=(
            gaps_between(transcript.turns, transcript.gaps)[-1] if here.last == count - 1 else ()
        ),
        statements=shown,
        counts=_counts(statements),
        flag_words=_flags_in_use(transcript),
        steps=transcript.provenance,
        corrections=people,
        corrections_line=corrections_line(transcript),
        names={party.speaker: party.name for party in transcript.parties},
        roles={party.speaker: party.role for party in transcript.parties},
        audio="",
        audio_type="",
        denied=frozenset(s.index for s in shown if s.text.denied),
        strays=[s for s in shown if s.record.turn_index not in range(count)],
        stretches=parts,
        desk=desk,
    )


def title_of(transcript: Transcript, title: str = "") -> str:
    """Hospital and date, else ``title``."""
    call = transcript.call
    known = [part for part in (call.hospital, call.date) if part]
    return " · ".join(known) or title or Message("A call")


def _facts(transcript: Transcript, title: str) -> list[tuple[str, str]]:
    """What is known about the call, as (name, value), without what is not known."""
    call = transcript.call
    when = " ".join(filter(None, (call.date, call.time, call.tz)))
    length = "" if transcript.duration_ms is None else span(transcript.duration_ms)
    facts = (
        (Message("Hospital"), call.hospital),
        (Message("Date"), when),
        (Message("Number dialled"), call.phone),
        (Message("Respondent"), call.respondent),
        (Message("Investigator"), call.investigator),
        (Message("Pretext"), call.pretext),
        (Message("Recording no."), call.recording_no),
        (Message("Recording"), title),
        (Message("Length"), length),
        (Message("Notes"), call.notes),
        (Message("Recording SHA-256"), transcript.audio_sha256),
        (Message("Decoded sound SHA-256"), transcript.pcm_sha256),
    )
    return [(name, value) for name, value in facts if value]


def _statement(index: int, record: Statement, anchor: str, transcript: Transcript) -> _Statement:
    text = _turn_text(transcript, record.turn_index)
    return _Statement(
        record=record,
        text=wording(record),
        anchor=anchor,
        index=index,
        start_ms=statement_start(record, transcript),
        end_ms=_statement_end(record, transcript),
        misplaced=text[record.start : record.end] != record.quote,
        asked=_turn_text(transcript, record.ref_turn),
    )


def _turn_text(transcript: Transcript, index: int | None) -> str:
    if index is None or index not in range(len(transcript.turns)):
        return ""
    return transcript.turns[index].text


def _statement_end(record: Statement, transcript: Transcript) -> int | None:
    """When the statement ends: its own time, or that of its turn, where either is known."""
    if record.end_ms is not None:
        return record.end_ms
    if 0 <= record.turn_index < len(transcript.turns):
        return transcript.turns[record.turn_index].end_ms
    return None


def _turns(transcript: Transcript, shown: Sequence[_Statement], here: Stretch) -> list[_TurnOnPage]:
    by_turn: dict[int, list[_Statement]] = {}
    for statement in shown:
        by_turn.setdefault(statement.record.turn_index, []).append(statement)
    gaps = gaps_between(transcript.turns, transcript.gaps)
    machine = machine_words(transcript)
    untaken = figures_by_turn(untaken_figures(transcript, [s.record for s in shown]))
    turns = []
    for index in range(here.first, here.last + 1):
        turn = transcript.turns[index]
        own = by_turn.get(index, [])
        other = other_language(turn, transcript) or ""
        spans = [(s.record.start, s.record.end, s.index) for s in own if not s.misplaced]
        turns.append(
            _TurnOnPage(
                turn=turn,
                index=index,
                role_name=ROLE_NAMES[turn.role],
                runs=cut(turn, spans, machine),
                flags=tuple(flag_text(name) for name in turn.flags),
                proposals=proposals(turn),
                language=_for_browsers(turn.language or transcript.language),
                spoken_in=_LANGUAGE_NAMES.get(other, other),
                statements=tuple(own),
                untaken=tuple(untaken.get(index, ())),
                gaps_before=tuple(gaps[index]),
            )
        )
    return turns


def _counts(statements: Sequence[Statement]) -> list[tuple[str, str, int]]:
    """(category, its name, how many), in the order of the labelling guide."""
    found: Counter[str] = Counter(statement.category for statement in statements)
    return [(name, label, found[name]) for name, label in CATEGORIES.items() if name in found]


def _flags_in_use(transcript: Transcript) -> list[FlagText]:
    names = {name for turn in transcript.turns for name in turn.flags}
    return [flag_text(name) for name in sorted(names)]


def _for_browsers(language: str) -> str:
    return _LANGUAGES.get(language, language)
