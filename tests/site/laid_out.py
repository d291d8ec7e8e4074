"""What lies in a workspace beside its calls: an audited report, findings between calls, a
publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from calltools.checks.finding import CallFact, CallFinding
from calltools.quotations.corpus import Corpus, read_corpus
from calltools.quotations.model import Audited, Location, Part, Quotation, Verdict
from calltools.quotations.report import report_of
from calltools.quotations.rows import rows
from calltools.quotations.verdict_context import REPORTS, shown_report
from calltools.records import dump_rows, plain
from calltools.review.desk import Review
from calltools.review.quotation_items import AUDITS
from calltools.site.aside_files import AsideFiles
from calltools.site.job_process import JobLine
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.workspace import Workspace

XSS = "</blockquote><script>hacked()</script>"
QUOTED = (("快的话十来天", "verbatim"), (XSS, "not_found"), ("三十万", "number_changed"))
PRINTED = """调查录音之一

主任: 你好，肝移植科。
家属: 请问换肝要等多久？
主任: 大概两个星期吧。<img src=x onerror=hacked()>
广告: 关注我们
家属: 费用呢？
主任: 六十万。
"""
FOUND = CallFinding(
    "one_number_two_hospitals",
    "contradiction",
    ("b01", "b02"),
    "One number stands with two names <b>.",
    (CallFact("b01", "hospital", "海棠医院"), CallFact("b02", "hospital", "东湾医院")),
)


def audit(
    workspace: Workspace,
    quoted: Sequence[tuple[str, str]] = QUOTED,
    why: str = "why {}",
    differs: Sequence[str] = (),
    people: Sequence[str] = (),
) -> None:
    """Lay out the audit of ``report.md``, whose first quotation is of the call ``b01``, turn 3, and
    of a translation that ``differs``; the third is of a publication.  ``people`` are said to have
    said them."""
    (entry,) = read_corpus([workspace.folder("b01").path / TRANSCRIPT]).entries
    made: list[dict[str, Any]] = [
        {
            "report": "report.md",
            "quote": quote,
            "verdict": verdict,
            "why": why.format(n),
            "edits": [],
            "attributed_speaker": people[n] if people else None,
        }
        for n, (quote, verdict) in enumerate(quoted)
    ]
    made[0] |= {"transcript": "b01", "turn_range": [3, 3], "start_ms": 4_000}
    made[0] |= {"transcript_sha256": entry.sha256, "translation_differs": list(differs)}
    made[2] |= {"transcript": "printed.en", "turn_range": [1, 1], "start_ms": 2_000}
    (workspace.root / AUDITS).mkdir(exist_ok=True)
    (workspace.root / AUDITS / "audit.jsonl").write_text(dump_rows(made), "utf-8")


def audit_of_twelve(workspace: Workspace, name: str = "b01") -> list[str]:
    """Lay out the audit of ``twelve.md``, which quotes twelve times from one call: as it is, with
    another figure, and once what nobody said.  Gives the verdicts in order."""
    (read,) = read_corpus([workspace.folder(name).path / TRANSCRIPT]).entries
    entry = replace(read, id=name)
    corpus = Corpus((entry,))
    hospital = [n for n, turn in enumerate(entry.turns) if turn.role == "hospital"]
    said = [hospital[n % len(hospital)] for n in range(11)]
    quotes = [entry.turns[turn].text.rstrip("。") for turn in said]
    told = [f"{text}（改）" if n % 3 == 2 else text for n, text in enumerate(quotes)]
    told.append("什么时候来都行")
    text = "# 十二处引文\n\n" + "\n\n".join(
        f"第{n}段：医院的人说：“{quote}”。记者又问了别的。" for n, quote in enumerate(told, 1)
    )
    report, audited, at = report_of(text.encode(), "twelve.md"), [], 0
    for n, quote in enumerate(told):
        at = text.index(f"“{quote}”", at) + 1
        quotation = Quotation(at, at + len(quote), quote, "“”", speaker="医院的人")
        place = None
        if n < len(said):
            whole = Part(0, len(quote), said[n], 0, len(quotes[n]))
            place = Location(entry.id, (whole,), 1.0)
        verdict: Verdict = "not_found" if not place else "verbatim"
        verdict = "word_changed" if quote.endswith("（改）") else verdict
        audited.append(
            Audited(quotation, verdict, f"Because {n}.", place, true_roles=("hospital",))
        )
    folder = workspace.root / AUDITS / "twelve"
    folder.mkdir(parents=True)
    shown = shown_report(report, audited, corpus)
    (folder / REPORTS).write_text(dump_rows([plain(shown)]), "utf-8")
    found = list(rows(report, audited, corpus))
    (folder / "audit.jsonl").write_text(dump_rows(found), "utf-8")
    return [str(row["verdict"]) for row in found]


def made_to_go_out(workspace: Workspace) -> None:
    """A table of an investigator and one of the lead, and a bag that was found whole."""
    aside = AsideFiles(workspace)
    for actor in ("investigator", "lead"):
        path = aside.folder() / "calls.xlsx"
        path.write_bytes(b"-")
        aside.keep(path, "table", actor, lines=(JobLine("a line"),))
    path = aside.folder() / "office-bag"
    path.mkdir()
    (path / "file.txt").write_text("-", "utf-8")
    aside.keep(path, "bag", "lead", lines=(JobLine("bag whole"),), state="whole")


def differ(review: Review) -> str:
    """Let two decide a statement of ``b01`` blind, and differ; gives its key."""
    key = review.call("b01").of_kind("statement")[0].key
    people = {"people": ["reviewer", "second"], "blind": True}
    review.decide("b01", key, "assign", "lead", value=people)
    review.decide("b01", key, "confirm", "reviewer")
    review.decide("b01", key, "reject", "second", reason="The caller said so.")
    return key
