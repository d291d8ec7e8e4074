"""Time stamps (RFC 3161) of signed heads: asked for, obtained, kept as ``stamped`` events, checked.

What is stamped is the envelope of a head, signature and all, by its SHA-256.  A stamp is checked as
of its own time: it stays good after the certificate of who made it has expired.
"""

from __future__ import annotations

import base64
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from calltools.errors import CalltoolsError, IntegrityError, SettingsError
from calltools.files import bytes_of
from calltools.proof.heads import SignedHead, signed_heads
from calltools.proof.verification import Stamp
from calltools.provenance import sha256_bytes
from calltools.records import Whole
from calltools.store.log import Event, EventDraft, Log

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_WAIT_S = 60  # seconds for an authority to answer
_LARGEST = 1 << 20  # bytes of an answer; stamps are far smaller
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Authority:
    """Certificates that stamps are checked against: a root, and what stands between."""

    root: str
    """The fingerprint of the root: SHA-256 of its DER."""
    chain: tuple[Certificate, ...]

    def pem(self) -> bytes:
        """The certificates as a file has them."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in self.chain)


class Stamped(Struct, frozen=True):
    """The body of ``stamped``: the answer of an authority (base64) about the head of the event
    ``signed``, and the certificates that it was checked against (PEM).

    ``id`` and ``time`` are those of its own line: no signature may come after it.
    """

    signed: Whole
    answer: str
    authority: str
    id: str
    time: str

    def data(self) -> bytes:
        """The answer as it came."""
        return base64.b64decode(self.answer)


def query(head: SignedHead) -> bytes:
    """The question for an authority: its stamp on the envelope of a head."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(head.body.data())
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
    return authority_in(bytes_of(path, SettingsError), path)


def authority_in(pem: bytes, where: str | Path) -> Authority:
    """The certificates in PEM, one of which is a root.  Raises SettingsError."""
    from cryptography import x509

    try:
        chain = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise SettingsError(where, "expected certificates in PEM") from error
    roots = [certificate for certificate in chain if certificate.issuer == certificate.subject]
    if len(roots) != 1:
        problem = f"expected one root certificate, found {len(roots)}"
        raise SettingsError(where, problem, "ask the authority for its root")
    return Authority(_fingerprint(roots[0]), tuple(chain))


def check_stamp(
    answer: bytes, envelope: bytes, events: int, authorities: Iterable[Authority], where: str | Path
) -> Stamp:
    """The stamp in an authority's answer, if it is good for the envelope of a head of ``events``.

    Raises IntegrityError, naming ``where`` it stands, where it is not by any of ``authorities``.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    response = _response(answer, where)
    why = "no authority's certificate is here"
    for authority in authorities:
        builder = VerifierBuilder()
        for certificate in authority.chain:
            if _fingerprint(certificate) == authority.root:
                builder = builder.add_root_certificate(certificate)
            else:
                builder = builder.add_intermediate_certificate(certificate)
        try:
            digest = bytes.fromhex(sha256_bytes(envelope))
            builder.build().verify(response, digest)
        except (VerificationError, ValueError) as error:
            why = str(error)
            continue
        stamper = _stamper(response, authority)
        return Stamp(
            events,
            response.tst_info.gen_time.strftime(_TIME),
            stamper.subject.rfc4514_string(),
            authority.root,
            stamper.not_valid_after_utc.strftime(_TIME),
        )
    raise IntegrityError(where, f"is not a good stamp of the head of {events} events: {why}")


def keep_stamp(
    log: Log, answer: bytes, authorities: Sequence[Path], where: str | Path
) -> tuple[Event, Stamp]:
    """Check an answer that came from ``where`` and keep it in the log.

    ``authorities`` are files of certificates; those that were kept before do as well.  Raises
    IntegrityError for a stamp that is not good, or of no head that is here.
    """
    stamped = _response(answer, where).tst_info.message_imprint.message.hex()
    heads = (head for head in signed_heads(log) if sha256_bytes(head.body.data()) == stamped)
    head = next(heads, None)
    if head is None:
        raise IntegrityError(where, "is the stamp of something else than a head of this workspace")
    known = [read_authority(path) for path in authorities]
    known += [authority_in(body.authority.encode(), where) for _event, body in stamps_of(log)]
    stamp = check_stamp(answer, head.body.data(), head.head.seq, known, where)
    pem = next(authority.pem() for authority in known if authority.root == stamp.root).decode()

    def body(event: Event) -> Stamped:
        token = base64.b64encode(answer).decode()
        return Stamped(head.event.seq, token, pem, event.id, event.time)

    (event,) = log.append([EventDraft(kind="stamped", body=body)])
    return event, stamp


def stamps_of(log: Log) -> Iterator[tuple[Event, Stamped]]:
    """The stamps of a log, in order.  Raises IntegrityError for a body that is not one."""
    yield from ((event, log.body(event, Stamped)) for event in log.of("", "stamped"))


def _response(answer: bytes, where: str | Path) -> TimeStampResponse:
    from rfc3161_client import PKIStatus, decode_timestamp_response

    try:
        response = decode_timestamp_response(answer)
        status = PKIStatus(response.status)
        reason = "; ".join(response.status_string)
    except ValueError as error:
        problem = f"is not a time stamp that can be read: {error}"
        raise IntegrityError(where, problem, "ask another authority") from error
    if status != PKIStatus.GRANTED:
        raise IntegrityError(where, f"was not granted: {reason or status.name.lower()}")
    return response


def _stamper(response: TimeStampResponse, authority: Authority) -> Certificate:
    """The certificate of who stamped.  The package has checked that it is in the answer."""
    from cryptography import x509

    (signer,) = response.signed_data.signer_infos
    certificates = [
        x509.load_der_x509_certificate(der) for der in response.signed_data.certificates
    ]
    return next(
        each
        for each in (*certificates, *authority.chain)
        if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number)
    )


def _fingerprint(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return sha256_bytes(certificate.public_bytes(Encoding.DER))
