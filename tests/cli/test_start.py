"""The command line starts at once."""

from __future__ import annotations

import subprocess
import sys
import time

from calltools.cli import _VERBS


def test_help_takes_less_than_three_tenths_of_a_second() -> None:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "calltools", "--help"], check=True, capture_output=True
        )
        times.append(time.perf_counter() - started)
    assert min(times) < 0.3


def test_import_loads_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import calltools, sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert not {"torch", "pandas", "numpy", "av", "click"}.intersection(loaded)


def test_no_verb_loads_speech_or_tables_to_show_its_help() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from calltools.cli import cli\n"
        "for verb in sys.argv[1:]:\n"
        "    assert CliRunner().invoke(cli, [verb, '--help']).exit_code == 0, verb\n"
        "print(*sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *_VERBS], check=True, capture_output=True, text=True
    )
    assert not {"torch", "pandas", "faster_whisper", "pyannote.audio"}.intersection(
        result.stdout.split()
    )


def test_an_unknown_verb_is_a_usage_error() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "calltools", "transcripe"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "transcribe" in result.stderr


def test_ended_from_outside_it_says_interrupted_as_with_ctrl_c() -> None:
    code = (
        "import os, signal\nfrom calltools import cli\n"
        "cli.cli.main = lambda **_: os.kill(os.getpid(), signal.SIGTERM)\n"
        "cli.main()"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.returncode == 130
    assert result.stderr == b"interrupted; what was finished is kept\n"
