"""A second factor at log-in: codes of six digits from a device (TOTP, RFC 6238).

What makes the codes is kept under the password of its owner: reading the table, and whatever else
lies in the workspace, is not enough to make a code.  Nobody but its owner can have it read, and
only while they give their password; one who forgets the password starts without a second factor.
"""

from __future__ import annotations

import secrets
from io import BytesIO

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.low_level import Type, hash_secret_raw

_SECRET_BYTES, _SALT_BYTES = 20, 16  # as RFC 4226 and RFC 9106 recommend
_STEP_S = 30  # as RFC 6238 recommends
_OFF_BY = 1
"""How many steps the clock of a device may be off."""
_ISSUER = "calltools"


def new_secret() -> bytes:
    """What makes the codes of one person."""
    return secrets.token_bytes(_SECRET_BYTES)


def sealed(secret: bytes, password: str, hasher: PasswordHasher) -> str:
    """A secret as it is kept: with a key that is made of the password at the cost of ``hasher``,
    and of a salt that is used once, so that the key is as long as the secret and never again used.
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    costs = (hasher.time_cost, hasher.memory_cost, hasher.parallelism)
    key = _key(password, salt, *costs)
    return " ".join([*map(str, costs), salt.hex(), _with_key(secret, key).hex()])


def unsealed(kept: str, password: str) -> bytes:
    """The secret that :func:`sealed` gave, with the same password."""
    *costs, salt, locked = kept.split()
    key = _key(password, bytes.fromhex(salt), *map(int, costs))
    return _with_key(bytes.fromhex(locked), key)


def _key(password: str, salt: bytes, time_cost: int, memory_cost: int, parallelism: int) -> bytes:
    return hash_secret_raw(
        password.encode("utf-8", "surrogatepass"), salt, time_cost, memory_cost, parallelism,
        _SECRET_BYTES, Type.ID,
    )  # fmt: skip


def _with_key(text: bytes, key: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(text, key, strict=True))


def step_of(secret: bytes, code: str, now_s: float, used: int) -> int | None:
    """The step of time that ``code`` is of; None for a wrong one, and for one of a step that is not
    after ``used``: a code that somebody looked at is good once."""
    device, digits = (
        pyotp.TOTP(base32(secret)),
        "".join(code.split())[:20].encode("ascii", "replace"),
    )
    now = int(now_s) // _STEP_S
    steps = range(max(used + 1, now - _OFF_BY), now + _OFF_BY + 1)
    right = [step for step in steps if secrets.compare_digest(_code(device, step), digits)]
    return right[0] if right else None


def _code(device: pyotp.TOTP, step: int) -> bytes:
    return device.generate_otp(step).encode()


def base32(secret: bytes) -> str:
    """The secret as people type it into a device without a camera."""
    import base64

    return base64.b32encode(secret).decode()


def picture(secret: bytes, name: str) -> str:
    """The secret of the person ``name`` as a QR code that devices read, as SVG."""
    address = pyotp.TOTP(base32(secret)).provisioning_uri(name=name, issuer_name=_ISSUER)
    drawn = BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False, svgns=False,
        svgclass="qr", lineclass=None,
    )  # fmt: skip
    return drawn.getvalue().decode()
