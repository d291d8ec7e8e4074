"""Fifteen kinds of bad input: one clear line each, the others done, nothing lost.

Root ignores permissions and no test may fill a real disk: commands run without the capabilities
that let root pass, and in a mount namespace of their own.
"""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from calltools.media import decode
from calltools.store.call_folder import Folder
from calltools.store.workspace import Workspace
from sounds import encode, white_noise, write_video_without_sound, write_wav

pytestmark = pytest.mark.slow

Run = Callable[..., "subprocess.CompletedProcess[str]"]

WITHOUT_ROOT_RIGHTS = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)


def wav_header(channels: int, rate: int, data: bytes, *, tag: int = 1, bits: int = 16) -> bytes:
    align = channels * bits // 8
    fmt = struct.pack("<HHIIHH", tag, channels, rate, (rate * align) & 0xFFFFFFFF, align, bits)
    chunks = b"fmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(data))
    return b"RIFF" + struct.pack("<I", 4 + len(chunks) + len(data)) + b"WAVE" + chunks + data


BAD = {
    "empty": b"",
    "text": "调查员：喂，你好。\n".encode() * 50,
    "no-samples": wav_header(1, 8000, b""),
    "hundred-channels": wav_header(100, 8000, bytes(200 * 800)),
    "absurd-rate": wav_header(1, 4_000_000_000, bytes(1600)),
    "not-numbers": wav_header(1, 8000, np.full(8000, np.nan, "<f4").tobytes(), tag=3, bits=32),
}


@pytest.fixture
def workspace(calltools: Run, short_call: Path, tmp_path: Path) -> Workspace:
    """A workspace with one good recording registered."""
    root = tmp_path / "workspace"
    assert calltools("init", root).returncode == 0
    shutil.copy(short_call, tmp_path / "good.wav")
    return Workspace(root)


def only_line_about(result: subprocess.CompletedProcess[str], name: str) -> str:
    (line,) = [x for x in result.stderr.splitlines() if f"{name}:" in x and "error" in x]
    assert len(line) < 400
    return line


def test_add_refuses_each_in_one_line_and_registers_the_others(
    calltools: Run, workspace: Workspace, tmp_path: Path
) -> None:
    for name, data in BAD.items():
        (tmp_path / f"{name}.wav").write_bytes(data)
    (tmp_path / "folder.wav").mkdir()
    write_video_without_sound(tmp_path / "silent.mp4")
    names = [*(f"{name}.wav" for name in (*BAD, "folder", "missing")), "silent.mp4"]
    bad = [tmp_path / name for name in names]
    result = calltools("add", *bad, tmp_path / "good.wav", cwd=workspace.root)
    assert result.returncode == 3, result.stderr
    for file in bad:
        only_line_about(result, file.name)
        assert not workspace.folder(file.stem).path.exists()
    assert [path.name for path in workspace.recordings.glob("*.wav")] == ["good.wav"]
    assert workspace.folder("good").step("register")
    result = calltools("add", bad[0], cwd=workspace.root)
    assert result.returncode == 1
    only_line_about(result, bad[0].name)


def test_what_may_not_be_read_or_written(
    workspace: Workspace, tmp_path: Path, environment: dict[str, str]
) -> None:
    good, closed = tmp_path / "good.wav", tmp_path / "closed.wav"
    for folder in (workspace.recordings, workspace.transcripts):
        folder.chmod(0o500)
    result = run_as(WITHOUT_ROOT_RIGHTS, ["add", str(good)], workspace.root, environment)
    for folder in (workspace.recordings, workspace.transcripts):
        folder.chmod(0o700)
    assert result.returncode == 1
    assert "permission denied" in result.stderr
    assert list(workspace.recordings.iterdir()) == []
    closed.write_bytes(BAD["text"])
    closed.chmod(0)
    add = ["add", str(closed), str(good)]
    result = run_as(WITHOUT_ROOT_RIGHTS, add, workspace.root, environment)
    assert result.returncode == 3, result.stderr
    assert "permission denied" in only_line_about(result, "closed.wav")


