"""Who speaks when."""

from __future__ import annotations

from calltools.progress import Progress
from calltools.provenance import Step
from calltools.run.decoded_sound import decoded
from calltools.run.job import Artefacts, Job, Stage, to_line
from calltools.settings import Settings
from calltools.speech import diarize
from calltools.store.call_folder import SPEAKERS
from calltools.store.stages import VERSIONS


class Diarize(Stage):
    """From the sound to spans of speech by speaker."""

    name = "diarize"
    version = VERSIONS[name]

    def __init__(self, settings: Settings) -> None:
        """Raises what :func:`calltools.speech.diarize.require` does."""
        super().__init__(settings)
        diarize.require(settings)

    def plan(self, job: Job) -> Step:
        """Who speaks when in the recording's sound, by which models."""
        return diarize.step(job.recording.pcm_sha256, self.settings)

    def make(self, job: Job, progress: Progress) -> Artefacts:
        """The spans, as JSON."""
        found = diarize.diarize(decoded(job), self.settings, progress=progress)
        return {SPEAKERS: to_line(found)}
