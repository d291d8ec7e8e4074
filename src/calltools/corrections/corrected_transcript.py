"""The corrected transcript: the machine's words with the events of people folded over them.

One function makes an event of a change, and one applies it, whatever way it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from calltools.corrections.anchors import EDGE, find, find_turn, find_voice, target
from calltools.corrections.editable_transcript import Draft, Run
from calltools.messages import Message
from calltools.transcripts.correction import Correction, Kind, Outcome, Target, undone
from calltools.transcripts.model import CALL_FACTS, UNKNOWN_FACT, Transcript

GONE = Message("its words are no longer there, or not for certain")


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
    """Change ``draft`` as ``event`` says; why it can't be, where it can't.

    ``same``: it is a draft of the transcript that the event was made on.
    """
    anchor, value = event.target, event.value or ""
    match event.kind:
        case "header":
            name = anchor.field or ""
            if (now := draft.fact(name)) != anchor.text:
                fact = CALL_FACTS.get(name, name)
                return Message("{fact} is {value} now", fact=fact, value=now or UNKNOWN_FACT)
            draft.header[name] = event.value
        case "role" | "name":
            if (speaker := find_voice(draft, anchor, same=same)) is None:
                return Message("its voice is no longer there")
            if event.kind == "name":
                draft.change_party(speaker, name=value or None)
            else:  # a person's word is sure
                draft.change_party(speaker, role=value, confidence=1.0, source="given", evidence=())
        case "speaker" | "join":
            if (number := find_turn(draft, anchor, same=same)) is None:
                return GONE
            if event.kind == "speaker":
                draft.give(number, value)
            elif number == 0:
                return Message("no turn is before it")
            else:
                draft.join(number)
        case "text" | "split":
            if (run := find(draft, anchor, same=same)) is None:
                return GONE
            if event.kind == "text":
                draft.write(run, _carried(draft.text(run), anchor.text, value), event.id)
            elif run.start == 0:
                return Message("a turn begins there already")
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


@dataclass(slots=True)
class Maker:
    """Makes corrections of the ``draft`` of the machine's transcript ``transcript_sha256`` in the
    name of ``actor`` (None: nobody is named), and has all that were ``made``."""

    draft: Draft
    transcript_sha256: str
    actor: str | None = None
    reason: str | None = None
    made: list[Correction] = field(default_factory=list)

    def make(
        self,
        kind: Kind,
        where: Run | str | None = None,
        value: str | None = None,
        undoes: str | None = None,
    ) -> None:
        """A change as an event: of words, of a voice by its label, or of a fact by its name.

        It is applied to the draft; raises ValueError where it can't be.  What it ``undoes`` stays
        in the draft until that is folded again.
        """
        anchor = Target() if where is None else target(self.draft, where)
        if kind == "header" and isinstance(where, str):
            anchor = Target(field=where, text=self.draft.fact(where))
        event = Correction(
            kind,
            anchor,
            value,
            actor=self.actor,
            reason=self.reason,
            transcript_sha256=self.transcript_sha256,
            undoes=undoes,
        )
        if why := apply(self.draft, event, same=True):
            raise ValueError(why)
        self.made.append(event)

    def text(self, run: Run, text: str) -> None:
        """Let ``text`` stand for the words of ``run``: a correction for each stretch that differs.

        What is put in where no word was is made a correction of the word beside it.
        """
        words, text = self.draft.words(run), text.strip()
        changes = []
        for first, last, start, end in self.draft.stretches(run, text):
            written = text[start:end]
            if first == last and written.strip() and first > 0:
                first, written = first - 1, words[first - 1].text + written
            elif first == last and written.strip() and words:
                last, written = last + 1, written + words[last].text
            if first < last:
                changes.append(([word.id for word in words[first:last]], written.strip()))
        for ids, written in changes:
            self.make("text", self.draft.at(*ids), written)
