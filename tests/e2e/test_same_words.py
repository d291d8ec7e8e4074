"""The same recording gives the same words, whatever the number of threads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import demo_call
import user
from calltools.provenance import Step
from calltools.records import parse_as
from calltools.store.workspace import Workspace

pytestmark = [pytest.mark.model, pytest.mark.slow]

MADE = ("speakers.json", "words.json", "transcript.txt", "statements.jsonl", "statements.csv")


def run(folder: Path, recording: Path, models_dir: Path, threads: str) -> Path:
    """``run`` in a process that begins with so many threads everywhere; the call's folder."""
    workspace = Workspace.init(folder)
    for file in (recording, recording.with_suffix(".toml")):
        shutil.copy(file, workspace.recordings)
    environment = {
        **os.environ,
        **user.environment(models_dir),
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        # A kernel whose sums hang on the threads, and that every processor of the kind has.
        "OPENBLAS_CORETYPE": "Haswell",
    }
    command = [sys.executable, "-m", "calltools", "run", "--threads", threads]
    made = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return workspace.folder(recording.stem).path


def test_a_run_makes_the_same_under_one_thread_and_under_four(
    models_dir: Path, tmp_path: Path
) -> None:
    recording = demo_call.short(tmp_path / "call.wav")
    one, four = (run(tmp_path / n, recording, models_dir, n) for n in ("1", "4"))
    for name in MADE:
        assert (one / name).read_bytes() == (four / name).read_bytes(), name
    records = [json.loads((made / "transcript.json").read_bytes()) for made in (one, four)]
    steps = [
        [parse_as(json.dumps(step), Step) for step in record.pop("provenance")]
        for record in records
    ]
    assert records[0] == records[1]
    assert [step.key for step in steps[0]] == [step.key for step in steps[1]]
    heard = steps[0][-1]
    assert "Haswell" in heard.processor or "x86" not in heard.processor
    assert {"numpy", "onnxruntime", "ctranslate2"} <= heard.parameters["packages"].keys()
