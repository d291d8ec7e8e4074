"""Heads: how far the log went when the office signed it, each in a ``signed`` event.

What is signed is all of the log up to the event's own line, and that line but for the hash of its
body, which holds the signature.  So nothing stands behind a head that it does not vouch for.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct

from calltools.errors import IntegrityError, SettingsError, WorkspaceError
from calltools.files import bytes_of
from calltools.proof.keys import OfficeKey, PublicKey, public_key
from calltools.proof.signature import open_record, sign_record
from calltools.provenance import canonical_json
from calltools.records import Whole, parse, parse_as
from calltools.store.log import Event, EventDraft, Log

KIND = "application/vnd.calltools.head+json"


class LogHead(Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed: the line ``seq`` of the log has the hash ``sha256``, and with it all before;
    the event of the signature is the next, with this ``id`` and ``time`` by the office's clock."""

    seq: Whole
    sha256: str
    id: str
    time: str


class SignedBody(Struct, frozen=True):
    """The body of ``signed``: the envelope of a head, and the public key (PEM) that it is signed
    by."""

    envelope: dict[str, Any]
    key: str

    def data(self) -> bytes:
        """The envelope as a file has it."""
        return f"{canonical_json(self.envelope)}\n".encode()

    def public(self, where: str) -> PublicKey:
        """The key.  Raises IntegrityError."""
        return public_key(self.key.encode(), where)

    def head(self, where: str) -> tuple[LogHead, str]:
        """The head and the fingerprint of who signed it.  Raises IntegrityError."""
        public = self.public(where)
        return open_record(self.data(), KIND, {public.fingerprint: public}, LogHead, where)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with its event, what the event says, and the fingerprint of who signed."""

    event: Event
    body: SignedBody
    head: LogHead
    signer: str

    @property
    def name(self) -> str:
        """What files of it are called."""
        return f"{self.head.seq:08d}"


def sign_head(log: Log, key: OfficeKey) -> SignedHead:
    """Sign the log as it is.  Raises WorkspaceError where there is nothing to be signed."""

    def check(log: Log) -> None:
        if not log.head().seq:
            raise WorkspaceError(
                log.where, "holds nothing to be signed", "add recordings: calltools add"
            )

    def body(event: Event) -> SignedBody:
        head = LogHead(event.seq - 1, event.prev, event.id, event.time)
        envelope: dict[str, Any] = parse(sign_record(head, KIND, key))
        return SignedBody(envelope, key.public.pem.decode())

    (event,) = log.append([EventDraft(kind="signed", body=body)], check)
    return signed_head(log, event)


def signed_head(log: Log, event: Event) -> SignedHead:
    """The head in a ``signed`` event.  Raises IntegrityError where it is not what its line has."""
    where = f"{log.where}, event {event.seq}"
    body = log.body(event, SignedBody)
    head, signer = body.head(where)
    is_own = not (event.subject or event.actor)
    if not is_own or head != LogHead(event.seq - 1, event.prev, event.id, event.time):
        raise IntegrityError(where, "holds the signature of another log, or of another place in it")
    return SignedHead(event, body, head, signer)


def signed_heads(log: Log) -> Iterator[SignedHead]:
    """The heads of a log, the first first.  Raises IntegrityError."""
    yield from (signed_head(log, event) for event in log.of("", "signed"))


def read_kept_head(path: Path) -> LogHead:
    """The head in an envelope that somebody kept, and so vouches for.  Raises SettingsError."""
    try:
        envelope = parse_as(bytes_of(path, SettingsError), _KeptEnvelope)
        if envelope.payloadType != KIND:
            raise ValueError("is of another type")
        return parse_as(base64.b64decode(envelope.payload, validate=True), LogHead)
    except ValueError as error:
        problem = f"expected a signed head, as calltools log --head writes it: {error}"
        raise SettingsError(path, problem) from error


class _KeptEnvelope(Struct):
    payload: str
    payloadType: str  # noqa: N815 - as DSSE has it
