"""What a reader needs beside a quotation's verdict: its place in the call with the turns around it
and the other language, and the report as it reads.

It is kept with the rows: anybody who decides sees what the verdict is about, wherever the
transcripts are by then."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from calltools.language.quoting.block import BlockKind
from calltools.messages import Kept, kept
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.model import Audited, Location
from calltools.quotations.other_language import Beside
from calltools.quotations.report import Report
from calltools.records import Whole

REPORTS = "reports.jsonl"
"""The file beside an audit's rows that has its reports, one a line."""
AROUND = 1
"""How many turns before and after the place are shown."""
_LISTED = 50
"""How many transcripts are named with their hashes; the rows name all that are quoted."""


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn around a quotation: ``other`` is what stands there in the other language, ``differs``
    what is otherwise there."""

    turn: Whole
    role: str
    speaker: str
    text: str
    start_ms: Whole | None = None
    other: str = ""
    differs: tuple[str, ...] = ()
    differs_message: tuple[Kept | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """The place of a quotation, with the turns around.

    ``parts`` are start and end in the quotation, the turn, start and end there.  ``machine`` where
    nobody reviewed the transcript; ``differs`` is what the other version has otherwise in the turns
    quoted.
    """

    language: str
    hospital: str = ""
    machine: bool = False
    parts: tuple[tuple[Whole, Whole, Whole, Whole, Whole], ...] = ()
    turns: tuple[ShownTurn, ...] = ()
    differs: tuple[str, ...] = ()
    differs_message: tuple[Kept | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A paragraph of a report with its quotations: start, end, the number of each (from 1)."""

    kind: BlockKind
    text: str
    quotes: tuple[tuple[Whole, Whole, Whole], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A report as it reads.  ``searched`` is how many transcripts were looked through, of which
    ``transcripts`` are the first: the name of the file, the name and the sha256 of what it says;
    ``gone`` are the quotations that an earlier audit had."""

    report: str
    report_sha256: str
    report_lang: str
    blocks: tuple[ShownBlock, ...] = ()
    searched: Whole = 0
    transcripts: tuple[tuple[str, str, str], ...] = ()
    gone: tuple[str, ...] = field(default_factory=tuple)


def shown_place(location: Location | None, corpus: Corpus, beside: Beside) -> ShownPlace | None:
    """The place of a quotation, where it has one."""
    entry = corpus.by_id.get(location.transcript) if location else None
    if location is None or entry is None:
        return None
    first, last = location.turn_range
    around = range(max(0, first - AROUND), min(len(entry.turns), last + 1 + AROUND))
    return ShownPlace(
        entry.language,
        entry.hospital or "",
        entry.machine,
        tuple((p.start, p.end, p.turn, p.turn_start, p.turn_end) for p in location.parts),
        tuple(_turn(entry, number, beside, first <= number <= last) for number in around),
        differs := beside.differs(location),
        tuple(map(kept, differs)),
    )


def _turn(entry: Entry, number: int, beside: Beside, is_quoted: bool) -> ShownTurn:
    turn, place = entry.turns[number], (entry.id, number)
    differs = () if is_quoted else tuple(beside.findings.get(place, ()))
    return ShownTurn(
        number,
        turn.role,
        turn.speaker or "",
        turn.text,
        turn.start_ms,
        beside.words.get(place) or turn.translation or "",
        differs,
        tuple(map(kept, differs)),
    )


def shown_report(
    report: Report, audited: Sequence[Audited], corpus: Corpus, gone: Iterable[str] = ()
) -> ShownReport:
    """``report`` with its quotations ``audited``, which were looked for in ``corpus``."""
    places = [(one.quotation.start, one.quotation.end, n) for n, one in enumerate(audited, 1)]
    blocks = tuple(
        ShownBlock(
            block.kind,
            block.text,
            tuple(
                (bisect_left(block.at, start), bisect_left(block.at, end), number)
                for start, end, number in places
                if start < block.end and end > block.start
            ),
        )
        for block in report.blocks
    )
    transcripts = tuple(
        (entry.source.name if entry.source else entry.id, entry.id, entry.sha256)
        for entry in corpus.entries[:_LISTED]
    )
    return ShownReport(
        report.name,
        report.sha256,
        report.language,
        blocks,
        len(corpus.entries),
        transcripts,
        tuple(gone),
    )
