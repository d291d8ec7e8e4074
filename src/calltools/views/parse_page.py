"""The page of a parse: the document as printed beside what was read in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from calltools.messages import N_, Message
from calltools.page.parse import Parsed
from calltools.times import span
from calltools.transcripts.model import ROLE_NAMES, ROLES, UNKNOWN, Party, Transcript
from calltools.transcripts.text_language import language_of
from calltools.transcripts.warnings import warnings_of
from calltools.views.parse_doubts import how_sure, with_doubts
from calltools.views.parse_kinds import OUT, TextKind, kind_of, look_of
from calltools.views.parse_rows import ParseRow, rows_of, sizes_of
from calltools.views.render import render

FACT_NAMES = {
    "hospital": N_("Hospital"),
    "date": N_("Date"),
    "date_printed": N_("Date as printed"),
    "time": N_("Time"),
    "tz": N_("Time zone"),
    "duration_ms": N_("Length"),
    "phone": N_("Number dialled"),
    "recording_no": N_("Recording no."),
    "respondent": N_("Respondent"),
    "investigator": N_("Investigator"),
}
_LISTED = 12
"""How many things to look at are listed; the keys lead to all."""
_ON_A_PAGE = 500
"""So many rows are on a page of the application."""


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact of a call, with the ``words`` that it was read from and their anchor; empty where a
    person typed it."""

    name: str
    title: str
    value: str
    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class ReadCall:
    """What was read of a call; ``at`` is where its first turn begins, ``speakers`` are its parties,
    how sure the role of each is, and how many turns it has."""

    number: int
    at: int
    title: str
    turns: int
    facts: Sequence[ReadFact]
    speakers: Sequence[tuple[Party, str, int]]
    warnings: Sequence[str]


@dataclass(frozen=True, slots=True)
class ParseRegion:
    """Rows that follow one another, of a call or of none; ``begins``: it begins with them."""

    call: ReadCall | None
    begins: bool
    rows: Sequence[ParseRow]


@dataclass(frozen=True)
class ParseView:
    """A document and what was read in it, as a page shows them."""

    template: ClassVar[str] = "parse.html"

    title: str
    language: str
    calls: Sequence[ReadCall]
    left_out: Sequence[tuple[TextKind, int]]
    size: int
    regions: Sequence[ParseRegion]
    doubts: Sequence[tuple[ParseRow, int]]
    count: int
    legend: Sequence[tuple[str, str, str, int]]
    bars: Sequence[tuple[str, float, float]]
    warnings: Sequence[str]
    facts: Sequence[tuple[str, str]]
    page: int = 1
    pages: int = 1


def parse_page(parsed: Parsed, title: str) -> str:
    """One self-contained HTML document: the text, and beside it what it was taken for."""
    return render(ParseView(**parse_view(parsed, title)))


