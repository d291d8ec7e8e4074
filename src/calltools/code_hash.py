"""What a module of calltools is made of, and its hash: an upgrade makes again what it changed.

A module is made of its own source, of the modules that it imports anywhere in it, and theirs, and
of the data files that these read.  All this is told from the sources by itself.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from calltools.provenance import canonical_json, sha256_bytes

FRAME = {
    "calltools": "the version and the names that the library offers",
    "calltools.data": "hands over data files, which count by themselves",
    "calltools.errors": "what is said where nothing is made",
    "calltools.files": "what the system may say against reading a file",
    "calltools.store.hashes": "remembers what files hash to",
    "calltools.models": "finds models, whose weights a step records by their hash",
    "calltools.progress": "tells how far work is",
    "calltools.provenance": "records what was done",
    "calltools.settings": "hands over settings, which a step records as parameters",
    "calltools.run.job": "hands over artefacts, which a step records by their hash",
    "calltools.store.workspace": "keeps artefacts, and says where they are",
}
"""Modules (with all below them) that shape no result, each with the reason.  A step does not count
them: to hear a thousand hours again because an error is worded better would be a harm, too."""

_TYPING = re.compile(r"^([ \t]*)if TYPE_CHECKING:\n(?:(?:\1[ \t]+.*)?\n)*", re.M)
_IMPORT = re.compile(
    r"^[ \t]*(?:from (calltools[\w.]*) import (\([^)]*\)|[^(\n]+)|import (calltools\.[\w.]+))", re.M
)
_COMMENT = re.compile(r"#.*")
_DATA = re.compile(r"(?:read_data|data_bytes)\(\s*f?[\"']([^\"']+)[\"']")
_VARYING = re.compile(r"\{[^}]*\}")


@cache
def code_sha256(module: str) -> str:
    """The hash of all that ``module`` is made of; worked out once a process."""
    return sha256_bytes(
        canonical_json({file: sha256_bytes(_bytes(file)) for file in made_of(module)}).encode()
    )


@cache
def made_of(module: str) -> tuple[str, ...]:
    """The files of the package that ``module`` is made of, in order."""
    found: dict[str, set[str]] = {}
    waiting = [module]
    while waiting:
        if (name := waiting.pop()) not in found:
            found[name] = {_file(name), *data_of(name)}
            waiting += imports_of(name)
    return tuple(sorted(set().union(*found.values())))


@cache
def imports_of(module: str) -> frozenset[str]:
    """The modules of calltools that ``module`` imports, at once or later, :data:`FRAME` left out.

    A package is imported where a name is taken from it, not where it only leads to a module.
    """
    found = set()
    for package, names, whole in _IMPORT.findall(_TYPING.sub("", _source(module))):
        for name in _COMMENT.sub("", names).strip("()").split(","):
            inner = f"{package}.{name.split()[0]}" if name.strip() else ""
            found.add(inner if inner and _is_module(inner) else package or whole)
    return frozenset(name for name in found if not _is_frame(name))


@cache
def data_of(module: str) -> frozenset[str]:
    """The data files that ``module`` reads."""
    names = (_VARYING.sub("*", name) for name in _DATA.findall(_source(module)))
    return frozenset(file for name in names for file in _matching(name))


def _is_frame(module: str) -> bool:
    return any(
        module == name or (name != "calltools" and module.startswith(f"{name}.")) for name in FRAME
    )


def _matching(pattern: str) -> Iterator[str]:
    folder, _, name = pattern.rpartition("/")
    files = (entry.name for entry in _package().joinpath(folder).iterdir() if entry.is_file())
    return (f"{folder}/{file}" for file in fnmatch.filter(files, name))


def _source(module: str) -> str:
    return _bytes(_file(module)).decode("utf-8")


def _file(module: str) -> str:
    path = "/".join(module.split(".")[1:])
    return f"{path}.py" if _is_file(f"{path}.py") else f"{path}/__init__.py".lstrip("/")


def _is_module(name: str) -> bool:
    return _is_file(_file(name))


@cache
def _is_file(name: str) -> bool:
    return _package().joinpath(name).is_file()


@cache
def _bytes(file: str) -> bytes:
    return _package().joinpath(file).read_bytes()


@cache
def _package() -> Traversable:
    return resources.files("calltools")
