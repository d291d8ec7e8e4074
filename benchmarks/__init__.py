"""Measures of the program beside peers: ``python -m benchmarks`` tells which.

The helpers that benchmarks share with tests are found as the tests find them.
"""

import sys
from pathlib import Path

_TESTS = Path(__file__).parents[1] / "tests"
sys.path += map(str, (_TESTS, _TESTS / "alignment"))
