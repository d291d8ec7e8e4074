"""The page of a parse: the document as printed, coloured by what each piece was taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, ClassVar, TypeVar

from calltools.language.plain_text import counted, sentence
from calltools.page.directions import DROPPED
from calltools.page.parse import Parsed
from calltools.times import span
from calltools.transcripts.language import language_of
from calltools.transcripts.model import ROLE_NAMES, ROLES, UNKNOWN, Party, Transcript
from calltools.transcripts.warnings import warnings_of
from calltools.views.parse_doubts import doubts_of_turns, how_sure
from calltools.views.printed import (
    BLANK,
    PlacedTurn,
    PrintedLine,
    PrintedPiece,
    placed_turns,
    printed_lines,
    role_of,
)
from calltools.views.render import render

_T = TypeVar("_T")

_LISTED = 12
"""How many things to look at are listed; the keys lead to all."""


@dataclass(frozen=True, slots=True)
class TextKind:
    """How a kind of text is called, what it is, and how it looks: ``spoken`` by role, ``apart``
    from the words in a turn, ``data`` of a call, ``note`` beside the turns, ``left`` out."""

    name: str
    look: str
    meaning: str


KINDS = {
    "speech": TextKind("Words", "spoken", "what was said"),
    "translation": TextKind("Translation", "spoken", "the turn in the other language"),
    "label": TextKind("Label", "apart", "who speaks"),
    "gloss": TextKind("Gloss", "apart", "put in by an editor"),
    "stage_direction": TextKind("Stage direction", "apart", "sounds and events"),
    "quote": TextKind("Quotation marks", "apart", "around a turn"),
    "header": TextKind("Header", "data", "data of the call"),
    "legend": TextKind("Legend", "data", "what the labels mean"),
    "number": TextKind("Number", "data", "of a turn or point"),
    "time": TextKind("Time", "data", "of a turn"),
    "narration": TextKind("Narration", "note", "told about the call"),
    "footnote": TextKind("Footnote", "note", "and its mark"),
    "footer": TextKind("Footer", "note", "below the call"),
    "ellipsis": TextKind("Cut", "note", "left out by who printed it"),
    "heading": TextKind("Heading", "left", "of the article"),
    "repeated": TextKind("Told again", "left", "words of a call that stand in one already"),
    "talk": TextKind("Other talk", "left", "people speak, but in no call with a hospital"),
    "commentary": TextKind("Commentary", "left", "said about the calls after them"),
    "page": TextKind("Page", "left", "a menu, a byline, a caption and the like"),
    "unplaced": TextKind("Put nowhere", "left", "belongs to no call, or was not understood"),
    DROPPED: TextKind("Dropped by hand", "left", "named in --drop"),
    "flags": TextKind("Warning", "left", "written by calltools for readers"),
    "navigation": TextKind("Beside the text", "left", "menus, links, comments"),
    "margin": TextKind("Margin", "left", "numbers and times beside the rows"),
    "markup": TextKind("Markup", "left", "signs that are no words"),
    "rule": TextKind("Rule", "left", "a drawn line"),
}
_OUT = frozenset(["note", "left"])
_FACTS = {
    "hospital": "Hospital",
    "date": "Date",
    "date_printed": "Date as printed",
    "time": "Time",
    "tz": "Time zone",
    "phone": "Number dialled",
    "recording_no": "Recording no.",
    "respondent": "Respondent",
    "investigator": "Investigator",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece as shown: ``look`` are its classes, ``facts`` the anchors of the facts read here,
    ``begin`` of those whose first piece it is."""

    text: str
    look: str
    facts: tuple[str, ...]
    begin: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line as shown; ``tag`` tells in words what its colour does, where that begins."""

    line: PrintedLine
    look: str
    runs: tuple[_Run, ...]
    tag: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Fact:
    name: str
    value: str
    anchor: str
    placed: bool


@dataclass(frozen=True, slots=True)
class _Speaker:
    party: Party
    role_name: str
    note: str
    turns: int


@dataclass(frozen=True, slots=True)
class _CallHead:
    number: int
    title: str
    turns: int
    facts: tuple[_Fact, ...]
    speakers: tuple[_Speaker, ...]
    warnings: tuple[str, ...]


def kind_of(name: str) -> TextKind:
    """What is shown of a kind; one that is not known here is left out by its own name."""
    return KINDS.get(name) or TextKind(sentence(name.replace("_", " "))[:-1], "left", "")


@dataclass(frozen=True)
class ParseView:
    """A document and what was read in it, as a page shows them."""

    template: ClassVar[str] = "parse.html"

    title: str
    language: str
    calls: Sequence[_CallHead]
    summary: str
    verdict: tuple[str, str]
    regions: Sequence[tuple[int | None, Sequence[_Row]]]
    doubts: Sequence[_Row]
    more: int
    legend: Any
    bars: Any
    warnings: Sequence[str]
    facts: Sequence[tuple[str, str]]


def parse_page(parsed: Parsed, title: str) -> str:
    """One self-contained HTML document: the text, and beside it what it was taken for."""
    return render(parse_view(parsed, title))


def parse_view(parsed: Parsed, title: str) -> ParseView:
    """What the page shows."""
    turns = placed_turns(parsed.calls)
    lines = printed_lines(parsed, turns)
    rows = _with_doubts(_rows(lines, turns, parsed.calls), turns, parsed.calls)
    doubts = [row for row in rows if row.doubt]
    languages = [call.language for call in parsed.calls]
    language = languages[0] if languages else language_of(parsed.document.text)
    return ParseView(
        title=title,
        language={"zh": "zh-Hans"}.get(language, language),
        calls=[_head(call, number) for number, call in enumerate(parsed.calls, start=1)],
        summary=_summary(parsed.calls, lines),
        verdict=_verdict(parsed.calls, doubts),
        regions=[(call, list(group)) for call, group in groupby(rows, lambda r: r.line.call)],
        doubts=doubts[:_LISTED],
        more=max(0, len(doubts) - _LISTED),
        legend=_legend(lines, turns, parsed.calls),
        bars=_bars(rows),
        warnings=[sentence(doubt) for doubt in parsed.document.doubts],
        facts=_file_facts(parsed),
    )


# ---- What was read


def _head(call: Transcript, number: int) -> _CallHead:
    known = {name: getattr(call.call, name) for name in _FACTS}
    if known["date"]:
        known["date_printed"] = None
    facts = [
        _Fact(_FACTS[name], value, f"{number}-{name}", name in call.places)
        for name, value in known.items()
        if value
    ]
    if call.duration_ms is not None:
        name = "duration_ms"
        facts.append(
            _Fact("Length", span(call.duration_ms), f"{number}-{name}", name in call.places)
        )
    by_speaker = Counter(turn.speaker for turn in call.turns)
    speakers = [
        _Speaker(party, ROLE_NAMES[party.role], how_sure(party), by_speaker[party.speaker])
        for party in call.parties
    ]
    title = " · ".join(part for part in (known["hospital"], known["date"]) if part)
    warnings = tuple(sentence(warning.words) for warning in warnings_of(call))
    return _CallHead(number, title, len(call.turns), tuple(facts), tuple(speakers), warnings)


def _file_facts(parsed: Parsed) -> list[tuple[str, str]]:
    """The file, and what was said of it by hand."""
    document = parsed.document
    found = [("Format", document.format), ("Encoding", document.encoding or "")]
    for call in parsed.calls[:1]:
        if call.source:
            found = [("File", call.source.file), *found, ("File SHA-256", call.source.sha256)]
        for step in call.provenance:
            found += [(f"--{k.replace('_', '-')}", str(v)) for k, v in step.parameters.items()]
    return [(name, value) for name, value in found if value]


def _summary(calls: Sequence[Transcript], lines: Sequence[PrintedLine]) -> str:
    """The counts that a reader asks for first, with what was left out by its reason."""
    sizes = _sizes(lines)
    out = {
        kind_of(kind).name.lower(): size
        for kind, size in sizes.most_common()
        if size and kind_of(kind).look in _OUT
    }
    turns = sum(len(call.turns) for call in calls)
    found = f"{counted(len(calls), 'call')}, {counted(turns, 'turn')}"
    if not out:
        return f"{found}; nothing was left out."
    reasons = ", ".join(f"{name} {size:,}" for name, size in out.items())
    total, everything = sum(out.values()), sum(sizes.values())
    return f"{found}; {total:,} of {everything:,} characters are left out: {reasons}."


def _verdict(calls: Sequence[Transcript], doubts: Sequence[_Row]) -> tuple[str, str]:
    """In a sentence, whether the parse can be trusted; and how grave it is."""
    if not calls:
        return "serious", "No call was found in this document: nothing of it will be used."
    if not doubts:
        return (
            "clean",
            "Nothing in it looked doubtful to the program. Compare the colours yourself.",
        )
    return "serious", f"{counted(len(doubts), 'place')} to look at before you rely on it."


def _sizes(lines: Sequence[PrintedLine]) -> Counter[str]:
    """How many characters that can be seen each kind has."""
    sizes: Counter[str] = Counter()
    for line in lines:
        for piece in line.pieces:
            sizes[piece.kind] += 0 if piece.kind in BLANK else _size(piece.text)
    return sizes


def _size(text: str) -> int:
    return sum(not char.isspace() for char in text)


# ---- The document


def _rows(
    lines: Sequence[PrintedLine], turns: Sequence[PlacedTurn], calls: Sequence[Transcript]
) -> list[_Row]:
    rows = []
    told: tuple[object, ...] = ()
    seen: set[str] = set()
    for line in lines:
        look, tag, what = _look(line, turns, calls)
        runs = tuple(_run(piece, role_of(piece, turns, calls), seen) for piece in line.pieces)
        begins = bool(tag) and what != told
        rows.append(_Row(line, look, runs, tag if begins else ""))
        told = what if tag else told
    return rows


def _run(piece: PrintedPiece, role: str | None, seen: set[str]) -> _Run:
    kind = kind_of(piece.kind)
    look = "blank" if piece.kind in BLANK else f"is-{kind.look} kind-{_class(piece.kind)}"
    begin = tuple(fact for fact in piece.facts if fact not in seen)
    seen.update(begin)
    return _Run(piece.text, f"{look} role-{role}" if role else look, piece.facts, begin)


def _class(kind: str) -> str:
    return kind.replace(" ", "-").replace("_", "-")


def _look(
    line: PrintedLine, turns: Sequence[PlacedTurn], calls: Sequence[Transcript]
) -> tuple[str, str, tuple[object, ...]]:
    """(classes, tag, what the tag is about) of a line: the roles in it, else its largest kind."""
    spoken = [piece for piece in line.pieces if piece.turn is not None and piece.text.strip()]
    numbers = list(dict.fromkeys(piece.turn for piece in spoken))
    if numbers:
        roles = dict.fromkeys(role_of(piece, turns, calls) for piece in spoken)
        names = [ROLE_NAMES[role] for role in roles if role]
        return f"spoken role-{next(iter(roles))}", ", ".join(names), (numbers[-1],)
    sizes = _sizes([line])
    if not sizes.total():
        return "blank", "", ()
    kind = sizes.most_common(1)[0][0]
    return f"is-{kind_of(kind).look} kind-{_class(kind)}", kind_of(kind).name, (kind, line.call)


def _with_doubts(
    rows: Sequence[_Row], turns: Sequence[PlacedTurn], calls: Sequence[Transcript]
) -> list[_Row]:
    """The rows with what is to be looked at, where it begins."""
    waiting = doubts_of_turns(calls)
    found = []
    unplaced = False
    for row in rows:
        doubts = []
        here = row.line.call is not None and _sizes([row.line])["unplaced"] > 0
        if here and not unplaced:
            doubts.append("inside a call, and put nowhere")
        unplaced = here or (unplaced and row.look == "blank")
        for number in dict.fromkeys(piece.turn for piece in row.line.pieces):
            if number is not None:
                doubts += waiting.pop((turns[number].call, turns[number].index), [])
        found.append(replace(row, doubt="; ".join(doubts)))
    return found


# ---- What the colours mean, and the document at a glance


def _legend(
    lines: Sequence[PrintedLine], turns: Sequence[PlacedTurn], calls: Sequence[Transcript]
) -> list[tuple[str, str, str, int]]:
    """(classes, name, meaning, characters) of all that occurs: roles first, then kinds."""
    by_role: Counter[str] = Counter()
    for line in lines:
        for piece in line.pieces:
            if piece.kind == "speech":
                by_role[role_of(piece, turns, calls) or UNKNOWN] += _size(piece.text)
    spoken = [
        (f"is-spoken role-{role}", ROLE_NAMES[role], "said it", by_role[role])
        for role in ROLES
        if by_role[role]
    ]
    sizes = _sizes(lines)
    order = [*KINDS, *(kind for kind in sizes if kind not in KINDS)]
    return spoken + [
        (f"is-{kind_of(k).look} kind-{_class(k)}", kind_of(k).name, kind_of(k).meaning, sizes[k])
        for k in order
        if sizes[k] and k != "speech"
    ]


def _bars(rows: Sequence[_Row]) -> list[tuple[str, float, float]]:
    """(classes, x, width) in per cent of the document, of lines that follow one another and look
    alike; with the regions of calls as bars of their own (``call``)."""
    sizes = [sum(_size(run.text) for run in row.runs) for row in rows]
    total = sum(sizes) or 1
    looks = zip([row.look for row in rows], sizes, strict=True)
    calls = zip([row.line.call for row in rows], sizes, strict=True)
    bars = [(f"bar {look}", at, width) for look, at, width in _stretches(looks)]
    bars += [("call", at, width) for call, at, width in _stretches(calls) if call is not None]
    return [
        (look, round(100 * at / total, 3), round(100 * width / total, 3))
        for look, at, width in bars
    ]


def _stretches(sized: Iterable[tuple[_T, int]]) -> Iterator[tuple[_T, int, int]]:
    """(thing, start, length) of equal things that follow one another, those of no length left
    out."""
    at = 0
    for thing, group in groupby((pair for pair in sized if pair[1]), key=lambda pair: pair[0]):
        length = sum(size for _thing, size in group)
        yield thing, at, length
        at += length
