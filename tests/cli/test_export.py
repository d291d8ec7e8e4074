"""calltools export, as a user runs it: over a workspace, over files, into every format."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import jsonschema
import openpyxl
import pandas as pd
import pytest

import demo_call
import forked
import user
from calltools.provenance import Step
from calltools.statements.rows import write_statements
from calltools.store.workspace import Workspace
from calltools.tables.columns import STATEMENTS
from calltools.tables.schemas import json_schema
from calltools.transcripts.writers import write

pytestmark = pytest.mark.slow


def calltools(
    *arguments: object, cwd: Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    if stdin:
        command = user.command(*arguments)
        result = subprocess.run(command, cwd=cwd, capture_output=True, input=stdin, check=False)
    else:
        result = forked.run(cwd, os.environ, list(map(str, arguments)))
    assert b"Traceback" not in result.stderr
    return result


def messages(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    return result.stderr.decode("utf-8").splitlines()


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two calls as `calltools run` leaves them, of the words of the demonstration call."""
    found = Workspace.init(tmp_path / "办公室")
    call = demo_call.transcript()
    for name in ("b01", "通话二"):
        folder = found.transcripts / name
        folder.mkdir()
        (folder / "transcript.json").write_text(write(call, "json", name=name), "utf-8")
        rows = write_statements(demo_call.statements(call))
        (folder / "statements.jsonl").write_text(rows, "utf-8")
    return found


def test_all_of_the_workspace_or_some_recordings_go_to_stdout(workspace: Workspace) -> None:
    result = calltools("export", cwd=workspace.recordings)
    assert result.returncode == 0
    rows = rows_of(result.stdout)
    assert [row["recording"] for row in rows] == ["b01"] * 4 + ["通话二"] * 4
    assert {row["synthetic"] for row in rows} == {"True"}
    for source in ("b01", "transcripts/b01", "recordings/b01.wav"):
        result = calltools("export", source, "--format", "jsonl", cwd=workspace.root)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert [row["recording"] for row in found] == ["b01"] * 4
        for row in found:
            jsonschema.validate(row, json_schema(STATEMENTS))
    (workspace.transcripts / "b01" / "statements.jsonl").unlink()
    result = calltools("export", cwd=workspace.root)
    assert result.returncode == 0
    assert messages(result) == ["b01: no statements yet; run: calltools run"]
    assert calltools("export", "b01", cwd=workspace.root).returncode == 1


