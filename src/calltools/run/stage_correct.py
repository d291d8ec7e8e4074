"""From the machine's transcript and people's corrections to the corrected transcript."""

from __future__ import annotations

from calltools.corrections.fold import fold
from calltools.corrections.log import parse_log
from calltools.progress import Progress
from calltools.provenance import Step, sha256_bytes
from calltools.run.job import Artefacts, Job, Stage
from calltools.run.transcript_files import transcript_files
from calltools.store.stages import VERSIONS
from calltools.store.workspace import CORRECT, CORRECTIONS, TRANSCRIPT
from calltools.transcripts.readers.calltools_json import read_transcript


class Correct(Stage):
    """The transcript with what people put right; the machine's stays as it is."""

    name = CORRECT
    version = VERSIONS[name]

    def is_wanted(self, job: Job) -> bool:
        """Whether anything was corrected."""
        return (job.folder.path / CORRECTIONS).exists()

    def plan(self, job: Job) -> Step:
        """The machine's transcript and the corrections as they are today."""
        return Step(self.name, inputs=job.inputs(TRANSCRIPT, CORRECTIONS))

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        """The corrected transcript, in every format that ``run`` writes the machine's in.

        Raises IntegrityError for a log of corrections that is broken.
        """
        log = job.folder.path / CORRECTIONS
        machine = job.read(TRANSCRIPT, read_transcript)
        sha256 = sha256_bytes(job.folder.read(TRANSCRIPT))
        events = parse_log(job.folder.read(CORRECTIONS), log)
        transcript = fold(machine, sha256, events).transcript
        return transcript_files("corrected", transcript, job.recording.name)
