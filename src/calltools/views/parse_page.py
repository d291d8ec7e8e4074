"""The page of a parse: the document as printed, each line with what it was read as."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from calltools.language.plain_text import sentence
from calltools.messages import N_, Message
from calltools.page.parse import Parsed
from calltools.times import span
from calltools.transcripts.model import UNKNOWN, Party, Role, Transcript
from calltools.transcripts.readers.document import line_starts
from calltools.transcripts.text_language import language_of
from calltools.transcripts.warnings import warnings_of
from calltools.views.render import render
from calltools.views.turn_text import party_note

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
KINDS = {
    "speech": N_("Words"),
    "translation": N_("Translation"),
    "label": N_("Label"),
    "gloss": N_("Gloss"),
    "stage_direction": N_("Stage direction"),
    "quote": N_("Quotation marks"),
    "header": N_("Header"),
    "legend": N_("Legend"),
    "number": N_("Number"),
    "time": N_("Time"),
    "narration": N_("Narration"),
    "footnote": N_("Footnote"),
    "footer": N_("Footer"),
    "ellipsis": N_("Cut"),
    "heading": N_("Heading"),
    "repeated": N_("Told again"),
    "commentary": N_("Commentary"),
    "page": N_("Page"),
    "unplaced": N_("Put nowhere"),
    "flags": N_("Warning"),
    "navigation": N_("Beside the text"),
    "margin": N_("Margin"),
    "markup": N_("Markup"),
    "rule": N_("Rule"),
}
"""What text may be read as (:class:`~calltools.page.drafts.KindSpan`)."""
_OF_TURNS = frozenset(["speech", "translation", "label", "gloss", "stage_direction", "quote"])
_OF_CALLS = frozenset(["header", "legend", "number", "time"])
_BLANK = frozenset(["space", "punctuation"])
_ON_A_PAGE = 500
"""So many lines are on a page of the application."""


@dataclass(frozen=True, slots=True)
class ReadCall:
    """What was read of a call: ``facts`` are (name, value, the words that say it), ``speakers`` its
    parties with how sure the role of each is and how many turns it has."""

    number: int
    title: str
    turns: int
    facts: Sequence[tuple[str, str, str]]
    speakers: Sequence[tuple[Party, str, int]]
    warnings: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line: its text in runs of one kind each, the kind of most of it (empty for a blank one),
    whose words are in it, and the number of the call that begins with it."""

    number: int
    runs: Sequence[tuple[str, str]]
    kind: str
    role: Role | None
    call: int | None

    @property
    def look(self) -> str:
        """Its classes."""
        if self.role:
            return f"spoken role-{self.role}"
        return "blank" if not self.kind else "is-data" if self.kind in _OF_CALLS else "is-left"

    @property
    def kind_name(self) -> str:
        """What most of it is called."""
        return kind_name(self.kind)


@dataclass(frozen=True)
class ParseView:
    """A document and what was read in it, as a page shows them."""

    template: ClassVar[str] = "parse.html"

    title: str
    language: str
    calls: Sequence[ReadCall]
    left_out: Sequence[tuple[str, int]]
    size: int
    lines: Sequence[ReadLine]
    warnings: Sequence[str]
    facts: Sequence[tuple[str, str]]
    page: int = 1
    pages: int = 1


def kind_name(kind: str) -> str:
    """What text of a kind is called; of one that is not known here, its own name."""
    return KINDS.get(kind) or sentence(kind.replace("_", " "))[:-1]


def parse_page(parsed: Parsed, title: str) -> str:
    """One self-contained HTML document: the text, and beside it what it was read as."""
    return render(ParseView(**parse_view(parsed, title)))


