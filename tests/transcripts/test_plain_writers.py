"""What people and other programs are given: text and Word, subtitles, tables, RTTM."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from strategies import transcripts

from calltools.errors import SettingsError, TranscriptError
from calltools.page.parse_files import read_bytes
from calltools.transcripts.model import Call, Gap, Note, Span, Transcript, Turn, Word
from calltools.transcripts.width import width
from calltools.transcripts.writers import write
from calltools.transcripts.writers.subtitles import LINE_COLUMNS, cues
from calltools.transcripts.writers.table import COLUMNS, read_csv

CALL = Transcript(
    (
        Turn("请问肝移植要等多久？", "调查员", "investigator", 1000, 2500),
        Turn(
            "两周，快的话。", "SPEAKER_01", "hospital", 3000, None, printed="两周，（笑）快的话。",
            stage_directions=("笑",), flags=("overlap", "low_confidence"),
        ),
    ),
    call=Call(hospital="青屿市中心医院", date="2018-03-06"),
    notes=(Note(2, "footer", "录音完"),),
)  # fmt: skip


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
    # Labels are bold, and what is not speech is in italics.
    (runs,) = (p.runs for p in document.paragraphs if p.text.startswith("[00:00:03.000]"))
    assert [run.text for run in runs if run.bold] == ["院方："]
    assert [run.text for run in runs if run.italic] == [
        "（笑）", " [in brackets: not said]", " [flags: overlap, low_confidence]"
    ]  # fmt: skip


HEARD = replace(
    CALL,
    gaps=(
        Gap("speech_without_text", 2_600, 2_900, "SPEAKER_01"),
        Gap("ringback", 0, 900),
        Gap("unheard", 4_000, 5_000),
    ),
)


def test_speech_without_words_stands_in_its_place_and_is_no_turn_of_the_count() -> None:
    assert str(write(HEARD, "txt")).splitlines()[-5:] == [
        ROWS[-3],
        "[00:00:02.600 - 00:00:02.900] 院方： [flags: speech_without_text]",
        ROWS[-2],
        ROWS[-1],
        "[00:00:04.000 - 00:00:05.000] ?： [flags: unheard]",
    ]
    cues = str(write(replace(HEARD, turns=HEARD.turns[:1]), "srt")).split("\n\n")[1:]
    assert [cue.splitlines()[2] for cue in cues] == [
        "调查员：请问肝移植要等多久？",
        "SPEAKER_01：[flags: speech_without_text]",
        "?：[flags: unheard]",
    ]
    table = bytes(write(HEARD, "csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert [row["turn_index"] for row in csv.DictReader(io.StringIO(table))] == ["0", "", "1", ""]


def test_chinese_has_a_font_and_a_language_and_what_xml_cannot_hold_is_spelled_out() -> None:
    for language, font, code in (("zh-Hant", "PMingLiU", "zh-TW"), ("en", "SimSun", "zh-CN")):
        styles = word(Transcript(CALL.turns, language)).styles
        fonts = styles["Normal"].element.rPr.rFonts
        assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == (font, "Calibri")
        languages = {one.get(qn("w:eastAsia")) for one in styles.element.iter(qn("w:lang"))}
        assert languages == {code}
    text = word(Transcript((Turn("肝\x00肾", "护士\x08", "hospital"),))).paragraphs[-1].text
    assert text == "护士_x0008_：肝_x0000_肾"


def spoken(text: str, start_ms: int = 0, step_ms: int = 250) -> Turn:
    """A turn of one-character words, each with its time."""
    marks = "，。？"
    times = range(start_ms, start_ms + step_ms * len(text), step_ms)
    words = tuple(
        Word(char, i, i + 1, ms, ms + step_ms)
        for i, (char, ms) in enumerate(zip(text, times, strict=True))
        if char not in marks
    )
    return Turn(text, "SPEAKER_00", "hospital", start_ms, times[-1] + step_ms, words)


LONG = spoken("肾移植，你要先来我们这里做检查，检查要一个礼拜，然后等，等到了就通知你，" * 3)


def test_a_long_turn_is_cut_between_words_and_loses_nothing() -> None:
    found = list(cues(Transcript((LONG,))))
    assert len(found) > 3
    assert "".join(cue.text for cue in found) == LONG.text
    assert all(width(cue.text) <= 2 * LINE_COLUMNS + 2 for cue in found)
    assert all(cue.end_ms - cue.start_ms <= 6500 for cue in found)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(found))
    lines = str(write(Transcript((LONG,)), "srt")).splitlines()
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_subtitles_have_numbers_labels_and_escapes() -> None:
    turns = (
        Turn("喂？", "护士", "hospital", 1000, 1800),
        Turn("你好。", "SPEAKER_01", "investigator", 2000, 3_723_004),
    )
    assert write(Transcript(turns), "srt") == (
        "1\n00:00:00,000 --> 00:00:00,001\n[made by calltools: subtitles, zh]\n"
        "[voice: 护士 = 护士, hospital]\n[voice: 调查员 = SPEAKER_01, investigator]\n\n"
        "2\n00:00:01,000 --> 00:00:01,800\n护士：喂？\n\n"
        "3\n00:00:02,000 --> 01:02:03,004\n调查员：你好。\n"
    )
    turn = Turn("a < b & c", "Dr. <X>", "hospital", 0, 1000)
    assert write(Transcript((turn,), language="en"), "vtt") == (
        "WEBVTT [made by calltools: subtitles, en]\n\n"
        "NOTE [voice: Dr. <X> = Dr. <X>, hospital]\n\n"
        "1\n00:00:00.000 --> 00:00:01.000\n<v Dr. &lt;X&gt;>a &lt; b &amp; c</v>\n"
    )
    with pytest.raises(TranscriptError, match="turn 1: has no times"):
        write(Transcript((Turn("喂"),)), "srt")
    with pytest.raises(SettingsError, match="json, srt, vtt"):
        write(Transcript(()), "doc")


def test_rttm_has_ten_fields_and_is_of_who_was_heard_where_somebody_listened() -> None:
    turns = (Turn("x", "护 士", "hospital", 1500, 2750), Turn("y", "z"))
    rttm = str(write(Transcript(turns), "rttm", name="call 1"))
    assert rttm == "SPEAKER call_1 1 1.500 1.250 <NA> <NA> 护_士 <NA> <NA>\n"
    heard = replace(CALL, spans=(Span(900, 2_600, "A"), Span(2_400, 2_700, "B")))
    assert str(write(heard, "rttm", name="c")) == (
        "SPEAKER c 1 0.900 1.700 <NA> <NA> A <NA> <NA>\n"
        "SPEAKER c 1 2.400 0.300 <NA> <NA> B <NA> <NA>\n"
    )


def table(*turns: Turn) -> bytes:
    content = write(Transcript(turns), "csv")
    assert isinstance(content, bytes)
    return content


@given(transcripts)
def test_no_cell_begins_as_a_formula(transcript: Transcript) -> None:
    rows = csv.reader(io.StringIO(table(*transcript.turns).decode("utf-8-sig"), newline=""))
    for row in rows:
        assert len(row) == len(COLUMNS)
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell for cell in row)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_all_cells_come_back_from_a_chinese_spreadsheet_too(encoding: str) -> None:
    turn = Turn(
        "'=好，两周。", "-答", "hospital", 0, 900, flags=("overlap", "repetition"),
        printed="'好，（肝）两周。", glosses=("肝", "院长"), stage_directions=("笑",),
        footnotes=("3",), translation="@2 weeks",
    )  # fmt: skip
    written = table(turn).decode("utf-8")
    assert written.startswith("\ufeffturn_index,start_ms,end_ms,speaker,role,text,flags,")
    assert "\n0,0,900," in written and ",overlap | repetition," in written
    (call,) = read_bytes(written.removeprefix("\ufeff").encode(encoding), "a.csv").calls
    assert call.turns == (turn,)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (("role", "rolle"), "is not a table of turns"),
        (("hospital", "cook"), "role: invalid enum value 'cook'"),
        (("1500", "1.5"), "start_ms: expected a whole number or null, found text"),
    ],
)
def test_damage_is_told_in_one_line(damage: tuple[str, str], reason: str) -> None:
    text = table(replace(Turn("好", "答", "hospital"), start_ms=1500)).decode().replace(*damage)
    with pytest.raises(TranscriptError, match=reason) as error:
        read_csv(text.encode(), "a.csv")
    assert str(error.value).startswith("a.csv: ")
