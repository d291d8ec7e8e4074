from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from strategies import transcripts

from calltools.errors import TranscriptError
from calltools.transcripts.files import read_bytes
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.writers import write
from calltools.transcripts.writers.table import COLUMNS, read_csv


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


def test_it_begins_with_the_mark_and_the_columns_and_counts_from_0() -> None:
    turn = Turn("两周，“快的话”", "护士", "hospital", 1500, 2000, flags=("overlap", "repetition"))
    lines = table(turn).decode("utf-8").splitlines()
    assert lines[0].startswith("\ufeffturn_index,start_ms,end_ms,speaker,role,text,flags,")
    assert lines[1].startswith("0,1500,2000,护士,hospital,两周，“快的话”,overlap | repetition,")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_all_cells_come_back_from_a_chinese_spreadsheet_too(encoding: str) -> None:
    turn = Turn(
        "'=好，两周。", "-答", "hospital", 0, 900, flags=("overlap",), printed="'好，（肝）两周。",
        glosses=("肝", "院长"), stage_directions=("笑",), footnotes=("3",), translation="@2 weeks",
    )  # fmt: skip
    data = table(turn).decode("utf-8-sig").encode(encoding)
    (call,) = read_bytes(data, "a.csv").calls
    assert call.turns == (turn,)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (("role", "rolle"), "is no table of turns"),
        (("hospital", "cook"), "role: invalid enum value 'cook'"),
        (("1500", "1.5"), "start_ms: expected a whole number or null, found text"),
    ],
)
def test_damage_is_told_in_one_line(damage: tuple[str, str], reason: str) -> None:
    text = table(replace(Turn("好", "答", "hospital"), start_ms=1500)).decode().replace(*damage)
    with pytest.raises(TranscriptError, match=reason) as error:
        read_csv(text.encode(), "a.csv")
    assert str(error.value).startswith("a.csv: ")
