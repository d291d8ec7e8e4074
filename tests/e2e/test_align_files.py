"""``calltools align`` as a user meets it: a process of its own, files as they were published."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

pytestmark = pytest.mark.model

Run = Callable[..., "subprocess.CompletedProcess[str]"]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def test_a_word_file_and_a_page_of_the_web_go_to_a_page_with_findings(
    calltools: Run, tmp_path: Path
) -> None:
    document = Document()
    for line in (EXAMPLES / "demo-call.zh.txt").read_text("utf-8").splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "中文.docx"))
    english = (EXAMPLES / "demo-call.en.txt").read_text("utf-8").splitlines()
    html = "".join(f"<p>{line}</p>" for line in english if line.strip())
    (tmp_path / "english.html").write_text(f"<html><body>{html}</body></html>", "utf-8")
    result = calltools("align", "中文.docx", "english.html", "--output", "out.html")
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "一个星期肯定不够" in page
    assert "A week is certainly enough" in page
    rows = calltools("align", "中文.docx", "english.html", "--format", "csv").stdout
    table = list(csv.DictReader(io.StringIO(rows)))
    assert [row["zh_turns"] for row in table] == [str(n) for n in range(len(table))]
    found = {row["zh"]: row["findings"] for row in table if row["findings"]}
    assert "negation_changed" in found["一个星期肯定不够，光检查就得三四天出结果。"]
    assert "number_changed" in found["快的话十来天，慢的一个月出头吧。"]


def test_rows_go_through_pipes_and_a_bad_one_ends_in_code_3(calltools: Run, tmp_path: Path) -> None:
    row = {"id": 1, "zh_turns": [{"text": "要等三个月。"}], "en_turns": [{"text": "Three months."}]}
    (tmp_path / "in.jsonl").write_text(f"{json.dumps(row)}\n[]\n", "utf-8")
    result = calltools("align", "--pairs", "in.jsonl", "--output", "-")
    assert result.returncode == 3
    told = [line for line in result.stderr.splitlines() if not line.startswith("align: ")]
    assert told[0].startswith("error: in.jsonl:2: expected a call with id")
    assert json.loads(result.stdout)["links"] == [[[0], [0]]]
