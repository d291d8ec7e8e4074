"""What a Word file holds beside its paragraphs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from calltools.errors import TranscriptError
from calltools.page.parse_files import read_bytes
from calltools.transcripts.readers.document import Document
from calltools.transcripts.readers.word import read_docx

W = nsdecls("w")


def word(build: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read(build: Callable[[Any], None]) -> Document:
    return read_docx(word(build), "a.docx")


def with_part(data: bytes, name: str, content: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return file.getvalue()


def test_a_script_in_two_columns_is_a_line_for_each_paragraph() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=0, cols=2)
        for picture, sound in (("畫面", "聲音"), ("走廊", "甲：有嗎？\n乙：沒有。")):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = picture, sound

    assert [(li.row, li.column, li.text) for li in read(build).lines] == [
        (0, 0, "畫面"), (0, 1, "聲音"), (1, 0, "走廊"), (1, 1, "甲：有嗎？"), (1, 1, "乙：沒有。"),
    ]  # fmt: skip


def test_running_heads_and_comments_are_no_text() -> None:
    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Files of the inquiry"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        document.add_paragraph("Q: Any beds?")

    comment = '<w:comment w:id="1"><w:p><w:r><w:t>Sure?</w:t></w:r></w:p></w:comment>'
    comments = f"<w:comments {W}>{comment}</w:comments>"
    document = read_docx(with_part(word(build), "word/comments.xml", comments), "a.docx")
    assert [(line.kind, line.text) for line in document.lines] == [
        ("furniture", "Files of the inquiry"), ("text", "Q: Any beds?"), ("comment", "Sure?"),
        ("furniture", "Page 1"),
    ]  # fmt: skip


def test_text_boxes_are_read_once_and_changes_as_they_were_accepted() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Q: Any ")
        box = "<w:txbxContent><w:p><w:r><w:t>A: None.</w:t></w:r></w:p></w:txbxContent>"
        mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        paragraph._p.append(
            parse_xml(
                f"<w:r {W} {mc}><mc:AlternateContent><mc:Choice Requires='wps'><w:pict>{box}"
                f"</w:pict></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
                "</mc:AlternateContent></w:r>"
            )
        )
        for tag, kind, text in (
            ("moveFrom", "t", "old "),
            ("moveTo", "t", "new "),
            ("ins", "t", "good "),
            ("del", "delText", "bad "),
            ("smartTag", "t", "beds?"),
        ):
            run = f"<w:r><w:{kind} xml:space='preserve'>{text}</w:{kind}></w:r>"
            paragraph._p.append(parse_xml(f"<w:{tag} {W}>{run}</w:{tag}>"))

    assert [line.text for line in read(build).lines] == ["Q: Any new good beds?", "A: None."]


def test_a_dialogue_in_a_table_is_read_and_tables_in_cells_lose_nothing() -> None:
    said = [
        ("00:01", "调查员", "要等多久？"),
        ("00:03", "护士", "两周。"),
        ("00:05", "调查员", "好。"),
    ]

    def build(document: Any) -> None:
        document.add_heading("青屿市中心医院 2018-03-06", 1)
        table = document.add_table(rows=0, cols=3)
        for row in [("时间", "说话人", "内容"), *said]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    def nested(document: Any) -> None:
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "Outside"
        cell.add_table(rows=1, cols=2).cell(0, 0).text = "Inside"

    (call,) = read_bytes(word(build), "a.docx").calls
    assert [(t.speaker, t.text) for t in call.turns] == [row[1:] for row in said]
    assert [t.start_ms for t in call.turns] == [1000, 3000, 5000]
    assert [line.text for line in read(nested).lines] == ["Outside", "Inside"]


@pytest.mark.parametrize("size", [70_000_000, 2_000_000])
def test_a_bomb_is_refused(size: int) -> None:
    data = with_part(word(lambda d: d.add_paragraph("a")), "word/bomb.xml", "\0" * size)
    with pytest.raises(TranscriptError, match="too large"):
        read_docx(data, "a.docx")
