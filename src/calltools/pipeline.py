"""Runs the stages over recordings: skips what is done, resumes exactly, goes on past a bad file.

Each stage reads the artefacts of those before it and makes its own.  It is done when the record
of its step equals what would be done today (inputs, parameters, model hashes) and its artefacts
are whole: a run that was killed goes on where it stopped, and a changed setting makes again only
what depends on it.  Several runs may work on one workspace, on one machine or many; each takes
the recordings that no other is at work on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

from calltools.alignment.calls import Aligner
from calltools.alignment.exchange import to_json
from calltools.alignment.sources import file_name, parts_of_recording
from calltools.errors import BusyError, CalltoolsError, WorkspaceError
from calltools.media import Pcm, decode
from calltools.progress import Progress, part, silent
from calltools.provenance import Step, sha256_file
from calltools.publish.alignment_page import alignment_page
from calltools.publish.audio import Encoded, encode
from calltools.publish.call_page import call_page
from calltools.publish.tables import statements_frame, to_csv
from calltools.recordings import RECORD, Registered
from calltools.settings import Settings
from calltools.speech.assemble import assemble
from calltools.speech.model import Diarization
from calltools.speech.recognise import Heard
from calltools.speech.transcribe import SHARE_OF_DIARIZATION, Transcriber
from calltools.statements import Statement, extract
from calltools.statements.rows import read_statements, write_statements
from calltools.transcripts import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import Sidecar, read_sidecar
from calltools.transcripts.writers import FORMATS, write
from calltools.workspace import ALIGNMENT, STATEMENTS, TRANSCRIPT, Folder, Workspace

SPEAKERS = "speakers.json"
WORDS = "words.json"
STATEMENTS_CSV = "statements.csv"
PAGE = "call.html"
ALIGNMENT_PAGE = "alignment.html"

Artefacts = Mapping[str, bytes | str]
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the run over one recording ended; ``made`` are the stages done in it.

    ``busy``: another run is at work on it, and will finish it.
    """

    name: str
    state: Literal["done", "busy", "failed"]
    folder: Folder
    made: tuple[str, ...] = ()
    error: CalltoolsError | None = None


class _Job:
    """One recording on its way through the stages; what they share is read once."""

    def __init__(
        self,
        recording: Registered,
        folder: Folder,
        settings: Settings,
        transcriber: Transcriber,
        aligner: Aligner,
    ) -> None:
        self.recording = recording
        self.folder = folder
        self.settings = settings
        self.transcriber = transcriber
        self.aligner = aligner
        self._sound: Encoded | None = None

    @cached_property
    def pcm(self) -> Pcm:
        """The sound, decoded when a stage first needs it."""
        return decode(self.recording.path)

    def close(self) -> None:
        if "pcm" in self.__dict__:
            self.pcm.close()

    @cached_property
    def sidecar(self) -> Sidecar:
        return read_sidecar(self.recording.sidecar)

    @property
    def investigator(self) -> str:
        """Which voice is the investigator's, if anybody says so; a flag wins over the sidecar."""
        return self.settings.investigator or self.sidecar.investigator or ""

    @cached_property
    def diarization(self) -> Diarization:
        return self._read(SPEAKERS, lambda raw: Diarization.from_json(json.loads(raw)))

    @cached_property
    def heard(self) -> Heard:
        return self._read(WORDS, lambda raw: Heard.from_json(json.loads(raw)))

    @cached_property
    def transcript(self) -> Transcript:
        return self._read(TRANSCRIPT, read_transcript)

    @cached_property
    def statements(self) -> list[Statement]:
        return self._read(STATEMENTS, read_statements)

    def sound(self, progress: Progress) -> Encoded:
        """The sound as pages have it, encoded when a stage first needs it."""
        if self._sound is None:
            self._sound = encode(self.pcm, progress=progress)
        return self._sound

    def inputs(self, *names: str) -> dict[str, str]:
        """Artefacts with their hashes, as inputs of a step."""
        return {name: sha256_file(self.folder.path / name) for name in names}

    def _read(self, name: str, parse: Callable[[bytes], _Read]) -> _Read:
        """The artefact ``name``, whole by its hash; what can't be parsed is another program's."""
        try:
            return parse(self.folder.read(name))
        except ValueError as error:
            raise WorkspaceError(
                self.folder.path / name,
                f"is not what this version of calltools writes: {error}",
                "remove it and run again",
            ) from error


def _always(_job: _Job) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Stage:
    """``plan`` tells what would be done today, cheaply; ``make`` does it.

    ``share`` is the stage's part of the time a whole run over a recording takes; ``applies`` tells
    whether there is anything to do for a recording.
    """

    name: str
    share: float
    plan: Callable[[_Job], Step]
    make: Callable[[_Job, Progress], Artefacts]
    applies: Callable[[_Job], bool] = _always


def _plan_diarize(job: _Job) -> Step:
    return job.transcriber.diarize_step(job.recording.pcm_sha256)


def _diarize(job: _Job, progress: Progress) -> Artefacts:
    return {SPEAKERS: _dumps(job.transcriber.diarize(job.pcm, progress).to_json())}


def _plan_recognise(job: _Job) -> Step:
    return job.transcriber.recognise_step(job.recording.pcm_sha256, job.diarization)


def _recognise(job: _Job, progress: Progress) -> Artefacts:
    heard = job.transcriber.recognise(job.pcm, job.diarization, progress)
    return {WORDS: _dumps(heard.to_json())}


