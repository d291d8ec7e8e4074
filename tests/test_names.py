"""A dotted name means one thing, whichever way it is imported, and says what it is."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from click import Context

import calltools
from calltools.cli import cli

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


# File names that stand in more than one room, each with what it means in all of them. A verb's file
# in ``cli/`` may have the name of the module that does the verb's work, and need not stand here.
SHARED_NAMES = {
    "__init__": "the room",
    "formats": "the formats of the room, with the endings of their files",
    "json": "the format JSON, of transcripts and of aligned calls",
    "model": "the types that the room's other modules pass on",
    "rows": "the room's results as rows of JSON",
    "signs": "the signs that the room's fitted model weighs",
    "table": "the format CSV, of transcripts and of aligned calls",
    "translation": "corrections of the English of a call, and the command that takes them",
    "vocabulary": "the words of the TOML files beside it, compiled",
    "word": "the format DOCX, of transcripts and of aligned calls",
}


def test_a_file_name_means_one_thing() -> None:
    source = Path(calltools.__path__[0])
    rooms: dict[str, list[Path]] = {}
    for path in source.rglob("*.py"):
        rooms.setdefault(path.stem, []).append(path.relative_to(source).parent)
    twice = {name for name, folders in rooms.items() if len(folders) > 1}
    verbs_of_cli = cli.list_commands(Context(cli))
    verbs = {
        name
        for name, folders in rooms.items()
        if name in verbs_of_cli and len(folders) == 2 and Path("cli") in folders
    }
    assert twice - verbs == SHARED_NAMES.keys()


def test_no_file_bears_the_name_of_another_room() -> None:
    """But for the verbs of ``cli/`` and the subjects of ``calltools evaluate``."""
    source = Path(calltools.__path__[0])
    rooms = {path.parent.name for path in source.glob("*/__init__.py")}
    wrong = [
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if path.stem in rooms and path.parent.name not in ("cli", "evaluation")
    ]
    assert not wrong
