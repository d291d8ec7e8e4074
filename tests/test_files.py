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
