"""One question, one place: the design's table of owners holds in the code."""

from __future__ import annotations

import ast
import re
from functools import cache

from test_layers import DESIGN, modules

# Rows of the table: a question, the module or package that answers, what it answers with.
OWNERS = {
    owner.removesuffix("/").removesuffix(".py").replace("/", "."): re.findall(r"`(\w+)`", names)
    for owner, names in re.findall(
        r"^\| [^|`]+\? \| `([\w/]+(?:\.py|/))` \| ([^|]+) \|", DESIGN.read_text("utf-8"), re.M
    )
}

ANSWERS = [(owner, name) for owner, names in OWNERS.items() for name in names]


def defined(tree: ast.Module) -> set[str]:
    """Names of the module's own functions and classes."""
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@cache
def imports(module: str) -> frozenset[tuple[str, str]]:
    """What the module imports from others of ours: the module and the name."""
    return frozenset(
        (node.module.removeprefix("calltools."), alias.name)
        for node in ast.walk(modules()[module])
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    )


def asks(module: str, owner: str, name: str) -> bool:
    """Whether the module imports the answer from its owner."""
    return any(is_in(home, owner) and imported == name for home, imported in imports(module))


def makes(module: str, name: str) -> bool:
    """Whether the module makes an object of the class."""
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).split("[")[0] == name
        for node in ast.walk(modules()[module])
    )


def test_a_question_is_answered_by_its_owner_and_asked_by_others() -> None:
    assert len(ANSWERS) > 15
    for owner, name in ANSWERS:
        homes = [
            module
            for module, tree in modules().items()
            if name in defined(tree) and module != "api"  # the library's verbs ask the owners
        ]
        assert len(homes) == 1, (name, homes)
        assert is_in(homes[0], owner), name
        others = [module for module in modules() if not is_in(module, owner)]
        assert any(asks(module, owner, name) for module in others), f"nobody asks for {name}"


def test_only_the_room_of_the_owner_makes_an_answer() -> None:
    for owner, name in ANSWERS:
        room = owner.split(".")[0]
        others = [
            module
            for module in modules()
            if not is_in(module, room) and asks(module, owner, name) and makes(module, name)
        ]
        assert not name[0].isupper() or not others, (name, others)
