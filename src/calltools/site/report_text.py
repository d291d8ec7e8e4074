"""A report as somebody may read it: its text quotes calls that are not open to everybody."""

from __future__ import annotations

from dataclasses import replace

from calltools.quotations.verdict_context import ShownReport
from calltools.review.desk import Reviewed
from calltools.site.visit import Visit


def report_text(visit: Visit, name: str) -> ShownReport | None:
    """The report ``name`` without the words of paragraphs that quote a call which is not open to
    who asks, and without the names of such calls; None where its audit kept no text."""
    text = visit.desk.review.shown_report(name)
    if text is None:
        return None
    whole = visit.desk.review.get(name)
    closed = _numbers(whole) - _numbers(visit.reach.shown(whole))
    blocks = (
        replace(block, text="", quotes=()) if closed & {one[2] for one in block.quotes} else block
        for block in text.blocks
    )
    named = tuple(
        one for one in text.transcripts if visit.reach.may_open(visit.reach.call_of(one[1]))
    )
    gone = () if closed else text.gone
    return replace(text, blocks=tuple(blocks), transcripts=named, gone=gone)


def _numbers(reviewed: Reviewed) -> set[int]:
    """The numbers of the quotations of a report, as its text has them."""
    items = (state.item for state in reviewed.of_kind("quotation"))
    return {item.anchor.turn + 1 for item in items if item and item.anchor.turn is not None}
