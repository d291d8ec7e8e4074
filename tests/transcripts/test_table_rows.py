"""Rows of tables, and two languages side by side."""

from __future__ import annotations

import pytest

from calltools.transcripts.readers.document import Document, Line
from calltools.transcripts.readers.html import read_html
from calltools.transcripts.readers.tables import columns_apart


def page(*rows: str) -> Document:
    cells = "".join(f"<tr>{row}</tr>" for row in rows)
    return read_html(f"<body><table>{cells}</table></body>".encode(), "a.html")


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


ROWS = (
    "<td>甲：还有床吗？</td><td>X: Is there a bed?</td>",
    "<td>乙：没有了。</td><td>Y: Not any more.</td>",
    "<td>甲：那什么时候？</td><td>X: When, then?</td>",
)


def test_two_languages_side_by_side_are_two_texts_and_their_links() -> None:
    read = page("<th colspan=2>第三号<br>Number three</th>", *ROWS)
    apart = columns_apart(read.lines)
    assert apart is not None
    assert texts(apart.first) == ["第三号", "甲：还有床吗？", "乙：没有了。", "甲：那什么时候？"]
    assert texts(apart.second) == [
        "Number three", "X: Is there a bed?", "Y: Not any more.", "X: When, then?"
    ]  # fmt: skip
    assert apart.links == (((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3,)))
    assert all(
        read.text[line.at[0] : line.at[-1] + 1] == line.text for line in apart.first + apart.second
    )


def test_what_belongs_to_both_languages_is_in_both() -> None:
    rows = [f"<td>{i}</td><td>{'甲乙'[i % 2]}</td>{row}" for i, row in enumerate(ROWS)]
    apart = columns_apart(page(*(r.replace("甲：", "").replace("乙：", "") for r in rows)).lines)
    assert apart is not None
    assert texts(apart.first)[0] == "0\t甲\t还有床吗？"
    assert texts(apart.second)[0] == "0\t甲\tX: Is there a bed?"


def test_cells_with_several_paragraphs_keep_their_column() -> None:
    rows = [
        "<td><p>甲：还有床吗？<p>乙：没有了。</td><td><p>X: Is there a bed?<p>Y: No.</td>"
        for _ in range(3)
    ]
    read = page(*rows)
    assert [(line.row, line.column) for line in read.lines[:4]] == [(0, 0), (0, 0), (0, 1), (0, 1)]
    apart = columns_apart(read.lines)
    assert apart is not None
    assert apart.links == (((0, 1), (0, 1)), ((2, 3), (2, 3)), ((4, 5), (4, 5)))


@pytest.mark.parametrize(
    "rows",
    [
        ["<td>医生</td><td>没有了。</td>"] * 4,
        ["<td>Nurse</td><td>Not any more.</td>"] * 4,
        ["<td>问</td><td>有吗？</td>", "<td>答</td><td>OK, call me back.</td>"] * 2,
        ROWS[:2],
    ],
)
def test_a_table_in_one_language_stays_whole(rows: list[str]) -> None:
    assert columns_apart(page(*rows).lines) is None


def test_letters_and_numbers_of_a_spreadsheet_are_no_words() -> None:
    read = page(
        "<th></th><th>A</th><th>B</th>",
        "<th>1</th><td>Q</td><td>Any beds?</td>",
        "<th>2</th><td>R</td><td>None.</td>",
    )
    assert [line.text for line in read.body] == ["Q\tAny beds?", "R\tNone."]
    assert [read.text[start:end] for start, end in read.margins] == ["1", "2"]
    assert [line.text for line in read.lines if line.kind == "furniture"] == ["A", "B"]


def test_a_table_that_lays_out_a_page_is_no_row() -> None:
    inner = "<table><tr><td>Date</td><td>3 May</td></tr></table>"
    read = page(f"<td><a href=x>Home</a></td><td><p>A call.<p>Q: Hello?{inner}</td>")
    assert [(line.kind, line.text) for line in read.lines] == [
        ("text", "Home"), ("text", "A call."), ("text", "Q: Hello?"), ("row", "Date\t3 May"),
    ]  # fmt: skip
