"""The page of an audit: the report with its quotations coloured, each with what was really said."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from calltools.messages import Message
from calltools.quotations.verdict_context import ShownBlock, ShownReport
from calltools.quotations.verdicts import GRAVITY, VERDICT_NAMES
from calltools.records import Row
from calltools.views.card import CardView, Count
from calltools.views.clips import Clip
from calltools.views.marked_text import ItemMark, MarkedRun, mark_up
from calltools.views.quotation_card import quotation_card
from calltools.views.render import render

TOTALS = (
    ("grave", Message("Grave"), "grave"),
    ("serious", Message("Serious"), "serious"),
    ("clean", Message("Clean"), "clean"),
    ("question", Message("Another question"), "grave"),
    ("needs-person", Message("Needs a person"), "none"),
    ("changed", Message("Changed since"), "none"),
    ("new", Message("New"), "none"),
    ("translation", Message("Translation differs from the call"), "none"),
    ("differs", Message("Versions differ"), "none"),
    ("not-own", Message("Second hand or disowned"), "none"),
)
"""What a reviewer asks first: how many are grave, how many need a person; sign, name, gravity."""


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """A paragraph of the report, its quotations marked."""

    kind: str
    runs: tuple[MarkedRun, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """An audited report as a page shows it.

    ``report`` is None where the audit kept no text of it; ``cards`` are of type CardView, or of one
    around it.  ``quotations`` and ``quoted`` count quotations and calls quoted; ``totals`` and
    ``kinds`` are what may be chosen of it.  ``clips`` are sounds: id, type, bytes in base 64.

    In the application ``listed`` is what stands around the cards, ``whole`` the state of the report
    itself, ``outcome`` how far it is decided; ``printed_at`` is when it was printed, empty where it
    is not.
    """

    template: ClassVar[str] = "report.html"

    title: str
    report: ShownReport | None
    blocks: Sequence[ReportBlock]
    cards: Sequence[Any]
    quotations: int
    quoted: int
    totals: Sequence[Count] = ()
    kinds: Sequence[Count] = ()
    clips: Sequence[tuple[str, str, str]] = ()
    listed: Any = None
    whole: Any = None
    outcome: Any = None
    printed_at: str = ""


def audit_page(
    report: ShownReport,
    rows: Sequence[Row],
    clips: Mapping[int, Clip] | None = None,
    language: str = "en",
) -> str:
    """One self-contained HTML document: ``report`` as it reads, and the verdicts of its ``rows``.

    ``clips`` are the sound of places, by position in ``rows``; ``language`` is one of the
    interface.
    """
    blocks = by_quotation(report)
    cards = [quotation_card(n, row, blocks.get(n)) for n, row in enumerate(rows, 1)]
    heard = {position + 1: clip for position, clip in (clips or {}).items()}
    return render(report_view(report.report, report, rows, cards, heard), language)


def report_view(
    title: str,
    report: ShownReport | None,
    rows: Sequence[Row],
    cards: Sequence[CardView],
    clips: Mapping[int, Clip],
) -> ReportView:
    """A report with its ``cards`` in a file of its own; ``clips`` by the numbers of quotations."""
    return ReportView(
        title,
        report,
        marked_blocks(report, {card.number: card.gravity for card in cards}) if report else (),
        [_with_clip(card, clips.get(card.number)) for card in cards],
        sum(row["verdict"] != "not_a_quotation" for row in rows),
        quoted_calls(rows),
        counted(cards, TOTALS),
        counted(cards, [(one, VERDICT_NAMES[one], grave) for one, grave in GRAVITY.items()]),
        [
            (f"clip{number}", clip.mime_type, base64.b64encode(clip.data).decode("ascii"))
            for number, clip in clips.items()
        ],
    )


def by_quotation(report: ShownReport | None) -> dict[int, ShownBlock]:
    """The paragraph that each quotation stands in, by its number."""
    blocks = report.blocks if report else ()
    return {number: block for block in reversed(blocks) for *_, number in block.quotes}


def marked_blocks(report: ShownReport, gravity: Mapping[int, str]) -> list[ReportBlock]:
    """The paragraphs with those quotations marked whose ``gravity`` is given, by number."""
    return [
        ReportBlock(
            block.kind,
            mark_up(
                block.text,
                [
                    ItemMark(start, end, number, gravity[number])
                    for start, end, number in block.quotes
                    if number in gravity
                ],
            ),
        )
        for block in report.blocks
    ]


def quoted_calls(rows: Sequence[Row]) -> int:
    """How many calls are quoted."""
    return len({row["transcript"] for row in rows if row.get("transcript")})


def counted(cards: Sequence[CardView], names: Sequence[tuple[str, str, str]]) -> list[Count]:
    """The signs (sign, name, gravity) that occur, in the order given, to be filtered by."""
    counts = Counter(sign for card in cards for sign in card.signs)
    return [Count(sign, name, counts[sign], grave) for sign, name, grave in names if counts[sign]]


def _with_clip(card: CardView, clip: Clip | None) -> CardView:
    if clip is None:
        return card
    return replace(
        card,
        sound=f"clip{card.number}",
        start_ms=clip.start_ms,
        clip_ms=clip.start_ms,
        end_ms=clip.end_ms,
    )
