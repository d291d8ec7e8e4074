"""A model of two small files, made for tests."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from calltools.models import Catalogue, Model, ModelFile, install


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


CONTENT = {"model.bin": bytes(range(256)) * 4000, "config.json": b'{"layers": 6}\n'}


def small_model(*sources: str, url: str = "", **changes: Any) -> Model:
    """A model of two files, CONTENT, named ``small``."""
    values: dict[str, Any] = {
        "name": "small",
        "summary": "made for tests",
        "task": "recognition",
        "licence": "MIT",
        "sources": sources or ("url",),
        "format": "ctranslate2",
        "repository": "invented/small",
        "revision": "0123456789abcdef0123456789abcdef01234567",
        "weights": ("model.bin",),
        "files": tuple(
            ModelFile(name, digest(data), len(data), url=f"{url}/{name}")
            for name, data in CONTENT.items()
        ),
    }
    return Model(**(values | changes))


def known_as(model: Model) -> Catalogue:
    """A catalogue of one model."""
    return Catalogue({model.name: model}, (model.name,))


def install_small(url: str, models: str, *sources: str) -> None:
    """What the child processes of tests do: install the small model and say what became of it."""
    known = known_as(small_model(*sources, url=url))
    (outcome,) = install((), Path(models), known=known, say=tell)
    tell("failed" if outcome.error else "installed" if outcome.installed else "present")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
