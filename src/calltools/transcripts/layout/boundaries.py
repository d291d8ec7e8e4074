"""Where one call ends and the next begins, weighed from what is printed between two turns.

A new call has its own heading, date, hospital, legend or names; its first words greet.  Each cue's
weight is data, fitted by ``benchmarks/fit_layout.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from calltools.transcripts.layout import asides
from calltools.transcripts.layout.cues import GREETS
from calltools.transcripts.layout.dates import dates
from calltools.transcripts.layout.header import fields, has_evidence, hospital_in, is_sequence
from calltools.transcripts.layout.legend import legend
from calltools.transcripts.layout.weights import likelihood
from calltools.transcripts.readers.document import Line

PARTS = re.compile(r"再见|再見|拜拜|挂了|掛了|\bbye|\bthank", re.IGNORECASE)
_CALL_DATA = frozenset(["hospital", "when", "phone", "duration", "recording_no"])


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn by where it begins: its line, its folded label and its words there."""

    line: int
    label: str | None
    words: str
    number: int | None = None
    start_ms: int | None = None


class CallSoFar:
    """The turns of a call up to where another may begin."""

    def __init__(self, first: Begun) -> None:
        self.first = self.last = self.last_but_one = first
        self.count = 1
        self.labels = {first.label}

    @classmethod
    def of(cls, turns: Sequence[Begun]) -> CallSoFar:
        """The call of ``turns``, of which there is one at least."""
        call = cls(turns[0])
        for turn in turns[1:]:
            call.add(turn)
        return call

    def add(self, turn: Begun) -> None:
        """``turn`` is of this call."""
        self.last_but_one, self.last = self.last, turn
        self.count += 1
        self.labels.add(turn.label)


def begins_call(
    lines: Sequence[Line],
    call: CallSoFar,
    coming: Sequence[Begun],
    others: Sequence[int],
    weighed: Mapping[str, float],
) -> float:
    """How likely ``coming[0]`` begins another call than ``call``, 0 to 1.

    ``others`` are the lines between that are part of no turn.
    """
    cues = boundary_cues(lines, call, coming, others)
    return likelihood(sum(weighed.get(cue, 0.0) for cue in cues))


def boundary_cues(
    lines: Sequence[Line], call: CallSoFar, coming: Sequence[Begun], others: Sequence[int]
) -> Iterator[str]:
    """What speaks for a new call, and what against it."""
    yield "always"
    between = [lines[i] for i in others if lines[i].kind != "rule"]
    last, new = call.last, coming[0]
    yield f"lines between {min(len(between), 4)}"
    if any(lines[i].kind == "rule" for i in others):
        yield "rule"
    if any(line.kind == "heading" for line in between):
        yield "heading"
    if any(line.all_in("bold") and len(line.text) < 80 for line in between):
        yield "bold line"
    found = {name for line in between for name in _facts(line)}
    yield from sorted(found)
    yield f"facts {min(len(found & {'date', 'hospital', 'data', 'sequence'}), 3)}"
    if between:
        if all(asides.is_bracketed(line.text) or asides.is_ellipsis(line.text) for line in between):
            yield "only brackets"
        if any(asides.is_footer(line.text) for line in between):
            yield "footer"
        if has_evidence([between[-1]]):
            yield "facts last"
        if len(between[-1].text.strip()) > 120:
            yield "long paragraph last"
    soon = [turn.label for turn in coming[:4]]
    strange = sum(label not in call.labels for label in soon)
    yield f"new names {min(strange, 3)}"
    if strange and between:
        yield "new names after others"
    if new.label == last.label:
        yield "same name again"
    if call.first.label is not None and new.label == call.first.label:
        yield "name of the first"
    if GREETS.match(new.words) or (len(coming) > 1 and GREETS.match(coming[1].words)):
        yield "greets"
        if between:
            yield "greets after others"
    if PARTS.search(last.words) or PARTS.search(call.last_but_one.words):
        yield "parts"
    yield f"turns {_few(call.count)}"
    if new.number is not None and last.number is not None:
        yield "counts from one" if new.number <= last.number else "counts on"
    if new.start_ms is not None and last.start_ms is not None and new.start_ms < last.start_ms:
        yield "time runs back"
    before_words = lines[new.line].text.removesuffix(new.words) if new.words else ""
    if len(before_words) > 12 and (dates(before_words) or hospital_in(before_words)):
        yield "data in the line"


def _facts(line: Line) -> Iterator[str]:
    text = line.text
    if dates(text):
        yield "date"
        if len(text) < 60:
            yield "date in a short line"
    if hospital_in(text):
        yield "hospital"
        if len(text) < 60:
            yield "hospital in a short line"
    if any(field in _CALL_DATA and value for field, _key, value in fields(line)):
        yield "data"
    if is_sequence(text):
        yield "sequence"
    if legend(line):
        yield "legend"


def _few(count: int) -> str:
    return str(count) if count < 3 else "3 to 5" if count < 6 else "6 or more"
