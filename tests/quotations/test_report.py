"""Reports of all formats: canonical text, blocks, and clear refusals."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import ReportError
from calltools.quotations.report import Report, read_report, report_of

MARKDOWN = """# A *short* title

First paragraph, wrapped
over two lines, with **bold** words and [a “link”](http://example.org "not words").

> Quoted once,
> and on.

- item one
- item two

| Speaker | Words |
|---|---|
| nurse | no |

[^1]: A note.
"""


def kinds(report: Report) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in report.blocks]


def test_markdown_keeps_the_file_and_reads_without_markup() -> None:
    report = report_of(MARKDOWN.encode(), "a.md")
    assert report.text == MARKDOWN
    assert kinds(report) == [
        ("heading", "A short title"),
        ("paragraph", "First paragraph, wrapped over two lines, with bold words and a “link”."),
        ("blockquote", "Quoted once, and on."),
        ("list_item", "item one"),
        ("list_item", "item two"),
        ("table_cell", "Speaker"),
        ("table_cell", "Words"),
        ("table_cell", "nurse"),
        ("table_cell", "no"),
        ("note", "A note."),
    ]


NUMBERED = "<p>The nurse said “two”<sup>1</sup>, not “three”.</p><p>10<sup>6</sup></p>"
NOTED = "The nurse said “two”[^1], or more[^2].\n\n[^1]: Or so.\n[^2]: In all.\n"
EMPHASIS = "*Made to show\nhow it is.* A nurse* said “two\nweeks”.\n"


@pytest.mark.parametrize(
    ("source", "name", "blocks", "anchors"),
    [
        # Quotations marked up in HTML have the marks that a browser shows.
        ("<p>She said <q>he said <q>no</q> to me</q>.</p></q>", "a.html",
         ["She said “he said ‘no’ to me”."], {}),
        # Numbers of notes are in the text and not read; powers are.
        (NUMBERED, "a.html", ["The nurse said “two”, not “three”.", "106"], {}),
        (NOTED, "a.md", ["The nurse said “two”, or more.", "Or so.", "In all."],
         {1: (0, 20), 2: (0, 29)}),
        # Wrapped plain text is one paragraph, long lines are one each.
        ("The nurse said\nnothing at all.\n\nNext.", "a.txt",
         ["The nurse said nothing at all.", "Next."], {}),
        ("一二三四五六七八九十" * 6 + "。\n第二段。", "a.txt",
         ["一二三四五六七八九十" * 6 + "。", "第二段。"], {}),
        # Emphasis over several lines is read without its signs.
        (EMPHASIS, "a.md", ["Made to show how it is. A nurse* said “two weeks”."], {}),
    ],
)  # fmt: skip
def test_a_report_is_read_as_a_reader_sees_it(
    source: str, name: str, blocks: list[str], anchors: dict[int, tuple[int, int]]
) -> None:
    data = f"<html><body>{source}</body></html>" if name == "a.html" else source
    report = report_of(data.encode(), name)
    assert [block.text for block in report.blocks] == blocks
    assert report.anchors == anchors
    for block in report.blocks:
        for char, at in zip(block.text, block.at, strict=True):
            assert report.text[at] == char or (char, report.text[at]) == (" ", "\n")


def test_the_text_of_html_has_the_numbers_of_notes() -> None:
    report = report_of(f"<html><body>{NUMBERED}</body></html>".encode(), "a.html")
    assert report.text == "The nurse said “two”1, not “three”.\n106\n"


def test_pdf_paragraphs_are_put_together_from_rows(tmp_path: Path) -> None:
    reportlab = pytest.importorskip("reportlab.platypus")
    from reportlab.lib.styles import getSampleStyleSheet

    style = getSampleStyleSheet()["Normal"]
    path = tmp_path / "a.pdf"
    words = "The nurse said that nobody could tell how long it would take at the Hill Hospital. "
    story = [reportlab.Paragraph(words * 4, style), reportlab.Spacer(1, 24)]
    story.append(reportlab.Paragraph("Second paragraph.", style))
    reportlab.SimpleDocTemplate(str(path)).build(story)
    report = read_report(path)
    assert [b.text for b in report.blocks] == [(words * 4).strip(), "Second paragraph."]


def test_short_rows_of_a_chinese_pdf_are_paragraphs_each(tmp_path: Path) -> None:
    platypus = pytest.importorskip("reportlab.platypus")
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("zh", fontName="STSong-Light", wordWrap="CJK", spaceAfter=4)
    paragraphs = [
        "关于两通电话的请求书",
        "请求人：石榴巷读者小组",
        "一、关于溪口医院",
        "（一）护士说“十来天”，" + "后面还有一句，贵报没有登出来，读者无从知道。" * 3,
        "（二）医生说“不好讲”。",
    ]
    path = tmp_path / "a.pdf"
    platypus.SimpleDocTemplate(str(path)).build([platypus.Paragraph(p, style) for p in paragraphs])
    assert [b.text for b in read_report(path).blocks] == paragraphs


def test_notes_cited_in_a_table_of_a_word_file_are_read() -> None:
    words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "护士", "“多退少补”"
    run = table.cell(0, 1).paragraphs[0].add_run()
    reference = run._r.makeelement(f"{{{words}}}footnoteReference", {f"{{{words}}}id": "2"})
    run._r.append(reference)
    plain, noted = io.BytesIO(), io.BytesIO()
    document.save(plain)
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>又说“不急”。</w:t></w:r></w:p></w:footnote>'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(noted, "w") as target:
        for item in source.infolist():
            target.writestr(item, source.read(item))
        target.writestr(
            "word/footnotes.xml", f'<w:footnotes xmlns:w="{words}">{note}</w:footnotes>'
        )
    report = report_of(noted.getvalue(), "a.docx")
    assert report.text == "护士\t“多退少补”[1]\n[1] 又说“不急”。\n"
    assert report.blocks[1].text == "“多退少补”"
    assert kinds(report)[2] == ("note", "又说“不急”。")
    assert report.anchors == {2: (1, 6)}


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "empty.md"), (b"[]", "a.json"), (b"PK\x03\x04broken", "a.docx"), (b"%PDF-1.4", "a.pdf")],
)
def test_what_is_no_report_is_refused_in_one_line(data: bytes, name: str) -> None:
    with pytest.raises(ReportError) as caught:
        report_of(data, name)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)
    with pytest.raises(ReportError, match="can't be read"):
        read_report(Path("nowhere") / name)


@given(st.text("ab“”「」>#*_[]()|-\\ \n\"'。，a字", max_size=80))
def test_offsets_hold_for_any_markdown(text: str) -> None:
    try:
        report = report_of(text.encode(), "a.md")
    except ReportError:
        return
    for block in report.blocks:
        assert list(block.at) == sorted(block.at)
        assert 0 <= block.start <= block.at[0] if block.at else True
        assert block.end <= len(report.text)
