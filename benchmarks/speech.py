"""calltools beside a plain script on the same call and weights, and how both grow.

    python benchmarks/speech.py [--call recordings/demo-call.wav] [--runs 3] [--minutes 1 5 15 60]

Prints the processor seconds per second of audio, the ratio of plain script to calltools in
alternating runs, and time and memory of calltools from one minute of audio to an hour.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

from calltools.media import RATE, decode
from calltools.settings import load
from measure import Usage, measure

HERE = Path(__file__).parent
DEMO = HERE.parent / "recordings" / "demo-call.wav"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--call", type=Path, default=DEMO)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--minutes", type=int, nargs="*", default=[1, 5, 15, 60])
    options = parser.parse_args()
    models_dir = load().models_dir
    with tempfile.TemporaryDirectory() as folder:
        beside_plain_script(options.call.resolve(), options.runs, models_dir, Path(folder))
        growth(options.call, options.minutes, models_dir, Path(folder))


def calltools(audio: Path, models_dir: Path, folder: Path) -> Usage:
    """One ``calltools transcribe``."""
    environment = {"CALLTOOLS_MODELS_DIR": str(models_dir)}
    command = [sys.executable, "-m", "calltools", "transcribe", audio, "--output-dir", folder]
    return measure(command, cwd=folder, environment=environment)


def beside_plain_script(audio: Path, runs: int, models_dir: Path, folder: Path) -> None:
    """Alternating runs of both on one call; medians and the ratio pair by pair."""
    with decode(audio) as pcm:
        seconds = pcm.duration_ms / 1000
    script = [sys.executable, HERE / "plain_script.py", audio, models_dir]
    pairs = [
        (calltools(audio, models_dir, folder), measure(script, cwd=folder)) for _ in range(runs)
    ]
    ratios = [plain.cpu_s / ours.cpu_s for ours, plain in pairs]
    print(f"{audio.name}, {seconds:.0f} s, {runs} pairs of runs (medians)")
    print(f"{'':16} {'CPU s':>8} {'per s of audio':>15} {'peak MB':>8}")
    for name, usages in zip(("calltools", "plain script"), zip(*pairs, strict=True), strict=True):
        cpu = statistics.median(usage.cpu_s for usage in usages)
        peak = statistics.median(usage.peak_mb for usage in usages)
        print(f"{name:16} {cpu:8.1f} {cpu / seconds:15.3f} {peak:8.0f}")
    print(
        f"plain script / calltools: {statistics.median(ratios):.1f} times the CPU time"
        f" ({min(ratios):.1f} to {max(ratios):.1f})\n"
    )


def growth(call: Path, minutes: list[int], models_dir: Path, folder: Path) -> None:
    """calltools on the same call over and over, with line noise that never repeats."""
    print(f"{'minutes':>8} {'CPU s':>8} {'per s of audio':>15} {'peak MB':>8}")
    for length in minutes:
        audio = folder / f"{length}min.wav"
        write_long_call(call, length * 60, audio)
        usage = calltools(audio, models_dir, folder)
        audio.unlink()
        print(
            f"{length:8} {usage.cpu_s:8.1f} {usage.cpu_s / (60 * length):15.3f}"
            f" {usage.peak_mb:8.0f}"
        )


def write_long_call(call: Path, seconds: int, target: Path) -> None:
    """``call`` repeated to the length wanted, 16 kHz, written piece by piece."""
    with decode(call) as pcm:
        samples = pcm.read()
    noise = np.random.default_rng(0)
    left = seconds * RATE
    with wave.open(str(target), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        while left > 0:
            piece = samples[:left] + noise.normal(0, 0.001, min(left, len(samples)))
            out.writeframes((np.clip(piece, -1, 1) * 32767).astype("<i2").tobytes())
            left -= len(piece)


if __name__ == "__main__":
    main()
