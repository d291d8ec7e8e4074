"""Invented reports with what is to be found in them, and the same report in other formats."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from calltools.quotations.report import Report, read_report

REPORTS = Path(__file__).parent / "data" / "reports"
_OPENERS = "“‘'\"「『《"


def names() -> list[str]:
    return sorted(path.stem for path in REPORTS.glob("*.jsonl"))


def report(name: str) -> Report:
    """The report, from Markdown or HTML."""
    (path,) = (path for path in REPORTS.glob(f"{name}.*") if path.suffix != ".jsonl")
    return read_report(path)


def expected(name: str) -> list[dict[str, Any]]:
    """The quotations expected of a report, as rows, with their places in its text."""
    text = report(name).text
    rows = []
    at = 0
    for line in (REPORTS / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found = re.compile(rf"(?:[{_OPENERS}]|> |^){re.escape(row['quote'])}", re.MULTILINE).search(
            text, at
        )
        assert found, f"{name}: {row['quote']} does not stand in the report"
        at = found.end()
        is_quotation = row.get("is_quotation", True)
        rows.append(
            {
                "report": name,
                "quote": row["quote"],
                "start": at - len(row["quote"]),
                "end": at,
                "frame": row["frame"] if is_quotation else None,
                "attributed_speaker": row.get("speaker"),
                "attributed_hospital": row.get("hospital"),
            }
        )
    return rows


def _blocks(markdown: str) -> Iterator[tuple[str, str]]:
    """Tag and text of each paragraph; emphasis and notes are left as they stand."""
    for block in re.split(r"\n{2,}", markdown.strip()):
        if block.startswith("#"):
            level = len(block) - len(block.lstrip("#"))
            yield f"h{level}", block.lstrip("# ")
        elif block.startswith("> "):
            yield "blockquote", block[2:]
        else:
            yield "p", block


def as_html(markdown: str) -> bytes:
    body = "\n".join(f"<{tag}>{html.escape(text)}</{tag}>" for tag, text in _blocks(markdown))
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
    return f"{head}<body>\n{body}\n</body></html>".encode()


def as_docx(markdown: str) -> bytes:
    import docx

    document = docx.Document()
    for tag, text in _blocks(markdown):
        if tag.startswith("h"):
            document.add_heading(text, int(tag[1:]))
        else:
            document.add_paragraph(text, "Quote" if tag == "blockquote" else None)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()
