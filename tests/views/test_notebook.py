"""Results in notebooks: every text escaped, nothing that runs or fetches, the warnings told."""

from __future__ import annotations

import re

from lxml import html

import aligned_call
import audited_report
import demo_call
from calltools.alignment.exchange.units import ranked
from calltools.quotations.auditor import AuditedReport
from calltools.quotations.earlier_audit import SinceEarlier
from calltools.quotations.rows import rows
from calltools.quotations.verdict_context import shown_report
from calltools.results import AlignedCallView, Audit, Statements, TranscriptView
from calltools.tables.frames import NOTEBOOK_ROWS
from calltools.tables.table_rows import CallEntry
from calltools.transcripts.model import Call, Transcript, Turn

HOSTILE = "<script>alert(1)</script>&\u202e"
DEMO = demo_call.transcript()
STATEMENTS = Statements([CallEntry("demo-call", demo_call.statements(DEMO), DEMO)])


def audit() -> Audit:
    report, found = audited_report.report(), audited_report.audited()
    corpus = audited_report.corpus()
    rows_of, shown = list(rows(report, found, corpus)), shown_report(report, found, corpus)
    return Audit.of(AuditedReport(report, found, rows_of, SinceEarlier(), shown))


def of_turns(*turns: Turn, **facts: str) -> str:
    return TranscriptView.of(Transcript(turns, call=Call(**facts)))._repr_html_()


ALIGNED = AlignedCallView.of(aligned_call.call())
SHOWN = {
    "transcript": TranscriptView.of(DEMO)._repr_html_(),
    "statements": STATEMENTS._repr_html_(),
    "alignment": ALIGNED._repr_html_(),
    "audit": audit()._repr_html_(),
    "hostile": of_turns(Turn(HOSTILE, HOSTILE, flags=("overlap",)), hospital=HOSTILE),
}


def column(shown: str, name: str) -> list[str]:
    (table,) = html.fragment_fromstring(shown).xpath(".//table")
    at = table.xpath("./thead/tr/th/text()").index(name)
    return [row[at].text_content() for row in table.xpath("./tbody/tr")]


def test_nothing_runs_or_is_fetched_and_what_can_not_be_seen_is_shown() -> None:
    for text in SHOWN.values():
        shown = html.fragment_fromstring(text)
        assert shown.xpath("boolean(.//table)")
        assert not shown.xpath(".//script | .//style | .//link | .//img | .//a")
        assert not shown.xpath(".//@id | .//@src | .//@href | .//@onclick")
        assert not re.search(r"url\(|@import", text)
        assert "The machine proposes; people decide." in text
    told = HOSTILE.replace("\u202e", "[U+202E]")
    assert "<script" not in SHOWN["hostile"] and "\u202e" not in SHOWN["hostile"]
    assert column(SHOWN["hostile"], "text") == column(SHOWN["hostile"], "speaker") == [told]


def test_a_transcript_shows_every_word_and_that_it_is_invented() -> None:
    assert column(SHOWN["transcript"], "text") == [turn.text for turn in DEMO.turns]
    long = "two weeks or so, " * 20 + "said"  # pandas by itself cuts at fifty
    assert column(of_turns(Turn(long)), "text") == [long]
    for name in ("transcript", "statements"):
        assert "evidence of nothing" in SHOWN[name]


def test_the_rows_are_those_of_the_frame() -> None:
    modalities = [statement.modality for statement in STATEMENTS]
    assert column(SHOWN["statements"], "modality") == modalities and "denied" in modalities
    grave = [finding.severity for finding in ranked(ALIGNED.alignment.findings)]
    assert column(SHOWN["alignment"], "severity") == grave
    assert column(SHOWN["audit"], "verdict") == [row["verdict"] for row in audit().rows]


def test_of_many_rows_the_first_are_shown_and_columns_that_hold_nothing_are_left_out() -> None:
    turns = tuple(Turn(f"turn {number}") for number in range(NOTEBOOK_ROWS + 7))
    shown = of_turns(*turns)
    assert column(shown, "text") == [turn.text for turn in turns[:NOTEBOOK_ROWS]]
    assert "7 more: to_frame() has them all." in shown
    assert {"speaker", "start_ms"}.isdisjoint(html.fragment_fromstring(shown).xpath(".//th/text()"))
    empty = Statements([])._repr_html_()
    assert "0 rows" in empty and "<table" not in empty
