"""How long a run will take, told before it is begun."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import demo_call
from calltools.cli.run import command
from calltools.cluster.plan import Machine, Measured, hours, processes_on
from calltools.settings import Settings
from calltools.workspace import Workspace

MEASURED = Measured(sound_ms=30_000, cpu_s=3.5, wall_s=5.0, memory_bytes=1_000_000_000)


@pytest.mark.parametrize(
    ("cores", "memory", "device", "processes"),
    [
        (4, 64, "cpu", 4),
        (32, 10, "cpu", 8),
        (2, 1, "cpu", 1),
        (32, 0, "cpu", 32),  # where nothing tells how much memory there is
        (32, 64, "cuda", 1),
    ],
)
def test_processes_are_as_many_as_cores_and_memory_allow(
    cores: int, memory: int, device: str, processes: int
) -> None:
    machine = Machine(cores, memory * 1_000_000_000)
    assert processes_on(machine, MEASURED, Settings(device=device)) == processes


def test_hours_are_those_of_the_processor_and_on_a_gpu_those_of_the_clock() -> None:
    thousand_hours = 1_000 * 3_600_000
    assert hours(thousand_hours, MEASURED, Settings()) == pytest.approx(1000 * 7 / 60)
    assert hours(thousand_hours, MEASURED, Settings(device="cuda")) == pytest.approx(1000 / 6)
    shared = hours(thousand_hours, MEASURED, Settings(), processes=32)
    assert 1000 * 7 / 60 / 32 < shared < 1000 * 7 / 60 / 30


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.usefixtures("models_dir")
def test_a_minute_is_measured_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.init(tmp_path)
    demo_call.short(workspace.recordings / "call.wav")
    monkeypatch.chdir(workspace.root)
    result = CliRunner().invoke(command, ["--plan"])
    assert result.exit_code == 0, result.stderr
    assert re.fullmatch(
        r"1 recording, 0\.\d hours of sound\none after another: 0\.\d\d hours\n"
        r"(with --cluster local:\d+: 0\.\d\d hours\n)?",
        result.stdout,
    )
    assert not list(workspace.transcripts.iterdir())
