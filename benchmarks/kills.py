"""Kills and damage at random, many times as often as the tests have them: what is lost or missed.

    python -m benchmarks kills [--times 20] [--only WORD]

Beside: the same commands that nobody killed, the same files that nobody changed.
Takes: two hours on two cores; --only damage takes fifteen minutes.

The tests below are run with ``pytest --times N``.  ``calltools correct``, ``run``, ``export``,
``timestamp`` and ``redact`` are killed at moments from their first write on, and so are workers of
a run that is shared out: nothing may be lost, done twice, or taken for whole that is half-written.
Workspaces and bags are changed in one place (tests/proof/log_damage.py), originals in their frames
or in their tags alone: every change must be found, and told for what it is.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from benchmarks.measure import ROOT, options_of

TESTS = {
    "correct": "tests/e2e/test_correct.py::"
    "test_killed_while_correcting_or_making_again_nothing_is_lost_or_doubled",
    "export": "tests/proof/test_bags.py::"
    "test_killed_at_any_moment_nothing_half_written_is_taken_for_whole",
    "timestamp": "tests/proof/test_stamps.py::"
    "test_killed_at_any_moment_a_stamp_is_kept_whole_or_not_at_all",
    "redact": "tests/redaction/test_redaction.py::"
    "test_killed_at_any_moment_there_is_no_copy_or_a_whole_one",
    "cluster": "tests/e2e/test_cluster.py::test_nothing_is_lost_or_done_twice_whoever_dies",
    "damage": "tests/proof/test_damage.py",
    "sound damage": "tests/proof/test_sound_damage.py",
}


def main(arguments: Sequence[str]) -> int:
    """Run the tests; 1 where one of them fails."""
    parser = options_of(__name__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", default="", metavar="WORD")
    options = parser.parse_args(arguments)
    tests = [test for name, test in TESTS.items() if options.only in name]
    command = [sys.executable, "-m", "pytest", "-x", "--times", str(options.times), *tests]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
