"""What matters and is in doubt, heard a second time."""

from __future__ import annotations

from calltools.alignment.doubtful_words import HearsTwice
from calltools.progress import Progress
from calltools.provenance import Step
from calltools.run.decoded_sound import decoded
from calltools.run.job import Artefacts, Job, Stage, to_line
from calltools.settings import Settings
from calltools.speech.model import Diarization, Heard
from calltools.store.call_folder import SECOND, SPEAKERS, WORDS
from calltools.store.stages import VERSIONS


class Second(Stage):
    """The figures and denials that were not heard surely, recognised again by themselves; and
    where the two hearings differ."""

    name = "second"
    version = VERSIONS[name]

    def __init__(self, settings: Settings) -> None:
        """Raises what :class:`~calltools.speech.second_hearing.SecondRecogniser` does."""
        super().__init__(settings)
        if settings.hears_twice:
            self._hears = HearsTwice(settings)

    def is_wanted(self, job: Job) -> bool:  # noqa: ARG002
        """Whether the settings want a second hearing."""
        return self.settings.hears_twice

    def plan(self, job: Job) -> Step:
        """What was heard, and by whom it is heard again."""
        return self._hears.step({"pcm": job.recording.pcm_sha256, **job.inputs(SPEAKERS, WORDS)})

    def make(self, job: Job, progress: Progress) -> Artefacts:
        """The differences, as JSON."""
        diarization, heard = job.read_as(SPEAKERS, Diarization), job.read_as(WORDS, Heard)
        return {SECOND: to_line(self._hears.hear(decoded(job), heard, diarization, progress))}
