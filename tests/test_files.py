"""Files that are read, and what is said of those that can't be."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from calltools.errors import CalltoolsError, ReportError, SettingsError
from calltools.files import bytes_of, reading, text_of


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
