"""A dotted name means one thing, whichever way it is imported."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

import calltools

PACKAGES = [
    "calltools",
    *(m.name for m in pkgutil.walk_packages(calltools.__path__, "calltools.") if m.ispkg),
]


@pytest.mark.parametrize("name", PACKAGES)
def test_no_package_gives_the_name_of_its_module_to_something_else(name: str) -> None:
    package = import_module(name)
    for module in pkgutil.iter_modules(package.__path__):
        value = vars(package).get(module.name)
        assert value is None or isinstance(value, ModuleType), f"{name}.{module.name} is {value}"
