"""Audited reports for people at a terminal: a row for each quotation, and all of it in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from calltools.language.plain_text import counted
from calltools.quotations.auditor import AuditedReport
from calltools.quotations.verdicts import gravity_of

HEADINGS = ("id", "verdict", "quote", "why", "place")

ANOTHER_QUESTION = (
    "They answer another question: the report has “{to}”, the call “{from}” (turn {turn})."
)
_DIFFERS = "The translation differs from the call here."


def quotation_rows(audits: Iterable[AuditedReport]) -> list[tuple[str, ...]]:
    """The quotations under ``HEADINGS``, without what is none."""
    return [
        (
            row["id"],
            row["verdict"],
            row["quote"],
            _reason(row),
            f"{row['transcript']} {row['turn_range']}" if row["transcript"] else "",
        )
        for audit in audits
        for row in audit.rows
        if row["verdict"] != "not_a_quotation"
    ]


def _reason(row: Mapping[str, Any]) -> str:
    told = [row["why"]]
    if question := row["question_changed"]:
        told.append(ANOTHER_QUESTION.format(**question))
    return " ".join(told + ([_DIFFERS] if row["translation_differs"] else []))


def summary(audits: Sequence[AuditedReport]) -> str:
    """How many of which kind, in one line."""
    found = [one for audit in audits for one in audit.audited if one.quotation.is_quotation]
    counts = Counter(gravity_of(one) for one in found)
    parts = [f"{counts[kind]} {kind}" for kind in ("grave", "serious", "clean") if counts[kind]]
    asked = sum(one.needs_person for one in found)
    parts += [f"{asked} for a person to decide"] if asked else []
    moved = sum(one.question_changed for one in found)
    parts += [f"{moved} under another question"] if moved else []
    differs = sum(bool(row["translation_differs"]) for audit in audits for row in audit.rows)
    parts += [f"{differs} of a translation that differs from its call"] if differs else []
    for number, told in (
        (sum(len(audit.since.previous) for audit in audits), "changed since the earlier audit"),
        (sum(len(audit.since.new) for audit in audits), "new"),
        (sum(len(audit.since.gone) for audit in audits), "no longer in the report"),
    ):
        parts += [f"{number} {told}"] if number else []
    after = f": {', '.join(parts)}" if parts else ""
    return f"{counted(len(found), 'quotation')}{after}"
