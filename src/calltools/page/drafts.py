"""Calls and turns while they are put together, and the account of every character."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from calltools.page.turn_heads import Head
from calltools.transcripts.model import Role
from calltools.transcripts.readers.document import ADDED, Document, Line

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(slots=True)
class TurnDraft:
    """A turn as the parts of lines (line, start, end) that hold its words."""

    label: str | None
    parts: list[tuple[Line, int, int]] = field(default_factory=list)
    start_ms: int | None = None
    end_ms: int | None = None
    aside: str | None = None
    """A bracket that belongs to the label."""
    translation: list[tuple[Line, int, int]] = field(default_factory=list)
    narrated: bool = False
    """A verb of speech stood after the label."""
    kind: str = "labelled"
    """How it was found: labelled, point (a numbered one), dash, cue, quoted (by running text)."""
    role: Role | None = None
    """Whose words they are, where that was judged as they were found."""
    confidence: float = 0.0
    """How likely a party of a call says them, 0 to 1."""
    odds: tuple[float, float, float] | None = None
    """The log-odds of the caller, the hospital and a third party."""
    evidence: tuple[str, ...] = ()
    """What says most for the likeliest of them."""


@dataclass(slots=True)
class NoteDraft:
    """A line between turns."""

    after_turn: int
    kind: str
    line: Line


@dataclass(frozen=True, slots=True)
class FactLines:
    """The lines in which facts of a call may stand: ``before`` its first turn, ``within`` to its
    last (the words of turns blank), ``after`` it; and the titles of a table that began before."""

    before: tuple[Line, ...] = ()
    within: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()
    titles: Line | None = None


@dataclass(slots=True)
class CallDraft:
    """The lines of the header, the turns, and what stands between them."""

    header: list[Line] = field(default_factory=list)
    turns: list[TurnDraft] = field(default_factory=list)
    notes: list[NoteDraft] = field(default_factory=list)
    first: int = 0
    """The line of the first turn; ``last`` is that after the call's last."""
    last: int = 0
    fact_lines: FactLines = FactLines()


@dataclass(frozen=True, slots=True)
class KindSpan:
    """``document.text[start:end]`` is of one kind: speech, label, gloss, stage_direction,
    footnote, translation, header, legend, narration, footer, ellipsis, quote (outer quotation
    marks), time, rule, margin (numbers of rows and times beside the words), navigation, markup,
    punctuation (between other kinds), space, or unplaced.  Of what is in no call:
    heading, repeated (words of a call printed again), commentary (after the calls), page
    (menus, bylines, captions)."""

    start: int
    end: int
    kind: str


class Account:
    """The kind of every character of a document's text."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._kinds: list[str | None] = [None] * len(document.text)
        self._readable = bytearray(len(document.text))
        for start, end in document.margins:
            self._kinds[start:end] = ["margin"] * (end - start)
        for line in document.lines:
            for start, end in line.stretches():
                self._readable[start:end] = b"\x01" * (end - start)
            if line.kind == "furniture":
                self.take_line(line, "footer")
            elif line.aside:
                self.take_line(line, "navigation")

    def take(self, line: Line, start: int, end: int, kind: str) -> None:
        """``line.text[start:end]`` is of this kind."""
        for first, last in line.stretches(start, end):
            self._kinds[first:last] = [kind] * (last - first)

    def take_line(self, line: Line, kind: str) -> None:
        """The whole line is of this kind."""
        self.take(line, 0, len(line.text), kind)

    def fill(self, line: Line, kind: str) -> None:
        """What of the line is of no kind yet is of this one."""
        for first, last in line.stretches():
            self.fill_span(first, last, kind)

    def fill_span(self, start: int, end: int, kind: str) -> None:
        """What of the source from ``start`` to ``end`` is of no kind yet is of this one."""
        for offset in range(start, end):
            self._kinds[offset] = self._kinds[offset] or kind

    def take_each(self, kinds: Iterable[tuple[int, str]]) -> None:
        """(offset, kind) of single characters."""
        for offset, kind in kinds:
            if offset != ADDED:
                self._kinds[offset] = kind

    def pieces(self) -> tuple[KindSpan, ...]:
        """Pieces in order that cover the whole text."""
        kinds = [
            kind or ("space" if char.isspace() else "unplaced" if readable else "markup")
            for kind, char, readable in zip(self._kinds, self._text, self._readable, strict=True)
        ]
        pieces = []
        start = 0
        for kind, group in groupby(kinds):
            end = start + len(list(group))
            words = kind != "unplaced" or any(map(str.isalnum, self._text[start:end]))
            pieces.append(KindSpan(start, end, kind if words else "punctuation"))
            start = end
        return tuple(pieces)


def begin_turn(line: Line, head: Head, account: Account) -> TurnDraft:
    """A turn that begins at ``head``; what stands before its words is its label's."""
    account.take(line, 0, head.body, "label")
    turn = TurnDraft(
        head.label,
        start_ms=head.prefix.start_ms,
        end_ms=head.prefix.end_ms,
        aside=line.text[slice(*head.aside)] if head.aside else None,
        narrated=head.narrated,
    )
    add_words(turn, line, head.body)
    return turn


def add_words(turn: TurnDraft, line: Line, start: int = 0) -> None:
    """The line's words from ``start`` are the turn's; of a row, each cell is a part."""
    if not line.cells:
        if line.text[start:].strip():
            turn.parts.append((line, start, len(line.text)))
        return
    for first, last in line.cells:
        words = line.text[first:last]
        if first < start or not words.strip():
            continue
        before, begin, end = turn.parts[-1] if turn.parts else (line, 0, 0)
        is_translation = _HAN.search(before.text[begin:end]) and not _HAN.search(words)
        (turn.translation if is_translation else turn.parts).append((line, first, last))
