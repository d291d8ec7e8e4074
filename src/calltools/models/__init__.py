"""Model files: the catalogue, where they lie, and how they come there."""

from calltools.models.catalogue import Catalogue, Model, ModelFile, Wheel, load_catalogue
from calltools.models.installer import Outcome, install
from calltools.models.store import InstalledModel, faults, locate

__all__ = [
    "Catalogue",
    "InstalledModel",
    "Model",
    "ModelFile",
    "Outcome",
    "Wheel",
    "faults",
    "install",
    "load_catalogue",
    "locate",
]
