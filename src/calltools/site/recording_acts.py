"""What people do with recordings: send them, have them added and run, say what is known about
them."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

from calltools.errors import MediaError, SettingsError
from calltools.messages import Message
from calltools.review.permissions import may_run
from calltools.site.queue import may_know
from calltools.site.recording_facts import known_values
from calltools.site.recording_pages import new_files, recording_at, to_run
from calltools.site.uploads import Upload, recording_name
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.store.recordings import Registered, recordings
from calltools.store.sidecars import keep_known

RECORDINGS = "/recordings"


def room(visit: Visit) -> Response:
    """Whether files of these ``names``, ``size`` bytes in all, could be taken."""
    names = visit.body.get("names", [])
    if not isinstance(names, list):
        raise SettingsError("names", "expected a list of names")
    for name in names:
        recording_name(str(name))
    visit.desk.uploads.check(visit.number("size"))
    return visit.answer({"room": True}, RECORDINGS)


def upload(visit: Visit) -> Response:
    """Have the files that were sent registered."""
    known = {one.audio_sha256: one for one in recordings(visit.desk.review.workspace)}
    for file in visit.files:
        if not file.size:
            raise MediaError(file.name, Message("{file} is empty", file=file.name), "look at it")
        if other := known.get(file.sha256):
            raise MediaError(file.name, *_same(visit, file, other))
    made = [add_sent(visit, file) for file in visit.files]
    return visit.answer({"files": made}, RECORDINGS)


def _same(visit: Visit, file: Upload, other: Registered) -> tuple[str, str]:
    """What is said about a file whose bytes are another's, and what is to be done."""
    if not visit.reach.may_open(other.name):
        return Message("{file} is here already", file=file.name), Message("ask a lead for it")
    problem = Message(
        "{file} has the same bytes as {other}, which is registered",
        file=file.name,
        other=other.path.name,
    )
    return problem, Message("there is nothing to do")


def add_sent(visit: Visit, file: Upload) -> dict[str, object]:
    """Have a file that was sent registered."""
    arguments = {"file": str(file.path), "moved": True}
    job = visit.desk.jobs.ask("add", file.name, arguments, visit.who.name)
    file.taken = True
    return {"job": job.id, "name": file.name, "size": file.size, "sha256": file.sha256}


def add(visit: Visit) -> Response:
    """Have the ``file`` in ``recordings/`` registered, or all that are not; by its path there."""
    new = new_files(visit)
    wanted = visit.text("file", 1_000)
    if wanted and wanted not in new:
        raise SettingsError("file", _not_there(wanted), "look again")
    for name, path in new.items():
        if not wanted or name == wanted:
            visit.desk.jobs.ask("add", name, {"file": str(path)}, visit.who.name)
    return visit.answer({}, RECORDINGS)


def _not_there(name: str) -> Message:
    return Message("{file} is not there, or is registered", file=name)


def keep(visit: Visit) -> Response:
    """Keep what a form says about a call, and with ``then`` run it."""
    recording = recording_at(visit)
    values = known_values(recording, visit.body)
    seen = visit.text("seen", 64)
    keep_known(visit.desk.review.workspace, recording, values, seen)
    back = f"{RECORDINGS}/{address_of(recording.name)}"
    if visit.text("then", 20) != "run":
        return visit.answer({}, back)
    _run(visit, recording.name)
    return visit.answer({"back": back}, back)


def run(visit: Visit) -> Response:
    """Have a recording run."""
    name = recording_at(visit).name
    _run(visit, name)
    return visit.answer({}, f"{RECORDINGS}/{address_of(name)}")


def run_all(visit: Visit) -> Response:
    """Have all recordings run of which anything is to be done."""
    for name in to_run(visit):
        _run(visit, name)
    return visit.answer({}, RECORDINGS)


def _run(visit: Visit, name: str) -> None:
    visit.desk.jobs.ask("run", name, {"call": name}, visit.who.name)


def stop(visit: Visit) -> Response:
    """Stop a job."""
    job = visit.desk.jobs.get(visit.request.path_params["job"])
    may_stop = job and (job.actor == visit.who.name or may_run(visit.who.duty))
    if job is None or not may_stop or not may_know(visit, job):
        raise NotFoundError("this address", "leads to no job")
    visit.desk.jobs.stop(job.id, visit.who.name)
    if job.arguments.get("moved"):
        visit.desk.aside.remove(Path(job.arguments["file"]))
    return visit.answer({}, visit.back())
