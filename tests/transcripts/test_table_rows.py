"""Rows of tables, and two languages side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calltools.evaluation.parsed_calls import score_file
from calltools.page.keyed_rows import keyed_rows
from calltools.page.parse import parse
from calltools.page.rows import to_published
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Document, Line
from calltools.transcripts.readers.html import read_html
from calltools.transcripts.readers.table_lines import columns_apart


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
    assert all(read.text[slice(*line.place())] == line.text for line in apart.first + apart.second)


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


def test_cells_that_change_together_over_runs_of_rows_tell_the_call() -> None:
    said = ["Z1", "Ward", "Any?", "Z1", "Us", "Beds?", "Z1", "Ward", "No."]
    rows = [said[i : i + 3] for i in (0, 3, 6)]
    rows += [["Z2", *row[1:]] for row in rows]
    read = page(*("".join(f"<td>{cell}</td>" for cell in [*row, row[0] * 2]) for row in rows))
    keyed = keyed_rows(read.lines)
    heads = [line.text.split() for line in keyed.lines if line.kind == "heading"]
    assert heads == [["Z1", "Z1Z1"], ["Z2", "Z2Z2"]]
    assert texts(keyed.lines)[1:4] == ["Ward\tAny?", "Us\tBeds?", "Ward\tNo."]
    assert [line.text.split() for line in keyed.repeated] == [heads[0]] * 2 + [heads[1]] * 2


def test_calls_in_the_rows_of_one_table_are_told_apart() -> None:
    folder = Path(__file__).parents[2] / "training/layouts/tables"
    for name, told in json.loads((folder / "expected.json").read_bytes())["files"].items():
        parsed = parse(read_document((folder / name).read_bytes(), name))
        calls = [to_published(call) for call in parsed.calls]
        score = score_file(told["calls"], calls)
        assert score.calls_separated == score.calls == len(calls), name
        assert not score.spurious and not parsed.unplaced, name
