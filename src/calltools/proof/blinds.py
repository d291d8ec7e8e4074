"""What keeps the hashes in the ledger from being guessed.

A sidecar, a log, the record of a step holds few words that a stranger doesn't know: names could be
tried until a hash fits.  So the ledger holds the hash of a random blind with the file's hash behind
it.  Each recording has a blind of its own, which goes into the bags that hold the recording and
nowhere else; the logs of no single recording have one together.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from pathlib import Path

from calltools.errors import IntegrityError, WorkspaceError
from calltools.files import atomic_write, bytes_of
from calltools.provenance import sha256_bytes

BLINDS = "blinds"
"""The folder beside the ledger."""

_OF_LOGS = "logs"
_BLIND = re.compile(rb"[0-9a-f]{64}\n")


def blind_path(custody: Path, recording: str) -> Path:
    """Where the blind of a recording is (empty: that of the logs), in a folder of custody."""
    return custody / BLINDS / f"{recording[:32] or _OF_LOGS}.txt"


def make_blind(custody: Path, recording: str) -> None:
    """Make the blind of what nothing was entered of yet; one that is there stays."""
    path = blind_path(custody, recording)
    with suppress(WorkspaceError):  # somebody else made it, or what is to be entered will fail too
        if not path.exists():
            atomic_write(path, f"{secrets.token_hex(32)}\n", new=True)


def read_blind(custody: Path, recording: str) -> str:
    """The blind; empty where there is none: a bag has those of its recordings.  Raises
    IntegrityError."""
    path = blind_path(custody, recording)
    if not path.exists():
        return ""
    data = bytes_of(path, IntegrityError)
    if not _BLIND.fullmatch(data):
        raise IntegrityError(path, "expected 64 digits, found something else")
    return data.decode().strip()


def blinded(sha256: str, blind: str) -> str:
    """The hash of a file as the ledger has it."""
    return sha256_bytes(f"{blind}{sha256}".encode()) if blind and sha256 else sha256
