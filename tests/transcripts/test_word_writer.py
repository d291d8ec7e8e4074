from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

from calltools.transcripts.model import Call, Note, Transcript, Turn
from calltools.transcripts.writers import write

CALL = Transcript(
    (
        Turn("请问肝移植要等多久？", "调查员", "investigator", 1000, 2500),
        Turn(
            "两周，快的话。",
            "SPEAKER_01",
            "hospital",
            3000,
            None,
            printed="两周，（笑）快的话。",
            stage_directions=("笑",),
            flags=("overlap", "low_confidence"),
        ),
    ),
    call=Call(hospital="青屿市中心医院", date="2018-03-06"),
    notes=(Note(2, "footer", "录音完"),),
)


def word(transcript: Transcript) -> docx.document.Document:
    content = write(transcript, "docx", name="b01")
    assert isinstance(content, bytes)
    return docx.Document(io.BytesIO(content))


ROWS = [
    "[made by calltools: transcript, zh]",
    "医院：青屿市中心医院",
    "日期：2018-03-06",
    "[voice: 调查员 = 调查员, investigator]",
    "[voice: 院方 = SPEAKER_01, hospital]",
    "",
    "[00:00:01.000 - 00:00:02.500] 调查员：请问肝移植要等多久？",
    "[00:00:03.000] 院方：两周，（笑）快的话。 [in brackets: not said] [flags: overlap,"
    " low_confidence]",
    "[footer: 录音完]",
]


def test_text_and_word_show_the_same_rows_facts_as_a_table() -> None:
    assert str(write(CALL, "txt")).splitlines() == ROWS
    document = word(CALL)
    (table,) = document.tables
    facts = ["：".join(cell.text for cell in row.cells) for row in table.rows]
    paragraphs = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert [*paragraphs[:1], *facts, *paragraphs[1:3], "", *paragraphs[3:]] == ROWS
    assert document.core_properties.title == "b01"


def test_labels_are_bold_and_what_is_not_speech_is_in_italics() -> None:
    paragraphs = word(CALL).paragraphs
    (runs,) = (p.runs for p in paragraphs if p.text.startswith("[00:00:03.000]"))
    assert [run.text for run in runs if run.bold] == ["院方："]
    assert [run.text for run in runs if run.italic] == [
        "（笑）",
        " [in brackets: not said]",
        " [flags: overlap, low_confidence]",
    ]


@pytest.mark.parametrize(
    ("language", "font", "code"),
    [("zh-Hans", "SimSun", "zh-CN"), ("zh-Hant", "PMingLiU", "zh-TW"), ("en", "SimSun", "zh-CN")],
)
def test_chinese_has_a_font_and_a_language(language: str, font: str, code: str) -> None:
    styles = word(Transcript(CALL.turns, language)).styles
    fonts = styles["Normal"].element.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == (font, "Calibri")
    assert {one.get(qn("w:eastAsia")) for one in styles.element.iter(qn("w:lang"))} == {code}


def test_characters_that_xml_cannot_hold_are_spelled_out() -> None:
    text = word(Transcript((Turn("肝\x00肾", "护士\x08", "hospital"),))).paragraphs[-1].text
    assert text == "护士_x0008_：肝_x0000_肾"
