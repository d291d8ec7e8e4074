"""A run that is shared out: what it makes, what it survives, and what it says."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import chaos
import pytest
import simulated
from click.testing import CliRunner

import user
from calltools.cli.run import command
from calltools.errors import MissingPartError, SettingsError
from calltools.run.cluster import connected, jobs
from calltools.run.crew import Crew
from calltools.settings import Settings
from calltools.store.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.server]

HERE = Path(__file__).parent
TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|(?<=<!-- shows )[0-9a-f]{64}")


def made_in(workspace: Workspace) -> dict[str, bytes]:
    """Every file, less the times at which things were made, and what pages make of them."""
    files = (path for path in workspace.transcripts.glob("*/*") if path.is_file())
    return {path.name: TIME.sub(b"", path.read_bytes()) for path in files}


@pytest.mark.model
def test_a_shared_run_makes_what_a_serial_one_makes(
    short_workspace: Workspace, models_dir: Path, tmp_path: Path
) -> None:
    workspace = Workspace.init(tmp_path / "shared")
    for file in short_workspace.recordings.iterdir():
        (workspace.recordings / file.name).write_bytes(file.read_bytes())
    environment = user.environment(models_dir)
    result = user.run(workspace.root, environment, "run", "--cluster", "local:1")
    assert result.returncode == 0, result.stderr
    said = result.stderr.splitlines()
    assert re.fullmatch(
        r"the scheduler is tcp://127\.0\.0\.1:\d+; watch it at http://127\.0\.0\.1:\d+/status",
        said[0],
    )
    assert any(
        line.startswith("short-call: diarize, recognise, second, transcript") for line in said
    )
    assert any(": 7 stages, " in line for line in said)
    assert "distributed" not in result.stderr
    assert made_in(workspace) == made_in(short_workspace)
    again = user.run(workspace.root, environment, "run", "--cluster", "local:1")
    assert "short-call: nothing left to do" in again.stderr
    assert "scheduler" not in again.stderr


def test_nothing_is_lost_or_done_twice_whoever_dies(tmp_path: Path, times: int) -> None:
    workspace = chaos.make_calls(tmp_path / "killed", [1_000] * 5 * times)
    survived = chaos.survive(
        workspace.root,
        workers=2,
        seconds=0.5,
        every_s=1.0,
        schedulers=(2.5,),
        moments=random.Random(1),
        most=times,
        limit_s=300 * times,
    )
    assert survived.workers_killed > 0
    assert chaos.left(workspace) == []
    assert survived.twice == 0
    assert survived.rework <= survived.workers_killed + 2
    serial = chaos.run_serially(workspace, tmp_path / "serial")
    assert chaos.artefacts(workspace) == chaos.artefacts(serial)


def test_a_poisoned_recording_is_reported_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = chaos.make_calls(tmp_path, [1_000] * 3, "poison-1000")
    (workspace.recordings / "text-1000.wav").write_text("no sound")
    monkeypatch.syspath_prepend(HERE)
    pipeline = simulated.SimulatedPipeline(workspace, Settings())
    works = simulated.works_in(workspace, pipeline)
    with (
        connected("local:2", Settings(), {}) as (first, _),
        connected(first.scheduler.address, Settings(), {}) as (client, settings),
    ):
        crew = Crew(client, workspace, pipeline, settings, works)
        outcomes = {outcome.name: outcome for outcome in crew.outcomes()}
    assert {n for n, o in outcomes.items() if o.state == "failed"} == {"text-1000", "poison-1000"}
    assert "ended the worker twice in the stage diarize" in str(outcomes["poison-1000"].error)
    assert "text-1000.wav: expected sound" in str(outcomes["text-1000"].error)
    begun = [call for what, call, _, _ in simulated.told(workspace.root) if what == "begun"]
    assert begun.count("poison-1000") == 2
    assert set(chaos.left(workspace)) == {"poison-1000", "text-1000"}


def test_jobs_of_a_queue_do_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dask_jobqueue.local import LocalCluster
    from distributed import Client

    workspace = chaos.make_calls(tmp_path, [1_000])
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join(map(str, (HERE, HERE.parent))), prepend=os.pathsep
    )
    pipeline = simulated.SimulatedPipeline(workspace, Settings())
    table = {"cores": 4, "memory": "1GB", "interface": "lo", "shared_temp_directory": str(tmp_path)}
    cluster, settings = jobs(LocalCluster, Settings(), table)
    assert settings.threads == 2
    assert "--nthreads 1 --memory-limit 0" in cluster.job_script()
    assert cluster.scheduler_address.startswith("tls://")
    with cluster, Client(cluster, set_as_default=False) as client:
        works = simulated.works_in(workspace, pipeline)
        (outcome,) = Crew(client, workspace, pipeline, settings, works).outcomes()
        (measured,) = client.run(lambda dask_worker: list(dask_worker.digests_total)).values()
    assert outcome.state == "done"
    spans = {name[1] for name in measured if isinstance(name, tuple) and name[0] == "execute"}
    assert len(spans) == 1, "else what Dask measures grows with every stage"
    with pytest.raises(SettingsError, match="colour"):
        jobs(LocalCluster, Settings(), {**table, "colour": "red"})


def test_what_can_not_be_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calltools.run.cluster._CONNECT_S", 0.2)
    for where, problem in (
        ("everywhere", "--cluster: expected local:N, slurm, pbs, sge or an address"),
        ("local:0", "expected local:N"),
        ("local:two", "expected local:N"),
        ("tcp://127.0.0.1:9", "expected a scheduler at tcp://127.0.0.1:9"),
    ):
        with (
            pytest.raises(SettingsError, match=re.escape(problem)),
            connected(where, Settings(), {}),
        ):
            pass
    monkeypatch.chdir(Workspace.init(tmp_path).root)
    result = CliRunner().invoke(command, ["--cluster", "local:1", "--discard-edits", "a"])
    assert isinstance(result.exception, SettingsError)
    monkeypatch.setattr("calltools.errors.find_spec", lambda _name: None)  # without Dask
    with (
        pytest.raises(MissingPartError, match=r"pip install .*\[cluster\]'"),
        connected("local:1", Settings(), {}),
    ):
        pass
