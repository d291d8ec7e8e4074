"""Who of a team opened which call: an event of the log for each person, call and session, for the
words and for the sound.

A player that asks for a hundred ranges opens the sound once.  What was logged is known in memory,
so that no request but the first of a session waits for a disk.
"""

from __future__ import annotations

import threading
from typing import Literal

from msgspec import Struct

from calltools.provenance import sha256_bytes
from calltools.store.log import EventDraft
from calltools.store.workspace import Workspace

What = Literal["words", "sound", "facts"]
"""What of a call was opened."""

LIST = "(the list of calls)"
"""What is opened where the names and facts of all calls are shown that somebody may open."""

_SESSION_DIGITS = 16  # of a hash: 64 bits


class Opened(Struct, frozen=True):
    """The body of ``opened``: ``what`` of ``call``, in the session whose token has a hash that
    begins with ``session``, which tells it from others and opens nothing."""

    call: str
    what: What
    session: str


class Openings:
    """What was opened of a workspace, for a program that serves calls to people."""

    def __init__(self, workspace: Workspace) -> None:
        """Raises CalltoolsError for a log that can't be read."""
        self._workspace = workspace
        self._writing = threading.Lock()
        log = workspace.log
        self._known = {
            (log.name_of(event), log.body(event, Opened))
            for event in log.since(0)
            if event.kind == "opened" and log.has_body(event)
        }

    def opened(self, who: str, call: str, what: What, session: str) -> None:
        """Log that a call is about to be shown; nothing where the session's was logged already.

        ``session`` is the session's token.  Raises WorkspaceError where it can't be logged: then
        nothing may be shown.
        """
        body = Opened(call, what, sha256_bytes(session.encode())[:_SESSION_DIGITS])
        if (who, body) in self._known:
            return
        with self._writing:
            if (who, body) in self._known:
                return
            recording = self._workspace.register.refresh().recording(call)
            draft = EventDraft(kind="opened", subject=recording, body=body, actor=who)
            self._workspace.log.append([draft])
            self._known.add((who, body))
