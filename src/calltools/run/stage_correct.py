"""From the machine's transcript and people's corrections to the corrected transcript."""

from __future__ import annotations

from calltools.corrections.fold import fold
from calltools.corrections.log import parse_log
from calltools.progress import Progress
from calltools.provenance import Step, sha256_bytes
from calltools.run.job import Artefacts, Job, Stage
from calltools.store.stages import VERSIONS
from calltools.store.workspace import CORRECT, CORRECTED, CORRECTIONS, TRANSCRIPT
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.writers.json import to_json
from calltools.transcripts.writers.rttm import to_rttm
from calltools.transcripts.writers.subtitles import to_srt, to_vtt
from calltools.transcripts.writers.text import to_txt


class Correct(Stage):
    """The transcript with what people put right; the machine's stays as it is."""

    name = CORRECT
    version = VERSIONS[name]

    def applies(self, job: Job) -> bool:
        """Whether anything was corrected, or had been when this was last made."""
        return (job.folder.path / CORRECTIONS).exists() or bool(job.folder.step(self.name))

    def plan(self, job: Job) -> Step:
        """The machine's transcript and the corrections as they are today."""
        names = [name for name in (TRANSCRIPT, CORRECTIONS) if (job.folder.path / name).exists()]
        return Step(self.name, inputs=job.inputs(*names))

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        """The corrected transcript, in every format that ``run`` writes the machine's in.

        Raises IntegrityError for a log of corrections that is broken.
        """
        log = job.folder.path / CORRECTIONS
        if not log.exists():
            return {}
        machine = job.read(TRANSCRIPT, read_transcript)
        sha256 = sha256_bytes(job.folder.read(TRANSCRIPT))
        events = parse_log(job.folder.read(CORRECTIONS), log)
        transcript = fold(machine, sha256, events).transcript
        return {
            CORRECTED: to_json(transcript),
            "corrected.srt": to_srt(transcript),
            "corrected.vtt": to_vtt(transcript),
            "corrected.txt": to_txt(transcript),
            "corrected.rttm": to_rttm(transcript, job.recording.name),
        }
