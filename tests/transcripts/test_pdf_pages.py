"""Columns, margins and furniture of a PDF's pages."""

from __future__ import annotations

import io

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from calltools.transcripts.parse import parse
from calltools.transcripts.readers.document import Document
from calltools.transcripts.readers.pdf import read_pdf

Printed = tuple[float, float, str]
STORY = (
    "The list hung behind the door of the ward and nobody had ever been seen to read it except "
    "for the porter who could not read. He told us that it had two columns, one for those who "
    "had paid and another for those who were about to. We asked him which of the two was longer, "
    "and he measured them with his hand. Both were as long as his arm, he said, and then he went "
    "to fetch the trolley that had been standing in the yard since the early morning."
)


def pdf(*pages: list[Printed], size: float = 10) -> Document:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(420, 600))
    for page in pages:
        canvas.setFont("Helvetica", size)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return read_pdf(file.getvalue(), "a.pdf")


def rows_of(text: str, letters: int) -> list[str]:
    """The text in rows that have room for so many letters of middling width."""
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if stringWidth(longer, "Helvetica", 10) > 4.7 * letters:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def column(x: float, top: float, rows: list[str]) -> list[Printed]:
    return [(x, top - 12 * i, row) for i, row in enumerate(rows)]


def test_columns_are_read_one_after_another_and_the_paragraph_goes_on_in_the_next() -> None:
    rows = rows_of(STORY, 36)
    half = len(rows) // 2
    document = pdf(
        [(40, 550, "A headline across both of the columns of the page"),
         *column(40, 520, rows[:half]), *column(225, 514, rows[half:])]
    )  # fmt: skip
    assert [line.text for line in document.body][1:] == [STORY]
    assert {line.column for line in document.body} == {None, 0}
    assert document.doubts == ()


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


SCATTERED = [
    part
    for i in range(6)
    for part in (
        (40, 500 - 14 * i, "a stretch of words" + " and more" * i),
        (150 + 42 * i, 500 - 14 * i, "another stretch of them"),
    )
]


def test_a_call_of_a_page_that_may_be_misread_warns_of_it() -> None:
    talk = ["Caller: Is there a bed for him?", "Ward: Not this month.", "Caller: And in May?",
            "Ward: We do not know yet."]  # fmt: skip
    (call,) = parse(pdf(column(40, 520, talk), SCATTERED)).calls
    assert [warning.words for warning in call.warnings] == [
        "page 2 may be printed in columns that could not be told apart"
    ]


def test_every_character_of_a_pdf_is_in_one_line() -> None:
    rows = rows_of(STORY, 36)
    document = pdf([*column(40, 520, rows[:9]), *column(225, 514, rows[9:]), (200, 30, "- 1 -")])
    assert document.text == "".join(f"{line.text}\n" for line in document.lines)
    assert all(document.text[slice(*line.place())] == line.text for line in document.lines)


def test_columns_with_a_narrow_gutter_are_told_apart() -> None:
    rows = rows_of(STORY, 36)
    half = len(rows) // 2
    document = pdf([*column(40, 520, rows[:half]), *column(216, 520, rows[half:])])
    assert [line.text for line in document.body] == [STORY]
