"""Model files: the catalogue, where they lie, and how they come there."""

from calltools.models.catalogue import Catalogue, Model, ModelFile, Wheel, catalogue
from calltools.models.install import Outcome, install
from calltools.models.store import InstalledModel, faults, locate

__all__ = [
    "Catalogue",
    "InstalledModel",
    "Model",
    "ModelFile",
    "Outcome",
    "Wheel",
    "catalogue",
    "faults",
    "install",
    "locate",
]
