"""What is signed: DSSE envelopes, each with what ``openssl`` needs to check it by itself.

As files they are three: ``NAME.dsse.json`` is the envelope; ``NAME.pae`` are the bytes that were
signed (the type and the payload, each with its length before it: DSSE's pre-authentication
encoding) and ``NAME.sig`` the signature alone.  The envelope is written last: without it nothing
was signed.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from calltools.errors import IntegrityError
from calltools.files import atomic_write, bytes_of
from calltools.proof.keys import OfficeKey, PublicKey, read_public_key
from calltools.provenance import canonical_json
from calltools.records import parse, parse_as, plain
from calltools.store.other_logs import SIGNED_KIND, SentBy, SentFile

if TYPE_CHECKING:
    from securesystemslib.dsse import Envelope

_Record = TypeVar("_Record")

ENVELOPE = ".dsse.json"
PAE = ".pae"
SIGNATURE = ".sig"
"""Endings of the three files."""


def sign(payload: bytes, kind: str, key: OfficeKey) -> bytes:
    """The envelope of ``payload``, which is of the type ``kind``."""
    from securesystemslib.dsse import Envelope

    envelope = Envelope(payload, kind, {})
    envelope.sign(key.signer)
    return _written(envelope)


def sign_record(record: object, kind: str, key: OfficeKey) -> bytes:
    """The envelope of a record, as canonical JSON."""
    return sign(canonical_json(plain(record)).encode(), kind, key)


def open_envelope(
    data: bytes, kind: str, keys: Mapping[str, PublicKey], where: str | Path
) -> tuple[bytes, str]:
    """The payload of an envelope and the fingerprint of the one of ``keys`` that signed it.

    Raises IntegrityError, naming ``where`` it stands, for anything else.
    """
    from securesystemslib.exceptions import VerificationError

    envelope, signer = _parsed(data, where)
    if envelope.payload_type != kind:
        raise IntegrityError(where, f"expected one of the type {kind}")
    if signer not in keys:
        raise IntegrityError(where, f"is signed by a key that isn't here: {signer}")
    try:
        envelope.verify([keys[signer].verifier], 1)
    except VerificationError as error:
        raise IntegrityError(where, f"is not signed by the key {signer}") from error
    return envelope.payload, signer


def open_record(
    data: bytes, kind: str, keys: Mapping[str, PublicKey], record: type[_Record], where: str | Path
) -> tuple[_Record, str]:
    """The record in an envelope, and the fingerprint of who signed it; else as
    :func:`open_envelope`."""
    payload, signer = open_envelope(data, kind, keys, where)
    try:
        return parse_as(payload, record), signer
    except ValueError as error:
        raise IntegrityError(where, f"holds another record: {error}") from error


def envelope_files(name: str, data: bytes) -> dict[str, bytes]:
    """The three files of an envelope, by their names, its own last.  Raises IntegrityError."""
    envelope, _signer = _parsed(data, name)
    (signature,) = envelope.signatures.values()
    return {
        f"{name}{PAE}": envelope.pae(),
        f"{name}{SIGNATURE}": bytes.fromhex(signature.signature),
        f"{name}{ENVELOPE}": _written(envelope),
    }


def write_envelope(folder: Path, name: str, data: bytes) -> Path:
    """Write the three files of an envelope; gives the envelope's own."""
    for file, content in envelope_files(name, data).items():
        atomic_write(folder / file, content)
    return folder / f"{name}{ENVELOPE}"


def read_envelope(path: Path) -> bytes:
    """The envelope at ``path``, which must be as it is written, with its other two files.

    Raises IntegrityError.
    """
    data = bytes_of(path, IntegrityError)
    for file, content in envelope_files(path.name.removesuffix(ENVELOPE), data).items():
        if bytes_of(path.with_name(file), IntegrityError) != content:
            raise IntegrityError(path.with_name(file), "is not what was signed")
    return data


def sign_sent(path: Path, sent: SentFile, key: OfficeKey) -> None:
    """Sign the file of decisions at ``path``, beside it."""
    write_envelope(path.parent, path.name, sign_record(sent, SIGNED_KIND, key))


def who_sent(path: Path, sent: SentFile, signers: Iterable[Path]) -> SentBy:
    """Whose of the public keys in the files ``signers`` signed the file of decisions at ``path``.

    Raises IntegrityError where some were named and none of them did, or signed another.
    """
    keys = {key.fingerprint: key for key in map(read_public_key, signers)}
    if not keys:
        return SentBy()
    beside = path.with_name(f"{path.name}{ENVELOPE}")
    envelope = read_envelope(beside)
    record, signer = open_record(envelope, SIGNED_KIND, keys, SentFile, beside)
    if record != sent:
        raise IntegrityError(path, f"is not what {beside.name} signed", "have it sent again")
    key = keys[signer].pem.decode()
    return SentBy(signer=signer, envelope=envelope.decode(), key=key)


def _parsed(data: bytes, where: str | Path) -> tuple[Envelope, str]:
    from securesystemslib.dsse import Envelope

    try:
        envelope = Envelope.from_dict(parse(data))
        (signer,) = envelope.signatures
    except Exception as error:  # the package raises of many kinds
        raise IntegrityError(where, "is not an envelope with one signature") from error
    return envelope, signer


def _written(envelope: Envelope) -> bytes:
    (signature,) = envelope.signatures.values()
    sig = base64.b64encode(bytes.fromhex(signature.signature)).decode()
    written = {
        "payload": base64.b64encode(envelope.payload).decode(),
        "payloadType": envelope.payload_type,
        "signatures": [{"keyid": signature.keyid, "sig": sig}],
    }
    return f"{canonical_json(written)}\n".encode()
