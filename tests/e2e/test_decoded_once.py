"""A new recording is decoded once in a run, and one sound is held at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

import sounds
from calltools.cli.run import command
from calltools.errors import PartialError
from calltools.media import decode, decoding, told_ms
from calltools.run.pipeline import STAGES
from calltools.store.recordings import register_with_sound
from calltools.store.workspace import Workspace

pytestmark = pytest.mark.model


def held() -> int:
    """How many temporary files without a name, as decoded sound is kept in, this process has."""
    links = list(Path("/proc/self/fd").iterdir())
    return sum(str(link.readlink()).endswith("(deleted)") for link in links if link.is_symlink())


Decoded = list[tuple[str, int]]


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Decoded:
    """What was decoded: names of files, each with how many sounds were held when it began."""
    found: Decoded = []
    before = held()
    run: Callable[[decoding._Decoding], None] = decoding._Decoding.run

    def counted(self: decoding._Decoding) -> None:
        found.append((self._path.name, held() - before))
        run(self)

    monkeypatch.setattr(decoding._Decoding, "run", counted)
    return found


def hiss(path: Path, seed: int) -> Path:
    return sounds.write_wav(path, sounds.white_noise(1.0, seed=seed))


def test_new_recordings_are_decoded_once_and_given_back(
    models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decoded: Decoded
) -> None:
    workspace = Workspace.init(tmp_path / "workspace")
    hiss(tmp_path / "a.wav", 1)
    hiss(tmp_path / "b.wav", 2)
    (tmp_path / "c.wav").write_bytes((tmp_path / "a.wav").read_bytes())
    hiss(tmp_path / "d.wav", 3)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    before, files = held(), [str(tmp_path / f"{name}.wav") for name in "abcd"]
    result = CliRunner().invoke(command, files)
    assert isinstance(result.exception, PartialError)
    assert decoded == [("a.wav", 1), ("b.wav", 1), ("c.wav", 1), ("d.wav", 1)]
    for name in "abd":
        assert f"{name}: {', '.join(STAGES)}" in result.stderr
    assert "c.wav: has the same bytes as a.wav" in result.stderr
    assert held() == before
    assert CliRunner().invoke(command, []).exit_code == 0
    assert len(decoded) == 4


def test_one_that_another_run_is_at_work_on_is_given_back(
    models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decoded: Decoded
) -> None:
    workspace = Workspace.init(tmp_path)
    hiss(workspace.recordings / "a.wav", 1)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    before = held()
    found = register_with_sound

    def taken(*args: object) -> object:
        """Another run takes the recording as soon as it is registered."""
        recording, pcm = found(*args)  # type: ignore[arg-type]
        other.enter_context(workspace.lock(recording.name))
        return recording, pcm

    monkeypatch.setattr("calltools.run.pipeline.register_with_sound", taken)
    with ExitStack() as other:
        result = CliRunner().invoke(command, [])
        assert "a: another run is at work on it" in result.stderr
        assert held() == before
    assert decoded == [("a.wav", 1)]


def test_the_length_is_told_before_decoding(tmp_path: Path) -> None:
    for name, codec in (("a.flac", "flac"), ("a.mp3", "mp3"), ("a.ogg", "libopus")):
        path = sounds.encode(tmp_path / name, sounds.white_noise(5.0, seed=1), 16_000, codec)
        with decode(path) as pcm:
            assert told_ms(path) == pytest.approx(pcm.duration_ms, abs=200)
