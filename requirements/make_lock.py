"""``make lock``: the exact releases that ``make demo``, ``make test`` and CI install, with hashes.

pip resolves the ranges of pyproject.toml for each Python that is named, and tells what it would
install; nothing is downloaded but metadata.  Its newest releases are taken, or those that
PIP_CONSTRAINT names.  What a lock holds, and why it is several files: docs/contributing.md.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

HERE = Path(__file__).parent
ROOT = HERE.parent
PROJECT = "calltools"

LOCKS: Mapping[str, Sequence[str]] = {
    "build": ("pip", "hatchling", "editables", "setuptools", "setuptools-scm"),
    "sbom": ("cyclonedx-bom>=7,<8",),
    "base": (PROJECT,),
    "speech-light": (f"{PROJECT}[speech-light]",),
    "review": (f"{PROJECT}[speech-light,review,custody]",),
    "dev": (f"{PROJECT}[speech,dev]",),
}
"""What each file is for; each goes on the one before it, but for those that stand ``ALONE``."""
ALONE = ("build", "sbom")
TORCH, GPU = "torch", "gpu"
"""Torch stands in a file of its own, with the hashes of a machine's own build (``2.13.0+cpu``)
beside those of the index; so does what the index's build needs for a GPU."""
_OF_GPU = re.compile(r"nvidia-|cuda-|triton$")

_HEAD = "# Made by `make lock`: docs/contributing.md tells what for.  Not to be edited.\n"


@dataclass
class Release:
    """A release, the hashes of its files, what it requires, and which Pythons want it."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    hashes: set[str] = field(default_factory=set)
    pythons: set[str] = field(default_factory=set)


Releases = dict[str, Release]


def resolved(python: str, wanted: Sequence[str], *, own: bool = False) -> dict[str, Any]:
    """pip's report of what it would install of ``wanted`` for an interpreter; with ``own`` from
    what this machine's configuration of pip names, else from the index alone."""
    alone = {} if own else {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    command = [
        sys.executable, "-m", "pip", "--python", shutil.which(python) or python, "install",
        "--dry-run", "--ignore-installed", "--quiet", "--report", "-",
        *(["--no-deps"] if own else []), *wanted,
    ]  # fmt: skip
    result = subprocess.run(command, env=os.environ | alone, stdout=subprocess.PIPE, check=True)
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def take(report: Mapping[str, Any], into: Releases) -> None:
    """Add the releases of a report of pip.  Raises ValueError where two Pythons want two of one
    package."""
    python = report["environment"]["python_version"]
    for item in report["install"]:
        metadata = item["metadata"]
        name, version = canonicalize_name(metadata["name"]), Version(metadata["version"]).public
        if name == PROJECT:
            version = "0"
        release = into.setdefault(name, Release(name, version))
        if release.version != version:
            raise ValueError(f"{name}: {release.version} and {version} for Python {python}")
        release.requires = tuple(metadata.get("requires_dist", ())) or release.requires
        release.pythons.add(python)
        if digest := item["download_info"].get("archive_info", {}).get("hashes", {}).get("sha256"):
            release.hashes.add(digest)


def closure(roots: Iterable[str], releases: Releases, *, gpu: bool) -> set[str]:
    """Names of all that ``roots`` require, on any of the Pythons; with ``gpu`` what torch requires
    for a GPU, too."""
    seen: set[tuple[str, str]] = set()
    todo = [Requirement(root) for root in roots]
    while todo:
        wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        for extra in ("", *wanted.extras):
            if name not in releases or (name, extra) in seen:
                continue
            seen.add((name, extra))
            todo += [
                needed
                for needed in map(Requirement, releases[name].requires)
                if gpu or name != "torch" or not _OF_GPU.match(canonicalize_name(needed.name))
                if _applies(needed, extra, releases[name].pythons)
            ]
    return {name for name, _ in seen} - {PROJECT}


def _applies(needed: Requirement, extra: str, pythons: Iterable[str]) -> bool:
    return needed.marker is None or any(
        needed.marker.evaluate(
            {"extra": extra, "python_version": p, "python_full_version": f"{p}.1"}
        )
        for p in pythons
    )


def lines(names: Iterable[str], releases: Releases, pythons: Sequence[str]) -> Iterator[str]:
    """The lock's lines for ``names``."""
    for release in (releases[name] for name in sorted(names)):
        marker = ""
        if release.pythons != set(pythons):
            wanted = sorted(release.pythons, key=pythons.index)
            marker = " ; " + " or ".join(f'python_version == "{each}"' for each in wanted)
        yield f"{release.name}=={release.version}{marker} \\\n"
        yield " \\\n".join(f"    --hash=sha256:{each}" for each in sorted(release.hashes)) + "\n"


def locked(folder: Path) -> dict[tuple[str, str], set[str]]:
    """The hashes that the locks in ``folder`` have, by name and version."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in folder.glob("*.txt"):
        text = path.read_text("utf-8").replace("\\\n", " ")
        for name, version, rest in re.findall(r"^([\w.-]+)==(\S+)(.*)$", text, re.M):
            found.setdefault((name, version), set()).update(re.findall(r"sha256:(\w{64})", rest))
    return found


def main(pythons: Sequence[str]) -> None:
    """Write the locks anew for the interpreters ``pythons``."""
    before = locked(HERE)
    project = f"{ROOT}[speech,review,custody,dev]"
    releases: Releases = {}
    versions = []
    for python in pythons:
        report = resolved(python, [project, *(root for lock in ALONE for root in LOCKS[lock])])
        take(report, releases)
        versions.append(report["environment"]["python_version"])
        take(resolved(python, [f"{TORCH}=={releases[TORCH].version}"], own=True), releases)
    # The files of a release never change: what another machine had is still good.
    releases[TORCH].hashes |= before.get((TORCH, releases[TORCH].version), set())
    write(TORCH, "", lines([TORCH], releases, versions))
    written = {TORCH}
    previous = ""
    for lock, roots in LOCKS.items():
        names = closure(roots, releases, gpu=False) - (set() if lock in ALONE else written)
        head = f"-r {previous}.txt\n" if previous else ""
        head += f"-r {TORCH}.txt\n" if previous == "review" else ""
        write(lock, head, lines(names, releases, versions))
        if lock not in ALONE:
            written |= names
            previous = lock
    gpu = closure(["torch"], releases, gpu=True) - closure(["torch"], releases, gpu=False)
    write(GPU, "", lines(gpu, releases, versions))


def write(lock: str, head: str, text: Iterable[str]) -> None:
    """Write a lock."""
    (HERE / f"{lock}.txt").write_text(_HEAD + head + "".join(text), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
