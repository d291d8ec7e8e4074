"""Results as notebooks show them: a line that says what it is, warnings, pandas' own table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from calltools.alignment.model import AlignedCall
from calltools.publish import alignment_page, audit_text, call_page
from calltools.publish.corrections_text import origin_line
from calltools.publish.plain_text import counted, sentence, visible
from calltools.publish.tables import CallEntry, to_html
from calltools.quotations.auditor import AuditedReport
from calltools.transcripts.model import Transcript
from calltools.transcripts.warnings import SYNTHETIC, warnings_of

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 40  # rows; a line tells how many more there are
_NOTE = "The machine proposes; people decide."


def transcript_html(transcript: Transcript, turns: pd.DataFrame) -> str:
    """The ``turns`` of a transcript."""
    lines = [warning.words for warning in warnings_of(transcript)]
    title, about = call_page.title_of(transcript), counted(len(turns), "turn")
    return _html(title, about, turns, lines, origin_line(transcript))


def statements_html(calls: Iterable[CallEntry], statements: pd.DataFrame) -> str:
    """The ``statements`` of calls."""
    transcripts = [call.transcript for call in calls if call.transcript]
    title = call_page.title_of(transcripts[0]) if len(transcripts) == 1 else "Statements"
    lines = [SYNTHETIC.words] if any(one.call.synthetic for one in transcripts) else []
    return _html(title, counted(len(statements), "statement"), statements, lines)


def alignment_html(call: AlignedCall, findings: pd.DataFrame) -> str:
    """The ``findings`` about a call."""
    lines = [SYNTHETIC.words] if call.zh.call.synthetic or call.en.call.synthetic else []
    summary = f"{alignment_page.summary_of(call)} {counted(len(findings), 'thing')} to look at."
    return _html(alignment_page.title_of(call), summary, findings, lines)


def audit_html(audit: AuditedReport, rows: pd.DataFrame) -> str:
    """The ``rows`` of a report's quotations with their verdicts."""
    return _html(audit.report.name, audit_text.summary([audit]), rows, [])


def _html(title: str, about: str, frame: pd.DataFrame, lines: list[str], note: str = _NOTE) -> str:
    """Every text is escaped, and what can't be seen is shown."""
    from markupsafe import escape

    table = to_html(frame.head(SHOWN)) if len(frame) else ""
    more = f"{len(frame) - SHOWN} more: to_frame() has them all. " if len(frame) > SHOWN else ""
    told = (f"{title} · {about}", *map(sentence, lines))
    head = "".join(f"<p><b>{escape(visible(line))}</b></p>" for line in told)
    return f"<div>{head}{table}<p>{more}{escape(note)}</p></div>"
