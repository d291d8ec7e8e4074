"""Whether a recording gives the same words and speakers, byte by byte, however it is run.

    python -m benchmarks speech.same_bytes RECORDING… [--python PATH]

Beside: itself, with other threads, environment variables and order, and shared out to two workers.
Takes: four times as long as ``calltools run`` over the recordings.

Prints the sha256 of each words.json and speakers.json, and the seconds of each way, which says what
two workers are worth; ends with exit code 1 where two ways differ.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import options_of

MADE = ("speakers.json", "words.json")


@dataclass(frozen=True, slots=True)
class Way:
    """How a run is made: further arguments, environment variables, the order of recordings."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    order: int = 1


WAYS = {
    "one thread": Way(("--threads", "1"), {"OMP_NUM_THREADS": "1"}),
    "two threads": Way(("--threads", "2"), {"OMP_NUM_THREADS": "2"}),
    "another environment and order": Way(
        ("--threads", "2"),
        {
            "OPENBLAS_NUM_THREADS": "3",
            "MKL_NUM_THREADS": "2",
            "PYTHONHASHSEED": "7",
            "TZ": "Asia/Shanghai",
            "LC_ALL": "C",
        },
        order=-1,
    ),
    "shared out": Way(("--cluster", "local:2")),
}


def run(python: Path, folder: Path, recordings: Sequence[Path], way: Way) -> dict[str, str]:
    """The beginnings of the sha256 of what a run makes in a workspace of its own."""
    command = [str(python), "-m", "calltools"]
    subprocess.run([*command, "init", "."], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    copies = [str(shutil.copy(file, folder / "recordings")) for file in recordings[:: way.order]]
    environment = {**os.environ, **way.environment}
    command = [*command, "run", *copies, *way.arguments]
    # Exit code 3 where a recording is too short to tell who is who.
    subprocess.run(command, cwd=folder, env=environment, check=False, stdout=subprocess.DEVNULL)
    return {
        f"{file.stem}/{name}": hashlib.sha256(
            (folder / "transcripts" / file.stem / name).read_bytes()
        ).hexdigest()[:12]
        for file in sorted(recordings)
        for name in MADE
    }


def main(arguments: Sequence[str]) -> int:
    """Run each way, and say what each makes; 1 where two differ."""
    parser = options_of(__name__)
    parser.add_argument("recordings", type=Path, nargs="+")
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    options = parser.parse_args(arguments)
    recordings = [file.resolve() for file in options.recordings]
    made = []
    for name, way in WAYS.items():
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            made.append(run(options.python.absolute(), Path(folder), recordings, way))
        print(f"{name}, {time.monotonic() - began:.0f} s", json.dumps(made[-1]), flush=True)
    return int(any(each != made[0] for each in made))
