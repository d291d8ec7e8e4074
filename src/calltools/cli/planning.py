"""``calltools run --plan``: how long it will take, before it is begun."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.cli.console import print_table, say
from calltools.cli.meant import Task
from calltools.settings import Settings
from calltools.transcripts.sidecar import read_sidecar

_CORES = 32
"""Of the machine that is told of beside this one."""


def tell_plan(tasks: Sequence[Task], settings: Settings, price: float | None) -> None:
    """Measure a minute of what is left of ``tasks`` and tell how long all of it will take, and on
    how many processes; ``price`` is that of an hour of a core, or of a GPU where that is the
    device."""
    from calltools.cluster.plan import (
        SHARED_EFFICIENCY,
        Machine,
        hours,
        measure,
        processes_on,
        this_machine,
    )
    from calltools.speech.segmentation import BATCH

    left = [task for task in tasks if not task.is_done]
    sound_ms = sum(task.left_ms for task in left)
    if not sound_ms:
        say("nothing left to do")
        return
    longest = max(left, key=lambda task: task.left_ms)
    say(f"measuring a minute of {longest.name}")
    sidecar = longest.registered.sidecar if longest.registered else longest.file
    measured = measure(longest.file, read_sidecar(sidecar.with_suffix(".toml")), settings)
    here = this_machine()
    places = [("here, one after another", 1)]
    if (count := processes_on(here, measured, settings)) > 1:
        places.append((f"here, --cluster local:{count}", count))
    if settings.device != "cuda":
        places.append((f"{_CORES} cores", processes_on(Machine(_CORES, 0), measured, settings)))
    rows = []
    for place, processes in places:
        takes = hours(sound_ms, measured, settings, processes)
        cost = None if price is None else takes * processes * price
        rows.append((place, processes, takes, cost))
    say(f"{len(left)} recordings, {sound_ms / 3_600_000:.1f} hours of sound")
    print_table(("Where", "Processes", "Hours", "Cost"), rows, decimals=2)
    say(
        f"a minute of sound takes {measured.cpu_per_minute:.1f} processor seconds here "
        f"({measured.wall_per_minute:.1f} s on the clock) and {measured.memory_bytes / 1e9:.1f} GB "
        "a process, one thread each"
    )
    say(
        "speech is recognised one stretch at a time, for in batches words are dropped; where "
        f"anybody speaks is found {BATCH} windows at a time"
    )
    say(
        f"assumed: cores as fast as these, {SHARED_EFFICIENCY:.0%} of them where the work is "
        "shared out, all stages of every recording that is not done"
    )
