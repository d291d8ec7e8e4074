"""Where workers come from: a scheduler that is there, processes of this machine, or a queue of
jobs (Slurm, PBS, SGE)."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from calltools.errors import SettingsError, require
from calltools.run.crew import GPU
from calltools.settings import Settings

if TYPE_CHECKING:
    from distributed import Client
    from distributed.deploy import Cluster

QUEUES = {"slurm": "SLURMCluster", "pbs": "PBSCluster", "sge": "SGECluster"}
"""Queues of jobs, with the class of dask-jobqueue that knows each."""

_OPTION = "--cluster"
LOCAL = "local:"
"""What so many processes of this machine are named with."""

_CONNECT_S = 10  # seconds for a scheduler to answer

CONFIG = {
    # A death is told at once, and counted by us.
    "distributed.scheduler.allowed-failures": 0,
    # What to do where is decided by us.
    "distributed.scheduler.work-stealing": False,
    # Looks at the code of every worker a hundred times a second.
    "distributed.worker.profile.enabled": False,
    "distributed.logging": {"distributed": "critical"},
}
"""How the schedulers and workers that are started here are set up."""

_LOCAL_CONFIG = {
    **CONFIG,
    # A process that died is started again, however long that takes on a busy machine; a job of a
    # queue that does not come back is replaced by another.
    "distributed.deploy.lost-worker-timeout": "1 day",
}


@contextlib.contextmanager
def connected(
    where: str, settings: Settings, table: Mapping[str, Any]
) -> Iterator[tuple[Client, Settings]]:
    """The scheduler ``where`` names, and the settings its workers work under.

    ``where`` is an address, ``local:N`` or one of QUEUES; ``table`` the section ``[cluster]`` of
    calltools.toml.  Raises SettingsError for another, or a scheduler that does not answer;
    MissingPartError where Dask is not installed.
    """
    check(where)
    require("cluster", "distributed")
    import dask
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with dask.config.set(_LOCAL_CONFIG if where.startswith(LOCAL) else CONFIG):
        if where.startswith(LOCAL):
            count = int(where.removeprefix(LOCAL))
            settings = with_threads(settings, max(1, (os.cpu_count() or 1) // count))
            cluster: Cluster | str = _local(count, settings)
        elif where in QUEUES:
            require("cluster", "dask_jobqueue")
            import dask_jobqueue

            cluster, settings = jobs(getattr(dask_jobqueue, QUEUES[where]), settings, table)
        else:
            cluster = where
        with contextlib.ExitStack() as stack:
            if not isinstance(cluster, str):
                stack.enter_context(cluster)
            try:
                client = Client(
                    cluster,
                    timeout=_CONNECT_S,
                    set_as_default=False,
                    direct_to_workers=not isinstance(cluster, str),
                )
            except (OSError, ValueError) as error:
                raise SettingsError(
                    _OPTION,
                    f"expected a scheduler at {where}, found none that answers",
                    "start one: dask scheduler",
                ) from error
            yield stack.enter_context(client), settings


def check(where: str) -> None:
    """Raise SettingsError where ``where`` names nothing that workers can come from."""
    count = where.removeprefix(LOCAL)
    if where in QUEUES or "://" in where:
        return
    if where.startswith(LOCAL) and count.isascii() and count.isdecimal() and int(count) > 0:
        return
    raise SettingsError(
        _OPTION,
        f"expected local:N, {', '.join(QUEUES)} or an address such as tcp://host:8786, "
        f"found {where!r}",
    )


def with_threads(settings: Settings, threads: int) -> Settings:
    """``settings`` with ``threads`` for each worker, unless somebody gave another number."""
    return settings if "threads" in settings.given else replace(settings, threads=threads)


def _local(count: int, settings: Settings) -> Cluster:
    """``count`` processes of this machine, which listen to this machine alone."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=0,  # models are not a cache that could be spilled
        resources={GPU: 1} if settings.device == "cuda" else None,
    )


def jobs(kind: type[Any], settings: Settings, table: Mapping[str, Any]) -> tuple[Cluster, Settings]:
    """Jobs in a queue that ``kind`` (of dask-jobqueue) knows, a worker each; one that ends, as its
    time is up, is replaced.

    ``table`` holds ``jobs`` (how many), ``cores`` and ``memory`` of each, and whatever else
    ``kind`` takes.  What passes between the machines is encrypted, and only who has the run's own
    key may connect.  Raises SettingsError for what ``kind`` does not take.
    """
    given = {"cores": 2, "memory": "4GB", "security": True, **table}
    count, cores = given.pop("jobs", 1), given["cores"]
    own = ["--nthreads", "1", "--memory-limit", "0"]
    if settings.device == "cuda":
        own += ["--resources", f"{GPU}=1"]
    given["worker_extra_args"] = [*own, *given.get("worker_extra_args", [])]
    try:
        cluster = kind(processes=1, **given)
        cluster.adapt(minimum_jobs=count, maximum_jobs=count)
    except (TypeError, ValueError) as error:
        raise SettingsError(
            "[cluster] of calltools.toml", " ".join(str(error).split()), "see docs/recordings.md"
        ) from error
    return cluster, with_threads(settings, max(1, cores // 2))
