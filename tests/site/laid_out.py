"""What lies in a workspace beside its calls: an audited report, findings between calls, a
publication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calltools.checks.finding import CallFact, CallFinding
from calltools.quotations.corpus import read_corpus
from calltools.records import dump_rows
from calltools.review.quotation_items import AUDITS
from calltools.store.folder import TRANSCRIPT
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
    rows: list[dict[str, Any]] = [
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
    rows[0] |= {"transcript": "b01", "turn_range": [3, 3], "start_ms": 4_000}
    rows[0] |= {"transcript_sha256": entry.sha256, "translation_differs": list(differs)}
    rows[2] |= {"transcript": "printed.en", "turn_range": [1, 1], "start_ms": 2_000}
    (workspace.root / AUDITS).mkdir(exist_ok=True)
    (workspace.root / AUDITS / "audit.jsonl").write_text(dump_rows(rows), "utf-8")
