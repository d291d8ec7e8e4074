"""Hashes of files: remembered while nothing is written, never after."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calltools.provenance import sha256_file
from calltools.store import hashes
from calltools.store.hashes import AtRest, Hashes


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read to be hashed."""
    found: list[Path] = []

    def counted(path: Path) -> str:
        found.append(path)
        return sha256_file(path)

    monkeypatch.setattr(hashes, "sha256_file", counted)
    return found


@pytest.fixture
def rested(tmp_path: Path) -> Path:
    """A file that was written to a minute ago."""
    path = tmp_path / "a.wav"
    path.write_text("sound")
    before = path.stat().st_mtime - 60
    os.utime(path, (before, before))
    return path


def test_what_was_hashed_is_read_again_only_where_it_may_be_another(
    rested: Path, read: list[Path], tmp_path: Path
) -> None:
    kept = tmp_path / ".calltools" / "hashes.json"
    first = Hashes(tmp_path, kept)
    assert first.sha256(rested) == first.sha256(rested) == sha256_file(rested)
    first.save()
    again = Hashes(tmp_path, kept)  # as in the next process
    assert again.sha256(rested) == sha256_file(rested)
    assert read == [rested]
    times = rested.stat()
    rested.write_text("noise")
    os.utime(rested, ns=(times.st_atime_ns, times.st_mtime_ns))  # as someone who hides it would
    assert again.sha256(rested) == sha256_file(rested)
    assert len(read) == 2
    kept.write_text('{"a.wav": [[1, 2], 3]}')
    for file in (kept, Path("/proc/nowhere/hashes.json")):  # broken, or never to be written
        hashed = Hashes(tmp_path, file)
        assert hashed.sha256(rested) == sha256_file(rested)
        hashed.save()


def test_a_file_just_written_is_read_each_time_but_in_a_look_at_files_at_rest(
    tmp_path: Path, read: list[Path]
) -> None:
    file = tmp_path / "a.wav"
    file.write_text("sound")
    hashes = Hashes(tmp_path, tmp_path / "hashes.json")
    assert hashes.sha256(file) == hashes.sha256(file)
    assert len(read) == 2
    look = AtRest(hashes)
    assert look.sha256(file) == look.sha256(str(file)) == sha256_file(file)
    assert len(read) == 3
    file.write_text("noise")
    assert AtRest(hashes).sha256(file) == sha256_file(file)
