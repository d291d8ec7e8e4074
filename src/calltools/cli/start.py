"""``calltools`` alone, in a workspace: how it is opened, and what waits there."""

from __future__ import annotations

from collections import Counter

from calltools.cli.console import workspace_here, write_stdout
from calltools.store.workspace import Workspace


def tell_standing() -> bool:
    """Tell it, where there is a workspace here."""
    workspace = workspace_here()
    if workspace is None:
        return False
    told = "open it in a browser: calltools review; all that it does: calltools --help"
    write_stdout(f"{workspace.root}: {'; '.join(_standing(workspace))}\n{told}\n")
    return True


def _standing(workspace: Workspace) -> list[str]:
    from calltools.language.plain_text import counted
    from calltools.site.jobs import kept_jobs
    from calltools.store.recordings import recordings, unregistered

    known = recordings(workspace)
    new = len(unregistered(workspace, known))
    unheard = sum(workspace.folder(one.name).step("transcript") is None for one in known)
    jobs = Counter(job.state for job in kept_jobs(workspace))
    told = [counted(len(known), "call")]
    told += [f"{unheard} not run yet"] if unheard else []
    told += [f"{counted(new, 'recording')} not added yet"] if new else []
    for state in ("running", "waiting", "failed"):
        told += [f"{counted(jobs[state], 'job')} {state}"] if jobs[state] else []
    return told
