"""Audited reports for people at a terminal: a row for each quotation, and all of it in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from calltools.language.plain_text import counted
from calltools.messages import SENTENCES, Message, in_a_row, in_language, said_in
from calltools.quotations.auditor import AuditedReport
from calltools.quotations.verdicts import gravity_of
from calltools.views.interface_languages import catalogue

HEADINGS = ("id", "verdict", "quote", "why", "place")

_DIFFERS = Message("The translation differs from the call here.")


def quotation_rows(audits: Iterable[AuditedReport], language: str = "en") -> list[tuple[str, ...]]:
    """The quotations under ``HEADINGS``, without what is not one."""
    translate = catalogue(language).gettext
    return [
        (
            row["id"],
            row["verdict"],
            row["quote"],
            in_language(_reason(row), translate),
            f"{row['transcript']} {row['turn_range']}" if row["transcript"] else "",
        )
        for audit in audits
        for row in audit.rows
        if row["verdict"] != "not_a_quotation"
    ]


def _reason(row: Mapping[str, Any]) -> str:
    question = another_question(row) if row["question_changed"] else ""
    differs = _DIFFERS if row["translation_differs"] else ""
    return in_a_row(said_in(row, "why"), question, differs, by=SENTENCES)


def another_question(row: Mapping[str, Any]) -> Message:
    """That the words of an audit's row answer another question than the report says."""
    question = row["question_changed"]
    return Message(
        "They answer another question: the report has “{claimed}”, the call “{actual}” (turn "
        "{turn}).",
        claimed=question["to"],
        actual=question["from"],
        turn=question["turn"],
    )


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
