"""From a transcript to statements."""

from __future__ import annotations

from calltools.progress import Progress
from calltools.provenance import Step
from calltools.publish.tables import statements_frame, to_csv
from calltools.reader.choice import open_reader, reader_models
from calltools.stages.job import Artefacts, Job, Stage
from calltools.statements.extraction import extract
from calltools.statements.rows import write_statements
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.workspace import STATEMENTS, STATEMENTS_CSV


class Extract(Stage):
    """From the transcript to what the hospital side said, as records and as a table."""

    name = "extract"

    def plan(self, job: Job) -> Step:
        """Statements of the transcript that stands."""
        reader, models = reader_models(self.settings)
        return Step(
            self.name,
            inputs=job.inputs(job.transcript_name),
            models=models,
            parameters={"reader": reader},
        )

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        """The statements, as JSON lines and CSV."""
        transcript = job.read(job.transcript_name, read_transcript)
        statements = extract(transcript, reader=open_reader(self.settings))
        frame = statements_frame(statements, transcript, recording=job.recording.name)
        return {
            STATEMENTS: write_statements(statements),
            STATEMENTS_CSV: to_csv(frame).encode("utf-8-sig"),
        }
