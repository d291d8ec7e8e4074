"""A dotted name means one thing, whichever way it is imported, and says what it is."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
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


def public(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, str | None]]:
    """The functions and classes in ``body``, and the methods in them, with their docstrings."""
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if not node.name.startswith("_"):
            yield f"{prefix}{node.name}", ast.get_docstring(node)
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{prefix}{node.name}.")


def test_what_is_public_has_a_docstring() -> None:
    source = Path(calltools.__path__[0])
    without = [
        f"{path.relative_to(source)}: {name}"
        for path in sorted(source.rglob("*.py"))
        for name, docstring in public(ast.parse(path.read_text("utf-8")).body, "")
        if not docstring
    ]
    assert not without
