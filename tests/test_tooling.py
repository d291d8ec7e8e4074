"""What is checked before a commit is what the Makefile and CI check."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import install_locked
import make_lock
from benchmarks import checks, scores
from benchmarks.__main__ import listing, main

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / "requirements"


def pinned(lock: str) -> dict[str, Requirement]:
    """What a lock and those that it goes on pin, by name; each with a hash."""
    text = (LOCKS / f"{lock}.txt").read_text("utf-8")
    found: dict[str, Requirement] = {}
    for line in text.replace("\\\n", " ").splitlines():
        if line.startswith("-r "):
            found |= pinned(line.removeprefix("-r ").removesuffix(".txt"))
        elif line and not line.startswith("#"):
            release, *hashes = line.split(" --hash=sha256:")
            assert hashes, f"{line}: no hash"
            assert all(re.fullmatch("[0-9a-f]{64}", each.strip()) for each in hashes)
            requirement = Requirement(release)
            found[canonicalize_name(requirement.name)] = requirement
    return found


@pytest.mark.parametrize("lock", install_locked.EXTRAS)
def test_a_lock_pins_a_release_in_the_range_of_every_requirement(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    names = [
        name for name in extras if name in Requirement(f"x{install_locked.EXTRAS[lock]}").extras
    ]
    wanted = [Requirement(each) for each in project["dependencies"]]
    while names:
        for requirement in map(Requirement, extras[names.pop()]):
            if requirement.name == "calltools":
                names += requirement.extras
            else:
                wanted.append(requirement)
    releases = pinned(lock)
    for requirement in wanted:
        (exact,) = releases[canonicalize_name(requirement.name)].specifier
        assert requirement.specifier.contains(exact.version)
    assert ("torch" in releases) == (lock == "dev")


def test_locks_name_no_host_no_path_and_no_build_of_a_machine() -> None:
    text = "".join(path.read_text("utf-8") for path in LOCKS.glob("*.txt"))
    assert not re.search(r"://|^--|@|/|\+", text.replace("`make lock`: docs/contributing.md", ""))


def test_what_is_for_a_gpu_is_apart() -> None:
    gpu = pinned("gpu")
    assert {"nvidia-cublas", "triton"} <= gpu.keys()
    assert not [name for name in pinned("dev") if name.startswith("nvidia")]
    assert str(pinned("dev")["triton"]) == str(gpu["triton"])


def test_where_the_lock_is_not_for_it_is_told_why() -> None:
    linux = ("Linux", "x86_64")
    for python, system, releases, why in (
        ((3, 11), linux, "", ""),
        ((3, 13), linux, "", ""),
        ((3, 14), linux, "", "the lock is for Python 3.11 to 3.13, this is 3.14"),
        ((3, 12), ("Darwin", "arm64"), "", "this is Darwin on arm64"),
        ((3, 12), linux, "newest", "RELEASES=newest was asked for"),
    ):
        told = install_locked.why_not(python, system, releases)
        assert told.endswith(why) if why else told == ""


REPORT = {
    "environment": {"python_version": "3.11"},
    "install": [
        {"metadata": {"name": name, "version": version, "requires_dist": requires},
         "download_info": {"archive_info": {"hashes": {"sha256": digest * 64}}}}
        for name, version, requires, digest in (
            ("calltools", "1", ["Torch", "six; extra == 'dev'"], "0"),
            ("torch", "2.0+cpu", ["nvidia_nccl; platform_system == 'Linux'", "sympy"], "a"),
            ("nvidia-nccl", "1.0", [], "b"),
            ("sympy", "1.1", ["old; python_version < '3.12'", "new; python_version > '3.11'"], "c"),
            ("old", "1.0", [], "d"),
            ("six", "1.0", [], "e"),
        )
    ],
}  # fmt: skip


def test_a_lock_holds_what_is_required_and_leaves_out_what_a_gpu_needs() -> None:
    releases: make_lock.Releases = {}
    make_lock.take(REPORT, releases)
    assert make_lock.closure(["calltools"], releases, gpu=False) == {"torch", "sympy", "old"}
    with_gpu = make_lock.closure(["calltools[dev]"], releases, gpu=True)
    assert with_gpu == {"torch", "sympy", "old", "nvidia-nccl", "six"}
    text = "".join(make_lock.lines(["torch", "old"], releases, ["3.11", "3.12"]))
    assert text == (
        'old==1.0 ; python_version == "3.11" \\\n    --hash=sha256:' + "d" * 64 + "\n"
        'torch==2.0 ; python_version == "3.11" \\\n    --hash=sha256:' + "a" * 64 + "\n"
    )


def test_modules_of_tests_have_names_of_their_own() -> None:
    """Pytest imports those in folders that are no packages by their bare names."""
    seen: dict[str, Path] = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.name != "conftest.py" and not (path.parent / "__init__.py").exists():
            assert path.name not in seen, f"{path} and {seen[path.name]}"
            seen[path.name] = path


# Benchmarks


@pytest.mark.parametrize("name", listing())
def test_each_tells_what_it_measures_and_takes_options(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listing()[name]
    with pytest.raises(SystemExit, match="0"):
        import_module(f"benchmarks.{name}").main(["--help"])
    assert f"python -m benchmarks {name}" in capsys.readouterr().out


def test_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parsing"]) == 2
    assert "no such benchmark: parsing; there are ablation," in capsys.readouterr().err


def test_checks_are_scored_on_both_halves_of_the_register(
    capsys: pytest.CaptureFixture[str],
) -> None:
    checks.main([])
    figures = scores.figures_of("checks", json.loads(capsys.readouterr().out))
    assert figures["worked-on found"] == 1
    assert figures["held false alarms"] < 0.02
    assert scores.is_worse("held false alarms", 0.0, 0.02)


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A labelled set of two quotations, whose scores are those of the test."""
    folder = tmp_path / "gold" / "quotes-small"
    folder.mkdir(parents=True)
    (folder / "quotes.jsonl").write_text("{}\n{}\n", "utf-8")
    monkeypatch.setattr(scores, "FOLDERS", {"": folder.parent})
    report = {
        "verdict_accuracy": 0.5,
        "located": 1.0,
        "clean_f1": 0.5,
        "grave_called_clean": [],
        "clean_called_grave_rate": 0.5,
        "found": {"attributed_speaker": 1.0, "attributed_hospital": None},
    }
    monkeypatch.setattr(scores, "_printed", lambda *_arguments: report)
    return tmp_path


def test_scores_are_kept_and_held_against_kept_ones(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = gold / "released.json"
    beside = ["--against", str(kept)]
    assert scores.main([*beside, "--keep", str(kept)]) == 0
    assert "quotations\n  quotes-small                     2  verdicts 0.500" in (
        capsys.readouterr().out
    )
    assert scores.main(beside) == 0
    told = json.loads(kept.read_text("utf-8"))
    told["sets"]["quotes-small"] |= {"verdicts": 0.505, "clean called grave": 0.4}
    kept.write_text(json.dumps(told), "utf-8")
    assert scores.main(beside) == 3
    printed = capsys.readouterr().out
    assert "verdicts 0.505→0.500 ·" in printed, "that may be chance"
    assert "clean called grave 0.400→0.500 WORSE" in printed
