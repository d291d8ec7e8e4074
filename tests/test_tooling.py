"""What is checked before a commit is what the Makefile and CI check."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
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
    ran = re.findall(r"^make (.+)$", (ROOT / ".ci" / "run").read_text("utf-8"), re.M)
    assert ran == [".venv/.dev", "--jobs 2 lint test"]


def test_every_requirement_has_a_release_in_its_range_that_ci_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = [Requirement(each) for group in groups for each in group]
    lines = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").split()
    pinned = {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in lines}
    assert not [version for version in pinned.values() if "+" in version], "no local builds"
    for requirement in wanted:
        if requirement.name != "calltools":
            assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])


def test_ci_installs_what_the_constraints_say() -> None:
    assert "export CONSTRAINTS=.ci/constraints.txt\n" in (ROOT / ".ci" / "run").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "$(addprefix --constraint ,$(CONSTRAINTS))" in makefile
    assert makefile.count("pip install") == makefile.count("pip install --quiet --upgrade pip") + 1


def test_modules_of_tests_have_names_of_their_own() -> None:
    """Pytest imports those in folders that are no packages by their bare names."""
    seen: dict[str, Path] = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.name != "conftest.py" and not (path.parent / "__init__.py").exists():
            assert path.name not in seen, f"{path} and {seen[path.name]}"
            seen[path.name] = path
