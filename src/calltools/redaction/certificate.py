"""The certificate of a redacted copy: what was taken out of which original, how far the log of
the original's workspace went then, and what is left.  Nothing of what was taken out stands in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from calltools.errors import IntegrityError
from calltools.files import atomic_write, bytes_of
from calltools.proof.keys import OfficeKey, PublicKey
from calltools.proof.signature import ENVELOPE, open_envelope, read_envelope, sign, write_envelope
from calltools.records import dumps, parse_as
from calltools.redaction.plan import RemovalKind
from calltools.redaction.redacted_sound import Fill, SoundSpan
from calltools.store.log import ChainHead

CERTIFICATE = "certificate"
"""The name of a copy's certificate, before the endings of its files."""

CERTIFICATE_KIND = "application/vnd.calltools.redaction+json"


class RemovedKind(Struct, frozen=True):
    """How many entries of a kind the plan has, and how often what they name was found."""

    kind: RemovalKind
    entries: int
    found: int


class CertifiedCall(Struct, frozen=True):
    """A call of the copy and the original that it is of."""

    folder: str
    original_audio_sha256: str
    original_pcm_sha256: str
    pcm_sha256: str
    sound_removed_frames: tuple[SoundSpan, ...]
    samples_per_second: int
    turns_changed: tuple[int, ...]
    statements_left_out: int


class Certificate(Struct, frozen=True, kw_only=True):
    """What is certified of a copy; ``files`` are the hashes of all that lies beside it."""

    certificate: Literal["redaction"] = "redaction"
    time: str
    calltools: str
    removed: tuple[RemovedKind, ...]
    fill: Fill
    heard_again: bool
    log: ChainHead
    calls: tuple[CertifiedCall, ...]
    files: dict[str, str]


def certificate_path(folder: Path) -> Path:
    """Where the certificate of the copy in ``folder`` lies."""
    return folder / f"{CERTIFICATE}.json"


def write_certificate(folder: Path, certificate: Certificate, key: OfficeKey | None) -> None:
    """Lay the certificate into the copy, signed with ``key``, where there is one."""
    text = dumps(certificate)
    atomic_write(certificate_path(folder), text)
    if key is not None:
        write_envelope(folder, CERTIFICATE, sign(text.encode(), CERTIFICATE_KIND, key))


def read_certificate(folder: Path) -> Certificate:
    """The certificate of a copy.  Raises CalltoolsError or ValueError for what is not one."""
    return parse_as(bytes_of(certificate_path(folder)), Certificate)


def certificate_signer(folder: Path, keys: Mapping[str, PublicKey], *, needed: bool) -> str:
    """The fingerprint of the key that signed the copy's certificate; empty where nobody did.

    Raises IntegrityError for a signature that is not good, of another certificate, or not there
    though it is ``needed``.
    """
    path = folder / f"{CERTIFICATE}{ENVELOPE}"
    if not path.exists() and not needed:
        return ""
    payload, signer = open_envelope(read_envelope(path), CERTIFICATE_KIND, keys, path)
    if payload != bytes_of(certificate_path(folder)):
        raise IntegrityError(path, "signs another certificate")
    return signer