def parse_view(parsed: Parsed, title: str, page: int | None = None) -> dict[str, Any]:
    """What the page shows, by the names of its view; of a long document one ``page``, from 1."""
    rows = with_doubts(rows_of(parsed), parsed.calls)
    doubtful = [(row, 1 + number // _ON_A_PAGE) for number, row in enumerate(rows) if row.doubts]
    text = parsed.document.text
    calls = [_call(call, number, text) for number, call in enumerate(parsed.calls, start=1)]
    languages = [call.language for call in parsed.calls]
    language = languages[0] if languages else language_of(text)
    sizes = sizes_of(run for row in rows for run in row.runs)
    pages = 1 if page is None else max(1, -(-len(rows) // _ON_A_PAGE))
    at = min(page or 1, pages)
    first = 0 if page is None else (at - 1) * _ON_A_PAGE
    part = rows if page is None else rows[first : first + _ON_A_PAGE]
    return {
        "title": title,
        "language": {"zh": "zh-Hans"}.get(language, language),
        "calls": calls,
        "left_out": [(k, n) for name, n in sizes.most_common() if (k := kind_of(name)).look in OUT],
        "size": sizes.total(),
        "regions": _regions(part, calls, rows[first - 1].call if first else None),
        "doubts": doubtful[:_LISTED],
        "count": len(doubtful),
        "legend": _legend(rows, sizes),
        "bars": _bars(rows),
        "warnings": parsed.document.doubts,
        "facts": _file_facts(parsed),
        "page": at,
        "pages": pages,
    }


# ---- What was read


def _call(call: Transcript, number: int, text: str) -> ReadCall:
    known: dict[str, str | None] = {name: getattr(call.call, name, None) for name in FACT_NAMES}
    known["duration_ms"] = None if call.duration_ms is None else span(call.duration_ms)
    if known["date"]:
        known["date_printed"] = None
    words = {name: text[place.start : place.end] for name, place in call.places.items()}
    facts = [
        ReadFact(name, title, value, f"{number}-{name}", words.get(name, ""))
        for name, title in FACT_NAMES.items()
        if (value := known[name])
    ]
    by_speaker = Counter(turn.speaker for turn in call.turns)
    speakers = [(p, how_sure(p), by_speaker[p.speaker]) for p in call.parties]
    title = " · ".join(filter(None, (known["hospital"], known["date"])))
    warnings = [warning.words for warning in warnings_of(call)]
    at = min((turn.places[0].start for turn in call.turns if turn.places), default=0)
    return ReadCall(number, at, title, len(call.turns), facts, speakers, warnings)


def _file_facts(parsed: Parsed) -> list[tuple[str, str]]:
    """The file, and what was said about it by hand."""
    document = parsed.document
    found: list[tuple[str, str]] = [
        (Message("Format"), document.format),
        (Message("Encoding"), document.encoding or ""),
    ]
    for call in parsed.calls[:1]:
        if call.source:
            file = (Message("File"), call.source.file)
            found = [file, *found, (Message("File SHA-256"), call.source.sha256)]
        for step in call.provenance:
            found += [(f"--{k.replace('_', '-')}", str(v)) for k, v in step.parameters.items()]
    return [(name, value) for name, value in found if value]


# ---- The document


def _regions(
    rows: Sequence[ParseRow], calls: Sequence[ReadCall], before: int | None
) -> list[ParseRegion]:
    regions = []
    for call, group in groupby(rows, key=lambda row: row.call):
        begins = call != before
        regions.append(ParseRegion(None if call is None else calls[call], begins, list(group)))
        before = None
    return regions


# ---- What the colours mean, and the document at a glance


def _legend(rows: Sequence[ParseRow], sizes: Mapping[str, int]) -> list[tuple[str, str, str, int]]:
    """(classes, name, meaning, characters) of all that occurs: roles first, then kinds."""
    by_role: Counter[str] = Counter()
    for row in rows:
        by_role[row.role or UNKNOWN] += row.sizes["speech"]
    spoken = [
        (f"is-spoken role-{role}", ROLE_NAMES[role], N_("said it"), by_role[role])
        for role in ROLES
        if by_role[role]
    ]
    order = sorted((kind for kind in sizes if kind != "speech"), key=lambda kind: -sizes[kind])
    kinds = [(look_of(name), kind_of(name), sizes[name]) for name in order]
    return spoken + [(look, kind.name, kind.meaning, size) for look, kind, size in kinds]


def _bars(rows: Sequence[ParseRow]) -> list[tuple[str, float, float]]:
    """(classes, x, width) in per cent of the document, of rows that follow one another and look
    alike; with the regions of calls as bars of their own (``call``)."""
    sizes = [row.sizes.total() for row in rows]
    total = sum(sizes) or 1
    bars = []
    looks = [f"bar {row.look}" for row in rows]
    regions = ["" if row.call is None else f"call {row.call}" for row in rows]
    for names in (looks, regions):
        at = 0
        for name, group in groupby(zip(names, sizes, strict=True), key=lambda pair: pair[0]):
            length = sum(size for _name, size in group)
            if name and length:
                bars.append((name, round(100 * at / total, 3), round(100 * length / total, 3)))
            at += length
    return bars
