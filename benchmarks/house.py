"""How large the house is: lines and files of each room, regular expressions, tests, guides.

Lines are all lines of Python, as ``ruff format`` sets them; a regular expression is a call of
``re.compile`` or of a function of ``re`` that takes a pattern; an arrow is a room that imports
from another one.

Beside: the sizes that docs/design.md allows.
Takes: five seconds.
"""

from __future__ import annotations

import argparse
import ast
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "calltools"
PATTERNS = {
    "compile",
    "search",
    "match",
    "fullmatch",
    "split",
    "sub",
    "subn",
    "findall",
    "finditer",
}


def lines(paths: Iterable[Path]) -> int:
    """Lines of files together."""
    return sum(path.read_text("utf-8").count("\n") for path in paths)


def python(folder: Path) -> list[Path]:
    """The files of Python below a folder."""
    return sorted(folder.rglob("*.py"))


def patterns(tree: ast.Module) -> int:
    """Regular expressions of a module."""
    return sum(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in PATTERNS
        for node in ast.walk(tree)
    )


def arrows(trees: dict[Path, ast.Module], rooms: set[str]) -> set[tuple[str, str]]:
    """Which room imports from which."""
    found = set()
    for path, tree in trees.items():
        own = path.relative_to(SOURCE).parts[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("calltools."):
                other = (node.module or "").split(".")[1]
                if own in rooms and other in rooms and own != other:
                    found.add((own, other))
    return found


def figures() -> dict[str, object]:
    """All figures, by name."""
    modules = python(SOURCE)
    trees = {path: ast.parse(path.read_text("utf-8")) for path in modules}
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    functions = [
        node
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = sorted((node.end_lineno or node.lineno) - node.lineno + 1 for node in functions)
    sizes = {path.relative_to(SOURCE).as_posix(): lines([path]) for path in modules}
    guides = list((ROOT / "docs").glob("*.md"))
    return {
        "src": {"lines": lines(modules), "files": len(modules)},
        "rooms": {room: lines(python(SOURCE / room)) for room in sorted(rooms)},
        "flat modules": lines(SOURCE.glob("*.py")),
        "regular expressions": sum(map(patterns, trees.values())),
        "arrows": len(arrows(trees, rooms)),
        "longest files": dict(Counter(sizes).most_common(3)),
        "functions": {
            "median lines": lengths[len(lengths) // 2],
            "longest": lengths[-1],
        },
        "tests": {
            "lines": lines(python(ROOT / "tests")),
            "files": len(python(ROOT / "tests")),
        },
        "benchmarks and training": lines(
            [*python(ROOT / "benchmarks"), *python(ROOT / "training")]
        ),
        "guides": {"pages": len(guides), "lines": lines(guides)},
    }


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    argparse.ArgumentParser(prog="python -m benchmarks house", description=__doc__).parse_args(
        arguments
    )
    print(json.dumps(figures(), indent=2))
