"""Who of a team opened which call: a log beside the ledger, which enters it.

One line for each person, call and session, for the words and for the sound: a player that asks for
a hundred ranges opens the sound once.  What was logged is known in memory, so that no request but
the first of a session waits for a disk.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from calltools.files import bytes_of
from calltools.proof.acts import READS, blind_for, log_act
from calltools.proof.ledger import Ledger, add_lines
from calltools.provenance import canonical_json, sha256_bytes
from calltools.records import parse_as, plain
from calltools.store.recordings import registered
from calltools.store.workspace import Workspace
from calltools.times import utc_now

LOCK = "reads"
"""The lock under which the log and its entry in the ledger grow together."""

Opened = Literal["words", "sound"]
"""What of a call was opened."""

_SESSION_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """``who`` opened ``what`` of ``call`` at ``time`` (UTC).

    ``recording`` is the sha256 of the call's original, empty for a report and for a publication;
    ``session`` the beginning of a hash of the session's token, which tells it from others and opens
    nothing.
    """

    time: str
    who: str
    call: str
    what: Opened
    session: str
    recording: str = ""


class ReadsLog:
    """The log of a workspace, for a program that serves calls to people."""

    def __init__(self, workspace: Workspace) -> None:
        """Raises CalltoolsError for a log that can't be read."""
        self._workspace = workspace
        self._ledger = Ledger(workspace)
        self._writing = threading.Lock()
        path = workspace.root / READS
        found = reads(bytes_of(path)) if path.exists() else ()
        self._known = {(one.session, one.who, one.call, one.what) for one in found}

    def opened(self, who: str, call: str, what: Opened, session: str) -> None:
        """Log that a call is about to be shown; nothing where the session's was logged already.

        ``session`` is the session's token.  Raises WorkspaceError where it can't be logged: then
        nothing may be shown.
        """
        digits = sha256_bytes(session.encode())[:_SESSION_DIGITS]
        key = digits, who, call, what
        if key in self._known:
            return
        with self._writing, self._workspace.lock(LOCK):
            if key in self._known:
                return
            of = registered(self._workspace, call)
            one = Read(time=utc_now(), who=who, call=call, what=what, session=digits,
                       recording=of.audio_sha256 if of else "")  # fmt: skip
            path = self._workspace.root / READS
            add_lines(path, canonical_json(plain(one)).encode() + b"\n")
            blind = blind_for(self._workspace, self._ledger, "")
            self._ledger.add([log_act(bytes_of(path), READS, blind)])
            self._known.add(key)


def reads(log: bytes) -> Iterator[Read]:
    """The openings in a log, in order; a line that is broken is passed over: verify tells of it."""
    for line in log.splitlines():
        try:
            yield parse_as(line, Read)
        except ValueError:
            continue
