"""Which model suits which machine, and what a machine has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calltools.models.advice import Machine, advice, this_machine
from calltools.models.catalogue import load_catalogue

BEST = {
    Machine(0.0, 8): ("whisper-base", "cpu"),
    Machine(1.9, 2): ("whisper-base", "cpu"),
    Machine(8.2, 1): ("whisper-base", "cpu"),
    Machine(4.1, 2): ("whisper-small", "cpu"),
    Machine(33.5, 2): ("whisper-small", "cpu"),
    Machine(8.2, 4): ("whisper-large-v3-turbo", "cpu"),
    Machine(8.2, 4, "MX150", 2.1): ("whisper-large-v3-turbo", "cpu"),
    Machine(4.1, 2, "GTX 1650", 4.2): ("whisper-large-v3-turbo", "cuda"),
    Machine(16.8, 8, "RTX 3060", 12.9): ("whisper-large-v3", "cuda"),
}


def test_a_machine_gets_the_best_that_it_bears() -> None:
    for machine, best in BEST.items():
        found = advice(machine)
        assert (found.model, found.device) == best, machine
        assert f"{machine.cores} processors" in str(machine)
        assert load_catalogue().get(found.model).format == "ctranslate2"


def test_what_this_machine_has_is_what_its_system_says() -> None:
    machine = this_machine()
    assert machine.cores == os.cpu_count()
    lines = Path("/proc/meminfo").read_text().splitlines() if Path("/proc/meminfo").exists() else []
    for line in lines:
        if line.startswith("MemTotal"):
            assert machine.memory_gb == pytest.approx(int(line.split()[1]) * 1024 / 1e9, rel=0.01)


@pytest.mark.model
@pytest.mark.parametrize(
    "told", ["printf 'A, 8192\\nB, 24576\\n'", "echo no driver; exit 9", "echo ?"]
)
@pytest.mark.parametrize("usable", [False, True])
def test_of_the_gpus_the_largest_counts_if_the_recogniser_can_use_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, usable: bool
) -> None:
    import ctranslate2

    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{told}\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: int(usable))
    machine = this_machine()
    if usable and "24576" in told:
        assert (machine.gpu, machine.gpu_gb) == ("B", pytest.approx(25.8, abs=0.1))
        assert "B with 26 GB" in str(machine)
    else:
        assert (machine.gpu, machine.gpu_gb) == ("", 0.0)
