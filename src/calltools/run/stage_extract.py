"""From a transcript to statements."""

from __future__ import annotations

from calltools.models.model_files import locate
from calltools.progress import Progress
from calltools.provenance import Step, package_version
from calltools.run.job import Artefacts, Job, Stage
from calltools.settings import Settings
from calltools.statements.extraction import extract
from calltools.statements.reader import MODEL, open_reader
from calltools.statements.rows import write_statements
from calltools.store.call_folder import STATEMENTS, STATEMENTS_CSV
from calltools.store.stages import VERSIONS
from calltools.tables.frames import statements_frame, to_csv
from calltools.transcripts.model import HOSPITAL
from calltools.transcripts.readers.calltools_json import read_transcript

_PACKAGES = ("numpy", "tokenizers")
"""Whose releases may move a reader's probabilities."""


class Extract(Stage):
    """From the transcript to what the hospital side said, as records and as a table."""

    name = "extract"
    version = VERSIONS[name]

    def __init__(self, settings: Settings) -> None:
        """Raises MissingModelError without the reader's model, ModelError for a damaged one."""
        super().__init__(settings)
        self._model = locate(MODEL, settings.models_dir)

    def plan(self, job: Job) -> Step:
        """Statements of the transcript that stands, by which model."""
        return Step(
            self.name,
            inputs=job.inputs(job.transcript_name),
            models={MODEL: self._model.sha256},
            parameters={"packages": {name: package_version(name) for name in _PACKAGES}},
        )

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        """The statements, as JSON lines and CSV."""
        transcript = job.read(job.transcript_name, read_transcript)
        # Opening a reader loads its models: not for a call in which nobody is to be read.
        heard = any(turn.role == HOSPITAL for turn in transcript.turns)
        statements = extract(transcript, reader=open_reader(self._model.path)) if heard else []
        frame = statements_frame(statements, transcript, recording=job.recording.name)
        return {
            STATEMENTS: write_statements(statements),
            STATEMENTS_CSV: to_csv(frame).encode("utf-8-sig"),
        }
