"""Files read and written: what is said of those that can't be, and what is never replaced."""

from __future__ import annotations

import io
import os
import stat
import tempfile
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from calltools.cli import cli
from calltools.errors import CalltoolsError, ReportError, SettingsError, WorkspaceError
from calltools.files import atomic_write, bytes_of, reading, text_of, write_output


def test_the_error_is_of_the_kind_asked_for_and_names_file_reason_and_remedy(
    tmp_path: Path,
) -> None:
    with pytest.raises(ReportError) as caught:
        bytes_of(tmp_path / "none.md", ReportError, "look elsewhere")
    assert str(caught.value) == (
        f"{tmp_path / 'none.md'}: can't be read: no such file or directory; look elsewhere"
    )


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CalltoolsError, match="can't be read: is a directory"):
        text_of(tmp_path)


def test_an_error_that_is_not_the_system_s_passes_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mine"), reading(tmp_path, SettingsError):
        raise ValueError("mine")


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa\r\nb\rc\n", b"a\nb\nc\n"], ids=["dos", "unix"])
def test_text_is_utf_8_without_bom_and_its_lines_end_with_line_feeds(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert text_of(tmp_path / "a.txt") == text_of("-") == "a\nb\nc\n"


def test_other_bytes_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "gbk.txt").write_bytes("多少钱".encode("gbk"))
    with pytest.raises(SettingsError, match=r"gbk\.txt: expected UTF-8 text, found other bytes"):
        text_of(tmp_path / "gbk.txt", SettingsError)


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


@pytest.mark.parametrize("there", [True, False])
def test_a_link_that_is_named_as_output_stays_and_its_target_is_written(
    page: Path, tmp_path: Path, there: bool
) -> None:
    target, link = tmp_path / "elsewhere" / "out.json", tmp_path / "out.json"
    target.parent.mkdir()
    if there:
        target.write_text("old")
    link.symlink_to(Path("elsewhere") / "out.json")
    result = CliRunner().invoke(cli, ["parse", str(page), "-o", str(link)])
    assert result.exit_code == 0, result.output
    assert link.is_symlink()
    assert not target.is_symlink()
    assert target.read_text("utf-8").startswith("{")
    assert sorted(path.name for path in target.parent.iterdir()) == ["out.json"]


def test_what_a_pipe_says_against_it_is_one_line() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    try:
        with pytest.raises(WorkspaceError, match="can't be written: broken pipe"):
            write_output(Path(f"/dev/fd/{writes}"), "x")
    finally:
        os.close(writes)


def test_what_is_no_file_is_never_replaced_by_what_is_made_in_a_workspace(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(WorkspaceError, match="is a device or a pipe"):
        atomic_write(pipe, "x")
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_file_that_is_replaced_leaves_its_mode_and_a_new_one_has_that_asked_for(
    tmp_path: Path,
) -> None:
    private = tmp_path / "private"
    atomic_write(private, "1", mode=0o600, new=True)
    atomic_write(private, "2")
    assert (private.read_text(), private.stat().st_mode & 0o777) == ("2", 0o600)
    with pytest.raises(WorkspaceError, match="file exists"):
        atomic_write(private, "3", new=True)
    assert private.read_text() == "2"


def test_the_umask_of_the_process_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "umask", lambda _mask: pytest.fail("it holds for all threads"))
    atomic_write(tmp_path / "a", "x")


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
