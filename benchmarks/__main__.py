"""Runs a benchmark: ``python -m benchmarks NAME [options]``; without a name, lists them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from benchmarks.listing import listing


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark that the first argument names, with the others."""
    known = {each.name: each.measures for each in listing()}
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
