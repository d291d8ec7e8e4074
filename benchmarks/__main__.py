"""Runs a benchmark: ``python -m benchmarks NAME [options]``; without a name, lists them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

_FOLDER = Path(__file__).parent


def listing() -> dict[str, str]:
    """The benchmarks (modules with a function ``main``) with what they measure: the first sentence
    of their docstrings.  None is imported for it."""
    found = {}
    for file in sorted(_FOLDER.rglob("*.py")):
        module = ast.parse(file.read_text("utf-8"))
        functions = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
        if file.name != "__main__.py" and "main" in functions:
            name = ".".join(file.relative_to(_FOLDER).with_suffix("").parts)
            first, *_ = (ast.get_docstring(module) or "").split("\n\n")
            found[name] = " ".join(first.split())
    return found


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark that the first argument names, with the others."""
    known = listing()
    if not arguments or arguments[0] in ("-h", "--help"):
        width = max(map(len, known))
        print("python -m benchmarks NAME [options]; NAME --help tells its options\n")
        print("\n".join(f"  {name:{width}}  {measures}" for name, measures in known.items()))
        return 0
    name, *options = arguments
    if name not in known:
        print(f"no such benchmark: {name}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    return import_module(f"benchmarks.{name}").main(options) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
