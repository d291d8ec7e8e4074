"""What people put right in a transcript, as pages show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from calltools.corrections.correction_log import describe
from calltools.messages import LABELLED, N_, Message, in_a_row, plural
from calltools.transcripts.correction import Outcome, event_of
from calltools.transcripts.model import Transcript

_ORIGINS = {
    "machine": Message("Machine transcript, unreviewed. The machine proposes; people decide."),
    "published": Message("Published transcript, as printed."),
}
_STATES = {
    "applied": Message("stands"),
    "undone": Message("taken back"),
    "orphan": Message("its words are gone; changes nothing"),
}


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction as a row: ``what`` in words; ``turn`` the turn that has its words now."""

    outcome: Outcome
    what: str
    state: str
    turn: int | None

    @property
    def is_orphan(self) -> bool:
        """Whether it fits nowhere any more."""
        return self.outcome.state == "orphan"


def shown_corrections(transcript: Transcript) -> list[ShownCorrection]:
    """The corrections of a transcript, in the order in which they were made."""
    events = [outcome.correction for outcome in transcript.corrections]
    turn_of = {
        name: number
        for number, turn in enumerate(transcript.turns)
        for word in turn.words
        for name in (word.id or "", event_of(word.id))
    }
    return [
        ShownCorrection(
            outcome,
            describe(outcome.correction, events),
            in_a_row(_STATES[outcome.state], outcome.why, by=LABELLED),
            next(
                (
                    turn_of[name]
                    for name in (outcome.correction.id, *outcome.correction.target.words)
                    if outcome.state == "applied" and name in turn_of
                ),
                None,
            ),
        )
        for outcome in transcript.corrections
    ]


HEADINGS = ("Id", "When", "Who", "What", "State", "Reason")
"""Those of a table of corrections."""


def correction_rows(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, ...]]:
    """Corrections as rows of a table, in the order in which they were made."""
    events = [outcome.correction for outcome in outcomes]
    for event, outcome in zip(events, outcomes, strict=True):
        state = ": ".join(filter(None, (outcome.state, outcome.why)))
        what = describe(event, events)
        yield event.id, event.time, event.actor or "", what, state, event.reason or ""


def corrections_line(transcript: Transcript) -> str:
    """How many, by whom and until when: ``3 corrections by K. Lind, the last on 2026-05-04``."""
    counts = [o for o in transcript.corrections if o.state != "undone" and not o.correction.undoes]
    if not counts:
        return ""
    actors = list(dict.fromkeys(o.correction.actor for o in counts if o.correction.actor))
    return Message(
        N_("{corrections} by {people}, the last on {day}")
        if actors
        else N_("{corrections}, the last on {day}"),
        corrections=plural(len(counts), "{count} correction", "{count} corrections"),
        people=actors,
        day=max(o.correction.time for o in counts)[:10],
    )


def origin_line(transcript: Transcript) -> str:
    """Where the words come from, and how many of them a person has put right: what nobody touched
    is as the machine left it."""
    if transcript.origin != "corrected":
        return _ORIGINS[transcript.origin]
    if not transcript.corrections:
        return Message("Transcript corrected by people; it does not tell which words.")
    words, total = corrected_words(transcript)
    if not words:
        return Message(
            "No word of {all} corrected, all unreviewed; speakers or facts were put right.",
            all=total,
        )
    return Message(
        "{words} of {all} corrected by people, the rest unreviewed.",
        words=plural(words, "{count} word", "{count} words"),
        all=total,
    )


def corrected_words(transcript: Transcript) -> tuple[int, int]:
    """How many words people wrote or struck out, and how many there are with those struck out."""
    standing = [word for turn in transcript.turns for word in turn.words]
    written = sum(bool(event_of(word.id)) for word in standing)
    struck = sum(
        len(o.correction.target.words)
        for o in transcript.corrections
        if o.state == "applied" and o.correction.kind == "text" and not o.correction.value
    )
    return written + struck, len(standing) + struck


def machine_words(transcript: Transcript) -> Mapping[str, str]:
    """What the machine heard where a correction put other words: its id to those words.

    Words put in beside those that stayed replaced none.
    """
    standing = {word.id for turn in transcript.turns for word in turn.words}
    return {
        o.correction.id: o.correction.target.text
        for o in transcript.corrections
        if o.correction.kind == "text" and standing.isdisjoint(o.correction.target.words)
    }
