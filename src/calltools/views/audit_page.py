"""The page of an audit: the report with its quotations coloured, each with what was really said."""

from __future__ import annotations

import base64
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from calltools.language.quoting.block import Block
from calltools.messages import BOTH, ITEMS, Message, in_a_row, plural
from calltools.quotations.beside import Beside
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.earlier import SinceEarlier
from calltools.quotations.model import Audited, Location
from calltools.quotations.report import Report, language_of
from calltools.quotations.verdicts import (
    FRAME_NAMES,
    GRAVITY,
    GRAVITY_NAMES,
    VERDICT_NAMES,
    gravity_of,
)
from calltools.transcripts.model import ROLE_NAMES, Turn
from calltools.views.clips import Clip
from calltools.views.marked_text import ItemMark, MarkedRun, mark_up
from calltools.views.render import render
from calltools.views.word_difference import DiffPart, difference

_BESIDE = 1
"""How many turns before and after the place are shown."""
_LISTED = 50
"""How many transcripts are named with their hashes; the rows name all that are quoted."""
_HERE = 0
"""No item's number: the mark only shows the place."""


@dataclass(frozen=True, slots=True)
class _ContextTurn:
    index: int
    turn: Turn
    role_name: str
    runs: tuple[MarkedRun, ...]
    translation: str
    findings: tuple[str, ...]
    inside: bool


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    record: Audited
    name: str
    gravity: str
    kinds: str
    frame: str
    said_by: str
    place: str
    differences: tuple[tuple[DiffPart, ...], ...]
    rendered: tuple[str, ...]
    differs: tuple[str, ...]
    context: tuple[_ContextTurn, ...]
    language: str
    quoted_language: str
    machine: bool
    also_at: tuple[str, ...]
    previous: str
    new: bool
    clip: Clip | None


@dataclass(frozen=True, slots=True)
class _Block:
    kind: str
    runs: tuple[MarkedRun, ...]


@dataclass(frozen=True, slots=True)
class AuditView:
    """An audited report as a page shows it."""

    template: ClassVar[str] = "audit.html"

    title: str
    language: str
    summary: str
    facts: Sequence[tuple[str, str]]
    blocks: Sequence[_Block]
    items: Sequence[_Item]
    gone: Sequence[Mapping[str, Any]]
    totals: Sequence[tuple[str, str, int, str]]
    kinds: Sequence[tuple[str, str, int, str]]
    clips: Sequence[tuple[int, str, str]]


def audit_page(
    report: Report,
    audited: Sequence[Audited],
    corpus: Corpus,
    *,
    other_language: Beside | None = None,
    clips: Mapping[int, Clip] | None = None,
    since: SinceEarlier | None = None,
    language: str = "en",
) -> str:
    """One self-contained HTML document: ``report`` as it reads, and the verdicts beside it.

    ``other_language`` is what stands beside the quoted turns; ``clips`` are the sound of places, by
    position in ``audited``; ``since`` is what an earlier audit had otherwise; ``language`` is one
    of the interface.
    """
    since = since or SinceEarlier()
    items = [
        _item(
            i,
            record,
            corpus,
            other_language or Beside(),
            (clips or {}).get(i),
            since.previous.get(i),
            i in since.new,
        )
        for i, record in enumerate(audited)
    ]
    view = AuditView(
        title=report.name,
        language=report.language,
        summary=_summary(corpus, items),
        facts=_facts(report, corpus),
        blocks=_blocks(report, items),
        items=items,
        gone=since.gone,
        totals=_totals(items),
        kinds=_kinds(items),
        clips=[
            (item.number, item.clip.mime_type, base64.b64encode(item.clip.data).decode("ascii"))
            for item in items
            if item.clip
        ],
    )
    return render(view, language)


def _item(
    index: int,
    record: Audited,
    corpus: Corpus,
    other_language: Beside,
    clip: Clip | None,
    previous: str | None,
    new: bool,
) -> _Item:
    gravity = gravity_of(record)
    entry = corpus.by_id.get(record.location.transcript) if record.location else None
    frame = record.quotation.frame
    differs = other_language.differs(record.location)
    kinds: list[str] = [record.verdict, gravity]
    kinds += ["needs-person"] if record.needs_person else []
    kinds += ["question"] if record.question_changed else []
    kinds += ["differs"] if differs else []
    kinds += ["translation"] if other_language.translation_differs(record.location) else []
    kinds += ["changed"] if previous else []
    kinds += ["new"] if new else []
    kinds += ["not-own"] if frame not in ("own", None) else []
    return _Item(
        number=index + 1,
        record=record,
        name=VERDICT_NAMES[record.verdict],
        gravity=gravity,
        kinds=" ".join(kinds),
        frame=FRAME_NAMES.get(frame or "", ""),
        said_by=_said_by(record, entry),
        place=_place(record.location) if record.location else "",
        differences=_differences(record, entry),
        rendered=_rendered(record, entry),
        differs=differs,
        context=_context(record.location, entry, other_language) if entry else (),
        language=entry.language if entry else "",
        quoted_language=language_of(record.quotation.text),
        machine=entry is not None and entry.machine,
        also_at=tuple(_place(location) for location in record.also_at),
        previous=VERDICT_NAMES.get(previous or "", previous or ""),
        new=new,
        clip=clip,
    )


