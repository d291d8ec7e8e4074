"""Import: a publication is uploaded or pasted, shown as it was read, and added to the workspace.

Two texts of a call without a recording are aligned by a job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from calltools.errors import BusyError, CalltoolsError, SettingsError, TranscriptError
from calltools.files import bytes_of, safe_name
from calltools.messages import Message
from calltools.page.limited_process import Limits, read_limited
from calltools.page.parse_files import ReadFile
from calltools.site.aside_files import AsideFile
from calltools.site.page_response import shown
from calltools.site.publications import keeping, publication_name
from calltools.site.visit import NotFoundError, Visit
from calltools.store.recordings import Registered, recordings, registered
from calltools.views.parse_page import ParseView, ReadCall, parse_view

LIMITS = Limits(seconds=30, memory_mib=1024)
"""What reading a publication may take: the longest of gold/formats takes a tenth of it."""


@dataclass(frozen=True, slots=True)
class ImportView:
    """Where a publication is uploaded or pasted; ``uploads`` lie aside."""

    template: ClassVar[str] = "import.html"

    uploads: Sequence[AsideFile]


@dataclass(frozen=True, kw_only=True)
class UploadView(ParseView):
    """What was read in an upload: each call with the file in which it will be saved, and the
    ``files`` that are written, where they are not there already."""

    upload: str
    planned: Sequence[tuple[ReadCall, str]]
    files: Sequence[tuple[str, bool]]
    recordings: Sequence[str]


@dataclass(frozen=True, slots=True)
class PairView:
    """Where the two texts of a call without a recording are given."""

    template: ClassVar[str] = "pair.html"


def form(visit: Visit) -> Response:
    """Where a publication is uploaded or pasted."""
    visit.desk.clean_aside()
    every = visit.desk.aside.all("publication")
    return shown(visit, ImportView([file for file in every if file.owner == visit.who.name]))


def upload(visit: Visit) -> Response:
    """Lay an uploaded file or a pasted text aside, if it can be read; gives the address at which it
    is looked at."""
    data, name = visit.document(publication_name, "pasted")
    with _turn_to_read(visit):
        file = visit.lay_aside(data, name, "publication")
        try:
            _read(data, file)
        except CalltoolsError:
            visit.desk.aside.remove(visit.desk.aside.path(file))
            raise
    address = f"/import/{file.id}"
    return visit.answer({"back": address}, address)


def reading(visit: Visit) -> Response:
    """What was read in an upload, and the form that saves it."""
    file, data, read = _upload_of(visit)
    workspace = visit.desk.review.workspace
    plan = keeping(workspace, data, file.name, read, {}, file.owner)
    assert read.parsed is not None
    view = parse_view(read.parsed, file.name, visit.asked("page", 1))
    return shown(
        visit,
        UploadView(
            **view,
            upload=file.id,
            planned=[
                (call, str(path.relative_to(workspace.root)))
                for call, path in zip(view["calls"], plan.of_calls, strict=True)
            ],
            files=[(str(one.path.relative_to(workspace.root)), one.is_new) for one in plan.files],
            recordings=[one.name for one in _open_recordings(visit)],
        ),
    )


def keep(visit: Visit) -> Response:
    """Take it into the workspace; each call that is of a recording as its publication."""
    wanted = visit.body.get("recording")
    pairs = wanted.items() if isinstance(wanted, Mapping) else ()
    named = {str(key): str(name) for key, name in pairs if name}
    if not all(key.isascii() and key.isdecimal() and len(key) < 6 for key in named):
        raise SettingsError("recording", "expected a recording for each number of a call")
    chosen = {int(key): _recording(visit, name) for key, name in named.items()}
    workspace = visit.desk.review.workspace
    file, data, read = _upload_of(visit)
    plan = keeping(workspace, data, file.name, read, chosen, file.owner)
    plan.carry_out(workspace)
    root = workspace.root
    recorded = {name: str(path.relative_to(root)) for name, path in plan.named.items()}
    saved = [str(one.path.relative_to(root)) for one in plan.files]
    return visit.answer({"kept": saved, "recordings": recorded}, back=f"/import/{file.id}#keep")


def pair_form(visit: Visit) -> Response:
    """Where the two texts of a call without a recording are given."""
    return shown(visit, PairView())


def send_pair(visit: Visit) -> Response:
    """Have a Chinese text and its English registered as a call, ``name``, and aligned; ``anyway``
    where they look like different calls."""
    name = visit.text("name", 100).strip()
    if not name or safe_name(name) != name:
        raise SettingsError("name", "expected a name for the call that is also a valid file name")
    hashes = {file.sha256 for file in visit.files}
    for known in recordings(visit.desk.review.workspace):
        if known.audio_sha256 in hashes and not visit.reach.may_open(known.name):
            problem = Message("{file} is here already", file=name)
            raise SettingsError("files", problem, "ask a lead for it")
    files = [str(file.path) for file in visit.files]
    arguments = {"files": files, "name": name, "anyway": visit.flag("anyway")}
    job = visit.desk.jobs.ask("pair", name, arguments, visit.who.name)
    for file in visit.files:
        file.taken = True
    at = f"/pairs/{job.id}"
    return visit.answer({"back": at}, at)


@contextmanager
def _turn_to_read(visit: Visit) -> Iterator[None]:
    """A turn to have a publication read.  Raises BusyError while too many are."""
    if not visit.desk.reading.acquire(blocking=False):
        raise BusyError("import", "other documents are still being read", "wait")
    try:
        yield
    finally:
        visit.desk.reading.release()


def _upload_of(visit: Visit) -> tuple[AsideFile, bytes, ReadFile]:
    """The member's upload that the address is of, and what is read in it.  Raises NotFoundError."""
    file = visit.own_aside("publication")
    data = bytes_of(visit.desk.aside.path(file))
    with _turn_to_read(visit):
        return file, data, _read(data, file)


def _read(data: bytes, file: AsideFile) -> ReadFile:
    """What is read in a publication.  Raises TranscriptError for one that can't be read."""
    read = read_limited(data, file.name, limits=LIMITS)
    if read.parsed is None:
        raise TranscriptError(file.name, "is not a publication", "correct the transcript instead")
    return read


def _recording(visit: Visit, name: str) -> Registered:
    """The recording called ``name``, which the member may open.  Raises NotFoundError."""
    found = registered(visit.desk.review.workspace, name)
    if found is None or found.name not in {one.name for one in _open_recordings(visit)}:
        told = Message("there is no recording {name} that is open to you", name=name[:80])
        raise NotFoundError("recording", told, "choose another")
    return found


def _open_recordings(visit: Visit) -> list[Registered]:
    """The recordings that the member may open, and so name a publication of."""
    every = recordings(visit.desk.review.workspace)
    return [one for one in every if visit.reach.may_open(one.name, one.audio_sha256)]
