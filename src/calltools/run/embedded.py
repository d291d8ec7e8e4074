"""The sound of a recording as pages have it, encoded once for all stages."""

from __future__ import annotations

from calltools.progress import Progress
from calltools.publish.audio import Encoded, encode
from calltools.run.job import Job
from calltools.run.sound import decoded


def encoded(job: Job, progress: Progress) -> Encoded:
    """The sound, small enough to embed; encoded when a stage first needs it."""
    return job.once("encoded sound", lambda: encode(decoded(job), progress=progress))