def _said_by(record: Audited, entry: Entry | None) -> str:
    if record.location is None or entry is None:
        return ""
    roles = in_a_row(*(ROLE_NAMES[role] for role in record.true_roles), by=BOTH)
    who = in_a_row(*record.true_speakers, by=BOTH)
    named = Message("{who} ({roles})", who=who, roles=roles) if who and roles else who or roles
    return in_a_row(named, entry.hospital or "", by=ITEMS)


def _place(location: Location) -> str:
    first, last = location.turn_range
    values = {"transcript": location.transcript, "first": first, "last": last}
    if first == last:
        return Message("{transcript}, turn {first}", **values)
    return Message("{transcript}, turns {first} to {last}", **values)


def _differences(record: Audited, entry: Entry | None) -> tuple[tuple[DiffPart, ...], ...]:
    """Word by word, from what was said to what is quoted; nothing for a translation."""
    if record.location is None or entry is None or record.location.translated:
        return ()
    quoted = record.quotation.text
    return tuple(
        difference(
            entry.turns[part.turn].text[part.turn_start : part.turn_end],
            quoted[part.start : part.end],
            entry.language,
        )
        for part in record.location.parts
    )


def _rendered(record: Audited, entry: Entry | None) -> tuple[str, ...]:
    """The words of the call that a translation stands for."""
    if record.location is None or entry is None or not record.location.translated:
        return ()
    return tuple(
        entry.turns[part.turn].text[part.turn_start : part.turn_end]
        for part in record.location.parts
    )


def _context(
    location: Location | None, entry: Entry, other_language: Beside
) -> tuple[_ContextTurn, ...]:
    if location is None:
        return ()
    first, last = location.turn_range
    shown = range(max(0, first - _BESIDE), min(len(entry.turns), last + 1 + _BESIDE))
    return tuple(_context_turn(index, location, entry, other_language) for index in shown)


def _context_turn(
    index: int, location: Location, entry: Entry, other_language: Beside
) -> _ContextTurn:
    turn, place = entry.turns[index], (entry.id, index)
    first, last = location.turn_range
    inside = first <= index <= last
    marks = [
        ItemMark(part.turn_start, part.turn_end, _HERE, "none")
        for part in location.parts
        if part.turn == index
    ]
    return _ContextTurn(
        index,
        turn,
        ROLE_NAMES[turn.role],
        mark_up(turn.text, marks),
        other_language.words.get(place) or turn.translation or "",
        () if inside else tuple(other_language.findings.get(place, ())),
        inside,
    )


def _blocks(report: Report, items: Sequence[_Item]) -> list[_Block]:
    marks = [
        (item.record.quotation.start, item.record.quotation.end, item.number, item.gravity)
        for item in items
    ]
    return [_Block(block.kind, _runs(block, marks)) for block in report.blocks]


def _runs(block: Block, marks: Sequence[tuple[int, int, int, str]]) -> tuple[MarkedRun, ...]:
    """The block as it reads, with the quotations, whose places are in the report's text."""
    here = [
        ItemMark(bisect_left(block.at, start), bisect_left(block.at, end), number, gravity)
        for start, end, number, gravity in marks
        if start < block.end and end > block.start
    ]
    return mark_up(block.text, here)


def _summary(corpus: Corpus, items: Sequence[_Item]) -> str:
    quotations = sum(item.record.quotation.is_quotation for item in items)
    calls = {item.record.location.transcript for item in items if item.record.location}
    searched = len(corpus.entries)
    return Message(
        "{quotations}, {transcripts} searched, {calls} of them quoted.",
        quotations=plural(quotations, "{count} quotation", "{count} quotations"),
        transcripts=plural(searched, "{count} transcript", "{count} transcripts"),
        calls=len(calls),
    )


def _facts(report: Report, corpus: Corpus) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = [
        (Message("Report"), report.name),
        (Message("Report SHA-256"), report.sha256),
    ]
    for entry in corpus.entries[:_LISTED]:
        found.append((Message("Transcript"), entry.source.name if entry.source else entry.id))
        said_by = Message("SHA-256 of what {transcript} says", transcript=entry.id)
        found.append((said_by, entry.sha256))
    more = len(corpus.entries) - _LISTED
    return found + ([(Message("More transcripts"), str(more))] if more > 0 else [])


def _totals(items: Sequence[_Item]) -> list[tuple[str, str, int, str]]:
    """What a reviewer asks first: how many are grave, and how many need a person."""
    names = (
        *((gravity, name, gravity) for gravity, name in GRAVITY_NAMES.items()),
        ("question", Message("Another question"), "grave"),
        ("needs-person", Message("Needs a person"), "none"),
        ("changed", Message("Changed since"), "none"),
        ("new", Message("New"), "none"),
        ("translation", Message("Translation differs from the call"), "none"),
        ("differs", Message("Versions differ"), "none"),
        ("not-own", Message("Second hand or disowned"), "none"),
    )
    return _counted(names, items)


def _kinds(items: Sequence[_Item]) -> list[tuple[str, str, int, str]]:
    """The verdicts there are, gravest first."""
    return _counted([(v, VERDICT_NAMES[v], gravity) for v, gravity in GRAVITY.items()], items)


def _counted(
    names: Iterable[tuple[str, str, str]], items: Sequence[_Item]
) -> list[tuple[str, str, int, str]]:
    """(kind, name, how many, gravity) of the kinds that occur, to be filtered by."""
    counts = Counter(kind for item in items for kind in item.kinds.split())
    return [(kind, name, counts[kind], gravity) for kind, name, gravity in names if counts[kind]]
