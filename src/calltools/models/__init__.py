"""Model files: the catalogue, where they lie, and how they come there."""

from calltools.models.catalogue import Catalogue, Model, ModelFile, Wheel, load_catalogue
from calltools.models.installer import InstallOutcome, install
from calltools.models.model_files import InstalledModel, faults, locate

__all__ = [
    "Catalogue",
    "InstallOutcome",
    "InstalledModel",
    "Model",
    "ModelFile",
    "Wheel",
    "faults",
    "install",
    "load_catalogue",
    "locate",
]
