"""One request with all that the person who answers it needs."""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from calltools.errors import CalltoolsError, SettingsError
from calltools.messages import Message
from calltools.records import LARGEST
from calltools.review.accounts import Colleague
from calltools.review.call_access import MemberReach, Reach
from calltools.review.desk import Review, Reviewed
from calltools.review.event import Action, ItemKind
from calltools.review.item_state import State
from calltools.review.openings import LIST, Openings
from calltools.review.permissions import require_may
from calltools.site.access import Access
from calltools.site.aside_files import AsideFile, AsideFiles, AsideKind
from calltools.site.guard import LARGEST_UPLOAD, TOKEN_HEADER, PageTokens
from calltools.site.jobs import Jobs
from calltools.site.sound import SoundShelf
from calltools.site.uploads import Form, Upload, Uploads

FORM = "application/x-www-form-urlencoded"
WITH_FILES = "multipart/form-data"
UPLOADED = "(uploaded)"
"""Under what the files of a form stand in a body: no field of a form or of JSON is taken for
them."""


class PageOf(NamedTuple):
    """What a page of a long list shows: its number, from 1, ``of`` how many."""

    shown: Sequence[Any]
    number: int
    of: int


class NotFoundError(CalltoolsError):
    """There is nothing under that address."""


_READ_AT_ONCE = 2
"""How many publications are read at once, each of which may take a GiB of memory."""


@dataclass(slots=True)
class Desk:
    """What the program serves: one review, and who may see it."""

    review: Review
    access: Access
    sounds: SoundShelf
    tokens: PageTokens = field(default_factory=PageTokens)
    openings: Openings | None = None
    """Where it is logged who opened which call: for a team."""
    is_secure: bool = False
    """Whether people reach it by TLS, so that cookies are for TLS alone."""
    reach: Reach = field(init=False)
    """Who may open what."""
    jobs: Jobs = field(init=False)
    """The work that people asked for."""
    aside: AsideFiles = field(init=False)
    """What lies aside for people."""
    uploads: Uploads = field(init=False)
    """The files that are on their way in."""
    _names: dict[str, str] = field(default_factory=dict)
    reading: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_READ_AT_ONCE)
    )
    """Held while a publication is read."""

    def __post_init__(self) -> None:
        self.reach = Reach(self.review)
        self.jobs = Jobs(self.review.workspace)
        self.aside = AsideFiles(self.review.workspace)
        self.uploads = Uploads(self.review.workspace.root, self.aside)

    def clean_aside(self, **left: float) -> None:
        """Remove what lies aside no longer, but for what jobs wait for."""
        is_open = [job for job in self.jobs.all() if job.is_open]
        files = (job.arguments.get("files") or [job.arguments.get("file", "")] for job in is_open)
        self.aside.clean([str(file) for of_job in files for file in of_job], **left)

    def name_of(self, address: str) -> str:
        """The name of the call or report that has the address, whoever asks (a visitor, through
        :meth:`Visit.name_at`).  Raises NotFoundError."""
        name = self._names.get(address, "")
        if name and self.review.has_call(name):
            return name
        looks = (self.review.calls, self.review.checks, self.review.reports)
        for names in looks:  # audits are read only where it is not a call
            found = {address_of(name): name for name in names()}
            self._names.update(found)
            if address in found:
                return found[address]
        raise NotFoundError("this address", "leads to no call and no report")


