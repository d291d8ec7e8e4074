"""What was printed of a call that has no recording."""

from __future__ import annotations

from dataclasses import fields, replace

from calltools.alignment.sources import printed_chinese
from calltools.progress import Progress
from calltools.provenance import Step, sha256_file
from calltools.run.job import Artefacts, Job, Stage
from calltools.run.transcript_files import transcript_files
from calltools.store.call_folder import RECORD
from calltools.store.stages import VERSIONS
from calltools.transcripts.model import Call
from calltools.transcripts.sidecar import read_sidecar


class Printed(Stage):
    """The published Chinese as the transcript of a call without a recording."""

    name = "transcript"
    version = VERSIONS[name]

    def plan(self, job: Job) -> Step:
        """The text as it was registered, with what the sidecar says today."""
        sidecar = job.recording.sidecar
        facts = {"sidecar": sha256_file(sidecar)} if sidecar.exists() else {}
        return Step(self.name, inputs={**job.inputs(RECORD), **facts})

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        """The transcript, in every format that ``run`` writes.

        What the sidecar says about the call goes before what is printed.
        """
        printed = printed_chinese(job.recording.path)
        known = read_sidecar(job.recording.sidecar).call
        said = {
            field.name: value
            for field in fields(Call)
            if (value := getattr(known, field.name)) not in (None, ())
        }
        transcript = replace(printed, call=replace(printed.call, **said))
        return transcript_files("transcript", transcript, job.recording.name)
