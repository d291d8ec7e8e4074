"""Who somebody is: the one person who started the program, or a member of a team."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Protocol

from calltools.errors import NotAllowedError
from calltools.review.accounts import Accounts, Colleague
from calltools.review.log_ins import LogIns


class Access(Protocol):
    """Tells members by their sessions."""

    is_team: bool

    def member(self, token: str) -> Colleague | None:
        """Whose session ``token`` is; None where it is nobody's."""

    def log_out(self, token: str) -> None:
        """End a session."""

    def people(self) -> Sequence[Colleague]:
        """To whom something can be assigned."""


class Solo:
    """One person on this machine.  Anybody who has the address that the program printed is that
    person, at the first visit and once: ``secret`` is exchanged for a session."""

    is_team = False

    def __init__(self, name: str) -> None:
        self.secret = secrets.token_urlsafe(32)
        self._member = Colleague(name or "reviewer", "lead")
        self._is_used = False
        self._sessions: set[str] = set()

    def enter(self, secret: str) -> str:
        """The token of the session that ``secret`` is exchanged for.

        Raises NotAllowedError for another secret, and for the same at a second visit.
        """
        if self._is_used or not hmac.compare_digest(secret.encode(), self.secret.encode()):
            raise NotAllowedError(
                "this address", "is no longer valid", "start calltools review again"
            )
        self._is_used = True
        token = secrets.token_urlsafe(32)
        self._sessions.add(_digest(token))
        return token

    def member(self, token: str) -> Colleague | None:
        """The one person, by the session."""
        return self._member if _digest(token) in self._sessions else None

    def people(self) -> Sequence[Colleague]:
        """Nobody: who is alone decides everything."""
        return ()

    def log_out(self, token: str) -> None:
        """End the session."""
        self._sessions.discard(_digest(token))


class Team:
    """The people who have accounts in the database."""

    is_team = True

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.log_ins = LogIns(accounts)

    def member(self, token: str) -> Colleague | None:
        """Whose session it is."""
        return self.accounts.account_of(token)

    def people(self) -> Sequence[Colleague]:
        """Those with accounts that are not closed."""
        return [one for one in self.accounts.all() if one.active]

    def log_out(self, token: str) -> None:
        """End the session."""
        self.accounts.sessions.end(token)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
