"""Whose voice is like that of an investigator who was enrolled."""

from __future__ import annotations

from pathlib import Path

from calltools.checks.embedded_voices import PACKAGES, alone, voice_model, voices_in
from calltools.checks.enrolled_voice import check_model, known_voices, read_enrolled
from calltools.progress import Progress
from calltools.provenance import Step, package_version, sha256_file
from calltools.run.decoded_sound import decoded
from calltools.run.job import Artefacts, Job, Stage, to_line
from calltools.speech import campplus
from calltools.speech.intervals import subtract
from calltools.speech.model import Diarization
from calltools.store.call_folder import ENROLLED, KNOWN_VOICES, SPEAKERS
from calltools.store.stages import VERSIONS


class KnownVoices(Stage):
    """The speakers' voices against those that people enrolled, beside all calls."""

    name = "known_voices"
    version = VERSIONS[name]

    def is_wanted(self, job: Job) -> bool:
        """Whether anybody is enrolled."""
        return _enrolled(job).exists()

    def plan(self, job: Job) -> Step:
        """Who speaks when, and who is enrolled.  Raises ModelError."""
        return Step(
            self.name,
            inputs={
                "pcm": job.recording.pcm_sha256,
                "enrolled": sha256_file(_enrolled(job)),
                **job.inputs(SPEAKERS),
            },
            models={"campplus": voice_model(self.settings)},
            parameters={name: package_version(name) for name in PACKAGES},
        )

    def make(self, job: Job, progress: Progress) -> Artefacts:
        """What is known about each speaker, as JSON."""
        path = _enrolled(job)
        enrolled = read_enrolled(path)
        check_model(enrolled, voice_model(self.settings), path)
        diarization = job.read_as(SPEAKERS, Diarization)
        speech = {
            speaker: alone(
                subtract(
                    [(s.start_ms, s.end_ms) for s in diarization.spans if s.speaker == speaker],
                    diarization.overlap,
                )
            )
            for speaker in sorted({span.speaker for span in diarization.spans})
        }
        voices = voices_in(decoded(job), speech, campplus.load(self.settings), progress)
        return {KNOWN_VOICES: to_line(known_voices(voices, enrolled, job.recording.name))}


def _enrolled(job: Job) -> Path:
    return job.folder.path.parents[1] / ENROLLED
