"""From words and speakers to a transcript."""

from __future__ import annotations

from calltools.progress import Progress
from calltools.provenance import Step, sha256_file
from calltools.run.job import Artefacts, Job, Stage
from calltools.run.transcript_files import transcript_files
from calltools.speech.assemble import assemble
from calltools.speech.hearing_differences import SecondHearing
from calltools.speech.model import Diarization, Heard
from calltools.store.call_folder import RECORD, SECOND, SPEAKERS, WORDS
from calltools.store.stages import VERSIONS
from calltools.transcripts.sidecar import read_sidecar


class Assemble(Stage):
    """From words, speakers and what is known about the call to turns with roles and flags."""

    name = "transcript"
    version = VERSIONS[name]

    def plan(self, job: Job) -> Step:
        """The words and speakers put together with what the sidecar says today."""
        path = job.recording.sidecar
        return Step(
            self.name,
            inputs={
                **job.inputs(RECORD, SPEAKERS, WORDS),
                **(job.inputs(SECOND) if _is_there(job, SECOND) else {}),
                **({"sidecar": sha256_file(path)} if path.exists() else {}),
            },
            parameters={
                "language": self.settings.language,
                "investigator": self.settings.investigator,
            },
        )

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        """The transcript, in every format that ``run`` writes."""
        recording = job.recording
        steps = (job.folder.step(name) for name in ("register", "diarize", "recognise", "second"))
        transcript = assemble(
            job.read_as(WORDS, Heard),
            job.read_as(SPEAKERS, Diarization),
            recording.probe,
            audio_sha256=recording.audio_sha256,
            pcm_sha256=recording.pcm_sha256,
            language=self.settings.language,
            call=read_sidecar(recording.sidecar).call,
            investigator=self.settings.investigator,
            steps=[step for step in steps if step and step.outputs],
            otherwise=(
                job.read_as(SECOND, SecondHearing).differences if _is_there(job, SECOND) else ()
            ),
        )
        return transcript_files("transcript", transcript, recording.name)


def _is_there(job: Job, name: str) -> bool:
    """Whether an artefact was made that not every run makes."""
    return (job.folder.path / name).exists()
