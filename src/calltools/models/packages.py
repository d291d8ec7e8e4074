"""The packages that calltools and its extras need beside the models, and whether they are there."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def requirements(extra: str = "") -> list[Requirement]:
    """What the extra of calltools asks for, or without one calltools itself."""
    from packaging.requirements import Requirement

    try:
        declared = map(Requirement, importlib.metadata.requires("calltools") or [])
    except importlib.metadata.PackageNotFoundError:  # it runs without being installed
        return [Requirement("calltools")]
    asked = [r for r in declared if r.marker is None or r.marker.evaluate({"extra": extra})]
    return [r for r in asked if bool(extra) == ("extra" in str(r.marker))]


def lacking(requirement: Requirement) -> str:
    """Why a requirement is not met; empty if it is."""
    try:
        installed = importlib.metadata.version(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return f"{requirement.name} is not installed"
    fits = requirement.specifier.contains(installed, prereleases=True)
    return "" if fits else f"{requirement.name} is {installed}, {requirement.specifier} is needed"
