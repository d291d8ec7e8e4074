"""Findings of the checks between calls, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calltools.checks.finding import KIND_NAMES, CallFinding
from calltools.language.plain_text import counted, visible
from calltools.messages import in_language
from calltools.views.interface_languages import catalogue

HEADINGS = ("Kind", "Calls", "Finding")
_SHOWN = 4  # calls of a finding


def finding_rows(
    findings: Iterable[CallFinding], language: str = "en"
) -> list[tuple[str, str, str]]:
    """Rows for a table on the terminal, under ``HEADINGS``; invisible characters are shown."""
    translate = catalogue(language).gettext
    return [
        (
            in_language(KIND_NAMES[finding.kind], translate),
            visible(calls_of(finding)),
            visible(in_language(finding.note, translate)),
        )
        for finding in findings
    ]


def calls_of(finding: CallFinding) -> str:
    """The calls that a finding is about, the first of them where they are many."""
    more = len(finding.calls) - _SHOWN
    return ", ".join(finding.calls[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def findings_summary(findings: Sequence[CallFinding], calls: int, publications: int) -> str:
    """What was looked at and what was found, in a line."""
    copied = sum(len(finding.calls) - 1 for finding in findings if finding.kind == "one_call")
    looked = counted(calls - copied, "call")
    looked += f" ({counted(calls, 'recording')})" if copied else ""
    if publications:
        looked += f" and {counted(publications, 'publication')} of calls"
    return f"{counted(len(findings), 'finding')} in {looked}."
