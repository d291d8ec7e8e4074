from __future__ import annotations

import csv
import io

import pandas as pd

import demo_call
from calltools.tables.frames import COLUMNS, HEADINGS, statement_rows, statements_frame, to_csv


def frame() -> pd.DataFrame:
    call = demo_call.transcript()
    return statements_frame(demo_call.statements(call), call, recording="demo-call.wav")


def test_the_table_has_the_documented_columns_and_traces_back() -> None:
    table = frame()
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == 4
    first = table.iloc[0]
    figures = (first["quote"], first["wait_min_days"], first["wait_max_days"])
    assert figures == ("快的话十几天", 11, 19)
    assert first["start_ms"] == 15421
    assert first["audio_sha256"] == "ab" * 32
    assert first["synthetic"]
    # Unknown numbers and truths are unknown, not zero or false.
    assert table["price_min"].isna().all()
    assert str(table["wait_min_days"].dtype) == "Int64"
    assert table["assent"].isna().tolist() == [True, True, False, True]
    denied = table.query("modality == 'denied'")
    assert denied["in_words"].tolist()[0].startswith("Waiting time (liver): DENIED")
    rows = list(csv.DictReader(io.StringIO(to_csv(table))))
    assert [row["quote"] for row in rows] == table["quote"].tolist()
    assert (rows[2]["assent"], rows[0]["assent"], rows[0]["wait_min_days"]) == ("False", "", "11")
    empty = statements_frame([], demo_call.transcript())
    assert len(empty) == 0
    assert list(empty.columns) == list(COLUMNS)
    assert to_csv(empty).startswith("id,recording,hospital")


def test_csv_does_not_let_a_quotation_run_as_a_formula() -> None:
    call = demo_call.transcript()
    hostile = demo_call.changed(
        demo_call.statements(call)[0], quote='=HYPERLINK("http://x","两周")'
    )
    (row,) = csv.DictReader(io.StringIO(to_csv(statements_frame([hostile], call))))
    assert row["quote"] == "'" + hostile.quote
    assert row["wait_min_days"] == "11"  # numbers, below zero too, are left alone


def test_rows_for_the_terminal_show_what_cannot_be_seen() -> None:
    call = demo_call.transcript()
    plain = demo_call.statements(call)
    hostile = demo_call.changed(plain[0], quote="\x1b[31m两周")
    rows = statement_rows([*plain, hostile])
    assert all(len(row) == len(HEADINGS) for row in rows)
    assert rows[0][:4] == ("0:15", "Waiting time (liver)", "11–19 days, about, fastest", "asserted")
    assert rows[2][3] == "DENIED"
    assert rows[2][4] == "investigator"
    assert rows[-1][-1] == "[U+001B][31m两周"