def _plan_transcript(job: _Job) -> Step:
    sidecar = job.recording.sidecar
    return Step(
        "transcript",
        inputs={
            **job.inputs(RECORD, SPEAKERS, WORDS),
            **({"sidecar": sha256_file(sidecar)} if sidecar.exists() else {}),
        },
        parameters={"language": job.settings.language, "investigator": job.investigator},
    )


def _transcript(job: _Job, _progress: Progress) -> Artefacts:
    steps = (job.folder.step(name) for name in ("register", "diarize", "recognise"))
    transcript = assemble(
        job.heard,
        job.diarization,
        job.recording.probe,
        audio_sha256=job.recording.audio_sha256,
        pcm_sha256=job.recording.pcm_sha256,
        language=job.settings.language,
        call=job.sidecar.call,
        investigator=job.investigator,
        steps=[step for step in steps if step],
    )
    return {
        f"transcript{FORMATS[name].suffix}": write(transcript, name, name=job.recording.name)
        for name in ("json", "srt", "vtt", "txt", "rttm")
    }


def _plan_extract(job: _Job) -> Step:
    return Step("extract", inputs=job.inputs(TRANSCRIPT))


def _extract(job: _Job, _progress: Progress) -> Artefacts:
    statements = extract(job.transcript)
    frame = statements_frame(statements, job.transcript, recording=job.recording.name)
    return {
        STATEMENTS: write_statements(statements),
        STATEMENTS_CSV: to_csv(frame).encode("utf-8-sig"),
    }


def _plan_page(job: _Job) -> Step:
    return Step("page", inputs=job.inputs(TRANSCRIPT, STATEMENTS))


def _page(job: _Job, progress: Progress) -> Artefacts:
    sound = job.sound(progress)
    page = call_page(
        job.transcript,
        job.statements,
        title=job.recording.name,
        audio=sound.data,
        audio_type=sound.mime_type,
        peaks=sound.peaks,
    )
    return {PAGE: page}


def _was_published(job: _Job) -> bool:
    """Whether publications are named, or were when the recording was last aligned."""
    return bool(job.sidecar.publications) or bool(job.folder.step("align"))


def _plan_align(job: _Job) -> Step:
    publications = {file_name(path): sha256_file(path) for path in job.sidecar.publications}
    return job.aligner.step(job.inputs(TRANSCRIPT) | publications)


def _align(job: _Job, progress: Progress) -> Artefacts:
    publications = job.sidecar.publications
    if not publications:
        return {}
    name = job.recording.name
    parts = parts_of_recording(name, job.transcript, job.inputs(TRANSCRIPT), publications)
    call = job.aligner.align(parts)
    progress(0.5)
    sound = job.sound(part(progress, 0.5, 1.0))
    page = alignment_page(call, audio=sound.data, audio_type=sound.mime_type)
    return {ALIGNMENT: to_json([call]), ALIGNMENT_PAGE: page}


_STAGES = (
    _Stage("diarize", 0.95 * SHARE_OF_DIARIZATION, _plan_diarize, _diarize),
    _Stage("recognise", 0.95 * (1 - SHARE_OF_DIARIZATION), _plan_recognise, _recognise),
    _Stage("transcript", 0.01, _plan_transcript, _transcript),
    _Stage("extract", 0.01, _plan_extract, _extract),
    _Stage("page", 0.02, _plan_page, _page),
    # Last, so that a publication that can't be read costs nothing else.
    _Stage("align", 0.01, _plan_align, _align, _was_published),
)

STAGES = tuple(stage.name for stage in _STAGES if stage.applies is _always)
"""What is made of every recording; ``align`` only where publications are named."""


class Pipeline:
    """The stages under one set of settings; models are loaded when first needed, and once."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        """Raises what :class:`~calltools.speech.transcribe.Transcriber` does."""
        self._workspace = workspace
        self._settings = settings
        self._transcriber = Transcriber(settings)
        self._aligner = Aligner(settings)

    def is_done(self, recording: Registered) -> bool:
        """Whether nothing is left to do for ``recording``.  Raises CalltoolsError."""
        job = self._job(recording)
        return all(job.folder.is_done(stage.plan(job)) for stage in _STAGES if stage.applies(job))

    def run(self, recording: Registered, progress: Progress = silent) -> Outcome:
        """Do for ``recording`` what is not done; what fails is in the outcome, not raised."""
        job = self._job(recording)
        made: list[str] = []
        try:
            with self._workspace.lock(recording.name, timeout_s=0):
                recording.check()
                for name in _run_stages(job, progress):
                    made.append(name)  # noqa: PERF402 - kept when a later stage fails
        except BusyError:
            return Outcome(recording.name, "busy", job.folder)
        except CalltoolsError as error:
            return Outcome(recording.name, "failed", job.folder, tuple(made), error)
        finally:
            job.close()
        return Outcome(recording.name, "done", job.folder, tuple(made))

    def _job(self, recording: Registered) -> _Job:
        folder = self._workspace.folder(recording.name)
        return _Job(recording, folder, self._settings, self._transcriber, self._aligner)


def _run_stages(job: _Job, progress: Progress) -> Iterator[str]:
    """Do what is not done; yields the names of the stages that were."""
    start = 0.0
    for stage in _STAGES:
        if stage.applies(job):
            step = stage.plan(job)
            if not job.folder.is_done(step):
                share = part(progress, start, start + stage.share)
                job.folder.commit(step, stage.make(job, share))
                yield stage.name
        start += stage.share
        progress(start)


def _dumps(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
