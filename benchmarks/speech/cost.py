"""Processor time, wall time and memory from sound to a transcript.

    python -m benchmarks speech.cost [--call FILE] [--runs 3] [--threads N]
        [--minutes 1 15 180] [--against PYTHON]

Beside: openai-whisper at beam 5 and the stock pyannote pipeline, with the same weights; another
release (PYTHON is its interpreter) on calls of so many minutes.
Takes: three hours; --minutes 1 --runs 1 takes three minutes.

The peer is what a user would write: Whisper base at beam 5 with word times, segmentation-3.0 and
CAM++ with agglomerative clustering into two speakers.  Longer calls are the call over and over.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import wave
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.measure import ROOT, Usage, measure, measure_part, options_of, show
from calltools.media import RATE, decode
from calltools.settings import Settings, load

DEMO = ROOT / "recordings" / "demo-call.wav"
SHORT_MINUTES = 5
"""Longer calls are run once."""

Program = Callable[[Path], Usage]


def transcribe(python: Path, audio: Path, folder: Path) -> Usage:
    """One ``calltools transcribe`` of the release that ``python`` has."""
    command = [python, "-m", "calltools", "transcribe", audio, "--output-dir", folder]
    return measure(command, cwd=folder)


def plain_script(audio: Path, models_dir: Path) -> dict[str, object]:
    """The peer: segments of Whisper, and how many spans the pipeline gives."""
    from calltools.models import locate
    from calltools.speech import runtime

    settings = Settings(models_dir=models_dir, diarizer="pyannote", num_speakers=2)
    runtime.load_torch(settings.threads)

    from calltools.speech.engines.openai_whisper import OpenaiWhisper
    from calltools.speech.pyannote_pipeline import diarize_pyannote

    with decode(audio) as pcm:
        whisper = OpenaiWhisper(locate("whisper-base", models_dir), settings).network
        result = whisper.transcribe(
            pcm.read(), language="zh", beam_size=5, word_timestamps=True, fp16=False
        )
        speakers = diarize_pyannote(pcm, settings)
    return {"segments": len(result["segments"]), "spans": len(speakers.spans)}


def run_plain_script(audio: Path, folder: Path) -> Usage:
    """One run of the peer in a process of its own."""
    return measure_part("speech.cost", "--plain", "--call", audio, cwd=folder)


def compare(audio: Path, programs: Mapping[str, Program], runs: int) -> None:
    """So many runs of each program in turn: medians, and how many times the processor time of the
    first each takes, run by run."""
    with decode(audio) as pcm:
        seconds = pcm.duration_ms / 1000
    usages: dict[str, list[Usage]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, program in programs.items():
            usages[name].append(program(audio))
    print(f"{audio.name}, {seconds:.0f} s, medians of {runs}")
    print(f"{'':14}{'CPU s':>9}{'s/s':>7}{'wall s':>9}{'wall/CPU':>9}{'peak MB':>9}{'times':>7}")
    first = next(iter(usages.values()))
    for name, taken in usages.items():
        cpu_s, wall_s, peak_mb = (
            statistics.median(getattr(usage, figure) for usage in taken)
            for figure in ("cpu_s", "wall_s", "peak_mb")
        )
        ratios = [usage.cpu_s / ours.cpu_s for usage, ours in zip(taken, first, strict=True)]
        print(
            f"{name:14}{cpu_s:9.1f}{cpu_s / seconds:7.3f}{wall_s:9.1f}{wall_s / cpu_s:9.2f}"
            f"{peak_mb:9.0f}{statistics.median(ratios):7.1f}",
            flush=True,
        )
    print()


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


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options_of(__name__)
    parser.add_argument("--call", type=Path, default=DEMO)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=load().threads)
    parser.add_argument("--minutes", type=int, nargs="*", default=[1, 15, 180])
    parser.add_argument("--against", type=Path, metavar="PYTHON")
    parser.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.plain:
        show(plain_script(options.call, load().models_dir))
        return
    os.environ["CALLTOOLS_MODELS_DIR"] = str(load().models_dir)
    os.environ["CALLTOOLS_THREADS"] = str(options.threads)
    call = options.call.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = partial(transcribe, Path(sys.executable), folder=folder)
        peer = partial(run_plain_script, folder=folder)
        compare(call, {"calltools": ours, "plain script": peer}, options.runs)
        programs: dict[str, Program] = {"calltools": ours}
        if options.against:
            programs["against"] = partial(transcribe, options.against.absolute(), folder=folder)
        for minutes in options.minutes:
            long_call = folder / f"{minutes}min.wav"
            write_long_call(call, minutes * 60, long_call)
            compare(long_call, programs, 1 if minutes > SHORT_MINUTES else options.runs)
            long_call.unlink()
