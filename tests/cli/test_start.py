"""The command line starts at once."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

import user
from calltools.cli import _VERBS


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_takes_less_than_three_tenths_of_a_second() -> None:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run(user.command("--help"), check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.3


HELP = """\
import sys; from click.testing import CliRunner; from calltools.cli import cli
for verb in sys.argv[1:]:
    assert CliRunner().invoke(cli, [verb, '--help']).exit_code == 0, verb
print(*sys.modules)"""


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import calltools, sys; print(*sys.modules)", "torch pandas numpy av click"),
        (HELP, "torch pandas faster_whisper pyannote.audio"),
    ],
)
def test_neither_the_library_nor_the_help_of_a_verb_loads_what_is_heavy(
    code: str, heavy: str
) -> None:
    done = python(code, *_VERBS)
    assert done.returncode == 0, done.stderr
    assert not {*heavy.split()}.intersection(done.stdout.split())


def test_an_unknown_verb_is_a_usage_error_that_names_the_nearest() -> None:
    done = subprocess.run(user.command("transcripe"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "transcribe" in done.stderr


def test_ended_from_outside_it_says_interrupted_as_with_ctrl_c() -> None:
    done = python(
        "import os, signal\nfrom calltools import cli\n"
        "cli.cli.main = lambda **_: os.kill(os.getpid(), signal.SIGTERM)\ncli.main()"
    )
    assert (done.returncode, done.stderr) == (130, "interrupted; what was finished is kept\n")
