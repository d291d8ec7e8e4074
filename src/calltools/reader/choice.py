"""Which reader judges: the trained one where its model is installed, else the linear one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from calltools.errors import ModelError
from calltools.settings import Settings, load

if TYPE_CHECKING:
    from calltools.reader.proposal import Reader

MODEL = "e5-small"
"""The encoder of the trained reader, by its name in the catalogue."""
FALLBACK = (
    f"the model {MODEL} is not installed: statements are read by the linear reader, which finds "
    f"fewer and takes more that are none (calltools models install {MODEL})"
)
"""What a person is told where ``auto`` falls back."""


def open_reader(settings: Settings | None = None) -> Reader:
    """The reader that ``settings.reader`` names; ``auto`` is the best one that is installed.

    ``settings`` are by default those of the environment.  Raises ModelError where the model of
    ``trained`` is missing or damaged.
    """
    settings = settings or load()
    if settings.reader == "llm":
        from calltools.reader.llm import open_llm

        return open_llm(settings)
    if settings.reader == "linear":
        return _linear()
    from calltools.models.store import locate

    try:
        model = locate(MODEL, settings.models_dir)
    except ModelError:
        if settings.reader == "trained":
            raise
        return _linear()
    return _trained(model.path, model.sha256)


def reader_models(settings: Settings) -> tuple[str, dict[str, str]]:
    """The name of the reader that would judge, and the hashes of the models it would use.

    Raises what :func:`open_reader` does; loads nothing.
    """
    if settings.reader in ("linear", "llm"):
        return settings.reader, {}
    from calltools.models.store import locate

    try:
        return "trained", {MODEL: locate(MODEL, settings.models_dir).sha256}
    except ModelError:
        if settings.reader == "trained":
            raise
        return "linear", {}


@lru_cache(maxsize=1)
def _trained(folder: Path, _sha256: str) -> Reader:
    from calltools.reader.trained import TrainedReader

    return TrainedReader(folder)


@lru_cache(maxsize=1)
def _linear() -> Reader:
    from calltools.reader.linear import LinearReader

    return LinearReader()
