"""A stamping authority of our own: certificates, and a server on the loopback that ``openssl ts``
answers for."""

from __future__ import annotations

import datetime as dt
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_CONFIG = """\
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/stamper.pem
signer_key = {folder}/stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class OwnAuthority:
    """Stamps with a certificate that is good for ``lasts`` from now on (or from ``begins``)."""

    def __init__(
        self,
        folder: Path,
        lasts: dt.timedelta = dt.timedelta(days=1),
        begins: dt.timedelta = -dt.timedelta(minutes=5),
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        now = dt.datetime.now(dt.UTC)
        root_key = generate_private_key(65537, 2048)
        root = _certificate("Own Root", "Own Root", root_key, root_key, now, dt.timedelta(days=9))
        key = generate_private_key(65537, 2048)
        self.ends = now + lasts
        stamper = _certificate(
            "Own Stamps", "Own Root", key, root_key, now + begins, lasts - begins
        )
        self.root = folder / "root.pem"
        self.root.write_bytes(root.public_bytes(Encoding.PEM))
        (folder / "stamper.pem").write_bytes(stamper.public_bytes(Encoding.PEM))
        (folder / "stamper.key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        (folder / "serial").write_text("01\n")
        (folder / "ts.cnf").write_text(_CONFIG.format(folder=folder))

    def answer(self, question: bytes) -> bytes:
        """What ``openssl ts`` answers."""
        asked, told = self.folder / "question.tsq", self.folder / "answer.tsr"
        asked.write_bytes(question)
        command = ["openssl", "ts", "-reply", "-queryfile", asked, "-out", told]
        command += ["-config", self.folder / "ts.cnf", "-section", "own"]
        subprocess.run(command, check=True, capture_output=True)
        return told.read_bytes()

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address at which it answers."""
        authority = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = self.rfile.read(int(self.headers["Content-Length"]))
                is_asked = self.headers["Content-Type"] == "application/timestamp-query"
                data = authority.answer(question) if is_asked else b""
                self.send_response(200 if is_asked and self.path == "/tsr" else 404)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                with suppress(BrokenPipeError):  # who asked was killed
                    self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Answers)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsr"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _certificate(
    name: str,
    issuer: str,
    key: RSAPrivateKey | Ed25519PrivateKey,
    signer: RSAPrivateKey,
    begins: dt.datetime,
    lasts: dt.timedelta,
) -> x509.Certificate:
    is_root = name == issuer
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins if not is_root else begins - dt.timedelta(days=2))
        .not_valid_after(begins + lasts)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    if is_root:
        usage = {
            "digital_signature": False, "content_commitment": False, "key_encipherment": False,
            "data_encipherment": False, "key_agreement": False, "key_cert_sign": True,
            "crl_sign": True, "encipher_only": False, "decipher_only": False,
        }  # fmt: skip
        builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
    else:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    builder = builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    ).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    return builder.sign(signer, SHA256())
