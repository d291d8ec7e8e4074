"""With the network cable out a run finishes, and nothing so much as tries to connect."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from calltools.errors import EXIT_PARTIAL
from calltools.media import decode
from programs import program
from sounds import write_wav

Run = Callable[..., "subprocess.CompletedProcess[str]"]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

# Loaded by every interpreter of the run: what Python code asks of the network is written down
# and refused.
REFUSE = """\
import os, sys

ASKS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")

def refuse(event, args):
    if event in ASKS:
        with open(os.environ["SOCKET_LOG"], "a") as log:
            print(event, args[1:], file=log)
        raise OSError("no network in this test")

sys.addaudithook(refuse)
"""


@pytest.fixture
def refusing(tmp_path: Path) -> dict[str, str]:
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(REFUSE)
    return {"PYTHONPATH": str(hook), "SOCKET_LOG": str(tmp_path / "sockets.log")}


def log_of(refusing: dict[str, str]) -> str:
    log = Path(refusing["SOCKET_LOG"])
    return log.read_text() if log.exists() else ""


def test_the_refusal_itself_works(refusing: dict[str, str]) -> None:
    ask = "import socket; socket.create_connection(('127.0.0.1', 9))"
    command = [sys.executable, "-c", ask]
    assert subprocess.run(command, env={**os.environ, **refusing}, check=False).returncode == 1
    assert "socket.getaddrinfo" in log_of(refusing)


@pytest.mark.model
@pytest.mark.parametrize(
    ("seconds", "options"),
    [(15, ()), (6, ("--engine", "whisper", "--diarizer", "pyannote"))],  # those take long
)
def test_run_asks_nothing_of_the_network(
    calltools: Run,
    short_call: Path,
    tmp_path: Path,
    refusing: dict[str, str],
    seconds: int,
    options: tuple[str, ...],
) -> None:
    with decode(short_call) as pcm:
        sound = write_wav(tmp_path / "call.wav", pcm.read(0, 1000 * seconds))
    assert calltools("init").returncode == 0
    result = calltools("run", sound, *options, env=refusing)
    # Six seconds are too few words to tell who speaks for the hospital.
    assert result.returncode == (0 if seconds > 6 else EXIT_PARTIAL), result.stderr
    assert log_of(refusing) == ""
    made = json.loads((tmp_path / "transcripts" / "call" / "transcript.json").read_bytes())
    (heard,) = (step for step in made["provenance"] if step["name"] == "recognise")
    assert heard["parameters"]["engine"] == ("whisper" if options else "faster-whisper")


@pytest.mark.model
def test_align_asks_nothing_of_the_network(calltools: Run, refusing: dict[str, str]) -> None:
    files = [EXAMPLES / f"demo-call.{language}.txt" for language in ("zh", "en")]
    result = calltools("align", *files, "--output", "out.html", env=refusing)
    assert result.returncode == 0, result.stderr
    assert log_of(refusing) == ""


@pytest.mark.model
def test_no_system_call_connects_anywhere(
    tmp_path: Path,
    short_call: Path,
    environment: dict[str, str],
    lacks: Callable[[str], NoReturn],
) -> None:
    """Native libraries do not pass the interpreter's hook; the kernel sees them all."""
    strace = program("strace")
    if strace is None:
        lacks("program strace")
    trace = tmp_path / "trace"
    with decode(short_call) as pcm:
        sound = write_wav(tmp_path / "call.wav", pcm.read(0, 6_000))
    command = [strace, "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o"]
    command += [str(trace), sys.executable, "-m", "calltools", "transcribe", str(sound)]
    subprocess.run(
        command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=600
    )
    assert (tmp_path / "call.json").exists()
    assert not re.findall(r".*AF_INET.*", trace.read_text())
