"""From the machine's transcript and people's corrections to the corrected transcript."""

from __future__ import annotations

from calltools.corrections.corrected_transcript import fold
from calltools.corrections.correction_log import corrections_of
from calltools.progress import Progress
from calltools.provenance import Step, sha256_bytes
from calltools.run.job import Artefacts, Job, Stage
from calltools.run.transcript_files import transcript_files
from calltools.store.call_folder import CORRECT, CORRECTIONS, TRANSCRIPT
from calltools.store.stages import VERSIONS
from calltools.transcripts.readers.calltools_json import read_transcript


class Correct(Stage):
    """The transcript with what people put right; the machine's stays as it is."""

    name = CORRECT
    version = VERSIONS[name]

    def is_wanted(self, job: Job) -> bool:
        """Whether anything was corrected."""
        return job.folder.is_corrected

    def plan(self, job: Job) -> Step:
        """The machine's transcript and the corrections as they are today."""
        corrections = {CORRECTIONS: job.folder.corrections_sha256()}
        return Step(self.name, inputs=job.inputs(TRANSCRIPT) | corrections)

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        """The corrected transcript, in every format that ``run`` writes the machine's in.

        Raises IntegrityError for a correction that can't be read.
        """
        machine = job.read(TRANSCRIPT, read_transcript)
        sha256 = sha256_bytes(job.folder.read(TRANSCRIPT))
        events = corrections_of(job.folder.register.log, job.folder.recording)
        transcript = fold(machine, sha256, events).transcript
        return transcript_files("corrected", transcript, job.recording.name)
