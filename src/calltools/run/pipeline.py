"""Runs the stages over recordings: skips what is done, resumes exactly, goes on past a bad file.

Each stage reads the artefacts of those before it and makes its own.  It is done when the record of
its step equals what would be done today (version, inputs, parameters, model hashes) and its
artefacts are whole: a run that was killed goes on where it stopped, and a changed setting or
version makes again only what depends on it.  Pages are not a stage: they are made last, where they
do not show what stands.  Several runs may work on one workspace, on one machine or many; each takes
the recordings that no other is at work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Literal

from calltools.arithmetic import processor
from calltools.errors import BusyError, CalltoolsError, EditedError, WorkspaceError
from calltools.media.pcm import Pcm
from calltools.progress import Progress, part, silent
from calltools.provenance import Step, sha256_bytes
from calltools.run.job import Job, Stage
from calltools.run.stage_align import Align
from calltools.run.stage_correct import Correct
from calltools.run.stage_diarize import Diarize
from calltools.run.stage_extract import Extract
from calltools.run.stage_printed import Printed
from calltools.run.stage_recognise import Recognise
from calltools.run.stage_second import Second
from calltools.run.stage_transcript import Assemble
from calltools.settings import Settings
from calltools.speech.transcribe import SHARE_OF_DIARIZATION
from calltools.store.call_folder import CORRECTED, TRANSCRIPT, Folder
from calltools.store.logged_recordings import REGISTER
from calltools.store.recordings import Registered, register_with_sound, registered
from calltools.store.stages import OPTIONAL
from calltools.store.workspace import Workspace
from calltools.transcripts.sidecar import read_sidecar
from calltools.version import __version__
from calltools.views.kept_pages import keep_pages, show_what_stands

_STAGES: dict[type[Stage], float] = {
    Diarize: 0.95 * SHARE_OF_DIARIZATION,
    Recognise: 0.88 * (1 - SHARE_OF_DIARIZATION),
    Second: 0.08 * (1 - SHARE_OF_DIARIZATION),
    Assemble: 0.01,
    Correct: 0.0,
    Extract: 0.01,
    # Last, so that a publication that can't be read costs nothing else.
    Align: 0.01,
}
"""In order, each with its part of the time that a whole run over a recording takes."""

_OF_TEXTS: dict[type[Stage], float] = {Printed: 0.2, Correct: 0.0, Extract: 0.4, Align: 0.4}
"""The stages of a call that has no recording."""

PAGES = "pages"
"""What is done last, and is not a stage: the pages of a call are a cache."""

STAGES = tuple(
    stage.name
    for stage in _STAGES
    if stage.name not in OPTIONAL or stage is Second  # faster-whisper's
)
"""What is made of every recording under the default settings."""

SHARES: Mapping[str, float] = MappingProxyType(
    {REGISTER: 0.03, **{stage.name: share for stage, share in _STAGES.items()}, PAGES: 0.02}
)
"""The part of everything that a run does in the time it takes over a new recording (measured, the
default models on a CPU)."""

HEAVY = (Diarize.name, Recognise.name, Second.name)
"""Stages that run on the device of the settings."""


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How the run over one recording ended; ``made`` is what was done in it: of SHARES.

    ``busy``: another run is at work on it, and will finish it.  ``next`` is what is to be done
    next, where not everything was to be done; ``took_s`` wall time in seconds, where it was taken.
    """

    name: str
    state: Literal["done", "busy", "failed"]
    made: tuple[str, ...] = ()
    error: CalltoolsError | None = None
    next: str | None = None
    took_s: float = 0.0