def test_the_format_follows_the_name_of_the_output(workspace: Workspace) -> None:
    root = workspace.root
    for name in ("a.csv", "a.jsonl", "a.parquet", "a.xlsx", "a.db", "a.svg"):
        result = calltools("export", "-o", name, cwd=root)
        assert result.returncode == 0
        assert messages(result) == [f"{name}: 8 statements of 1 call in 2 recordings"]
    piped = calltools("export", "--format", "xlsx", cwd=root).stdout
    assert openpyxl.load_workbook(io.BytesIO(piped))["calls"].max_row == 3
    assert len(pd.read_parquet(root / "a.parquet")) == 8
    assert openpyxl.load_workbook(root / "a.xlsx")["statements"].max_row == 9
    assert (root / "a.svg").read_text("utf-8").startswith("<svg")
    with closing(sqlite3.connect(root / "a.db")) as connection:
        found = connection.execute(
            "SELECT DISTINCT quote FROM statements_fts WHERE statements_fts MATCH '十几天'"
        )
        assert found.fetchall() == [("快的话十几天",)]
    turns = ("export", "b01", "--table", "turns", "--bom", "-o", "turns.csv")
    assert b"turns.csv: 12 turns of " in calltools(*turns, cwd=root).stderr
    data = (root / "turns.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert len(rows_of(data[3:])) == 12


def test_statement_files_without_a_workspace(tmp_path: Path) -> None:
    rows = write_statements(demo_call.statements(demo_call.transcript()))
    (tmp_path / "found.jsonl").write_text(rows, "utf-8")
    result = calltools("export", "found.jsonl", cwd=tmp_path)
    found = rows_of(result.stdout)
    assert {row["recording"] for row in found} == {"demo-call"}
    assert {row["synthetic"] for row in found} == {""}
    piped = calltools("export", "-", cwd=tmp_path, stdin=rows.encode())
    assert piped.stdout == result.stdout
    for kind in ("json", "frictionless"):
        schema = json.loads(calltools("export", "--schema", kind, cwd=tmp_path).stdout)
        fields = schema.get("properties") or [field["name"] for field in schema["fields"]]
        assert list(fields) == [column.name for column in STATEMENTS.columns]
    result = calltools("export", "found.jsonl", "--table", "turns", cwd=tmp_path)
    assert result.returncode == 2
    assert "give --dialogues FILE" in messages(result)[0]
    nothing_named = calltools("export", cwd=tmp_path)
    assert nothing_named.returncode == 1
    assert "is in no calltools workspace" in messages(nothing_named)[0]


def test_dialogues_tell_what_is_known_of_the_calls(tmp_path: Path, shared: Path) -> None:
    gold = shared / "gold" / "statements"
    result = calltools(
        "export", gold / "statements.jsonl", "--dialogues", gold / "dialogues.jsonl",
        "-o", "gold.sqlite", cwd=tmp_path,
    )  # fmt: skip
    assert messages(result) == ["gold.sqlite: 527 statements of 61 calls"]
    with closing(sqlite3.connect(tmp_path / "gold.sqlite")) as connection:
        ((unknown,),) = connection.execute(
            "SELECT count(*) FROM statements WHERE turn_id IS NULL OR NOT synthetic"
        )
    assert unknown == 0


def test_one_bad_recording_does_not_stop_the_others(workspace: Workspace) -> None:
    path = workspace.transcripts / "b01" / "statements.jsonl"
    path.write_text(path.read_text("utf-8").replace("快的话十几天", "快的话十几年"), "utf-8")
    result = calltools("export", cwd=workspace.root)
    assert result.returncode == 3
    assert {row["recording"] for row in rows_of(result.stdout)} == {"通话二"}
    first, last = messages(result)
    assert first.startswith(f"error: {path}: statement demo-call-s01 of b01: its quotation")
    assert last == "error: export: 1 of 2 failed; see the lines above"
    # A failed export leaves the old file.
    (workspace.root / "out.xlsx").write_bytes(b"old")
    for path in workspace.transcripts.glob("*/statements.jsonl"):
        path.write_text("{", "utf-8")
    result = calltools("export", "-o", "out.xlsx", cwd=workspace.root)
    assert result.returncode == 1
    assert (workspace.root / "out.xlsx").read_bytes() == b"old"
    assert [p.name for p in workspace.root.glob(".*")] == [".gitignore"]


def test_statements_older_than_their_transcript_are_not_published(workspace: Workspace) -> None:
    folder = workspace.folder("b01")
    folder.commit(Step("register", inputs={"audio": "00" * 32}), {}, "registered")
    step = Step("extract", inputs={"transcript.json": "00" * 32})
    folder.commit(step, {"statements.jsonl": folder.read("statements.jsonl")})
    result = calltools("export", "b01", cwd=workspace.root)
    assert result.returncode == 1
    assert "the transcript changed since statements were extracted" in messages(result)[0]
    assert result.stdout == b""


WRONG = (
    (["nosuch"], 1, "error: nosuch: is not a recording in"),
    (["nosuch.jsonl"], 1, "error: nosuch.jsonl: can't be read: no such file"),
    (["--format", "svg", "--bom"], 2, "error: --bom: is for csv, not for svg"),
    (["b01", "transcripts/b01"], 2, "error: b01: is the name of two calls"),
    (["-o", "calltools.toml/x.csv"], 1, "error: calltools.toml/x.csv: can't be written"),
    (["--format", "docx"], 2, ""),
    (["-o", "calls.xls"], 2, "error: --output: a .xls file can't be written"),
)


def test_what_cannot_be_done_is_one_clear_line(workspace: Workspace) -> None:
    for arguments, code, message in WRONG:
        result = calltools("export", *arguments, cwd=workspace.root)
        assert result.returncode == code, arguments
        assert messages(result)[0].startswith(message)
        assert result.stdout == b""
