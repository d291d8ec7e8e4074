"""From transcript, statements and sound to the page of the call."""

from __future__ import annotations

from calltools.progress import Progress
from calltools.provenance import Step
from calltools.publish.call_page import call_page
from calltools.run.embedded import encoded
from calltools.run.job import Artefacts, Job, Stage
from calltools.statements.rows import read_statements
from calltools.store.folder import PAGE, STATEMENTS
from calltools.transcripts.readers.calltools_json import read_transcript


class MakePage(Stage):
    """One self-contained page: timeline, transcript, statements, sound."""

    name = "page"

    def plan(self, job: Job) -> Step:
        """The page of the transcript and the statements that stand."""
        return Step(self.name, inputs=job.inputs(job.transcript_name, STATEMENTS))

    def make(self, job: Job, progress: Progress) -> Artefacts:
        """The page, as HTML."""
        sound = encoded(job, progress)
        file = str(job.folder.path / STATEMENTS)
        page = call_page(
            job.read(job.transcript_name, read_transcript),
            job.read(STATEMENTS, lambda raw: read_statements(raw, file)),
            title=job.recording.name,
            audio=sound.data,
            audio_type=sound.mime_type,
            peaks=sound.peaks,
        )
        return {PAGE: page}
