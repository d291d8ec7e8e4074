"""The benchmarks by name, and what their docstrings say of them; none is imported for it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A module with a function ``main``.

    Its docstring begins with what is measured, and has a paragraph ``Beside: …`` (with what it is
    compared) and ``Takes: …`` (how long it runs); ``text`` is all the rest.
    """

    name: str
    measures: str
    beside: str
    takes: str
    text: str


def listing() -> list[Benchmark]:
    """All benchmarks in the order of their names."""
    files = sorted(_FOLDER.rglob("*.py"))
    found = [(file, ast.parse(file.read_text("utf-8"))) for file in files]
    return [_benchmark(file, module) for file, module in found if _has_main(file, module)]


def _has_main(file: Path, module: ast.Module) -> bool:
    functions = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
    return file.name != "__main__.py" and "main" in functions


def _benchmark(file: Path, module: ast.Module) -> Benchmark:
    name = ".".join(file.relative_to(_FOLDER).with_suffix("").parts)
    first, *paragraphs = (ast.get_docstring(module) or "").split("\n\n")
    said = next((part for part in paragraphs if part.startswith("Beside: ")), "")
    beside, _, takes = _one_line(said).removeprefix("Beside: ").partition(" Takes: ")
    text = "\n\n".join(part for part in paragraphs if part != said)
    return Benchmark(name, _one_line(first), beside.rstrip("."), takes, text)


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
