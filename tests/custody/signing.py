"""Keys for tests, made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from calltools.custody.keys import OfficeKey, load_key, new_key

PASSPHRASE = "six words that nobody else knows"


@cache
def office_key(folder: Path, name: str = "office") -> OfficeKey:
    """A key in ``folder``, the same one whenever it is asked for."""
    path = folder / f"{name}.pem"
    new_key(path, PASSPHRASE)
    return load_key(path, PASSPHRASE)
