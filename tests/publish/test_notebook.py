"""Results in notebooks: every text escaped, nothing that runs or fetches, light and dark."""

from __future__ import annotations

import re

import pytest
from lxml import html

import aligned_call
import audited_report
import demo_call
from calltools.alignment.exchange.units import ranked
from calltools.publish import notebook
from calltools.publish.page import stylesheet
from calltools.publish.tables import CallEntry
from calltools.quotations.auditor import AuditedReport
from calltools.quotations.beside import Beside
from calltools.quotations.earlier import SinceEarlier
from calltools.quotations.rows import rows
from calltools.times import position
from calltools.transcripts.model import Call, Transcript, Turn

HOSTILE = "<script>alert(1)</script>&\u202e"
DEMO = demo_call.transcript()
ENTRY = CallEntry("demo-call", demo_call.statements(DEMO), DEMO)


def audited() -> AuditedReport:
    report, found = audited_report.report(), audited_report.audited()
    return AuditedReport(
        report, found, list(rows(report, found, audited_report.corpus())), SinceEarlier(), Beside()
    )


def hostile() -> str:
    turn = Turn(HOSTILE, HOSTILE, flags=("overlap",))
    return notebook.transcript_html(Transcript((turn,), call=Call(hospital=HOSTILE)))


SHOWN = {
    "transcript": notebook.transcript_html(DEMO),
    "statements": notebook.statements_html([ENTRY]),
    "alignment": notebook.alignment_html(aligned_call.call()),
    "audit": notebook.audit_html(audited()),
    "hostile": hostile(),
}


def cells(shown: str) -> list[list[str]]:
    (table,) = html.fragment_fromstring(shown).xpath(".//table")
    return [[cell.text_content() for cell in row] for row in table.xpath("./tbody/tr")]


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_runs_is_fetched_or_clashes_with_the_notebook(name: str) -> None:
    shown = html.fragment_fromstring(SHOWN[name])
    assert shown.xpath("boolean(.//*)") and not shown.xpath(".//script | .//link | .//img | .//a")
    assert not shown.xpath(".//@id | .//@src | .//@href | .//@onclick | .//@style")
    assert not re.search(r"url\(|@import|https?:", SHOWN[name])
    (style,) = shown.xpath(".//style")
    selectors = re.findall(r"([^{}]+)\{[^{}]*\}", re.sub(r"/\*.*?\*/", "", style.text, flags=re.S))
    for selector in selectors:
        parts = selector.strip().split("{")[-1].split(", ")
        assert all(".calltools" in part for part in parts if ":not(" not in part), selector
        assert ".calltools" in selector and ":root" not in selector


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_small(name: str) -> None:
    assert len(SHOWN[name].encode()) < 12_000


def test_every_text_is_escaped_and_what_can_not_be_seen_is_shown() -> None:
    assert "<script" not in SHOWN["hostile"] and "\u202e" not in SHOWN["hostile"]
    ((who, words, doubts),) = cells(SHOWN["hostile"])
    told = HOSTILE.replace("\u202e", "[U+202E]")
    assert words == told and who == f"Unknown voice {told}" and doubts


def test_colours_are_those_of_the_pages_light_and_dark() -> None:
    style = html.fragment_fromstring(SHOWN["audit"]).xpath("string(.//style)")
    papers = re.findall(r"--paper: (#\w+)", stylesheet())[:3]  # the fourth is for print
    assert re.findall(r"--paper: (#\w+)", style) == papers and len(set(papers)) == 2
    for notebook_is in (".vscode-dark .calltools", '[data-jp-theme-light="false"] .calltools'):
        assert notebook_is in style
    assert "prefers-color-scheme: dark" in style


def test_a_transcript_shows_who_said_what_when() -> None:
    shown = cells(SHOWN["transcript"])
    assert [row[2] for row in shown] == [turn.text for turn in DEMO.turns]
    assert [row[0] for row in shown] == [position(turn.start_ms or 0) for turn in DEMO.turns]
    assert "evidence of nothing" in SHOWN["transcript"]


def test_statements_say_what_is_denied() -> None:
    shown = cells(SHOWN["statements"])
    assert len(shown) == len(ENTRY.statements)
    denied = [one.modality == "denied" for one in ENTRY.statements]
    assert [any("DENIED" in cell for cell in row) for row in shown] == denied and any(denied)


def test_an_alignment_shows_its_findings_gravest_first() -> None:
    call = aligned_call.call()
    grave = [f"sev-{finding.severity}" for finding in ranked(call.alignment.findings)]
    shown = html.fragment_fromstring(SHOWN["alignment"])
    assert shown.xpath(".//tbody/tr/@class") == grave
    assert "1 place where something else was heard." in SHOWN["alignment"]


def test_an_audit_shows_its_quotations_in_the_order_of_the_report() -> None:
    found = [one for one in audited().audited if one.quotation.is_quotation]
    shown = cells(SHOWN["audit"])
    assert [row[1] for row in shown] == [one.verdict for one in found]
    assert [row[2] for row in shown] == [one.quotation.text for one in found]


def test_columns_that_hold_nothing_are_left_out() -> None:
    shown = notebook.transcript_html(Transcript((Turn("你好"),)))
    assert html.fragment_fromstring(shown).xpath(".//th/text()") == ["Who", "Words"]


def test_of_many_rows_the_first_are_shown_and_the_rest_counted() -> None:
    turns = tuple(Turn(f"turn {number}") for number in range(notebook.SHOWN + 7))
    shown = notebook.transcript_html(Transcript(turns))
    assert [row[1] for row in cells(shown)] == [turn.text for turn in turns[: notebook.SHOWN]]
    assert "7 more: to_frame() has them all." in shown


def test_what_is_empty_says_so_without_a_table() -> None:
    shown = notebook.statements_html([])
    assert "0 calls" in shown and "0 statements" in shown and "<table" not in shown
