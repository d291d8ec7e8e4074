"""The sound of a recording, decoded once for all stages that hear it."""

from __future__ import annotations

from calltools.media.decoding import decode
from calltools.media.pcm import Pcm
from calltools.run.job import Job


def decoded(job: Job) -> Pcm:
    """The sound at 16 kHz, decoded when a stage first needs it."""
    if job.pcm is None:
        job.pcm = decode(job.recording.path)
    return job.pcm
