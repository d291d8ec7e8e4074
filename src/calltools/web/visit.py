"""One request with all that whoever answers it needs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from starlette.requests import Request

from calltools.custody.reads import ReadsLog
from calltools.errors import CalltoolsError
from calltools.review.accounts import Colleague
from calltools.review.desk import Review, Reviewed
from calltools.web.access import Access
from calltools.web.guard import PageTokens
from calltools.web.sound import SoundShelf


class NotFoundError(CalltoolsError):
    """There is nothing under that address."""


@dataclass(slots=True)
class Desk:
    """What the program serves: one review, and who may see it."""

    review: Review
    access: Access
    sounds: SoundShelf
    tokens: PageTokens = field(default_factory=PageTokens)
    reads: ReadsLog | None = None
    """Where it is logged who opened which call: for a team."""
    is_secure: bool = False
    """Whether people reach it by TLS, so that cookies are for TLS alone."""


@dataclass
class Visit:
    """A request of ``member`` (None before anybody logged in); ``body`` is what was sent."""

    request: Request
    desk: Desk
    session: str
    member: Colleague | None
    body: Mapping[str, Any]

    @property
    def who(self) -> Colleague:
        """The member, where the route has let no other in."""
        assert self.member is not None, "the route is for members"
        return self.member

    @cached_property
    def name(self) -> str:
        """The name of the call or report that the address is of.  Raises NotFoundError."""
        wanted = self.request.path_params["id"]
        review = self.desk.review
        for names in (
            review.calls,
            review.checks,
            review.reports,
        ):  # audits are read only where it is no call
            for name in names():
                if address_of(name) == wanted:
                    return name
        raise NotFoundError("this address", "is of no call and no report")

    def reviewed(self) -> Reviewed:
        """That call or report as the member may see it."""
        return self.desk.review.get(self.name, self.who.name)

    def text(self, field_: str, most: int = 10_000) -> str:
        """A text that was sent; empty for none."""
        value = self.body.get(field_, "")
        return value[:most] if isinstance(value, str) else ""


def address_of(name: str) -> str:
    """By what a call or report is named in addresses: never by a path."""
    return hashlib.sha256(name.encode()).hexdigest()[:20]
