"""The corrected transcript: the machine's words with the events of people folded over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from calltools.corrections.anchors import EDGE, find, find_turn, find_voice
from calltools.corrections.draft import Draft
from calltools.transcripts.correction import Correction, Outcome
from calltools.transcripts.model import Role, Transcript

GONE = "its words are no longer there, or not for certain"


@dataclass(frozen=True, slots=True)
class Folded:
    """A draft with what became of every event, in the order in which they were made."""

    draft: Draft
    outcomes: tuple[Outcome, ...]

    @property
    def transcript(self) -> Transcript:
        """The corrected transcript, with what became of its corrections."""
        return replace(self.draft.transcript(), corrections=self.outcomes)

    @property
    def orphans(self) -> tuple[Outcome, ...]:
        """The events that fit nowhere any more."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == "orphan")


def undone(events: Iterable[Correction]) -> set[str]:
    """The ids of events that are taken back; an undo can be taken back too."""
    taken: set[str] = set()
    for event in reversed(list(events)):
        if event.undoes is not None and event.id not in taken:
            taken.add(event.undoes)
    return taken


def fold(machine: Transcript, machine_sha256: str, events: Sequence[Correction]) -> Folded:
    """``machine`` corrected by ``events``; ``machine_sha256`` names the file it was read from.

    Every event is applied to its own words, or is an orphan, or is undone; none is lost.  The
    draft is left with its words named, so that further events can be made on it.
    """
    draft = Draft.of(machine)
    taken = undone(events)
    outcomes = []
    for event in events:
        if event.id in taken:
            outcomes.append(Outcome(event, "undone"))
        elif why := apply(draft, event, same=event.transcript_sha256 == machine_sha256):
            outcomes.append(Outcome(event, "orphan", why))
        else:
            outcomes.append(Outcome(event, "applied"))
    return Folded(draft, tuple(outcomes))


def apply(draft: Draft, event: Correction, *, same: bool) -> str:
    """Change ``draft`` as ``event`` says; why it can't be, where it can't."""
    target, value = event.target, event.value
    match event.kind:
        case "undo":
            return ""
        case "header":
            name = target.field or ""
            if (now := draft.fact(name)) != target.text:
                return f"{name} is {now or 'not known'} now"
            draft.header[name] = value
            return ""
        case "role" | "name":
            speaker = find_voice(draft, target, same=same)
            if speaker is None:
                return "its voice is no longer there"
            if event.kind == "name":
                draft.change_party(speaker, name=value or None)
            else:  # a person's word is sure
                role = cast("Role", value)
                draft.change_party(speaker, role=role, confidence=1.0, source="given", evidence=())
            return ""
        case "speaker" | "join":
            number = find_turn(draft, target, same=same)
            if number is None:
                return GONE
            if event.kind == "join" and number == 0:
                return "no turn is before it"
            if event.kind == "join":
                draft.join(number)
                return ""
            draft.give(number, value or "")
            return ""
    run = find(draft, target, same=same)
    if run is None:
        return GONE
    if event.kind == "text":
        draft.write(run, _carried(draft.text(run), target.text, value or ""), event.id)
    elif run.start == 0:
        return "a turn begins there already"
    else:
        draft.split(run)
    return ""


def _carried(standing: str, wanted: str, value: str) -> str:
    """``value`` for the words as they stand now, which may have more around those ``wanted``."""
    if standing == wanted:
        return value
    core = wanted.strip(EDGE)
    at = standing.find(core)
    written = standing[:at] + value.strip(EDGE) + standing[at + len(core) :]
    return written if written.strip(EDGE) else ""
