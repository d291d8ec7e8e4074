"""The office's signing key: Ed25519 (RFC 8032), in a file outside the workspace, encrypted.

``office.pem`` holds the private key under a passphrase (PKCS #8), ``office.pub.pem`` beside it the
public one.  A key is named by its fingerprint: the SHA-256 of the public key as
SubjectPublicKeyInfo in DER, which ``openssl pkey -pubin -outform DER`` gives as well.
"""

from __future__ import annotations

import os
import string
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from calltools.errors import (
    IntegrityError,
    SettingsError,
    require,
)
from calltools.files import atomic_write, bytes_of, make_folder
from calltools.provenance import sha256_bytes
from calltools.store.workspace import Workspace

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from securesystemslib.signer import CryptoSigner, SSlibKey

_DIGITS = 64
"""Of a fingerprint, which is a SHA-256."""
LEAST_PASSPHRASE = 8
"""How many characters a passphrase must have."""
PASSPHRASE = "CALLTOOLS_KEY_PASSPHRASE"
"""The variable of the environment that a passphrase is taken from, where nobody is to be asked."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signatures are checked with."""

    fingerprint: str
    pem: bytes
    verifier: SSlibKey


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """A key that signs."""

    public: PublicKey
    signer: CryptoSigner


def default_key() -> Path:
    """Where the office's key lies unless another place is named."""
    return Path(platformdirs.user_data_dir("calltools", appauthor=False)) / "keys" / "office.pem"


def office_key(passphrase: str) -> OfficeKey:
    """The office's key, opened.

    Raises SettingsError where there is none, or the passphrase isn't its.
    """
    path = office_key_file()
    if not path.exists():
        raise SettingsError("the key", "there is none to sign with", "make one: calltools keys new")
    try:
        return load_key(path, passphrase or os.environ.get(PASSPHRASE, ""))
    except SettingsError as error:  # where it lies is nobody's to know
        raise SettingsError("the key", error.problem, error.remedy) from error


def office_fingerprint() -> str:
    """The fingerprint of the office's key, by its public half; empty where that is not there."""
    public = public_path(office_key_file())
    return read_public_key(public).fingerprint if public.is_file() else ""


def office_key_file() -> Path:
    """Where the office's key lies: where the environment names it (CALLTOOLS_KEY), or in its usual
    place."""
    return Path(os.environ.get("CALLTOOLS_KEY", "") or default_key())


def public_path(path: Path) -> Path:
    """Where the public key of the key at ``path`` lies."""
    return path.with_suffix(".pub.pem")


def new_key(path: Path, passphrase: str) -> PublicKey:
    """Make a key at ``path``, which must be in no workspace, and its public key beside it.

    Raises SettingsError for a place or passphrase that won't do, WorkspaceError where it can't be
    written.
    """
    require_packages()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
    )

    if Workspace.find(path.parent) is not None:
        raise SettingsError(
            path, "lies in a workspace, which is handed on", "name a place outside: --key FILE"
        )
    if path.exists():
        raise SettingsError(path, "is already there", "name another file: --key FILE")
    if len(passphrase) < LEAST_PASSPHRASE:
        raise SettingsError("the passphrase", f"has fewer than {LEAST_PASSPHRASE} characters")
    private = Ed25519PrivateKey.generate()
    encryption = BestAvailableEncryption(passphrase.encode())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    public = _public(private.public_key())
    make_folder(path.parent, "name another place: --key FILE")
    atomic_write(public_path(path), public.pem)
    atomic_write(path, pem, mode=0o600, new=True)  # for nobody else from the first moment on
    return public


def load_key(path: Path, passphrase: str) -> OfficeKey:
    """The key at ``path``.  Raises SettingsError where it is not one, or the passphrase isn't
    its."""
    require_packages()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from securesystemslib.signer import CryptoSigner

    pem = bytes_of(path, SettingsError, "make one: calltools keys new")
    try:
        private = load_pem_private_key(pem, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise SettingsError(path, "can't be opened", "is the passphrase right?") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise SettingsError(path, "expected an Ed25519 key", "make one: calltools keys new")
    public = _public(private.public_key())
    return OfficeKey(public, CryptoSigner(private, public.verifier))


def read_public_key(path: Path) -> PublicKey:
    """The public key in a PEM file.  Raises IntegrityError for anything but one, as we write it."""
    return public_key(bytes_of(path), path)


def fingerprint_of(signer: str) -> str:
    """A fingerprint, or that of the public key in a file.  Raises SettingsError for another."""
    if len(signer) == _DIGITS and set(signer) <= set(string.hexdigits):
        return signer.lower()
    if not Path(signer).exists():
        problem = f"expected a fingerprint of 64 digits or a .pub.pem file, found {signer!r}"
        raise SettingsError("--signer", problem)
    return read_public_key(Path(signer)).fingerprint


def public_key(pem: bytes, where: str | Path) -> PublicKey:
    """The public key in PEM.  Raises IntegrityError, naming ``where`` it stands, for another."""
    require_packages()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey) or (public := _public(key)).pem != pem:
        raise IntegrityError(where, "expected an Ed25519 public key in PEM")
    return public


def _public(key: Ed25519PublicKey) -> PublicKey:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from securesystemslib.signer import SSlibKey

    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    fingerprint = sha256_bytes(der)
    return PublicKey(fingerprint, pem, SSlibKey.from_crypto(key, fingerprint))


def require_packages() -> None:
    """Raise MissingPartError where the packages of signatures, stamps and bags are missing."""
    require("custody", "cryptography", "rfc3161_client", "securesystemslib")
