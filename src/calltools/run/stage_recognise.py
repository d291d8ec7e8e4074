"""What is said."""

from __future__ import annotations

from typing import Any

from calltools.progress import Progress
from calltools.provenance import Step
from calltools.records import plain
from calltools.run.decoded_sound import decoded
from calltools.run.job import Artefacts, Job, Stage, to_line
from calltools.settings import Settings
from calltools.speech.model import Diarization
from calltools.speech.recogniser import Recogniser
from calltools.store.call_folder import SPEAKERS, WORDS
from calltools.store.stages import VERSIONS


class Recognise(Stage):
    """From the sound, and who speaks when, to words."""

    name = "recognise"
    version = VERSIONS[name]

    def __init__(self, settings: Settings) -> None:
        """Raises what :class:`~calltools.speech.recogniser.Recogniser` does."""
        super().__init__(settings)
        self._recogniser = Recogniser(settings)

    def plan(self, job: Job) -> Step:
        """What is said in the sound, with the spans of speakers that stand."""
        return self._recogniser.step(job.recording.pcm_sha256, _diarization(job))

    def make(self, job: Job, progress: Progress) -> Artefacts:
        """The words, as JSON."""
        heard = self._recogniser.recognise(decoded(job), _diarization(job), progress)
        return {WORDS: to_line(_without_defaults(plain(heard)))}


def _without_defaults(heard: dict[str, Any]) -> dict[str, Any]:
    """``heard`` as plain values: no language where none was found, and what is usual left out."""
    for record in (heard, *heard["segments"]):
        if record["language"] is None:
            del record["language"]
        if record.get("timed"):
            del record["timed"]
        if not record.get("reheard", True):
            del record["reheard"]
    if not heard["rehearings"]:
        del heard["rehearings"]
    return heard


def _diarization(job: Job) -> Diarization:
    return job.read_as(SPEAKERS, Diarization)