def test_a_truncated_mp3_gives_what_is_there_and_says_what_is_not(
    calltools: Run, workspace: Workspace, demo: Path, tmp_path: Path
) -> None:
    with decode(demo) as pcm:
        encode(tmp_path / "cut.mp3", pcm.read(0, pcm.duration_ms), codec="libmp3lame")
    whole = (tmp_path / "cut.mp3").read_bytes()
    (tmp_path / "cut.mp3").write_bytes(whole[: len(whole) // 2 - 37])
    result = calltools("add", tmp_path / "cut.mp3", cwd=workspace.root)
    assert result.returncode == 0, result.stderr
    assert "cut.mp3" in result.stderr
    registered = json.loads(workspace.folder("cut").read("recording.json"))
    assert 15_000 < registered["probe"]["duration_ms"] < 30_000


@pytest.mark.model
def test_run_goes_on_past_bad_files_and_a_changed_original(
    calltools: Run, workspace: Workspace, tmp_path: Path
) -> None:
    for name in ("a-changed", "z-good"):
        extra = b"note" + struct.pack("<I", len(name)) + name.encode() + b"\0" * (len(name) % 2)
        sound = (tmp_path / "good.wav").read_bytes()
        (workspace.recordings / f"{name}.wav").write_bytes(sound + extra)
    assert calltools("add", *workspace.recordings.glob("*.wav"), cwd=workspace.root).returncode == 0
    with (workspace.recordings / "a-changed.wav").open("ab") as file:
        file.write(b"!")
    (workspace.recordings / "m-text.wav").write_bytes(BAD["text"])

    result = calltools("run", cwd=workspace.root)

    assert result.returncode == 3, result.stderr
    assert "changed since it was registered" in only_line_about(result, "a-changed.wav")
    assert "expected" in only_line_about(result, "m-text.wav")
    assert workspace.folder("z-good").step("extract")
    assert not workspace.folder("a-changed").step("diarize")


@pytest.mark.model
def test_a_full_disk_loses_nothing_and_the_next_run_finishes(
    calltools: Run, workspace: Workspace, tmp_path: Path, environment: dict[str, str]
) -> None:
    assert calltools("add", tmp_path / "good.wav", cwd=workspace.root).returncode == 0
    transcripts = workspace.transcripts
    # A file system with too little room stands in for the folder of artefacts, in a namespace
    # that ends with the command; what was written on it is copied out to be looked at.
    script = (
        f'cp -a "{transcripts}" "{tmp_path}/before"; '
        f'mount -t tmpfs -o size=48k none "{transcripts}"; '
        f'cp -a "{tmp_path}/before/." "{transcripts}"; '
        'rc=0; "$@" || rc=$?; '
        f'cp -a "{transcripts}" "{tmp_path}/after"; exit $rc'
    )
    prefix = ("unshare", "--map-root-user", "--mount", "sh", "-ec", script, "sh")
    result = run_as(prefix, ["run"], workspace.root, environment)
    assert result.returncode == 1, result.stderr
    assert "no space left on device" in result.stderr
    left = Folder(tmp_path / "after" / "good", workspace.register)
    assert left.step("register")
    assert all(left.broken(name) == [] for name in left.steps())
    assert not list(left.path.glob("**/*.part"))
    assert calltools("run", cwd=workspace.root).returncode == 0


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All that stands in a folder, and when it was written."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mtime_ns,
            b"" if path.is_dir() else path.read_bytes(),
        )
        for path in folder.rglob("*")
    }


@pytest.mark.model
def test_a_workspace_that_may_only_be_read(
    calltools: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    root = tmp_path / "done"
    assert calltools("init", root).returncode == 0
    write_wav(root / "recordings" / "hiss.wav", white_noise(1.0))
    assert calltools("run", cwd=root).returncode == 0

    def asked(*verb: str) -> subprocess.CompletedProcess[str]:
        """A command to which the workspace is read-only, and which leaves it as it is."""
        before = everything(root)
        mount = 'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; cd "$1"; shift; exec "$@"'
        prefix = ("unshare", "--map-root-user", "--mount", "sh", "-ec", mount, "sh", str(root))
        result = run_as(prefix, list(verb), root, environment)
        assert everything(root) == before
        return result

    # Nothing to do, and nothing to be kept: neither hashes nor locks, neither index nor page.
    idle = [asked("run"), asked("search", "肝")]
    shutil.rmtree(root / ".calltools")
    for result in (*idle, asked("run", "hiss"), asked("list")):
        assert result.returncode == 0, result.stderr
        assert "error" not in result.stderr
    new = write_wav(tmp_path / "new.wav", white_noise(1.0, seed=1))
    shutil.copy(write_wav(tmp_path / "own.wav", white_noise(1.0, seed=2)), root / "recordings")
    for verb in (("run",), ("run", "hiss", "--beam-size", "2"), ("add", str(new))):
        result = asked(*verb)
        assert (result.returncode, result.stdout) == (1, "")
        (line,) = result.stderr.splitlines()
        assert line.startswith(f"error: {root / 'transcripts'}: can't be written: ")


@pytest.mark.model
def test_a_call_whose_folder_may_only_be_read_is_not_heard_in_vain(
    calltools: Run, workspace: Workspace, tmp_path: Path, environment: dict[str, str]
) -> None:
    assert calltools("add", tmp_path / "good.wav", cwd=workspace.root).returncode == 0
    folder = workspace.folder("good").path
    folder.chmod(0o500)
    result = run_as(WITHOUT_ROOT_RIGHTS, ["run"], workspace.root, environment)
    folder.chmod(0o700)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"error: {folder}: can't be written: permission denied")
    assert set(workspace.folder("good").steps()) == {"register"}


def run_as(
    prefix: tuple[str, ...], args: list[str], cwd: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    if shutil.which(prefix[0]) is None:
        pytest.skip(f"missing: program {prefix[0]}")
    command = [*prefix, sys.executable, "-m", "calltools", *args]
    result = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert "Traceback" not in result.stderr, result.stderr
    return result


@pytest.fixture(autouse=True)
def _permissions_back(tmp_path: Path) -> Iterator[None]:
    """Let pytest clear the folder whatever a test took away."""
    yield
    for path in tmp_path.rglob("*"):
        if path.is_dir():
            path.chmod(0o700)
