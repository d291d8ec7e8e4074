"""Time stamps (RFC 3161) of signed heads: asked for, obtained, kept, checked.

What is stamped is the envelope of a head, signature and all, by its SHA-256.  An authority's answer
lies in ``custody/stamps/`` under the number of its head, the root certificate that it is checked
against in ``custody/authorities/``.  A stamp is checked as of its own time: it stays good after the
certificate of who made it has expired.
"""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calltools.errors import CalltoolsError, IntegrityError, SettingsError
from calltools.files import atomic_write, bytes_of
from calltools.proof.acts import record
from calltools.proof.envelopes import ENVELOPE
from calltools.proof.faults import CheckedStamp
from calltools.proof.heads import HEADS, head_files
from calltools.proof.ledger import CUSTODY
from calltools.provenance import sha256_bytes, sha256_file
from calltools.store.workspace import Workspace

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

STAMPS = "stamps"
AUTHORITIES = "authorities"
"""Folders beside the ledger."""

STAMP = ".tsr"

_WAIT_S = 60
_LARGEST = 1 << 20
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Authority:
    """Certificates that stamps are checked against: a root, and what stands between."""

    root: str
    """The fingerprint of the root: SHA-256 of its DER."""
    chain: tuple[Certificate, ...]


def query(envelope: Path) -> bytes:
    """The question for an authority: its stamp on the envelope of a head."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(bytes_of(envelope))
    return builder.hash_algorithm(HashAlgorithm.SHA256).build().as_bytes()


def ask(url: str, question: bytes) -> bytes:
    """The answer of the authority at ``url``.  This opens a connection: the one thing that does.

    Raises SettingsError for an address that won't do, CalltoolsError for no answer.
    """
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise SettingsError("--url", f"expected http://… or https://…, found {url!r}")
    asked = urllib.request.Request(url, question, {"Content-Type": "application/timestamp-query"})
    try:
        with urllib.request.urlopen(asked, timeout=_WAIT_S) as answer:
            data: bytes = answer.read(_LARGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise CalltoolsError(url, f"gave no stamp: {reason}", "try again, or another") from error
    return data


def read_authority(path: Path) -> Authority:
    """The certificates in a PEM file, one of which is a root.  Raises SettingsError."""
    from cryptography import x509

    try:
        chain = x509.load_pem_x509_certificates(bytes_of(path, SettingsError))
    except ValueError as error:
        raise SettingsError(path, "expected certificates in PEM") from error
    roots = [one for one in chain if one.issuer == one.subject]
    if len(roots) != 1:
        problem = f"expected one root certificate, found {len(roots)}"
        raise SettingsError(path, problem, "ask the authority for its root")
    return Authority(_fingerprint(roots[0]), tuple(chain))


def authorities_of(root: Path) -> list[Authority]:
    """The authorities whose certificates lie in the workspace at ``root``."""
    files = sorted((root / CUSTODY / AUTHORITIES).glob("*.pem"))
    return [read_authority(path) for path in files]


def check_stamp(
    answer: bytes, envelope: Path, authorities: Iterable[Authority], where: str | Path
) -> CheckedStamp:
    """The stamp in an authority's answer, if it is good for an envelope.

    Raises IntegrityError, naming ``where`` it stands, where it is not by any of ``authorities``.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    response = _response(answer, where)
    why = "no authority's certificate is here"
    for authority in authorities:
        builder = VerifierBuilder()
        for one in authority.chain:
            if _fingerprint(one) == authority.root:
                builder = builder.add_root_certificate(one)
            else:
                builder = builder.add_intermediate_certificate(one)
        try:
            builder.build().verify(response, bytes.fromhex(sha256_file(envelope)))
        except (VerificationError, ValueError) as error:
            why = str(error)
            continue
        stamper = _stamper(response, authority)
        return CheckedStamp(
            envelope.name.removesuffix(ENVELOPE),
            response.tst_info.gen_time.strftime(_TIME),
            stamper.subject.rfc4514_string(),
            authority.root,
            stamper.not_valid_after_utc.strftime(_TIME),
        )
    raise IntegrityError(where, f"is no good stamp of {envelope.name}: {why}")


def keep_stamp(
    workspace: Workspace, answer: bytes, authorities: Sequence[Path], where: str | Path
) -> tuple[Path, CheckedStamp]:
    """Check an answer that came from ``where`` and keep it, and enter it in the ledger.

    ``authorities`` are files of certificates; those that were kept before do as well.  Raises
    IntegrityError for a stamp that is not good, or of no head that is here.
    """
    stamped = _response(answer, where).tst_info.message_imprint.message.hex()
    envelope = next((p for p in head_files(workspace.root) if sha256_file(p) == stamped), None)
    if envelope is None:
        raise IntegrityError(where, "is the stamp of something else than a head of this workspace")
    given = [read_authority(path) for path in authorities]
    known = [*given, *authorities_of(workspace.root)]
    checked = check_stamp(answer, envelope, known, where)
    custody = workspace.root / CUSTODY
    for authority in given:
        if authority.root == checked.root:
            path = custody / AUTHORITIES / f"{authority.root[:16]}.pem"
            if not path.exists():
                atomic_write(path, _pem(authority))
    number = 1 + len(list((custody / STAMPS).glob(f"{checked.head}.*{STAMP}")))
    path = custody / STAMPS / f"{checked.head}.{number}{STAMP}"
    atomic_write(path, answer)
    record(workspace)
    return path, checked


def stamp_files(root: Path) -> list[Path]:
    """The stamps in the workspace at ``root``, in the order of their heads."""
    return sorted((root / CUSTODY / STAMPS).glob(f"*{STAMP}"))


def stamped_envelope(stamp: Path) -> Path:
    """The envelope of the head that a file of ``custody/stamps/`` is of, by its name."""
    return stamp.parents[1] / HEADS / f"{stamp.name.partition('.')[0]}{ENVELOPE}"


def _response(answer: bytes, where: str | Path) -> TimeStampResponse:
    from rfc3161_client import PKIStatus, decode_timestamp_response

    try:
        response = decode_timestamp_response(answer)
        status = PKIStatus(response.status)
        said = "; ".join(response.status_string)
    except ValueError as error:
        problem = f"is no time stamp that can be read: {error}"
        raise IntegrityError(where, problem, "ask another authority") from error
    if status != PKIStatus.GRANTED:
        raise IntegrityError(where, f"was not granted: {said or status.name.lower()}")
    return response


def _stamper(response: TimeStampResponse, authority: Authority) -> Certificate:
    """The certificate of who stamped.  The package has checked that it is in the answer."""
    from cryptography import x509

    (signer,) = response.signed_data.signer_infos
    found = [x509.load_der_x509_certificate(one) for one in response.signed_data.certificates]
    return next(
        one
        for one in (*found, *authority.chain)
        if (one.issuer, one.serial_number) == (signer.issuer, signer.serial_number)
    )


def _fingerprint(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return sha256_bytes(certificate.public_bytes(Encoding.DER))


def _pem(authority: Authority) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return b"".join(one.public_bytes(Encoding.PEM) for one in authority.chain)
