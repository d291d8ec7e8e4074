"""Files, JSON and steps: what is read strictly, told with its place, and never replaced."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from calltools.cli import cli
from calltools.errors import (
    CalltoolsError,
    ReportError,
    SettingsError,
    TranscriptError,
    WorkspaceError,
)
from calltools.files import atomic_write, bytes_of, reading, text_of, write_output
from calltools.provenance import Step, canonical_json, sha256_bytes, sha256_file
from calltools.records import dump_rows, dumps, parse, parse_as, read_line, read_lines, read_objects

# Files read and written


def test_what_can_not_be_read_is_told_with_file_reason_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as caught:
        bytes_of(tmp_path / "none.md", ReportError, "look elsewhere")
    assert str(caught.value) == (
        f"{tmp_path / 'none.md'}: can't be read: no such file or directory; look elsewhere"
    )
    with pytest.raises(CalltoolsError, match="can't be read: is a directory"):
        text_of(tmp_path)
    (tmp_path / "gbk.txt").write_bytes("多少钱".encode("gbk"))
    with pytest.raises(SettingsError, match=r"gbk\.txt: expected UTF-8 text, found other bytes"):
        text_of(tmp_path / "gbk.txt", SettingsError)
    with pytest.raises(ValueError, match="mine"), reading(tmp_path, SettingsError):
        raise ValueError("mine")  # no error of the system's passes as it is


def test_text_is_utf_8_without_bom_and_its_lines_end_with_line_feeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for data in (b"\xef\xbb\xbfa\r\nb\rc\n", b"a\nb\nc\n"):
        (tmp_path / "a.txt").write_bytes(data)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert text_of(tmp_path / "a.txt") == text_of("-") == "a\nb\nc\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "call.txt"
    path.write_text("问：要等多久？\n答：两个星期。\n问：好的。\n答：再见。\n", "utf-8")
    return path


def test_a_pipe_that_is_named_as_output_is_written_into_and_stays(
    page: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    came: list[bytes] = []
    reader = threading.Thread(target=lambda: came.append(pipe.read_bytes()), daemon=True)
    reader.start()
    result = CliRunner().invoke(cli, ["parse", str(page), "-o", str(pipe)])
    assert stat.S_ISFIFO(pipe.lstat().st_mode), result.output
    reader.join(10)
    assert came[0].startswith(b"{")
    with pytest.raises(WorkspaceError, match="is a device or a pipe"):
        atomic_write(pipe, "x")  # as is made in a workspace
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["call.txt", "pipe"]
    reads, writes = os.pipe()
    os.close(reads)
    with pytest.raises(WorkspaceError, match="can't be written: broken pipe"):
        write_output(Path(f"/dev/fd/{writes}"), "x")
    os.close(writes)


def test_a_link_that_is_named_as_output_stays_and_its_target_is_written(
    page: Path, tmp_path: Path
) -> None:
    target, link = tmp_path / "elsewhere" / "out.json", tmp_path / "out.json"
    target.parent.mkdir()
    link.symlink_to(Path("elsewhere") / "out.json")
    for old in (None, "old"):
        target.write_text(old) if old else target.unlink(missing_ok=True)
        result = CliRunner().invoke(cli, ["parse", str(page), "-o", str(link)])
        assert result.exit_code == 0, result.output
        assert link.is_symlink()
        assert not target.is_symlink()
        assert target.read_text("utf-8").startswith("{")
        assert sorted(path.name for path in target.parent.iterdir()) == ["out.json"]


def test_a_write_that_fails_leaves_the_old_file_and_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    (path / "inside").write_text("kept")
    for target in (path, Path("/proc/calltools/file")):
        with pytest.raises(WorkspaceError, match="can't be written"):
            atomic_write(target, "a file can't replace a folder")
    assert (path / "inside").read_text() == "kept"

    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "fsync", interrupt)
        atomic_write(tmp_path / "a.json", "{}")
    assert sorted(tmp_path.iterdir()) == [path]
    longest = tmp_path / ("录" * 83 + ".json")  # 254 bytes; a disk takes 255
    atomic_write(longest, "{}")
    assert sorted(tmp_path.iterdir()) == [path, longest]


def test_modes_are_those_of_the_umask_of_the_file_replaced_or_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = os.umask(0o022)
    with monkeypatch.context() as patch:
        patch.setattr(os, "umask", lambda _mask: pytest.fail("it holds for all threads"))
        atomic_write(tmp_path / "a.json", "{}")
    os.umask(old)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o644, "colleagues can read it"
    private = tmp_path / "private"
    atomic_write(private, "1", mode=0o600, new=True)
    atomic_write(private, "2")
    assert (private.read_text(), private.stat().st_mode & 0o777) == ("2", 0o600)
    with pytest.raises(WorkspaceError, match="file exists"):
        atomic_write(private, "3", new=True)
    assert private.read_text() == "2"


@given(before=st.none() | st.binary(max_size=40), data=st.binary(max_size=4000))
def test_whatever_is_written_is_read_again_and_nothing_is_left_beside_it(
    before: bytes | None, data: bytes
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        if before is not None:
            path.write_bytes(before)
        write_output(path, data)
        assert path.read_bytes() == data
        assert list(Path(folder).iterdir()) == [path]


# JSON and JSON lines


@dataclass(frozen=True, slots=True)
class Small:
    text: str
    kind: Literal["a", "b"] = "a"
    share: float | None = None
    truth: bool = False


@dataclass(frozen=True, slots=True)
class Large:
    count: int
    parts: tuple[Small, ...] = ()


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inside: st.lists(inside) | st.dictionaries(st.text("ab\u2028"), inside),
)


@given(PLAIN)
def test_what_was_written_is_read(value: Any) -> None:
    written = dumps(value)
    assert parse(written) == parse(written.encode()) == value
    assert parse("\ufeff" + written) == parse(b"\xef\xbb\xbf" + written.encode()) == value


NO_JSON: tuple[tuple[str | bytes, str], ...] = (
    *((text, "") for text in ("{", "", "NaN", "1e999", '"\\ud800 and more"', "1 2")),
    ("[" * 100_000, "nested too deeply"),
    ("\ud800", "is not UTF-8"),
    ("多".encode("gbk"), "is not UTF-8"),
    (b'"\xff"', "is not UTF-8"),
)


def test_what_is_no_json_is_refused() -> None:
    for text, told in NO_JSON:
        with pytest.raises(ValueError, match=told or None) as caught:
            parse(text)
        assert str(caught.value)
        assert "\n" not in str(caught.value)


WRONG: tuple[tuple[object, str, str], ...] = (
    ([], "", "an object, found a list"),
    ({}, "", "count"),
    ({"count": True}, "count: ", "a whole number, found true or false"),
    ({"count": 1.0}, "count: ", "a whole number, found a number"),
    ({"count": "1"}, "count: ", "a whole number, found text"),
    ({"count": 1, "parts": None}, "parts: ", "a list, found null"),
    ({"count": 1, "parts": [{"text": "x"}, {}]}, "parts[1]: ", "text"),
    ({"count": 1, "parts": [{"text": "x", "kind": "c"}]}, "parts[0].kind: ", "'c'"),
    ({"count": 1, "parts": [{"text": "x", "share": True}]}, "parts[0].share: ", "a number or"),
    ({"count": 1, "parts": [{"text": "x", "truth": 0}]}, "parts[0].truth: ", "true or false"),
)


def test_a_wrong_type_is_told_with_its_place() -> None:
    for value, place, told in WRONG:
        with pytest.raises(ValueError, match=re.escape(told)) as caught:
            parse_as(json.dumps(value), Large)
        assert str(caught.value).startswith(place)


def test_a_record_is_read_and_fields_it_does_not_have_are_left_out() -> None:
    found = parse_as('{"count": 2, "parts": [{"text": "x", "share": 0.5}], "more": 1}', Large)
    assert found == Large(2, (Small("x", share=0.5),))


def test_lines_end_with_line_feeds_alone_and_are_counted_with_the_empty_ones() -> None:
    data = '{"a": "\u2028\x85"}\r\n\n \n{"a": 1}'
    found = [(place, parse(line)) for place, line in read_lines(data, "f.jsonl")]
    assert found == [("f.jsonl:1", {"a": "\u2028\x85"}), ("f.jsonl:4", {"a": 1})]


@given(st.lists(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=["Cs"])))))
def test_rows_survive_the_way_through_their_lines(rows: list[dict[str, str]]) -> None:
    written = dump_rows(rows)
    assert written.count("\n") == len(rows)
    assert [parse(line) for _, line in read_lines(written, "x")] == rows


def test_what_a_line_lacks_is_told_with_its_place(tmp_path: Path) -> None:
    row, text = b'{"b": 1}', "expected a row"
    with pytest.raises(ReportError) as caught:
        read_line(row, "f:3", lambda row: row["a"], text, "mend it", ReportError)
    assert str(caught.value) == "f:3: expected a row: 'a' is missing; mend it"
    file = tmp_path / "rows.jsonl"
    for line in ("{", "[]", "1", '{"a": 1}', '"a"'):
        file.write_text(f'{{"a": 1, "b": 2}}\n\n{line}\n')
        with pytest.raises(TranscriptError, match=r"rows\.jsonl:3: expected a row with a, b: "):
            read_objects(file, "a", "b")
    file.write_bytes(b'\xef\xbb\xbf{"a": 1, "c": [2]}\n')
    assert read_objects(file, "a") == [{"a": 1, "c": [2]}]


STEP = Step("recognise", inputs={"audio": "aa"}, models={"m": "bb"}, parameters={"beam_size": 5})


@given(st.binary(max_size=3_000_000))
def test_file_hash_is_the_hash_of_its_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("hash") / "file"
    path.write_bytes(data)
    assert sha256_file(path) == sha256_bytes(data) == hashlib.sha256(data).hexdigest()


def test_hash_of_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(CalltoolsError, match=r"none\.wav: can't be read: no such file"):
        sha256_file(tmp_path / "none.wav")


def test_key_changes_with_whatever_changes_the_result_and_nothing_else() -> None:
    for changed in (
        {"name": "diarize"},
        {"inputs": {"audio": "ab"}},
        {"models": {"m": "bc"}},
        {"parameters": {"beam_size": 1}},
        {"version": "0.0.0"},
    ):
        assert replace(STEP, **changed).key != STEP.key  # type: ignore[arg-type]
    told = {"actor": "someone", "time": "2001-01-01T00:00:00Z", "processor": "aarch64"}
    assert replace(STEP, **told, outputs={"x": "y"}).key == STEP.key  # type: ignore[arg-type]
    read = parse_as(dumps(STEP.to_json()), Step)
    assert (read, read.key) == (STEP, STEP.key)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.booleans() | st.none()))
def test_canonical_json_does_not_depend_on_order(data: dict[str, object]) -> None:
    backwards = dict(reversed(list(data.items())))
    assert canonical_json(backwards) == canonical_json(data)
    assert json.loads(canonical_json(data)) == data


NO_STEP: tuple[tuple[object, str], ...] = (
    ({}, "name"),
    ({"inputs": {}}, "name"),
    (7, "expected an object, found a whole number"),
    ([], "expected an object, found a list"),
    ({"name": 7}, "name: expected text, found a whole number"),
    ({"name": "a", "inputs": 5}, "inputs: expected an object, found a whole number"),
    ({"name": "a", "inputs": ["b"]}, "inputs: expected an object, found a list"),
    ({"name": "a", "outputs": []}, "outputs: expected an object, found a list"),
    ({"name": "a", "outputs": {"words.json": 5}}, "outputs[...]: expected text, found a whole"),
    ({"name": "a", "parameters": None}, "parameters: expected an object, found null"),
)


def test_what_is_no_step_is_told() -> None:
    for data, told in NO_STEP:
        with pytest.raises(ValueError, match=re.escape(told)):
            parse_as(json.dumps(data), Step)