class Pipeline:
    """The stages, under each call's settings; models are loaded when first needed, and once."""

    kinds: ClassVar[Mapping[type[Stage], float]] = MappingProxyType(_STAGES)
    """The stages in order, each with its part of the time."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        """Looks whether all that will be needed is there, so that no work is lost for want of it.

        ``settings`` are those of calls whose sidecars have none of their own.  Raises SettingsError
        for settings that do not go together, MissingPartError where a package is missing,
        ModelError where a model is; for a call's own settings its run does.
        """
        self._workspace = workspace
        self._settings = settings
        self._stages: dict[tuple[Settings, tuple[type[Stage], ...]], list[Stage]] = {}
        self._stages_under(settings)
        self.release = (__version__, *((stage.name, stage.version) for stage in self.kinds))

    def is_done(self, recording: Registered) -> bool:
        """Whether nothing is left to do for ``recording``.  Raises CalltoolsError."""
        return self.next_stage(recording) is None

    def next_stage(self, recording: Registered) -> str | None:
        """The first stage that is not done, or PAGES; None where all is.  Raises CalltoolsError.

        Where the original or an artefact was changed it is the first of all, which tells of it.
        """
        job = self._at_rest(recording)
        is_same = self._workspace.hashes.sha256(recording.path) == recording.audio_sha256
        return self._next(job) if is_same and not job.folder.edited() else STAGES[0]

    def _at_rest(self, recording: Registered) -> Job:
        return Job(recording, self._workspace.folder(recording.name).at_rest())

    def _next(self, job: Job) -> str | None:
        for stage in self._stages_of(job.recording):
            if (step := self._plan(stage, job)) and not job.folder.is_done(step):
                return stage.name
        return None if show_what_stands(job.recording, job.folder) else PAGES

    def run(
        self,
        recording: Registered,
        progress: Progress = silent,
        pcm: Pcm | None = None,
        *,
        begin: Callable[[str], None] = lambda _stage: None,
        discard_edits: bool = False,
    ) -> RunOutcome:
        """Do for ``recording`` what is not done; what fails is in the outcome, not raised.

        ``begin`` is told the name of what is begun, of SHARES.  ``pcm`` is the recording's sound
        where that is decoded already; it is closed in any case.  Where a person changed an artefact
        in place nothing is done, unless ``discard_edits``.
        """
        job = self.job(recording, pcm)
        try:
            return self.work_on(job, progress, begin=begin, discard_edits=discard_edits)
        finally:
            job.close()

    def run_new(
        self, file: Path, progress: Progress = silent, *, begin: Callable[[str], None]
    ) -> RunOutcome:
        """Register ``file`` and do everything, on the sound that is decoded for that.

        Raises what :func:`calltools.store.recordings.register` does.
        """
        begin(REGISTER)
        registering = SHARES[REGISTER]
        recording, pcm = register_with_sound(self._workspace, file, part(progress, 0, registering))
        return self.run(recording, part(progress, registering, 1), pcm, begin=begin)

    def job(self, recording: Registered, pcm: Pcm | None = None) -> Job:
        """``recording`` on its way through the stages, with its sound where that is decoded."""
        return Job(recording, self._workspace.folder(recording.name), pcm)

    def work_on(
        self,
        job: Job,
        progress: Progress = silent,
        *,
        begin: Callable[[str], None] = lambda _stage: None,
        discard_edits: bool = False,
        most: int | None = None,
    ) -> RunOutcome:
        """As :meth:`run`, for a job that stays the caller's to close: its sound can serve again.

        No more than ``most`` stages are done where that is given.
        """
        recording = job.recording
        made: list[str] = []
        try:
            if self.is_done(recording):  # nothing is to be locked, nor the original read
                return RunOutcome(recording.name, "done")
            with self._workspace.lock(recording.name, timeout_s=0):
                self._workspace.check_writable(job.folder.path)
                if job.pcm is None:  # else its bytes were hashed as they were decoded
                    recording.check()
                _hands_off(job.folder, discard_edits=discard_edits)
                following = self._do(job, progress, begin, made, most)
        except BusyError:
            return RunOutcome(recording.name, "busy")
        except CalltoolsError as error:
            return RunOutcome(recording.name, "failed", tuple(made), error)
        return RunOutcome(recording.name, "done", tuple(made), next=following)

    def _do(
        self,
        job: Job,
        progress: Progress,
        begin: Callable[[str], None],
        made: list[str],
        most: int | None,
    ) -> str | None:
        """Do what is not done, adding its names to ``made``; gives what is to be done next.

        A stage that fails costs no page of what stands.
        """
        failure: CalltoolsError | None = None
        following: str | None = None
        try:
            for name in islice(self._run_stages(job, progress, begin), most):
                made.append(name)  # noqa: PERF402 - kept when a later stage fails
            if most is not None:
                following = self._next(job)
        except CalltoolsError as error:
            failure = error
        if following in (None, PAGES) and not show_what_stands(job.recording, job.folder):
            begin(PAGES)
            share = part(progress, 1 - SHARES[PAGES], 1)
            keep_pages(self._workspace, job.recording, job.pcm, share)
            made.append(PAGES)
        if failure:
            raise failure
        return None if following == PAGES else following

    def _run_stages(
        self, job: Job, progress: Progress, begin: Callable[[str], None]
    ) -> Iterator[str]:
        """Do what is not done; yields the names of the stages that were."""
        start = 0.0
        stages = self._stages_of(job.recording)
        for stage, share in zip(stages, self._kinds_of(job.recording).values(), strict=True):
            step = self._plan(stage, job)
            if step and not job.folder.is_done(step):
                begin(stage.name)
                is_wanted, told = stage.is_wanted(job), part(progress, start, start + share)
                job.folder.commit(step, stage.make(job, told) if is_wanted else {})
                yield stage.name
            start += share
            progress(start)

    def _stages_of(self, recording: Registered) -> list[Stage]:
        own = read_sidecar(recording.sidecar).settings
        return self._stages_under(self._settings.over(own), self._kinds_of(recording))

    def _kinds_of(self, recording: Registered) -> Mapping[type[Stage], float]:
        return self.kinds if recording.has_sound else _OF_TEXTS

    def _stages_under(
        self, settings: Settings, kinds: Mapping[type[Stage], float] | None = None
    ) -> list[Stage]:
        wanted = tuple(kinds or self.kinds)
        if (settings, wanted) not in self._stages:
            self._stages[settings, wanted] = [stage(settings) for stage in wanted]
        return self._stages[settings, wanted]

    def _plan(self, stage: Stage, job: Job) -> Step | None:
        """What the stage would do today: where its work is not wanted it withdraws what it made, if
        it made anything."""
        is_wanted = stage.is_wanted(job)
        if not is_wanted and not job.folder.step(stage.name):
            return None
        step = stage.plan(job) if is_wanted else Step(stage.name)
        return replace(
            step,
            stage_version=stage.version,
            actor=stage.settings.operator,
            processor=processor(),
        )


class TextPipeline(Pipeline):
    """The stages of calls without a recording, which need no model of speech."""

    kinds: ClassVar[Mapping[type[Stage], float]] = MappingProxyType(_OF_TEXTS)


def _hands_off(folder: Folder, *, discard_edits: bool) -> None:
    """Raise EditedError where a person changed an artefact in place, or set the change aside."""
    edited = folder.edited()
    if discard_edits:
        for path in edited:
            folder.set_aside(path)
        return
    if not edited:
        return
    name = folder.path.name
    stems = (Path(TRANSCRIPT).stem, Path(CORRECTED).stem)
    remedies = [
        f"take the change: calltools correct {name} --from {path}"
        for path in edited
        if path.stem in stems and path.suffix != ".rttm"
    ]
    remedies.append(
        f"throw it away (a copy stays in superseded/): calltools run --discard-edits {name}"
    )
    raise EditedError(
        folder.path,
        f"changed by hand and left as it is: {', '.join(path.name for path in edited)}",
        "; or ".join(remedies),
    )


def machine_transcript(workspace: Workspace, settings: Settings, name: str) -> bytes:
    """The transcript of the recording ``name`` as the machine made it, where a person edited the
    artefact: put together again from words and speakers.

    Raises WorkspaceError if this program does not make the one that was recorded.
    """
    folder = workspace.folder(name)
    recording = registered(workspace, name)
    step = folder.step(Assemble.name)
    if recording is not None and step is not None:
        own = settings.over(read_sidecar(recording.sidecar).settings)
        again = Assemble(own).make(Job(recording, folder), silent)[TRANSCRIPT]
        raw = again.encode("utf-8") if isinstance(again, str) else again
        if sha256_bytes(raw) == step.outputs.get(TRANSCRIPT):
            return raw
    raise WorkspaceError(
        folder.path / TRANSCRIPT,
        "was changed by hand, and the machine's can't be made again from what is here",
        f"copy it elsewhere, then: calltools run --discard-edits {name}, calltools correct {name}"
        " --from COPY",
    )
