"""Audited reports for people at a terminal: a row for each quotation, and all of it in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from calltools.publish.plain_text import counted
from calltools.quotations.auditor import AuditedReport
from calltools.quotations.verdicts import GRAVITY

HEADINGS = ("id", "verdict", "quote", "why", "place")


def quotation_rows(audits: Iterable[AuditedReport]) -> list[tuple[str, ...]]:
    """The quotations under ``HEADINGS``, without what is none."""
    return [
        (
            row["id"],
            row["verdict"],
            row["quote"],
            row["why"],
            f"{row['transcript']} {row['turn_range']}" if row["transcript"] else "",
        )
        for audit in audits
        for row in audit.rows
        if row["verdict"] != "not_a_quotation"
    ]


def summary(audits: Sequence[AuditedReport]) -> str:
    """How many of which kind, in one line."""
    found = [one for audit in audits for one in audit.audited if one.quotation.is_quotation]
    counts = Counter(GRAVITY[one.verdict] for one in found)
    parts = [f"{counts[kind]} {kind}" for kind in ("grave", "serious", "clean") if counts[kind]]
    asked = sum(one.needs_person for one in found)
    parts += [f"{asked} for a person to decide"] if asked else []
    changed = sum(len(audit.previous) for audit in audits)
    parts += [f"{changed} changed since the earlier audit"] if changed else []
    told = f": {', '.join(parts)}" if parts else ""
    return f"{counted(len(found), 'quotation')}{told}"
