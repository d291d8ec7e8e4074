"""What is checked before a commit is what the Makefile and CI check."""

from __future__ import annotations

import re
from pathlib import Path

from pre_commit.clientlib import load_config

ROOT = Path(__file__).parents[1]


def recipe(target: str) -> list[str]:
    """The commands of a target of the Makefile, for the usual environment."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert found is not None, target
    return [line.strip().replace("$(BIN)", ".venv/bin") for line in found[1].splitlines()]


def test_hooks_before_a_commit_run_what_make_lint_runs() -> None:
    (repository,) = load_config(str(ROOT / ".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    assert [hook["entry"] for hook in repository["hooks"]] == recipe("lint")
    assert not any(hook["pass_filenames"] for hook in repository["hooks"])


def test_ci_runs_the_targets_of_the_makefile() -> None:
    ran = re.findall(r"^make (\S+)$", (ROOT / ".ci" / "run").read_text("utf-8"), re.M)
    assert ran == ["lint", "test"]