@dataclass
class Visit:
    """A request of ``member`` (None before anybody logged in); ``body`` is what was sent."""

    request: Request
    desk: Desk
    session: str
    member: Colleague | None
    body: Mapping[str, Any]

    @property
    def here(self) -> str:
        """The address that was asked for, with what was asked of it."""
        query = self.request.url.query
        return f"{self.request.url.path}{f'?{query}' if query else ''}"

    def answer(self, made: Mapping[str, Any], back: str = "/") -> Response:
        """The answer to what was sent: to the script ``made`` as JSON; to a form that was posted
        without it the way ``back``."""
        return RedirectResponse(back, 303) if self.is_form else JSONResponse(made)

    @property
    def is_form(self) -> bool:
        """Whether a form was posted by the browser itself."""
        kind = self.request.headers.get("content-type", "").partition(";")[0].strip()
        return kind == FORM or (kind == WITH_FILES and TOKEN_HEADER not in self.request.headers)

    @property
    def who(self) -> Colleague:
        """The member, where the route has let no other in."""
        assert self.member is not None, "the route is for members"
        return self.member

    def require_may(self, action: Action, kind: ItemKind) -> None:
        """Raise NotAllowedError unless the member's role does such a thing at all."""
        require_may(self.who.name, self.who.duty, action, kind)

    @cached_property
    def reach(self) -> MemberReach:
        """What the member may open."""
        return self.desk.reach.of(self.who)

    def name_at(self, address: str) -> str:
        """The name of the call or report that has the address.  Raises NotFoundError, for one that
        the member may not open as for none."""
        name = self.desk.name_of(address)
        if not self.reach.may_open(name):
            raise NotFoundError("this address", "leads to no call and no report")
        return name

    @cached_property
    def name(self) -> str:
        """The name of the call or report that the address is of.  Raises NotFoundError."""
        return self.name_at(self.request.path_params["id"])

    def reviewed(self, until: str | None = None) -> Reviewed:
        """That call or report as the member may see it, now or as it stood at a time."""
        return self.reach.shown(self.desk.review.get(self.name, self.who.name, until))

    def everything(self, within_s: float = math.inf) -> list[Reviewed]:
        """All calls and reports that the member may open, as they may see them; after ``within_s``
        seconds those alone that were read before."""
        reach, review = self.reach, self.desk.review
        found = review.everything(self.who.name, within_s, reach.may_open)
        return [reach.shown(reviewed) for reviewed in found]

    def opens(self) -> list[str]:
        """The names of all that the address shows words of: of a report, or of what is between
        calls, the calls that are quoted as well."""
        if self.desk.review.has_call(self.name):
            return [self.name]
        reviewed, key = self.reviewed(), self.request.path_params.get("key")
        states = reviewed.states if key is None else [self.state_in(reviewed)]
        return [self.name, *self.reach.about(states)]

    def log_list(self) -> None:
        """Log, of a team, that the list of calls is shown, with their names and facts."""
        if self.desk.openings:
            self.desk.openings.opened(self.who.name, LIST, "facts", self.session)

    def log_opened(self, *names: str) -> None:
        """Log, of a team, that the words of these calls and reports are shown."""
        for name in dict.fromkeys(names):
            if self.desk.openings:
                self.desk.openings.opened(self.who.name, name, "words", self.session)

    def state_in(self, reviewed: Reviewed) -> State:
        """The item of ``reviewed`` that the address is of.  Raises NotFoundError."""
        state = reviewed.by_key.get(self.request.path_params["key"])
        if state is None:
            raise NotFoundError(reviewed.name, "has no such item")
        return state

    @property
    def sent(self) -> Form:
        """The form with files that was sent; one without any where it was another."""
        form = self.body.get(UPLOADED)
        return form if isinstance(form, Form) else Form()

    @property
    def files(self) -> Sequence[Upload]:
        """The files that were sent.  Raises SettingsError for none."""
        if not self.sent.uploads:
            raise SettingsError("file", "expected files, found none", "choose some")
        return self.sent.uploads

    def document(self, name_of: Callable[[str], str], otherwise: str) -> tuple[bytes, str]:
        """The file that was sent, or the text that was pasted under a ``name``, ``otherwise`` one
        of that name, which ``name_of`` makes safe.  Raises SettingsError for none."""
        data = self.text("text", LARGEST_UPLOAD).encode()
        name = name_of(f"{self.text('name', 80).strip() or otherwise}.txt")
        for file in self.sent.uploads[:1]:
            data, name = file.read(), file.name
        if not data.strip():
            raise SettingsError("file", "expected a file or a text, found none")
        return data, name

    def lay_aside(self, data: bytes, name: str, kind: AsideKind) -> AsideFile:
        """Lay what the member sent aside."""
        file = self.desk.aside.lay(data, name, kind, self.who.name)
        self.desk.clean_aside()
        return file

    def own_aside(self, *kinds: AsideKind) -> AsideFile:
        """What the member sent, of some kinds, that the address is of.  Raises NotFoundError."""
        file = self.desk.aside.find(self.request.path_params["upload"], self.who.name)
        if file is None or file.kind not in kinds:
            raise NotFoundError("this address", "leads to no upload of yours")
        return file

    def page_of(self, every: Sequence[Any], most: int) -> PageOf:
        """The page of a list that the address asks for, of ``most`` rows."""
        pages = max(1, -(-len(every) // most))
        asked = self.request.query_params.get("page", "")[:9]
        number = int(asked) if asked.isascii() and asked.isdigit() else 1
        number = min(pages, max(1, number))
        return PageOf(every[(number - 1) * most : number * most], number, pages)

    def number(self, field_: str) -> int:
        """A whole number from 0 that was sent, by a form as its digits.  Raises SettingsError for
        anything else."""
        value = self.body.get(field_)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            value = int(value)
        if type(value) is not int or not 0 <= value <= LARGEST:  # true is not a number
            found = str(value)[:40]
            problem = Message("expected a whole number from 0, found {value}", value=found)
            raise SettingsError(field_, problem)
        return value

    def asked(self, field_: str, otherwise: int = 0) -> int:
        """A number in the query of the address; ``otherwise`` for none, or another thing."""
        value = self.request.query_params.get(field_, "")
        is_number = value.isascii() and value.isdecimal() and len(value) < 9
        return int(value) if is_number else otherwise

    def sound_at(self, name: str) -> str:
        """Where a call is heard; empty where it is not."""
        return f"{call_at(name)}/sound" if self.desk.sounds.has(name) else ""

    def flag(self, field_: str) -> bool:
        """Whether a box was ticked, or true was sent."""
        return self.body.get(field_) in (True, "on", "yes", "true")

    def back(self, field_: str = "back") -> str:
        """The address on this site that was sent; the first page for any other."""
        at = self.text(field_, 500)
        return at if at.startswith("/") and not at.startswith(("//", "/\\")) else "/"

    def text(self, field_: str, most: int = 10_000) -> str:
        """A text that was sent; empty for none."""
        value = self.body.get(field_, "")
        return value[:most] if isinstance(value, str) else ""


def path_of(reviewed: Reviewed) -> str:
    """The address of the page of a call, report or check."""
    return f"/{reviewed.place}/{address_of(reviewed.name)}"


def call_at(name: str) -> str:
    """The address of the page of a call."""
    return f"/calls/{address_of(name)}"


def address_of(name: str) -> str:
    """By what a call or report is named in addresses: never by a path."""
    return hashlib.sha256(name.encode()).hexdigest()[:20]
