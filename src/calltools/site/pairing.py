"""Calls that are texts alone: a Chinese text and its English are sent, and aligned by a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from calltools.errors import SettingsError
from calltools.files import safe_name
from calltools.messages import Message
from calltools.site.page_response import shown
from calltools.site.visit import Visit
from calltools.store.recordings import recordings


@dataclass(frozen=True, slots=True)
class PairView:
    """Where the two texts of a call without a recording are given."""

    template: ClassVar[str] = "pair.html"


def form(visit: Visit) -> Response:
    """Where the two texts of a call without a recording are given."""
    return shown(visit, PairView())


def send(visit: Visit) -> Response:
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
