"""The pages of recordings: all of them, one with what is known about it, and the queue of jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from starlette.responses import FileResponse, Response

from calltools.errors import TranscriptError
from calltools.files import size_of
from calltools.messages import LABELLED, as_message, in_a_row
from calltools.models import load_catalogue
from calltools.review.openings import What
from calltools.settings import CALL_SETTINGS, DIARIZERS, ENGINES, LANGUAGES, load
from calltools.site.jobs import AskedJob
from calltools.site.page_response import shown
from calltools.site.queue import JobsView, Queue, queue_of
from calltools.site.recording_facts import publications_of
from calltools.site.visit import NotFoundError, PageOf, Visit, address_of
from calltools.store.recordings import Registered, recordings, registered, unregistered
from calltools.store.sidecars import sidecar_sha256
from calltools.store.summary import CallSummary, summary_of
from calltools.transcripts.sidecar import Sidecar, read_sidecar
from calltools.views.index_page import calls_of

_TO_RUN = ("new", "stale")
"""The states of calls of which a run does something."""
_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class RecordingsView:
    """All recordings, a page of them, with the job that last ran each (``ran``), and those in the
    folder that are none yet."""

    template: ClassVar[str] = "recordings.html"

    page: PageOf
    ran: Mapping[str, AskedJob]
    new: Sequence[tuple[str, int]]
    """Files by their paths in ``recordings/``, with their bytes."""
    free: int
    queue: Queue
    to_run: int


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A recording: what is known about it, its settings, what was made of it."""

    template: ClassVar[str] = "recording.html"

    recording: Registered
    address: str
    size: int
    call: CallSummary
    known: Sidecar | None
    publications: Sequence[str]
    defaults: Mapping[str, Any]
    choices: Mapping[str, Sequence[str]]
    seen: str
    problem: str
    job: AskedJob | None


def listed(visit: Visit) -> Response:
    """All recordings, those to be run first."""
    workspace = visit.desk.review.workspace
    every = (call for call in calls_of(workspace) if visit.reach.may_open(call.name))
    calls = sorted(every, key=lambda call: call.state not in _TO_RUN)
    jobs_ = [job for job in reversed(visit.desk.jobs.all()) if job.kind == "run"]
    view = RecordingsView(
        page=visit.page_of(calls, _A_PAGE),
        ran={job.subject: job for job in jobs_},
        new=[(name, size_of(path)) for name, path in new_files(visit).items()],
        free=visit.desk.uploads.free,
        queue=queue_of(visit),
        to_run=sum(call.state in _TO_RUN for call in calls),
    )
    visit.log_list()
    return shown(visit, view)


def recording(visit: Visit) -> Response:
    """One recording."""
    workspace = visit.desk.review.workspace
    found = recording_at(visit)
    _log_opening(visit, found, "words")  # what is known about a call is of its words, too
    known, problem = None, ""
    try:
        known = read_sidecar(found.sidecar)
    except TranscriptError as error:
        said = in_a_row(as_message(error.problem), as_message(error.remedy))
        problem = in_a_row(found.sidecar.name, said, by=LABELLED)
    plain = load(workspace.settings_file)
    job = visit.desk.jobs.of(found.name, "run")
    view = RecordingView(
        recording=found,
        address=address_of(found.name),
        size=size_of(found.path),
        call=summary_of(workspace, found, {}, None),
        known=known,
        publications=publications_of(found, known) if known else (),
        defaults={name: getattr(plain, name) for name in CALL_SETTINGS},
        choices=_choices(),
        seen=sidecar_sha256(found),
        problem=problem,
        job=job,
    )
    return shown(visit, view)


def sound(visit: Visit) -> Response:
    """The sound of a recording, before anything is made of it, too."""
    found = recording_at(visit)
    path = visit.desk.sounds.sound(found.name)
    if path is None:
        raise NotFoundError(found.name, "has no recording here")
    _log_opening(visit, found, "sound")
    return FileResponse(path, media_type=visit.desk.sounds.mime_type)


def _log_opening(visit: Visit, recording: Registered, what: What) -> None:
    if visit.desk.openings:
        visit.desk.openings.opened(visit.who.name, recording.name, what, visit.session)


def jobs(visit: Visit) -> Response:
    """The queue of jobs."""
    return shown(visit, JobsView(queue_of(visit)))


def recording_at(visit: Visit) -> Registered:
    """The recording that the address is of.  Raises NotFoundError."""
    workspace, address = visit.desk.review.workspace, visit.request.path_params["recording"]
    for name in workspace.register.refresh().names:
        is_it = address_of(name) == address and visit.reach.may_open(name)
        if is_it and (found := registered(workspace, name)):
            return found
    raise NotFoundError("this address", "belongs to no recording")


def to_run(visit: Visit) -> list[str]:
    """The recordings of which a run does something, by name."""
    calls = calls_of(visit.desk.review.workspace)
    return [c.name for c in calls if c.state in _TO_RUN and visit.reach.may_open(c.name)]


def new_files(visit: Visit) -> dict[str, Path]:
    """The files in ``recordings/`` that are not a recording yet, by their paths there: for those to
    whom calls are open that have no setting of their own."""
    workspace = visit.desk.review.workspace
    if not visit.reach.opens_new:
        return {}
    new = unregistered(workspace, recordings(workspace))
    return {path.relative_to(workspace.recordings).as_posix(): path for path in new}


def _choices() -> dict[str, Any]:
    models = [one.name for one in load_catalogue().models.values() if one.task == "recognition"]
    voices = ("left", "right", "SPEAKER_00", "SPEAKER_01")
    return {
        "language": ("zh", "yue", "en", "auto", *sorted({*LANGUAGES} - {"zh", "yue", "en"})),
        "engine": ENGINES,
        "diarizer": DIARIZERS,
        "model": models,
        "investigator": voices,
    }
