"""What made an artefact: hashes of what went in and out, and the step between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from calltools.files import reading
from calltools.records import plain
from calltools.times import utc_now
from calltools.version import __version__

_BLOCK = 1 << 20


@cache
def package_version(name: str) -> str:
    """The release of an installed package, looked up once."""
    return version(name)


def sha256_bytes(data: bytes) -> str:
    """Hex SHA-256 of ``data``."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Hex SHA-256 of a file, read in blocks.  Raises CalltoolsError if it can't be read."""
    digest = hashlib.sha256()
    with reading(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def canonical_json(value: Any) -> str:
    """JSON with one spelling for one value, so that its hash means something."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Step:
    """One act that made artefacts from inputs.

    ``inputs`` and ``outputs`` map names to sha256; ``models`` maps model names to the sha256 of
    their weights; ``parameters`` holds plain JSON values, everything that changes the result.
    ``stage_version`` is the version of the stage that did it, 0 where none did; ``actor`` whoever
    let it be done, where they are named (the setting ``operator``): never a login name unasked.
    ``processor`` is the kind of processor that it was done on, where that is known.
    """

    name: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    tool: str = "calltools"
    version: str = __version__
    stage_version: int = 0
    actor: str = ""
    processor: str = ""
    time: str = field(default_factory=utc_now)

    @property
    def key(self) -> str:
        """Hash of all that determines the result: two steps with one key make the same thing.

        Who ran it, when and on which processor do not count; the version of the stage does, or
        the program's where no stage did it.
        """
        return sha256_bytes(
            canonical_json(
                [
                    self.name,
                    self.tool,
                    self.stage_version or self.version,
                    dict(self.inputs),
                    dict(self.models),
                    dict(self.parameters),
                ]
            ).encode()
        )

    def to_json(self) -> dict[str, Any]:
        """As a plain dictionary, for files; without what is not known about it."""
        data: dict[str, Any] = plain(self)
        return {k: v for k, v in data.items() if v or k not in ("stage_version", "processor")}
