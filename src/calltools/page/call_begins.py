"""Where one call ends and the next begins, weighed from what is printed between two turns.

A new call has its own heading, date, hospital, legend or names; its first words greet.  What a cue
tells depends on the others (the first speaker's name comes again, below another hospital): cues are
weighed alone and in pairs.  The weights are data, fitted by ``python -m training fit page``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from calltools.logistic import logistic
from calltools.page import asides
from calltools.page.dates import dates
from calltools.page.header import fields, has_evidence, hospital_in, is_sequence
from calltools.page.legend import legend
from calltools.page.line_cues import GREETS, leading_number
from calltools.page.quotation_cues import PHONE, Ground, call_cues
from calltools.page.segments import Option, Segment, Stream
from calltools.page.turn_heads import prefix
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import fold

PARTS = re.compile(r"再见|再見|拜拜|挂了|掛了|\bbye|\bthank", re.IGNORECASE)
_ABOVE = 12
"""So many lines above a call, at most, may name its hospital."""
_CALL_DATA = frozenset(["hospital", "when", "phone", "duration", "recording_no"])


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn by where it begins: its line, its folded label and its words there."""

    line: int
    label: str | None
    words: str
    number: int | None = None
    start_ms: int | None = None
    quotation: int | None = None
    kind: str = "turn"
    at: tuple[int, int] = (0, 0)
    """Where its words begin and end, in the line."""


class CallSoFar:
    """The turns of a call, in ``lines``, up to where another may begin."""

    def __init__(self, lines: Sequence[Line], first: Begun) -> None:
        self.lines = lines
        self.first = self.last = self.last_but_one = first
        self.count = 1
        self.labels = {first.label}

    @classmethod
    def of(cls, lines: Sequence[Line], turns: Sequence[Begun]) -> CallSoFar:
        """The call of ``turns``, of which there is one at least."""
        call = cls(lines, turns[0])
        for turn in turns[1:]:
            call.add(turn)
        return call

    def add(self, turn: Begun) -> None:
        """``turn`` is of this call."""
        self.last_but_one, self.last = self.last, turn
        self.count += 1
        self.labels.add(turn.label)

    @cached_property
    def hospital(self) -> str | None:
        """The hospital that is named last before its first words."""
        own = self.lines[self.first.line].text[: self.first.at[0]]
        above = self.lines[max(self.first.line - _ABOVE, 0) : self.first.line]
        return _last_hospital([*(line.text for line in above), own])


def begun_of(page: Stream, segment: Segment, option: Option) -> Begun:
    """The turn that begins with ``option`` of ``segment``."""
    line = page.lines[segment.line]
    if option.parts:
        (i, start, end), last = option.parts[0], option.parts[-1]
        words = line.text[start : end if last[0] == i else None]
        kind = "entry" if segment.quotation is None else "quoted"
        label = fold(option.label) if option.label else None
        at = (start, last[2])
        return Begun(segment.line, label, words, None, None, segment.quotation, kind, at)
    head = option.head
    start_ms = line.start_ms if line.timed else head.prefix.start_ms if head else None
    number = leading_number(line) if option.kind == "bare" else None
    at = (option.start, len(line.text))
    words = line.text[option.start :]
    return Begun(
        segment.line, head.key if head else None, words, number, start_ms, None, option.kind, at
    )


def begins_call(
    page: Stream,
    call: CallSoFar,
    coming: Sequence[Begun],
    others: Sequence[int],
    weighed: Mapping[str, float],
) -> float:
    """How likely ``coming[0]`` begins another call than ``call``, 0 to 1.

    ``others`` are the lines between that are part of no turn.
    """
    cues = begin_cues(page, call, coming, others)
    return logistic(sum(weighed.get(cue, 0.0) for cue in cues))


def begin_cues(
    page: Stream, call: CallSoFar, coming: Sequence[Begun], others: Sequence[int]
) -> list[str]:
    """What speaks for a new call, and what against it: each cue, and any two together."""
    cues = sorted(set(_cues(page, call, coming, others)))
    return [*cues, *(f"{first} & {second}" for first, second in combinations(cues, 2))]


def _cues(
    page: Stream, call: CallSoFar, coming: Sequence[Begun], others: Sequence[int]
) -> Iterator[str]:
    lines = page.lines
    yield "always"
    yield from _quoted(lines, call, coming[0], others, page.ground)
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
    named = _last_hospital([*(line.text for line in between), lines[new.line].text[: new.at[0]]])
    if named is not None and call.hospital is not None:
        same = named in call.hospital or call.hospital in named
        yield "the same hospital" if same else "another hospital"


def _last_hospital(texts: Sequence[str]) -> str | None:
    for text in reversed(texts):
        if house := hospital_in(text):
            return fold(house[0])
    return None


def _quoted(
    lines: Sequence[Line], call: CallSoFar, new: Begun, others: Sequence[int], ground: Ground
) -> Iterator[str]:
    """What the text between two turns tells where one of them at least is quoted."""
    last = call.last
    yield f"kinds {last.kind} {new.kind}"
    if new.kind not in ("quoted", "entry"):
        return
    text = " ".join(lines[i].text for i in others)
    if last.line == new.line:
        text = lines[new.line].text[last.at[1] : new.at[0]]
        yield "q same line"
    else:
        before = lines[last.line].text[last.at[1] :] if last.kind == "quoted" else ""
        text = f"{before} {text} {lines[new.line].text[: new.at[0]]}"
    if dates(text):
        yield "q date"
    if hospital_in(text):
        yield "q hospital"
    if PHONE.search(text):
        yield "q phone"
    if new.label is None:
        yield "q nobody named"
    elif new.label not in call.labels:
        yield "q another speaker"
    if new.quotation is not None and last.quotation is not None:
        yield from (
            f"q {name}"
            for name, value in call_cues(ground, last.quotation, new.quotation).items()
            if value
        )


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
            if prefix(text).number:
                yield "hospital under a number"
    if any(field in _CALL_DATA and value for field, _key, value in fields(line)):
        yield "data"
    if is_sequence(text):
        yield "sequence"
    if legend(line):
        yield "legend"


def _few(count: int) -> str:
    return str(count) if count < 3 else "3 to 5" if count < 6 else "6 or more"
