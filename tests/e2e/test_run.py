"""``calltools run`` as a user meets it: names, warnings, the bar, Ctrl-C, two at once."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sounds
from calltools.cli import console
from calltools.cli import run as run_verb
from calltools.progress import Progress
from calltools.run.pipeline import PAGES, STAGES, Pipeline
from calltools.settings import Settings
from calltools.store.recordings import register
from calltools.store.workspace import Workspace

Run = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.model


def hiss(path: Path, seed: int) -> Path:
    """A recording in which nobody speaks: soon done."""
    return sounds.write_wav(path, sounds.white_noise(1.0, seed=seed))


def test_a_recording_is_meant_by_its_file_or_by_its_name(calltools: Run, tmp_path: Path) -> None:
    calltools("init")
    hiss(tmp_path / "recordings" / "一.wav", 1)
    hiss(tmp_path / "recordings" / "-2.wav", 2)
    assert calltools("add", "recordings").returncode == 0
    result = calltools("run", "一")
    assert result.returncode == 0, result.stderr
    assert "一: diarize, recognise, second, transcript, extract, pages" in result.stderr
    assert "warning: 一: no speech was found" in result.stderr
    assert "-2: diarize" in calltools("run", "--", "-2.wav", cwd=tmp_path / "recordings").stderr
    result = calltools("run", "三")
    assert result.returncode == 1
    assert result.stderr.startswith("error: 三: not found")
    calltools("rename", "一", "海棠医院-2019")
    assert "did you mean 海棠医院-2019?" in calltools("run", "海棠-2019.wav").stderr


def test_a_flag_for_one_call_is_told_with_the_line_that_keeps_it(
    calltools: Run, tmp_path: Path
) -> None:
    calltools("init")
    hiss(tmp_path / "recordings" / "a.wav", 1)
    result = calltools("run", "a.wav", "--beam-size", "2", cwd=tmp_path / "recordings")
    assert "to keep it" not in result.stderr, "a beam is no call's own"
    result = calltools("run", "a", "--language", "en", "--num-speakers", "2", "--beam-size", "2")
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("to keep it: ")]
    kept, sidecar = line.removeprefix("to keep it: ").split(" in ")
    assert sidecar == "recordings/a.toml"
    assert (tmp_path / sidecar).read_text("utf-8").count("\nlanguage =") == 0
    (tmp_path / sidecar).write_text(kept.replace("; ", "\n"), "utf-8")
    (tmp_path / "calltools.toml").write_text('language = "zh"\nbeam_size = 2\n', "utf-8")
    assert "a: transcript; done in " in calltools("run").stderr, "the long work is left alone"
    result = calltools("run", "a", "--language", "en")
    assert "a: nothing left to do" in result.stderr
    assert "to keep it" not in result.stderr


def test_without_models_nothing_is_begun(calltools: Run, tmp_path: Path) -> None:
    calltools("init")
    hiss(tmp_path / "recordings" / "a.wav", 1)
    result = calltools("run", "--models-dir", "none")
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert "calltools models install" in line
    assert list((tmp_path / "transcripts").iterdir()) == []


def test_the_bar_never_goes_back(
    models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.init(tmp_path)
    files = [hiss(workspace.recordings / f"{name}.wav", seed) for seed, name in enumerate("abc")]
    pipeline = Pipeline(workspace, Settings(models_dir=models_dir, threads=1))
    assert pipeline.run(register(workspace, files[0])).made == (*STAGES, PAGES)
    register(workspace, files[1])
    told: list[float] = []

    @contextlib.contextmanager
    def recorded(_label: str) -> Iterator[Progress]:
        yield told.append

    monkeypatch.setattr(console, "progress_bar", recorded)
    tasks = run_verb._tasks(workspace, pipeline, (), failed := [])
    assert [task.left_ms for task in tasks] == [0, 1000, 1000]
    assert len(run_verb._run(pipeline, tasks, failed, discard_edits=False)) == 3
    assert failed == []
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_interrupted_it_says_so_and_the_next_run_finishes(
    calltools: Run, short_call: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    calltools("init")
    shutil.copy(short_call, tmp_path / "recordings")
    process = subprocess.Popen(
        [sys.executable, "-m", "calltools", "run"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What a shell starts in the background ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    folder = Workspace(tmp_path).folder("short-call")
    deadline = time.monotonic() + 120
    while not folder.step("diarize") and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert out == ""
    assert err.endswith("\ninterrupted; what was finished is kept\n")
    assert "Traceback" not in err
    result = calltools("run")
    assert result.returncode == 0, result.stderr
    assert "short-call: recognise, second, transcript, extract, pages" in result.stderr


def test_two_runs_at_once_share_the_work(
    calltools: Run, short_call: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    calltools("init")
    shutil.copy(short_call, tmp_path / "recordings")
    assert calltools("add", "recordings").returncode == 0
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "calltools", "run"],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sorted("another run is at work on it" in text for text in told) == [False, True]
    assert not (tmp_path / "transcripts" / "short-call" / "superseded").exists()
