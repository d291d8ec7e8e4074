"""Hashes of files: remembered while nothing is written, never after."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import calltools.store.hashes
from calltools.provenance import sha256_file
from calltools.store.hashes import AtRest, Hashes


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read to be hashed."""
    found: list[Path] = []

    def counted(path: Path) -> str:
        found.append(path)
        return sha256_file(path)

    monkeypatch.setattr(calltools.store.hashes, "sha256_file", counted)
    return found


def rested(path: Path, text: str) -> Path:
    """A file that was written to a minute ago."""
    path.write_text(text)
    before = path.stat().st_mtime - 60
    os.utime(path, (before, before))
    return path


def test_what_was_hashed_is_not_read_again_in_the_next_process(
    tmp_path: Path, read: list[Path]
) -> None:
    file = rested(tmp_path / "a.wav", "sound")
    first = Hashes(tmp_path, tmp_path / ".calltools" / "hashes.json")
    assert first.sha256(file) == first.sha256(file) == sha256_file(file)
    first.save()
    again = Hashes(tmp_path, tmp_path / ".calltools" / "hashes.json")
    assert again.sha256(file) == sha256_file(file)
    assert read == [file]


def test_other_bytes_of_the_same_size_and_time_are_noticed(
    tmp_path: Path, read: list[Path]
) -> None:
    file = rested(tmp_path / "a.wav", "sound")
    hashes = Hashes(tmp_path, tmp_path / "hashes.json")
    hashes.sha256(file)
    times = file.stat()
    file.write_text("noise")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # as someone who hides it would
    assert hashes.sha256(file) == sha256_file(file)
    assert len(read) == 2


def test_a_file_just_written_is_read_each_time(tmp_path: Path, read: list[Path]) -> None:
    file = tmp_path / "a.wav"
    file.write_text("sound")
    hashes = Hashes(tmp_path, tmp_path / "hashes.json")
    hashes.sha256(file)
    hashes.sha256(file)
    assert len(read) == 2


def test_what_is_kept_and_broken_or_read_only_costs_only_time(tmp_path: Path) -> None:
    file = rested(tmp_path / "a.wav", "sound")
    kept = tmp_path / "hashes.json"
    kept.write_text('{"a.wav": [[1, 2], 3]}')
    assert Hashes(tmp_path, kept).sha256(file) == sha256_file(file)
    nowhere = Hashes(tmp_path, Path("/proc/nowhere/hashes.json"))
    nowhere.sha256(file)
    nowhere.save()


def test_in_a_look_at_files_at_rest_each_is_read_once_and_in_the_next_again(
    tmp_path: Path, read: list[Path]
) -> None:
    file = tmp_path / "a.wav"
    file.write_text("sound")  # just now: not to be remembered for long
    hashes = Hashes(tmp_path, tmp_path / "hashes.json")
    look = AtRest(hashes)
    assert look.sha256(file) == look.sha256(str(file)) == sha256_file(file)
    assert read == [file]
    file.write_text("noise")
    assert AtRest(hashes).sha256(file) == sha256_file(file)
