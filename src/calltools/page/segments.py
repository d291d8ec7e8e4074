"""THE stream of a document: its lines, and the words in quotation marks inside them, in order.

A line may be a turn (under one of the labels that it may begin with, or without any), more of the
turn before it, or outside of any.  Words that it quotes may be a turn of their own where the line
itself is outside: an author tells of a call and quotes what was said.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from calltools.page.institutions import institutions
from calltools.page.legend import declarations
from calltools.page.line_readings import first_words, readings
from calltools.page.named_labels import NamedLabels
from calltools.page.quotation_cues import Ground, size
from calltools.page.running_text import Paragraphs
from calltools.page.turn_heads import Head, Prefix, is_narrated, prefix
from calltools.transcripts.readers.document import Line

_COLON = re.compile(r"[：﹕︰]|(?<!\d):(?=\s)|(?<=\d):(?=\s)")
_AFTER = re.compile(
    r"\s*[（(\[［【][^（）()\[\]［］【】]*\d[^（）()\[\]［］【】]*[）)\]］】]\s*[.。]?\s*$"
)
_TRIM = " \t,，、.。;；:：()（）[]—–-"
_AGAIN = 3
"""A label printed so often begins what it heads: its line goes on with nothing."""
_LONGEST_HEAD = 90  # characters before the colon

OptionKind = Literal["turn", "bare", "goes_on", "outside", "quoted", "inside"]
PartOfLine = tuple[int, int, int]
"""Characters of a line: (line, start, end)."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a segment may be.

    ``turn``: words from ``start`` of the line under the label of ``head``; ``bare``: words without
    label; ``quoted``: words in quotation marks, the ``parts`` of lines, said by ``label``;
    ``inside``: quoted within a turn, and so no segment of its own.
    """

    kind: OptionKind
    head: Head | None = None
    start: int = 0
    parts: tuple[PartOfLine, ...] = ()
    label: str | None = None
    line: int = 0

    @property
    def speaks(self) -> bool:
        """Whether somebody begins to speak."""
        return self.kind in ("turn", "bare", "quoted")


@dataclass(frozen=True, slots=True)
class Segment:
    """A line, or the ``quotation``-th quotation of the document, which begins in ``line``."""

    line: int
    options: tuple[Option, ...]
    quotation: int | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """The segments of ``lines``; ``ground`` is what is known about the running text.

    ``wrapped`` are the lines that are one paragraph with the line above, ``opened`` those that
    begin within a quotation.
    """

    lines: tuple[Line, ...]
    segments: tuple[Segment, ...]
    ground: Ground
    wrapped: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()


def stream(lines: Sequence[Line], named: NamedLabels | None = None) -> Stream:
    """The segments of ``lines`` in order: each line, then the words that it quotes.

    A line that begins with a label that a person ``named`` is a turn under it.
    """
    paragraphs = Paragraphs(lines, [line.timed for line in lines])
    ground = Ground(paragraphs.blocks, "")
    quotations: dict[int, list[Segment]] = defaultdict(list)
    opened: set[int] = set()
    for number, quote in enumerate(ground.quoted):
        parts = _parts(paragraphs, ground, number)
        if parts:
            opened.update(i for i, _start, _end in parts[1:])
            label = quote.who.speaker if quote.who.named else None
            of_quotation = (
                Option("inside"),
                Option("outside"),
                Option("quoted", parts=parts, label=label, line=parts[0][0]),
            )
            quotations[parts[0][0]].append(Segment(parts[0][0], of_quotation, number))
    segments: list[Segment] = []
    words = first_words(lines)
    declared = declarations(lines)
    labelled = [readings(line, words[i]) for i, line in enumerate(lines)]
    again = Counter((r.head.style, r.head.key) for own in labelled for r in own if r.head)
    for i, line in enumerate(lines):
        options = [
            Option(r.kind, r.head, r.start, line=i)
            for r in labelled[i]
            if r.head is None or not (i in declared or is_narrated(line.text[r.head.body :]))
        ]
        if any(o.head and again[o.head.style, o.head.key] >= _AGAIN for o in options):
            options = [option for option in options if option.kind != "goes_on"]
        if (entry := _entry(i, line)) is not None:
            options = [entry, *options]
        if named and (told := named.reading(line)) is not None:
            options = [Option(told.kind, told.head, told.start, line=i)]
        segments.append(Segment(i, tuple(options)))
        segments += quotations[i]
    return Stream(
        tuple(lines), tuple(segments), ground, frozenset(paragraphs.wrapped), frozenset(opened)
    )


def _entry(i: int, line: Line) -> Option | None:
    """A line that is a call by itself, as in a list or a table of results: its hospital, perhaps a
    date and who answers, then the words."""
    if line.timed or line.kind in ("heading", "rule"):
        return None
    if line.cells:
        return _row_entry(i, line)
    text = line.text
    colon = next((c for c in _COLON.finditer(text, 0, _LONGEST_HEAD) if c.start() > 4), None)
    if colon is None:
        return None
    houses = [house for house in institutions(text) if house.end <= colon.start()]
    if not houses:
        return None
    after = _AFTER.search(text, colon.end())
    start, end = _trimmed(text, colon.end(), after.start() if after else len(text), " \t")
    if start == end:
        return None
    if prefix(text).end == houses[0].start:
        return None  # hospital, title and name are a label like others
    first, last = _trimmed(text, houses[-1].end, colon.start(), _TRIM)
    if first == last:
        first, last = _trimmed(text, houses[-1].start, colon.start(), _TRIM)
    head = Head(text[first:last], first, last, start, "entry", Prefix())
    return Option("turn", head, start, ((i, start, end),), head.label, i)


def _row_entry(i: int, line: Line) -> Option | None:
    cells = [(a, b) for a, b in line.cells if line.text[a:b].strip()]
    texts = [line.text[a:b].strip() for a, b in cells]
    if len(cells) < 3:
        return None
    named = [k for k, text in enumerate(texts) if institutions(text)]
    others = [k for k in range(len(cells)) if k not in named[:1]]
    if not named:
        return None
    body = max(others, key=lambda k: size(texts[k]))
    people = [k for k in others if k != body and not any(map(str.isdigit, texts[k]))]
    start, end = _trimmed(line.text, *cells[body], " \t")
    if not people:
        head = Head("", 0, 0, start, "entry", Prefix())
    else:
        first, last = _trimmed(line.text, *cells[people[0]], " \t")
        head = Head(line.text[first:last], first, last, start, "entry", Prefix())
    return Option("turn", head, start, ((i, start, end),), head.label or None, i)


def _trimmed(text: str, start: int, end: int, what: str) -> tuple[int, int]:
    while start < end and text[start] in what:
        start += 1
    while end > start and text[end - 1] in what:
        end -= 1
    return start, end


def _parts(paragraphs: Paragraphs, ground: Ground, number: int) -> tuple[PartOfLine, ...]:
    """The words of a quotation, without the marks around them."""
    m = ground.quoted[number].marked
    parts: list[PartOfLine] = []
    for b in range(m.first, m.last + 1):
        block = ground.blocks[b]
        start = m.opened + 1 if b == m.first else 0
        end = len(block.text)
        if b == m.last:  # one that nobody closes has no mark at its end
            end = m.closed - (block.text[m.closed - 1 : m.closed] == m.mark[-1])
        if b > m.first and block.text[:1] == m.mark[0]:
            start = 1
        words = block.text[start:end]
        start += len(words) - len(words.lstrip())
        parts += paragraphs.parts(block, start, start + len(words.strip()))
    return tuple(parts)