def parse_view(parsed: Parsed, title: str, page: int | None = None) -> dict[str, Any]:
    """What the page shows, by the names of its view; of a long document one ``page``, from 1."""
    text = parsed.document.text
    lines = list(_lines(parsed))
    pages = 1 if page is None else max(1, -(-len(lines) // _ON_A_PAGE))
    at = min(page or 1, pages)
    languages = [call.language for call in parsed.calls]
    language = languages[0] if languages else language_of(text)
    sizes = Counter[str]()
    for piece in parsed.pieces:
        if piece.kind not in _BLANK:
            letters = text[piece.start : piece.end]
            sizes[piece.kind] += sum(not char.isspace() for char in letters)
    of_calls = _OF_TURNS | _OF_CALLS
    return {
        "title": title,
        "language": {"zh": "zh-Hans"}.get(language, language),
        "calls": [_call(call, n, text) for n, call in enumerate(parsed.calls, start=1)],
        "left_out": [
            (kind_name(kind), size)
            for kind, size in sizes.most_common()
            if size and kind not in of_calls
        ],
        "size": sizes.total(),
        "lines": lines if page is None else lines[(at - 1) * _ON_A_PAGE : at * _ON_A_PAGE],
        "warnings": [*parsed.document.doubts, *parsed.left_out],
        "facts": _file_facts(parsed),
        "page": at,
        "pages": pages,
    }


def _call(call: Transcript, number: int, text: str) -> ReadCall:
    known: dict[str, str | None] = {name: getattr(call.call, name, None) for name in FACT_NAMES}
    known["duration_ms"] = None if call.duration_ms is None else span(call.duration_ms)
    if known["date"]:
        known["date_printed"] = None
    words = {name: text[place.start : place.end] for name, place in call.places.items()}
    facts = [
        (title, value, words.get(name, ""))
        for name, title in FACT_NAMES.items()
        if (value := known[name])
    ]
    by_speaker = Counter(turn.speaker for turn in call.turns)
    speakers = [(p, _how_sure(p), by_speaker[p.speaker]) for p in call.parties]
    title = " · ".join(filter(None, (known["hospital"], known["date"])))
    warnings = [warning.words for warning in warnings_of(call)]
    return ReadCall(number, title, len(call.turns), facts, speakers, warnings)


def _how_sure(party: Party) -> str:
    """Where a speaker's role comes from, and how sure it is where that is not plain."""
    if party.role == UNKNOWN and party.source == "inferred":
        return Message("there is no sign of the role")
    return party_note(party)


def _file_facts(parsed: Parsed) -> list[tuple[str, str]]:
    """The file, and the roles that were given to its labels."""
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
            found += [(f"--{name}", str(value)) for name, value in step.parameters.items()]
    return [(name, value) for name, value in found if value]


def _lines(parsed: Parsed) -> Iterator[ReadLine]:
    """The document whole, line by line."""
    text, pieces = parsed.document.text, parsed.pieces
    piece_starts = [piece.start for piece in pieces]
    spoken = sorted(
        (place.start, place.end, turn.role)
        for call in parsed.calls
        for turn in call.turns
        for place in turn.places
    )
    ends = [end for _start, end, _role in spoken]
    begins = {
        min(place.start for turn in call.turns for place in turn.places): number
        for number, call in enumerate(parsed.calls, start=1)
        if any(turn.places for turn in call.turns)
    }
    first_of = sorted(begins)
    starts = line_starts(parsed.document)
    for number, (start, after) in enumerate(pairwise([*starts, len(text)]), start=1):
        end = start + len(text[start:after].rstrip("\r\n\x0c"))
        runs = []
        sizes = Counter[str]()
        at, piece = start, bisect_right(piece_starts, start) - 1
        while at < end:
            stop, kind = min(pieces[piece].end, end), pieces[piece].kind
            runs.append((text[at:stop], kind))
            if kind not in _BLANK:
                sizes[kind] += stop - at
            at, piece = stop, piece + 1
        held = bisect_right(ends, start)
        role = spoken[held][2] if held < len(spoken) and spoken[held][0] < end else None
        call = next((begins[at] for at in first_of if start <= at < max(end, start + 1)), None)
        kind = next((kind for kind, _size in sizes.most_common(1)), "")
        yield ReadLine(number, runs, kind, role, call)
