"""Heads: how far the ledger went when the office signed it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from calltools.errors import IntegrityError, SettingsError, WorkspaceError
from calltools.files import atomic_write, bytes_of
from calltools.proof.acts import blind_for, log_act, record
from calltools.proof.decisions import DECISIONS, decisions
from calltools.proof.envelopes import ENVELOPE, open_record, sign_record
from calltools.proof.keys import OfficeKey, PublicKey, read_public_key
from calltools.proof.ledger import CUSTODY, Ledger
from calltools.records import Whole, parse_as
from calltools.store.workspace import Workspace
from calltools.times import utc_now

HEADS = "heads"
KEYS = "keys"
"""Folders beside the ledger."""

_KIND = "application/vnd.calltools.head+json"


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """The first ``entries`` lines of the ledger are ``size`` bytes, whose hash is ``sha256``; that
    of the last of them is ``last``.  ``time`` is when it was signed, by the office's clock."""

    entries: Whole
    size: Whole
    sha256: str
    last: str
    time: str


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with its envelope and the fingerprint of who signed it."""

    head: LedgerHead
    path: Path
    signer: str


def sign_head(workspace: Workspace, key: OfficeKey) -> Path:
    """Enter what is not entered yet, and sign the ledger as it is then; gives the envelope.

    Decisions are entered now and not when they are made: they stand in a database.
    The head and its key are entered behind it.  Raises WorkspaceError where there is nothing to be
    signed.
    """
    record(workspace)
    ledger = Ledger(workspace)
    if decided := decisions(workspace):
        ledger.add([log_act(decided, DECISIONS, blind_for(workspace, ledger, ""))])
    state = ledger.state()
    if not state.entries:
        raise WorkspaceError(
            workspace.root, "holds nothing to be signed", "add recordings: calltools add"
        )
    head = LedgerHead(state.entries, state.size, state.sha256, state.last, utc_now())
    custody = workspace.root / CUSTODY
    keep_public_key(custody, key)
    path = sign_record(custody / HEADS, f"{head.entries:08d}", _KIND, head, key)
    record(workspace)
    return path


def keep_public_key(custody: Path, key: OfficeKey) -> None:
    """Lay the key by which others check what ``key`` signs into a folder of custody."""
    public = custody / KEYS / f"{key.public.fingerprint[:16]}.pem"
    if not public.exists():
        atomic_write(public, key.public.pem)


def head_files(root: Path) -> list[Path]:
    """The envelopes of the heads of the workspace at ``root``, the first first."""
    return sorted((root / CUSTODY / HEADS).glob(f"*{ENVELOPE}"))


def keys_of(root: Path) -> dict[str, PublicKey]:
    """The public keys that lie in the workspace at ``root``, by fingerprint.

    Raises IntegrityError for a file that is none.
    """
    found = [read_public_key(path) for path in sorted((root / CUSTODY / KEYS).glob("*.pem"))]
    return {key.fingerprint: key for key in found}


def read_kept_head(path: Path) -> LedgerHead:
    """The head in an envelope that somebody kept, and so vouches for.  Raises SettingsError."""
    try:
        envelope = parse_as(bytes_of(path, SettingsError), _KeptEnvelope)
        if envelope.payloadType != _KIND:
            raise ValueError("is of another type")
        return parse_as(base64.b64decode(envelope.payload, validate=True), LedgerHead)
    except ValueError as error:
        problem = f"expected a signed head, custody/{HEADS}/NUMBER{ENVELOPE}: {error}"
        raise SettingsError(path, problem) from error


class _KeptEnvelope(Struct):
    payload: str
    payloadType: str  # noqa: N815 - as DSSE has it


def open_head(path: Path, keys: Mapping[str, PublicKey]) -> SignedHead:
    """The head in an envelope.  Raises IntegrityError for one that nobody of ``keys`` signed."""
    head, signer = open_record(path, _KIND, keys, LedgerHead)
    if path.name != f"{head.entries:08d}{ENVELOPE}":
        raise IntegrityError(path, f"is the head of {head.entries} entries")
    return SignedHead(head, path, signer)
