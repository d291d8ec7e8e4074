"""What goes out: tables, a bag, and the check of calls against each other; what was made
is taken away from here."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from starlette.responses import FileResponse, Response, StreamingResponse

from calltools.errors import NotAllowedError, SettingsError
from calltools.messages import N_, Message
from calltools.proof.file_hashes import files_below
from calltools.proof.keys import PASSPHRASE, new_key, office_fingerprint, office_key_file
from calltools.redaction.draft import one_of
from calltools.review.blind import hidden_items, visible
from calltools.site.aside_files import MADE, AsideFile
from calltools.site.page_response import shown
from calltools.site.queue import Queue, queue_of
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.site.works import CHOSEN, MADE_AT
from calltools.store.recordings import registered
from calltools.tables.columns import REVIEW_TABLES
from calltools.tables.export.reviewed import Selection
from calltools.tables.formats import TABLE_FORMATS, writable_formats

_LONGEST_NAMES = 100_000
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Signing:
    """How things are with the office's key: whether there is one, whether a passphrase is asked
    for, and the fingerprint of its public half, where that is there."""

    has_key: bool
    is_asked: bool
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingView:
    """What can be made to be handed on, what is being made, and what was, each with why this person
    may not take it away (a message), empty where they may."""

    template: ClassVar[str] = "outgoing.html"

    tables: Sequence[str]
    formats: Sequence[str]
    signing: Signing
    checks: str
    queue: Queue
    made: Sequence[tuple[AsideFile, str]]


def outgoing(visit: Visit) -> Response:
    """The page of what goes out."""
    review = visit.desk.review
    view = OutgoingView(
        tables=list(REVIEW_TABLES),
        formats=writable_formats(),
        signing=signing(),
        checks=next(map(address_of, filter(visit.reach.may_open, review.checks())), ""),
        queue=queue_of(visit),
        made=[
            (made, _why_not(visit, made))
            for made in visit.desk.aside.all(*MADE)
            if _may_know(visit, made)
        ],
    )
    return shown(visit, view)


def signing() -> Signing:
    """How things are with the office's key."""
    is_asked = not os.environ.get(PASSPHRASE)
    return Signing(office_key_file().exists(), is_asked, office_fingerprint())


def make_key(visit: Visit) -> Response:
    """Make the office's key, which there is not yet, under the ``passphrase`` typed twice."""
    typed = visit.text("passphrase", 1_000)
    if typed != visit.text("again", 1_000):
        raise SettingsError("passphrase", "was not typed the same twice", "type it again")
    if office_key_file().exists():
        raise SettingsError("the key", "is already there", "sign with it")
    new_key(office_key_file(), typed)
    return visit.answer({}, MADE_AT)


def make(visit: Visit) -> Response:
    """Have something made, or checked: ``what`` is table, bag, verify or check."""
    what = visit.text("what", 20)
    if what not in _ASKED:
        raise SettingsError("what", one_of(list(_ASKED), what))
    subject, arguments, secret = _ASKED[what](visit)
    visit.desk.jobs.ask(what, subject, arguments, visit.who.name, secret)
    back = visit.text("back", 200)
    return visit.answer({}, back if back.startswith("/checks/") else MADE_AT)


_Asked = tuple[str, Mapping[str, Any], Mapping[str, str]]
"""What a job is about, its arguments, and its secrets."""


def _table(visit: Visit) -> _Asked:
    name, format_name = visit.text("table", 20), visit.text("format", 20)
    if name not in REVIEW_TABLES or format_name not in TABLE_FORMATS:
        told = N_("there is no table {table} as {format}")
        raise SettingsError("table", Message(told, table=repr(name), format=repr(format_name)))
    return f"{name}.{format_name}", {"table": name, "format": format_name, **_chosen(visit)}, {}


def _bag(visit: Visit) -> _Asked:
    names = calls_meant(visit)
    if not signing().has_key:
        raise SettingsError("the key", "there is none to sign with", "make one: calltools keys new")
    if not names:
        require_all(visit)
    subject = ", ".join(names) or "all calls"
    return subject[:200], {"calls": names}, passphrase(visit)


def _verify(visit: Visit) -> _Asked:
    made_id = visit.text("made", 20)
    if not made_id:
        require_all(visit)
    name = _made(visit, made_id).name if made_id else "the workspace"
    return name, {"made": made_id, "sound": visit.flag("sound")}, {}


def _check(visit: Visit) -> _Asked:
    require_all(visit)
    return "all calls", {}, {}


def require_all(visit: Visit) -> None:
    """Raise NotAllowedError where there may be calls that the member may not open."""
    if not visit.reach.opens_all:
        raise NotAllowedError(
            "all calls", "is only for people who may open all of them", "name calls"
        )


_ASKED: Mapping[str, Callable[[Visit], _Asked]] = {
    "table": _table, "bag": _bag, "verify": _verify, "check": _check,
}  # fmt: skip


