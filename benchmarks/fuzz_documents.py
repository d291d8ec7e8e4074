"""Reads mutated documents of all formats: none may give a traceback, hang, or touch another file.

``python benchmarks/fuzz_documents.py [--examples 2000]``: the property that
``tests/transcripts/test_fuzzing.py`` holds on a few, on many; stops at the first that breaks it
and prints it as small as it can be made.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/transcripts"))
mutations = importlib.import_module("mutations")


def main() -> None:
    """Read them and print one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=2000)
    options = arguments.parse_args()
    read: Counter[str] = Counter()
    longest = 0.0

    @settings(
        max_examples=options.examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutations.documents())
    def each(document: tuple[str, bytes]) -> None:
        nonlocal longest
        begin = time.process_time()
        mutations.check(*document)
        longest = max(longest, time.process_time() - begin)
        read[document[0].rsplit(".", 1)[-1]] += 1

    each()
    print(json.dumps({"read": dict(read), "longest_seconds": round(longest, 2)}, indent=1))


if __name__ == "__main__":
    main()
