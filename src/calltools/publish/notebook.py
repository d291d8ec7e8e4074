"""Results as notebooks show them: a table in the palette of the pages, escaped, no script."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence

from calltools.alignment.exchange.units import ranked
from calltools.alignment.model import AlignedCall
from calltools.data import read_data
from calltools.publish import alignment_page, alignment_text, audit_text, call_page
from calltools.publish.page import fragment
from calltools.publish.plain_text import counted, sentence
from calltools.publish.tables import HEADINGS, CallEntry, statement_rows
from calltools.publish.turn_text import ROLE_NAMES
from calltools.quotations.auditor import AuditedReport
from calltools.quotations.verdicts import GRAVITY
from calltools.times import position
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.warnings import SYNTHETIC, turn_warnings, warnings_of

SHOWN = 40
"""How many rows are shown at most; a line tells how many more there are."""

_NOTE = "The machine proposes; people decide."
_TURN_HEADINGS = ("Time", "Who", "Words", "Doubts")

# JupyterLab and VS Code say on the body whether they are light or dark; else the system says it.
_SCOPES = {
    ':root[data-theme="dark"]': '[data-jp-theme-light="false"] .calltools, .vscode-dark .calltools',
    ':root:not([data-theme="light"])': (
        'body:not([data-jp-theme-light="true"], .vscode-light) .calltools'
    ),
    ":root": ".calltools",
}
"""Selectors of the palette, for a page and for a notebook; the longest first."""

_Row = tuple[str, tuple[str, ...]]
"""Names of the stylesheet that mark a row, and its cells."""


def transcript_html(transcript: Transcript) -> str:
    """The turns of ``transcript``."""
    return _table(
        call_page.title_of(transcript),
        counted(len(transcript.turns), "turn"),
        _TURN_HEADINGS,
        [(f"role-{turn.role}", _turn(turn, transcript)) for turn in transcript.turns],
        warnings=warnings_of(transcript),
        note=call_page.ORIGINS[transcript.origin],
    )


def statements_html(calls: Sequence[CallEntry]) -> str:
    """The statements of ``calls``."""
    found = [statement for call in calls for statement in call.statements]
    kinds = (f"cat-{one.category}{' denied' if one.modality == 'denied' else ''}" for one in found)
    transcripts = [call.transcript for call in calls if call.transcript]
    title = call_page.title_of(transcripts[0]) if len(calls) == len(transcripts) == 1 else ""
    return _table(
        title or counted(len(calls), "call"),
        counted(len(found), "statement"),
        HEADINGS,
        list(zip(kinds, statement_rows(found), strict=True)),
        warnings=_synthetic(any(transcript.call.synthetic for transcript in transcripts)),
    )


def alignment_html(call: AlignedCall) -> str:
    """The findings about ``call``, gravest first."""
    kinds = (f"sev-{finding.severity}" for finding in ranked(call.alignment.findings))
    rows = alignment_text.finding_rows(call)
    heard = len(alignment_text.difference_rows(call))
    told = [alignment_page.summary_of(call), f"{counted(len(rows), 'thing')} to look at."]
    told += [f"{counted(heard, 'place')} where something else was heard."] if heard else []
    return _table(
        alignment_page.title_of(call),
        " ".join(told),
        alignment_text.FINDING_HEADINGS,
        list(zip(kinds, rows, strict=True)),
        warnings=_synthetic(call.zh.call.synthetic or call.en.call.synthetic),
    )


def audit_html(audit: AuditedReport) -> str:
    """The quotations of a report with their verdicts, in its order."""
    found = [one for one in audit.audited if one.quotation.is_quotation]
    kinds = (f"sev-{GRAVITY[one.verdict]}" for one in found)
    return _table(
        audit.report.name,
        audit_text.summary([audit]),
        audit_text.HEADINGS,
        list(zip(kinds, audit_text.quotation_rows([audit]), strict=True)),
    )


def _turn(turn: Turn, transcript: Transcript) -> tuple[str, ...]:
    who = " ".join(filter(None, (ROLE_NAMES[turn.role], turn.speaker)))
    time = "" if turn.start_ms is None else position(turn.start_ms)
    return time, who, turn.text, ", ".join(turn_warnings(turn, transcript))


def _synthetic(is_so: bool) -> tuple[CallWarning, ...]:
    return (SYNTHETIC,) if is_so else ()


def _table(
    title: str,
    summary: str,
    headings: Sequence[str],
    rows: Sequence[_Row],
    *,
    warnings: Iterable[CallWarning] = (),
    note: str = _NOTE,
) -> str:
    from markupsafe import Markup

    used = [any(column) for column in zip(*(cells for _, cells in rows[:SHOWN]), strict=True)]
    return fragment(
        read_data("publish/notebook_assets/result.html"),
        style=Markup(_style()),  # ours, not data
        title=title,
        summary=summary,
        headings=itertools.compress(headings, used),
        rows=[(kind, itertools.compress(cells, used)) for kind, cells in rows[:SHOWN]],
        more=max(0, len(rows) - SHOWN),
        warnings=[sentence(warning.words) for warning in warnings],
        note=note,
    )


@functools.cache
def _style() -> str:
    """The palette of the pages for one element, light or dark as the notebook is, and the table."""
    palette = read_data("publish/assets/palette.css")
    for page, notebook in _SCOPES.items():
        palette = palette.replace(page, notebook)
    return palette + read_data("publish/notebook_assets/result.css")
