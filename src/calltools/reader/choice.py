"""Which reader judges: the trained one where its model is installed, else the linear one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from calltools.errors import MissingModelError
from calltools.settings import AUTO, Settings, load

if TYPE_CHECKING:
    from calltools.reader.proposal import Reader

MODEL = "e5-small"
"""The encoder of the trained reader, by its name in the catalogue."""
FALLBACK = (
    f"the model {MODEL} is not installed: statements are read by the linear reader, which finds "
    f"fewer and takes more that are none (calltools models install {MODEL})"
)
"""What a person is told where ``auto`` falls back."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A reader, and how to open it, which may load models.

    ``models`` (name to sha256) and ``parameters`` are what provenance records of it; ``fell_back``
    tells that ``auto`` would have taken another.
    """

    open: Callable[[], Reader]
    parameters: Mapping[str, str]
    models: Mapping[str, str] = field(default_factory=dict)
    fell_back: bool = False


def choose(settings: Settings | None = None) -> Choice:
    """The reader that ``settings.reader`` names; ``auto`` is the best one that is installed.

    ``settings`` are by default those of the environment.  Raises ModelError where the model of
    ``trained`` is missing, or that of ``trained`` and ``auto`` damaged; for ``llm`` what
    :func:`calltools.reader.chat.open_endpoint` does.
    """
    settings = settings or load()
    if settings.reader == "llm":
        from calltools.reader.llm import open_llm

        asked = open_llm(settings)
        return Choice(lambda: asked, asked.identity())
    if settings.reader != "linear":
        from calltools.models.store import locate

        try:
            model = locate(MODEL, settings.models_dir)
        except MissingModelError:
            if settings.reader == "trained":
                raise
        else:
            opened = partial(_trained, model.path, model.sha256)
            return Choice(opened, {"reader": "trained"}, {MODEL: model.sha256})
    return Choice(_linear, {"reader": "linear"}, fell_back=settings.reader == AUTO)


@lru_cache(maxsize=1)
def _trained(folder: Path, _sha256: str) -> Reader:
    from calltools.reader.trained import TrainedReader

    return TrainedReader(folder)


@lru_cache(maxsize=1)
def _linear() -> Reader:
    from calltools.reader.linear import LinearReader

    return LinearReader()
