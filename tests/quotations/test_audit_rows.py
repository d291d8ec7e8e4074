"""A report audited from the file to the rows."""

from __future__ import annotations

import pytest
from judging import DATA

from calltools.language.encoders import Encoder
from calltools.quotations.auditor import Auditor
from calltools.quotations.corpus import read_corpus
from calltools.quotations.report import report_of
from calltools.quotations.rows import rows

REPORT = """# Two calls

At Marl Bay Transplant Hospital, Dr. Ames said: “The deposit is 180,000 dollars.”
He went on: “We don't take anybody over sixty.” The book “Five Weeks” is not by him.

At the Baisha County Hospital of Chinese Medicine the director said: “At least a month and a half.”
"""


@pytest.mark.model
def test_rows_have_the_fields_of_the_labelled_set(encoder: Encoder) -> None:
    corpus = read_corpus([DATA / "calls.jsonl"])
    report = report_of(REPORT.encode(), "two.md")
    found = list(rows(report, Auditor(corpus, encoder).audit(report).audited, corpus))
    # Without the reader of pairs no translation is called faithful.
    verdicts = [row["verdict"] for row in found]
    assert verdicts == ["unit_changed", "verbatim", "not_a_quotation", "unclear"]
    first, _, title, _ = found
    assert REPORT[first["start"] : first["end"]].rstrip(".") == first["quote"].rstrip(".")
    assert first["report"] == "two.md"
    assert (first["transcript"], first["turn_range"]) == ("k02-en", [12, 12])
    assert (first["true_speaker"], first["true_role"]) == (["Dr. Ames"], ["hospital"])
    assert first["edits"] == [
        {"op": "replace", "from": "yuan", "to": "dollars", "kind": "unit", "turn": 12}
    ]
    assert len({row["id"] for row in found}) == len(found)
    assert title["transcript"] is title["true_role"] is None
    assert title["note"]