def _chosen(visit: Visit) -> dict[str, Any]:
    """What somebody chose of all that they may see and open.  Raises SettingsError for no dates,
    NotAllowedError where they may open nothing."""
    chosen: dict[str, Any] = {"held": visit.flag("held")}
    chosen |= {name: visit.text(name, 200).strip() for name in CHOSEN if name != "held"}
    Selection(visit.who.name, **chosen)
    calls: list[str] = []
    if not visit.reach.opens_all:
        calls = [name for name in visit.desk.review.calls() if visit.reach.may_open(name)]
        if not calls:
            raise NotAllowedError("calls", "there is none that you may open", "ask a lead")
    return chosen | {"calls": calls}


def calls_meant(visit: Visit) -> list[str]:
    """The calls that were named, a line each; none for all.  Raises SettingsError for a name that
    belongs to no recording."""
    lines = visit.text("calls", _LONGEST_NAMES).splitlines()
    names = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    for name in names:
        is_there = registered(visit.desk.review.workspace, name) is not None
        if not is_there or not visit.reach.may_open(name):
            problem = Message("{name} is not a recording", name=name)
            raise SettingsError("calls", problem, "one name a line, as on the list")
    return names


def passphrase(visit: Visit) -> dict[str, str]:
    """The passphrase that was typed, for the memory alone."""
    typed = visit.text("passphrase", 1_000)
    return {"passphrase": typed} if typed else {}


def take(visit: Visit) -> Response:
    """What was made, to be taken away; of a team it is logged whose calls it holds."""
    made = _made(visit, visit.request.path_params["made"])
    if visit.request.path_params["name"] != f"{made.name}{'.zip' if made.is_folder else ''}":
        raise NotFoundError("this address", "leads to nothing that was made")
    if why_not := _why_not(visit, made):
        raise NotAllowedError(made.name, why_not)
    if openings := visit.desk.openings:
        for call in made.calls:
            openings.opened(visit.who.name, call, "words", visit.session)
            if made.kind != "table":
                openings.opened(visit.who.name, call, "sound", visit.session)
    path = visit.desk.aside.path(made)
    if not made.is_folder:
        return FileResponse(path, filename=made.name)
    headers = {"content-disposition": f"attachment; filename*=utf-8''{quote(made.name)}.zip"}
    return StreamingResponse(_zipped(path), media_type="application/zip", headers=headers)


class _Parts(list[bytes]):
    """What is written into an archive, until it is sent."""

    def write(self, data: bytes) -> int:
        """Keep it."""
        self.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing to wait for."""


def _zipped(folder: Path) -> Iterator[bytes]:
    """A folder as a zip, made while it is sent: nothing of it lies on the disk twice."""
    parts = _Parts()
    with zipfile.ZipFile(parts, "w") as archive:  # type: ignore[call-overload]
        for path in sorted(files_below(folder)):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
            with archive.open(entry, "w", force_zip64=True) as target, path.open("rb") as source:
                while block := source.read(_BLOCK):
                    target.write(block)
                    yield b"".join(parts)
                    parts.clear()
    yield b"".join(parts)


def remove(visit: Visit) -> Response:
    """Throw away what was made: one's own; a lead anybody's."""
    made = _made(visit, visit.request.path_params["made"])
    if made.owner != visit.who.name and visit.who.duty != "lead":
        problem = Message("belongs to {name}", name=made.owner)
        raise NotAllowedError(made.name, problem, "ask them, or a lead")
    visit.desk.aside.remove(visit.desk.aside.path(made))
    return visit.answer({}, MADE_AT)


def _made(visit: Visit, made_id: str) -> AsideFile:
    """What was made under that id.  Raises SettingsError for what the member may not know of as
    for nothing."""
    made = visit.desk.aside.find(made_id)
    if made is None or made.kind not in MADE or not _may_know(visit, made):
        raise SettingsError("this address", "leads to nothing that was made", "look at the list")
    return made


def _may_know(visit: Visit, made: AsideFile) -> bool:
    """Whether the member had something made, or may open all calls that are in it."""
    reach = visit.reach
    return (
        reach.opens_all
        or made.owner == visit.who.name
        or (bool(made.calls) and all(map(reach.may_open, made.calls)))
    )


def _why_not(visit: Visit, made: AsideFile) -> str:
    """Why somebody may not take away what was made.

    Tables are of what their maker may see.  A bag has every decision, a redacted copy
    what the machine proposed.
    """
    viewer, review = visit.who.name, visit.desk.review
    if made.kind == "table":
        return "" if made.owner == viewer else Message("made for somebody else: make your own")
    events = review.decisions.events()
    hides = made.kind == "bag" and len(visible(events, viewer)) < len(events)
    if hides or hidden_items(events, viewer):
        return Message("holds what a blind review hides from you")
    return ""
