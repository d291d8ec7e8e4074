"""Import: a publication is uploaded or pasted, looked at, put right and kept."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, get_args

from starlette.responses import JSONResponse, Response

from calltools.errors import BusyError, SettingsError
from calltools.files import atomic_write, bytes_of
from calltools.page.directions import Directions, line_range
from calltools.page.files import ReadFile
from calltools.provenance import sha256_bytes
from calltools.records import dumps, parse
from calltools.site.publications import keep_publication, publication_name, read_publication
from calltools.site.shown import shown
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.store.recordings import recordings, registered
from calltools.transcripts.model import ROLES, Role
from calltools.views.parse_page import ParseView, parse_view

_FOLDER = ".calltools/imports"
_ID = re.compile(r"[0-9a-f]{64}")
_MOST_LINES = 200
_KEPT_S = 24 * 3600
"""How long an upload lies aside; what was kept of it lies in the workspace."""
_KEPT_MOST = 20
"""How many uploads of a member lie aside."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""How many documents are read at once, each of which may take a GiB; of a member one."""


@dataclass(frozen=True, slots=True)
class ImportView:
    """Where a publication is uploaded or pasted."""

    template: ClassVar[str] = "import.html"


@dataclass(frozen=True)
class ImportShownView(ParseView):
    """What was read as what, and the means to put it right and to keep it."""

    template: ClassVar[str] = "import_shown.html"

    parties: Sequence[tuple[str, Role]]
    roles: Sequence[Role]
    set_roles: Mapping[str, Role]
    starts: str
    drop: str
    problem: str
    names: Sequence[tuple[str, str]]
    upload: str


def form(visit: Visit) -> Response:
    """Where a publication is uploaded or pasted."""
    _clean(_own(visit))
    return shown(visit, ImportView())


def upload(visit: Visit) -> Response:
    """Lay an uploaded file aside, if it can be read; gives the address at which it is looked at."""
    name = publication_name(visit.request.query_params.get("name", ""))
    data = visit.data
    _read(visit, data, name, Directions())
    sha256 = sha256_bytes(data)
    own = _own(visit)
    _clean(own, room=1)
    atomic_write(own / sha256, data)
    atomic_write(own / f"{sha256}.json", dumps({"name": name}))
    return JSONResponse({"at": f"/import/{sha256}"})


def reading(visit: Visit) -> Response:
    """What was read as what, and the means to put it right and to keep it."""
    data, name = _uploaded(visit)
    query = visit.request.query_params
    problem, directions = "", Directions()
    try:
        pairs = list(zip(query.getlist("label"), query.getlist("role"), strict=False))
        directions = _directions(pairs, query.get("starts", ""), query.get("drop", ""))
        read = _read(visit, data, name, directions)
    except SettingsError as error:
        problem, directions = str(error), Directions()
        read = _read(visit, data, name, directions)
    assert read.parsed is not None
    parties = {p.speaker: p for call in reversed(read.calls) for p in call.parties}
    parsed = parse_view(read.parsed, name)
    view = ImportShownView(
        **{field.name: getattr(parsed, field.name) for field in fields(parsed)},
        parties=[(speaker, party.role) for speaker, party in sorted(parties.items())],
        roles=ROLES,
        set_roles=directions.roles,
        starts=query.get("starts", ""),
        drop=query.get("drop", ""),
        problem=problem,
        names=[
            (address_of(one.name), one.name)
            for one in recordings(visit.desk.review.workspace)
            if visit.reach.may_open(one.name, one.audio_sha256)
        ],
        upload=visit.request.path_params["upload"],
    )
    return shown(visit, view)


def keep(visit: Visit) -> Response:
    """Take it into the workspace; where a recording is named, as its publication."""
    data, name = _uploaded(visit)
    roles = visit.body.get("roles")
    pairs = [(str(a), str(b)) for a, b in roles.items()] if isinstance(roles, Mapping) else []
    directions = _directions(pairs, visit.text("starts"), visit.text("drop"))
    number = visit.number("number") if "number" in visit.body else 0
    workspace = visit.desk.review.workspace
    recording = None
    if wanted := visit.text("call", 20):
        recording = registered(workspace, visit.name_at(wanted))
        if recording is None:
            raise NotFoundError("this address", "is of no recording")
    with _turn(visit):
        files = keep_publication(
            workspace,
            data,
            name,
            directions,
            number=number,
            recording=recording,
            actor=visit.who.name,
        )
    kept = [str(file.relative_to(workspace.root)) for file in files]
    return JSONResponse({"kept": kept, "call": recording.name if recording else ""})


def _read(visit: Visit, data: bytes, name: str, directions: Directions) -> ReadFile:
    with _turn(visit):
        return read_publication(data, name, directions)


@contextmanager
def _turn(visit: Visit) -> Iterator[None]:
    """A member's turn to have a document read.  Raises BusyError while another of theirs is."""
    mine = visit.desk.reading_of(visit.who.name)
    if not mine.acquire(blocking=False):
        raise BusyError("import", "another document of yours is still being read", "wait for it")
    try:
        with _AT_ONCE:
            yield
    finally:
        mine.release()


def _clean(own: Path, room: int = 0) -> None:
    """Remove uploads of long ago, and the oldest of a member who would have too many with ``room``
    more."""
    times = {}
    for file in own.parent.glob("*/*"):
        with suppress(FileNotFoundError):
            times[file] = file.stat().st_mtime
    latest = sorted(times, key=lambda file: -times[file])
    mine = [file for file in latest if file.parent == own and not file.suffix]
    too_many = {file.name for file in mine[_KEPT_MOST - room :]}
    for file, written in times.items():
        is_mine = file.parent == own and file.stem in too_many
        if is_mine or time.time() - written > _KEPT_S:
            file.unlink(missing_ok=True)


def _own(visit: Visit) -> Path:
    """What the member uploaded: nobody else sees it before it is kept."""
    root = visit.desk.review.workspace.root
    return root / _FOLDER / address_of(visit.who.name)


def _uploaded(visit: Visit) -> tuple[bytes, str]:
    sha256 = visit.request.path_params["upload"]
    path = _own(visit) / sha256
    if not _ID.fullmatch(sha256) or not path.is_file():
        raise NotFoundError("this address", "is of no upload of yours")
    kept: dict[str, Any] = parse(bytes_of(path.with_name(f"{sha256}.json")))
    return bytes_of(path), publication_name(str(kept["name"]))


def _directions(pairs: Sequence[tuple[str, str]], starts: str, drop: str) -> Directions:
    roles: dict[str, Role] = {}
    for label, role in pairs:
        if role and role not in get_args(Role):
            raise SettingsError("role", f"expected one of {', '.join(ROLES)}, found {role!r}")
        if role:
            roles[label] = role  # type: ignore[assignment]
    return Directions(
        roles,
        tuple(span[0] for span in _ranges("a call begins at", starts)),
        tuple(_ranges("leave out", drop)),
    )


def _ranges(where: str, text: str) -> list[range]:
    parts = filter(None, re.split(r"[\s,;，、]+", text))
    return [line_range(where, part) for part in parts][:_MOST_LINES]
