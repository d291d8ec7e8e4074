"""What was heard beside what was published of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from calltools.alignment.align import Aligner
from calltools.alignment.exchange.json import to_json
from calltools.alignment.sources import file_name, parts_of_recording, parts_of_texts
from calltools.progress import Progress
from calltools.provenance import Step, sha256_file
from calltools.run.job import Artefacts, Job, Stage
from calltools.settings import Settings
from calltools.store.call_folder import ALIGNMENT
from calltools.store.stages import VERSIONS
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_sidecar


class Align(Stage):
    """The transcript aligned with the publications that the sidecar names."""

    name = "align"
    version = VERSIONS[name]

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._aligner = Aligner(settings)

    def is_wanted(self, job: Job) -> bool:
        """Whether publications are named."""
        return bool(_publications(job))

    def plan(self, job: Job) -> Step:
        """The transcript that stands and the publications as they are today."""
        publications = {file_name(path): sha256_file(path) for path in _publications(job)}
        return self._aligner.step(job.inputs(job.transcript_name) | publications)

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        """The alignment, as JSON."""
        transcript = job.read(job.transcript_name, read_transcript)
        inputs = job.inputs(job.transcript_name)
        of = parts_of_recording if job.recording.has_sound else parts_of_texts
        call = self._aligner.align(of(job.recording.name, transcript, inputs, _publications(job)))
        return {ALIGNMENT: to_json([call])}


def _publications(job: Job) -> Sequence[Path]:
    return read_sidecar(job.recording.sidecar).publications
