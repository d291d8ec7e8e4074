"""What is signed: DSSE envelopes, each with what ``openssl`` needs to check it by itself.

Three files each: ``NAME.dsse.json`` is the envelope; ``NAME.pae`` are the bytes that were
signed (the type and the payload, each with its length before it: DSSE's pre-authentication
encoding) and ``NAME.sig`` the signature alone.  The envelope is written last: without it nothing
was signed.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from calltools.errors import IntegrityError
from calltools.files import atomic_write, bytes_of
from calltools.proof.keys import OfficeKey, PublicKey
from calltools.provenance import canonical_json
from calltools.records import parse, parse_as, plain

if TYPE_CHECKING:
    from securesystemslib.dsse import Envelope

_Record = TypeVar("_Record")

ENVELOPE = ".dsse.json"
PAE = ".pae"
SIGNATURE = ".sig"
"""Endings of the three files."""


@dataclass(frozen=True, slots=True)
class SignedPayload:
    """What was signed, and the fingerprint of the key that did."""

    payload: bytes
    signer: str


def sign(folder: Path, name: str, kind: str, payload: bytes, key: OfficeKey) -> Path:
    """Sign ``payload``, which is of the type ``kind``; gives the envelope's file in ``folder``."""
    from securesystemslib.dsse import Envelope

    envelope = Envelope(payload, kind, {})
    envelope.sign(key.signer)
    for ending, data in _files(envelope).items():
        atomic_write(folder / f"{name}{ending}", data)
    return folder / f"{name}{ENVELOPE}"


def open_envelope(path: Path, kind: str, keys: Mapping[str, PublicKey]) -> SignedPayload:
    """What the envelope at ``path`` holds, signed by one of ``keys`` (by their fingerprints).

    Raises IntegrityError, naming the file that is wrong, for anything else.
    """
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import VerificationError

    raw = bytes_of(path)
    try:
        envelope = Envelope.from_dict(parse(raw))
        (signer,) = envelope.signatures
    except Exception as error:  # the package raises of many kinds
        raise IntegrityError(path, "is no envelope with one signature") from error
    if envelope.payload_type != kind:
        raise IntegrityError(path, f"expected one of the type {kind}")
    if signer not in keys:
        raise IntegrityError(path, f"is signed by a key that isn't here: {signer}")
    try:
        envelope.verify([keys[signer].verifier], 1)
    except VerificationError as error:
        raise IntegrityError(path, f"is not signed by the key {signer}") from error
    for ending, data in _files(envelope).items():
        file = path.with_name(path.name.removesuffix(ENVELOPE) + ending)
        if bytes_of(file, IntegrityError) != data:
            raise IntegrityError(file, "is not what was signed")
    return SignedPayload(envelope.payload, signer)


def sign_record(folder: Path, name: str, kind: str, record: object, key: OfficeKey) -> Path:
    """Sign a record, as canonical JSON; gives the envelope's file in ``folder``."""
    return sign(folder, name, kind, canonical_json(plain(record)).encode(), key)


def open_record(
    path: Path, kind: str, keys: Mapping[str, PublicKey], record: type[_Record]
) -> tuple[_Record, str]:
    """The record in the envelope at ``path``, and the fingerprint of who signed it.

    Raises IntegrityError as :func:`open_envelope` does, and for another record.
    """
    signed = open_envelope(path, kind, keys)
    try:
        return parse_as(signed.payload, record), signed.signer
    except ValueError as error:
        raise IntegrityError(path, f"holds something else than is signed there: {error}") from error


def _files(envelope: Envelope) -> dict[str, bytes]:
    """The files of a signed envelope by their endings, the envelope's last."""
    (signature,) = envelope.signatures.values()
    written = {
        "payload": base64.b64encode(envelope.payload).decode(),
        "payloadType": envelope.payload_type,
        "signatures": [
            {
                "keyid": signature.keyid,
                "sig": base64.b64encode(bytes.fromhex(signature.signature)).decode(),
            }
        ],
    }
    return {
        PAE: envelope.pae(),
        SIGNATURE: bytes.fromhex(signature.signature),
        ENVELOPE: f"{canonical_json(written)}\n".encode(),
    }
