"""A PDF is read as the text it was made from: columns, margins and furniture of its pages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from calltools.errors import TranscriptError
from calltools.page.parse import parse
from calltools.page.parse_files import read_bytes
from calltools.transcripts.readers.document import Document
from calltools.transcripts.readers.pdf import read_pdf

GOLD = Path(__file__).parents[1] / "gold/formats"
FONTS = {"zh": "STSong-Light", "hant": "STSong-Light", "en": "Helvetica"}
MARGIN = 60
Printed = tuple[float, float, str]


def printed(*pages: list[Printed], font: str = "Helvetica", size: float = 10) -> bytes:
    """Pages with each text at its place."""
    if font != "Helvetica":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 600))
    for page in pages:
        canvas.setFont(font, size)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def pdf(*pages: list[Printed]) -> Document:
    return read_pdf(printed(*pages), "a.pdf")


def pdf_of(text: str, script: str, *, rows: int = 30, running: str = "") -> bytes:
    """``text`` line by line on pages of so many rows, a running title and page numbers."""
    lines = text.split("\n")
    pages = []
    for number, first in enumerate(range(0, len(lines), rows), start=1):
        page = [(MARGIN, 570.0, running), (290.0, 25.0, f"- {number} -")] if running else []
        for i, line in enumerate(lines[first : first + rows]):
            words = line.lstrip(" \u3000")
            indent = sum(2 if c == "\u3000" else 1 for c in line[: len(line) - len(words)])
            page.append((MARGIN + indent * 5.5, 540 - 16 * i, words))
        pages.append(page)
    return printed(*pages, font=FONTS.get(script, script), size=11)


@pytest.mark.parametrize(
    ("name", "running"),
    [
        ("zh01_wenda_full.txt", ""),
        ("zh04_diaochayuan.txt", "Appendix B"),
        ("zh05_spaced_label.txt", ""),
        ("zh11_survey_records.txt", "Appendix B"),
        ("zh15_wrapped.txt", ""),
        ("zh15_wrapped.txt", "Appendix B"),
        ("zh16_stage.txt", ""),
        ("zh23_timestamps.txt", "Appendix B"),
        ("hant21_corner_quotes.txt", ""),
        ("en07_abc_legend.txt", "Appendix B"),
        ("en10_caller_surname.txt", ""),
        ("en24_timestamps_range.txt", ""),
        ("en24_timestamps_range.txt", "Appendix B"),
    ],
)
def test_a_pdf_parses_as_its_text(name: str, running: str) -> None:
    data = (GOLD / name).read_bytes()
    script = "hant" if name.startswith("hant") else name[:2]
    twin = read_bytes(data, name).calls
    made = pdf_of(data.decode("utf-8"), script, rows=8 if running else 30, running=running)
    calls = read_bytes(made, "a.pdf").calls
    assert [[(t.role, t.speaker, t.text) for t in c.turns] for c in calls] == [
        [(t.role, t.speaker, t.text) for t in c.turns] for c in twin
    ]
    assert [c.call for c in calls] == [c.call for c in twin]


HEAD = "Qingyu Central Hospital, 16 January 2020\n\n"


def test_turns_tell_their_page_and_words_cut_at_the_end_of_a_line_are_joined() -> None:
    text = HEAD + "Q: How long?\nA: A week.\n" * 12
    (call,) = read_bytes(pdf_of(text, "en", rows=8), "a.pdf").calls
    pages = [turn.places[0].page or 0 for turn in call.turns]
    assert pages == sorted(pages)
    assert pages[0] == 1 and pages[-1] > 2
    text = f"{HEAD}Caller: Do you do trans-\nplants?\nNurse: We do."
    (call,) = read_bytes(pdf_of(text, "en"), "a.pdf").calls
    assert call.turns[0].text == "Do you do transplants?"


def test_a_text_layer_without_meaning_and_a_scanned_page_are_told() -> None:
    from PIL import Image

    text = (GOLD / "hant21_corner_quotes.txt").read_text("utf-8")
    with pytest.raises(TranscriptError, match="codes that stand for no characters"):
        read_bytes(pdf_of(text, "MSung-Light"), "a.pdf")  # its codes are read otherwise
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(200, 200))
    canvas.drawImage(ImageReader(Image.new("L", (20, 20), 128)), 0, 0, 200, 200)
    canvas.save()
    with pytest.raises(TranscriptError, match=r"page 1 is a picture without text \(scanned\)"):
        read_bytes(file.getvalue(), "scan.pdf")


STORY = (
    "The list hung behind the door of the ward and nobody had ever been seen to read it except "
    "for the porter who could not read. He told us that it had two columns, one for those who "
    "had paid and another for those who were about to. We asked him which of the two was longer, "
    "and he measured them with his hand. Both were as long as his arm, he said, and then he went "
    "to fetch the trolley that had been standing in the yard since the early morning."
)


def rows_of(text: str, letters: int) -> list[str]:
    """The text in rows that have room for so many letters of middling width."""
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if pdfmetrics.stringWidth(longer, "Helvetica", 10) > 4.7 * letters:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def column(x: float, top: float, rows: list[str]) -> list[Printed]:
    return [(x, top - 12 * i, row) for i, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("right", "top", "headline"),
    [(225, 514, ["A headline across both of the columns of the page"]), (216, 520, [])],
    ids=["wide", "narrow"],
)
def test_columns_are_read_one_after_another_and_the_paragraph_goes_on_in_the_next(
    right: float, top: float, headline: list[str]
) -> None:
    rows = rows_of(STORY, 36)
    half = len(rows) // 2
    left = [*column(40, 550, headline), *column(40, 520, rows[:half])]
    document = pdf([*left, *column(right, top, rows[half:])])
    assert [line.text for line in document.body] == [*headline, STORY]
    assert document.body[-1].column == 0
    assert document.doubts == ()
    assert document.text == "".join(f"{line.text}\n" for line in document.lines)
    assert all(document.text[slice(*line.place())] == line.text for line in document.lines)


def test_labels_beside_words_are_cells_and_no_column() -> None:
    words = rows_of(STORY, 50)
    page = [*column(40, 500, ["Nurse", "Caller"] * (len(words) // 2)), *column(110, 500, words)]
    assert [line.kind for line in pdf(page).body[:4]] == ["row"] * 4


def test_times_in_the_margin_are_no_words() -> None:
    page = [
        *((40, 500 - 24 * i, f"0:{10 * i:02d}") for i in range(5)),
        *column(90, 500, rows_of(STORY, 30)[:10]),
    ]
    document = pdf(page)
    timed = [line for line in document.body if line.start_ms is not None]
    assert [line.start_ms for line in timed] == [0, 10_000, 20_000, 30_000, 40_000]
    assert " ".join(line.text for line in timed) == " ".join(rows_of(STORY, 30)[:10])
    assert "0:00" not in document.text


def test_heads_and_feet_are_furniture_even_within_a_sentence() -> None:
    rows = rows_of(STORY, 60)
    pages = [
        [(40, 570, f"Report of 2019, part {n}"), *column(40, 520, part), (200, 30, f"sheet {n}")]
        for n, part in ((1, rows[:4]), (2, rows[4:]))
    ]
    document = pdf(*pages)
    assert [line.text for line in document.body] == [STORY]
    assert [line.text for line in document.lines if line.kind == "furniture"] == [
        "Report of 2019, part 1", "sheet 1", "Report of 2019, part 2", "sheet 2",
    ]  # fmt: skip


def test_headings_of_calls_at_the_top_of_pages_are_none() -> None:
    pages = [
        [(40, 570, f"Call {n}"), *column(40, 520, ["Q: Any beds?", "A: None.", "Q: Thanks."])]
        for n in (1, 2)
    ]
    assert [line.text for line in pdf(*pages).body if "Call" in line.text] == ["Call 1", "Call 2"]


def test_a_call_of_a_page_that_may_be_misread_warns_of_it() -> None:
    talk = ["Caller: Is there a bed for him?", "Ward: Not this month.", "Caller: And in May?",
            "Ward: We do not know yet."]  # fmt: skip
    scattered: list[Printed] = []
    for i in range(6):
        scattered.append((40, 500 - 14 * i, "a stretch of words" + " and more" * i))
        scattered.append((150 + 42 * i, 500 - 14 * i, "another stretch of them"))
    (call,) = parse(pdf(column(40, 520, talk), scattered)).calls
    assert [warning.words for warning in call.warnings] == [
        "page 2 may be printed in columns that could not be told apart",
        "no hospital was found: is it a call with one?",
    ]
